"""Columns that several sheets of a Land's workbook have, and what makes a column of each sort."""

from __future__ import annotations

from typing import Final

from .columns import KEY, Column, Kind

BODIES: Final = ("akt", "geb", "fall")


def key(example: str, *, required: bool = False) -> Column:
    """The column with the last part of the IRI of what a row describes."""
    about = "Kurzname aus Kleinbuchstaben, Ziffern, „-“, „.“ und „/“. "
    about += "Pflicht." if required else "Leer lassen, dann wird er aus dem Inhalt der Zeile gebildet."
    return Column(KEY, "", Kind.KEY, about, example, required=required)


def entry(example: str, help_: str) -> Column:
    """The column that says which of the sheet's classes a row describes."""
    return Column("Eintrag", "rdf:type", Kind.ENTRY, help_, example)


def text(
    header: str,
    name: str,
    help_: str,
    example: str = "",
    *,
    multiple: bool = False,
    required: bool = False,
    kind: Kind = Kind.GERMAN,
) -> Column:
    """A column of texts, German ones if *kind* is not another."""
    return Column(header, name, kind, help_, example, multiple=multiple, required=required)


def reference(
    header: str,
    name: str,
    help_: str,
    targets: tuple[str, ...],
    example: str = "",
    *,
    multiple: bool = True,
    default: str = "",
) -> Column:
    """A column that refers to other things, by name or key."""
    return Column(header, name, Kind.REFERENCE, help_, example, targets, multiple, default=default)


def number(header: str, name: str, help_: str, example: str = "", kind: Kind = Kind.NUMBER) -> Column:
    """A column of numbers."""
    return Column(header, name, kind, help_, example)


def evidence(example: str = "he-muster-gesetz:12-14") -> Column:
    """The column of passages."""
    help_ = "Fundstelle als Quelle:erste Zeile-letzte Zeile der Textfassung, z. B. s3:214-214."
    return Column("Belege", "ig:evidence", Kind.EVIDENCE, help_, example, multiple=True)


def period(header: str, name: str, help_: str, example: str = "") -> Column:
    """A column of days, months or years."""
    return Column(header, name, Kind.PERIOD, help_ + " Tag (31.12.2025), Monat (12.2025) oder Jahr (2025).", example)


def validity(example: str = "") -> tuple[Column, Column]:
    """The columns for the first and the last day of validity."""
    return (
        period("gültig ab", "schema:validFrom", "Beginn der Geltung.", example),
        period("gültig bis", "schema:validThrough", "Letzter Tag der Geltung; leer, solange sie andauert."),
    )


def other_names(example: str = "") -> Column:
    """The column of other names."""
    help_ = "Abkürzungen und andere Namen, unter denen jemand suchen würde."
    return text("andere Bezeichnungen", "skos:altLabel", help_, example, multiple=True)


NOTE: Final = text("Anmerkung", "ig:note", "Was die übrigen Spalten nicht fassen.", multiple=True)
LAW: Final = reference(
    "Rechtsgrundlage",
    "ig:legalBasis",
    "Gesetz, Verordnung, Erlass oder Teil davon; aus dem Blatt „Rechtsgrundlagen“ oder schon bekannt.",
    ("recht",),
    "Mustergesetz (Hessen)",
)
CONDITION: Final = reference(
    "Bedingung", "ig:condition", "Wovon es abhängt; aus dem Blatt „Bedingungen“ oder schon bekannt.", ("bed",)
)
GROUP: Final = reference("Zielgruppe", "ig:targetGroup", "Für wen; leer, wenn für alle.", ("group",))
STATEMENT: Final = (
    reference(
        "gilt in",
        "ig:appliesIn",
        "Gebiet: Name oder amtlicher Schlüssel (AGS, als Text).",
        ("geb",),
        "Hessen",
    ),
    reference(
        "Geltungsart",
        "ig:modality",
        "Wie der Satz gilt: Recht, Praxis, Förderbedingung, Selbstverpflichtung.",
        ("mod",),
        "geltendes Recht",
        multiple=False,
    ),
    reference(
        "Aussagerichtung",
        "ig:polarity",
        "„behauptet“ (auch wenn leer) oder „bestritten“, wenn die Quelle sagt, dass es nicht so ist.",
        ("ig:Polarity",),
        "behauptet",
        multiple=False,
        default="behauptet",
    ),
    reference("Belegart", "ig:evidenceKind", "Worauf sich die Quelle stützt.", ("ek",), "Rechtstext", multiple=False),
    evidence(),
    period("Stand", "ig:asOf", "Zeit, für die die Quelle spricht.", "2025"),
    *validity("01.01.2024"),
    GROUP,
    reference("Handlungsfeld", "ig:field", "Nur, wenn es nicht schon an der Aufgabe steht.", ("field",)),
    reference(
        "handelt von",
        "ig:about",
        "Wovon der Satz sonst noch handelt; mit Kennung, z. B. kind:kommune.",
        ("akt", "aufg", "foe", "recht", "kind", "typ", "role", "field", "steer", "direct", "aim"),
    ),
    text(
        "Begriff der Quelle",
        "ig:quotedTerm",
        "Fachwort, wie die Quelle es schreibt; höchstens acht Wörter.",
        multiple=True,
    ),
    NOTE,
    reference(
        "widerspricht",
        "ig:contradicts",
        "Kennung der Aussage, der diese widerspricht, z. B. zu:he-….",
        ("zu", "foe", "aus", "beob", "emp", "erg"),
    ),
)
