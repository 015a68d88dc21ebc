"""The sheets of a Land's workbook: one for each class that a Land's office speaks of, headers in German."""

from __future__ import annotations

from typing import Final

from .columns import KEY, Column, Kind, Sheet

_BODIES: Final = ("akt", "geb", "fall")


def _key(example: str, *, required: bool = False) -> Column:
    text = "Kurzname aus Kleinbuchstaben, Ziffern, „-“, „.“ und „/“. "
    text += "Pflicht." if required else "Leer lassen, dann wird er aus dem Inhalt der Zeile gebildet."
    return Column(KEY, "", Kind.KEY, text, example, required=required)


def _entry(example: str, help_: str) -> Column:
    return Column("Eintrag", "rdf:type", Kind.ENTRY, help_, example)


def _text(
    header: str,
    name: str,
    help_: str,
    example: str = "",
    *,
    multiple: bool = False,
    required: bool = False,
    kind: Kind = Kind.GERMAN,
) -> Column:
    return Column(header, name, kind, help_, example, multiple=multiple, required=required)


def _ref(
    header: str,
    name: str,
    help_: str,
    targets: tuple[str, ...],
    example: str = "",
    *,
    multiple: bool = True,
    default: str = "",
) -> Column:
    return Column(header, name, Kind.REFERENCE, help_, example, targets, multiple, default=default)


def _number(header: str, name: str, help_: str, example: str = "", kind: Kind = Kind.NUMBER) -> Column:
    return Column(header, name, kind, help_, example)


def _evidence(example: str = "he-muster-gesetz:12-14") -> Column:
    help_ = "Fundstelle als Quelle:erste Zeile-letzte Zeile der Textfassung, z. B. s3:214-214."
    return Column("Belege", "ig:evidence", Kind.EVIDENCE, help_, example, multiple=True)


def _period(header: str, name: str, help_: str, example: str = "") -> Column:
    return Column(header, name, Kind.PERIOD, help_ + " Tag (31.12.2025), Monat (12.2025) oder Jahr (2025).", example)


def _validity(example: str = "") -> tuple[Column, Column]:
    return (
        _period("gültig ab", "schema:validFrom", "Beginn der Geltung.", example),
        _period("gültig bis", "schema:validThrough", "Letzter Tag der Geltung; leer, solange sie andauert."),
    )


def _other_names(example: str = "") -> Column:
    help_ = "Abkürzungen und andere Namen, unter denen jemand suchen würde."
    return _text("andere Bezeichnungen", "skos:altLabel", help_, example, multiple=True)


_NOTE: Final = _text("Anmerkung", "ig:note", "Was die übrigen Spalten nicht fassen.", multiple=True)
_LAW: Final = _ref(
    "Rechtsgrundlage",
    "ig:legalBasis",
    "Gesetz, Verordnung, Erlass oder Teil davon; aus dem Blatt „Rechtsgrundlagen“ oder schon bekannt.",
    ("recht",),
    "Mustergesetz (Hessen)",
)
_CONDITION: Final = _ref(
    "Bedingung", "ig:condition", "Wovon es abhängt; aus dem Blatt „Bedingungen“ oder schon bekannt.", ("bed",)
)
_GROUP: Final = _ref("Zielgruppe", "ig:targetGroup", "Für wen; leer, wenn für alle.", ("group",))
_STATEMENT: Final = (
    _ref(
        "gilt in",
        "ig:appliesIn",
        "Gebiet: Name oder amtlicher Schlüssel (AGS, als Text).",
        ("geb",),
        "Hessen",
    ),
    _ref(
        "Geltungsart",
        "ig:modality",
        "Wie der Satz gilt: Recht, Praxis, Förderbedingung, Selbstverpflichtung.",
        ("mod",),
        "geltendes Recht",
        multiple=False,
    ),
    _ref(
        "Aussagerichtung",
        "ig:polarity",
        "„behauptet“ (auch wenn leer) oder „bestritten“, wenn die Quelle sagt, dass es nicht so ist.",
        ("ig:Polarity",),
        "behauptet",
        multiple=False,
        default="behauptet",
    ),
    _ref("Belegart", "ig:evidenceKind", "Worauf sich die Quelle stützt.", ("ek",), "Rechtstext", multiple=False),
    _evidence(),
    _period("Stand", "ig:asOf", "Zeit, für die die Quelle spricht.", "2025"),
    *_validity("01.01.2024"),
    _GROUP,
    _ref("Handlungsfeld", "ig:field", "Nur, wenn es nicht schon an der Aufgabe steht.", ("field",)),
    _ref(
        "handelt von",
        "ig:about",
        "Wovon der Satz sonst noch handelt; mit Kennung, z. B. kind:kommune.",
        ("akt", "aufg", "foe", "recht", "kind", "typ", "role", "field", "steer", "direct", "aim"),
    ),
    _text(
        "Begriff der Quelle",
        "ig:quotedTerm",
        "Fachwort, wie die Quelle es schreibt; höchstens acht Wörter.",
        multiple=True,
    ),
    _NOTE,
    _ref(
        "widerspricht",
        "ig:contradicts",
        "Kennung der Aussage, der diese widerspricht, z. B. zu:he-….",
        ("zu", "foe", "aus", "beob", "emp", "erg"),
    ),
)

RESPONSIBILITIES: Final = Sheet(
    "Zuständigkeiten",
    "zu",
    {"Zuständigkeit": "ig:Responsibility"},
    "Wer welche Aufgabe in welcher Rolle wahrnimmt. Eine Zeile je Aufgabe, Rolle und Träger.",
    (
        _key("he-muster-sprachfoerderung"),
        _text(
            "Aussage",
            "rdfs:label",
            "Die ganze Aussage in einem Satz mit eigenen Worten.",
            "Musterkreise in Hessen müssen Sprachkurse für Zugewanderte anbieten.",
            required=True,
        ),
        _ref("Aufgabe", "ig:task", "Aus der Liste oder aus dem Blatt „Aufgaben“.", ("aufg",), "Sprachförderung"),
        _ref("Rolle", "ig:role", "Wie der Träger an der Aufgabe beteiligt ist.", ("role",), "Ausführung"),
        _ref("Träger", "ig:holder", "Bestimmte Stelle oder Körperschaft; sonst „Art des Trägers“.", _BODIES),
        _ref(
            "Art des Trägers",
            "ig:holderType",
            "Art von Stelle, wenn alle ihrer Art zuständig sind.",
            ("kind",),
            "Landkreis",
        ),
        _ref("Ebene", "ig:level", "Ebene, auf der der Träger handelt.", ("level",), "Kreis"),
        _ref(
            "Verpflichtungsgrad",
            "ig:obligation",
            "pflichtig, freiwillig, staatlich oder genauer.",
            ("obl",),
            "pflichtig",
            multiple=False,
        ),
        _ref("Verbindlichkeit", "ig:bindingness", "muss, soll oder kann.", ("bind",), "muss", multiple=False),
        _LAW,
        _CONDITION,
        _ref("es sei denn", "ig:unless", "Bedingung, bei der die Aussage nicht gilt.", ("bed",)),
        _ref("übertragen von", "ig:delegatedFrom", "Wer die Aufgabe übertragen hat.", (*_BODIES, "kind")),
        _ref("geht vor", "ig:overrides", "Kennung der allgemeineren Zuständigkeit, der diese vorgeht.", ("zu",)),
        Column(
            "einklagbar",
            "ig:enforceable",
            Kind.BOOLEAN,
            "„ja“, wenn Einzelne einen Anspruch haben, sonst „nein“ oder leer.",
        ),
        *_STATEMENT,
    ),
)

PROGRAMMES: Final = Sheet(
    "Förderprogramme",
    "foe",
    {"Förderprogramm": "ig:FundingProgramme", "Ausgabe": "ig:FundingProgrammeEdition"},
    "Programme des Landes und ihre Ausgaben (etwa je Förderrichtlinie).",
    (
        _key("he-muster-programm"),
        _entry("Förderprogramm", "„Förderprogramm“ (auch wenn leer) oder „Ausgabe“."),
        _text(
            "Bezeichnung",
            "rdfs:label",
            "Amtlicher Name, mit Land in Klammern.",
            "Musterprogramm Sprache (Hessen)",
            required=True,
        ),
        _other_names(),
        _ref("Fördergeber", "ig:funder", "Wer das Geld gibt.", (*_BODIES, "kind"), "Hessen"),
        _ref("Zuständigkeitsgebiet", "ig:jurisdiction", "Gebiet, in dem das Programm gilt.", ("geb",), "Hessen"),
        _LAW,
        _ref("Ausgabe von", "ig:editionOf", "Nur bei „Ausgabe“: das Programm.", ("foe",)),
        _ref("Teil von", "dct:isPartOf", "Das übergeordnete Programm.", ("foe",)),
        *_validity("2024"),
        _evidence(),
        _NOTE,
    ),
)

FUNDING_RULES: Final = Sheet(
    "Förderregeln",
    "foe",
    {"Förderregel": "ig:FundingRule"},
    "Was ein Programm wem wofür in welcher Höhe gibt. Eine Zeile je Regel.",
    (
        _key("he-muster-programm-betrag"),
        _text(
            "Aussage",
            "rdfs:label",
            "Die ganze Regel in einem Satz mit eigenen Worten.",
            "Das Musterprogramm gibt Landkreisen bis zu 50.000 Euro im Jahr.",
            required=True,
        ),
        _ref(
            "Förderprogramm",
            "ig:programme",
            "Aus dem Blatt „Förderprogramme“ oder schon bekannt.",
            ("foe",),
            "Musterprogramm Sprache (Hessen)",
        ),
        _ref("Fördergeber", "ig:funder", "Wer das Geld gibt.", (*_BODIES, "kind"), "Hessen"),
        _number("Anteil des Fördergebers (%)", "ig:funderShare", "Prozent, wenn es nur einen Fördergeber gibt."),
        _ref(
            "antragsberechtigte Art",
            "ig:eligibleKind",
            "Art von Stelle, die Geld erhalten kann.",
            ("kind",),
            "Landkreis",
        ),
        _ref("antragsberechtigte Stelle", "ig:eligibleBody", "Bestimmte Stelle, die Geld erhalten kann.", _BODIES),
        _ref("Weiterleitung an", "ig:forwardedTo", "An wen das Geld weitergegeben werden darf.", ("kind", *_BODIES)),
        _ref("geförderte Aufgabe", "ig:fundedTask", "Wofür das Geld ist.", ("aufg",), "Sprachförderung"),
        _ref("geförderte Stelle", "ig:fundedKind", "Art von Stelle oder Amt, die bezahlt wird.", ("kind", "akt")),
        _number("Stellen je Empfänger", "ig:postsPerRecipient", "Zahl der Stellen (Vollzeit)."),
        _number("Stellen mindestens", "ig:minimumPostsPerRecipient", "Kleinste Zahl der Stellen je Empfänger."),
        _number("Stellen höchstens", "ig:maximumPostsPerRecipient", "Größte Zahl der Stellen je Empfänger."),
        _number("Betrag", "ig:amount", "Fester Betrag."),
        _number("Mindestbetrag", "ig:minimumAmount", "Kleinster Betrag."),
        _number("Höchstbetrag", "ig:maximumAmount", "Größter Betrag.", "50.000"),
        _text("Währung", "ig:currency", "EUR.", "EUR", kind=Kind.PLAIN),
        _ref(
            "Betrag je", "ig:amountPer", "Worauf sich der Betrag bezieht.", ("ig:AmountBasis",), "Jahr", multiple=False
        ),
        _number("Fördersatz (%)", "ig:fundingRate", "Anteil der Kosten, den die Förderung deckt.", "80"),
        _number("Eigenanteil (%)", "ig:ownShare", "Anteil, den der Empfänger selbst trägt.", "20"),
        _text(
            "Art der Förderung",
            "ig:fundingType",
            "etwa Festbetrag, Anteilfinanzierung, Vollfinanzierung.",
            "Anteilfinanzierung",
        ),
        _LAW,
        _CONDITION,
        *_STATEMENT,
    ),
)

ACTORS: Final = Sheet(
    "Akteure",
    "akt",
    {"Stelle": "ig:Body", "Amt": "org:Post"},
    "Behörden, Einrichtungen, Gremien und Ämter. Gemeinden, Kreise und das Land selbst gehören nicht hierher.",
    (
        _key("he-muster-behoerde"),
        _entry("Stelle", "„Stelle“ (auch wenn leer) oder „Amt“ (eine Funktion wie Integrationsbeauftragte)."),
        _text(
            "Bezeichnung",
            "rdfs:label",
            "Amtlicher Name, bei Ministerien mit Land in Klammern.",
            "Musterministerium für Integration (Hessen)",
            required=True,
        ),
        _other_names("MfI"),
        _ref("Art der Stelle", "ig:bodyKind", "Aus der Liste.", ("kind",), "Integrationsministerium", multiple=False),
        _ref("Ebene", "ig:level", "Ebene, auf der die Stelle handelt.", ("level",), "Land"),
        _ref(
            "Zuständigkeitsgebiet", "ig:jurisdiction", "Gebiet, für das die Stelle zuständig ist.", ("geb",), "Hessen"
        ),
        _ref("gehört zu", "org:subOrganizationOf", "Übergeordnete Stelle oder Körperschaft.", ("akt", "geb"), "Hessen"),
        _ref("Amt bei", "org:postIn", "Nur bei „Amt“: die Stelle, bei der es besteht.", ("akt", "geb", "fall")),
        _evidence(),
        _NOTE,
    ),
)

TASKS: Final = Sheet(
    "Aufgaben",
    "aufg",
    {"Aufgabe": "ig:Task"},
    "Nur Aufgaben, die in der Liste fehlen. Jede steht unter einer bekannten Aufgabe.",
    (
        _key("he-muster-sprachmittlung"),
        _text("Bezeichnung", "rdfs:label", "Name der Aufgabe.", "Mustersprachmittlung", required=True),
        _other_names(),
        _text(
            "Beschreibung",
            "skos:definition",
            "Was die Aufgabe umfasst, in einem Satz.",
            "Vermittlung von Dolmetscher:innen an Behörden.",
        ),
        _ref(
            "übergeordnete Aufgabe",
            "ig:broaderTask",
            "Die bekannte Aufgabe, zu der diese gehört.",
            ("aufg",),
            "Sprachförderung",
        ),
        _ref("Handlungsfeld", "ig:field", "Aus der Liste.", ("field",), "Sprache"),
        _ref("Steuerung", "ig:steering", "strategisch oder operativ, wenn eine Quelle es sagt.", ("steer",)),
        _ref("Wirkung", "ig:directness", "unmittelbar oder mittelbar, wenn eine Quelle es sagt.", ("direct",)),
        _ref("Ziel", "ig:aim", "Aus der Liste, wenn eine Quelle es sagt.", ("aim",)),
        _text("Hinweis zur Abgrenzung", "skos:scopeNote", "Was nicht dazugehört.", multiple=True),
        _evidence(),
    ),
)

LAWS: Final = Sheet(
    "Rechtsgrundlagen",
    "recht",
    {"Rechtsquelle": "eli:LegalResource", "Teil": "eli:LegalResourceSubdivision"},
    "Gesetze, Verordnungen, Erlasse, Richtlinien und ihre Teile (Paragrafen, Nummern).",
    (
        _key("he-muster-gesetz"),
        _entry("Rechtsquelle", "„Rechtsquelle“ (auch wenn leer) oder „Teil“ (Paragraf, Nummer)."),
        _text(
            "Bezeichnung",
            "rdfs:label",
            "Titel mit Land in Klammern, bei Teilen „§ 5 Mustergesetz“.",
            "Mustergesetz (Hessen)",
            required=True,
        ),
        _other_names(),
        _ref("Art", "ig:lawKind", "Gesetz, Rechtsverordnung, Erlass …", ("lawkind",), "Gesetz", multiple=False),
        _ref(
            "Geltungsgebiet",
            "eli:jurisdiction",
            "Land oder Körperschaft, die das Recht gesetzt hat.",
            ("geb",),
            "Hessen",
        ),
        _ref("Teil von", "eli:is_part_of", "Bei „Teil“: die Rechtsquelle.", ("recht",)),
        _period("Datum", "eli:date_document", "Tag der Ausfertigung."),
        _ref("ersetzt", "ig:replaces", "Die frühere Fassung oder Rechtsquelle.", ("recht",)),
        *_validity("01.01.2024"),
        _evidence(),
        _NOTE,
    ),
)

CONDITIONS: Final = Sheet(
    "Bedingungen",
    "bed",
    {"Bedingung": "ig:Condition"},
    "Wovon eine Zuständigkeit oder Förderung abhängt; Schwellen mit Indikator, Vergleich, Zahl und Einheit.",
    (
        _key("he-muster-mehr-als-1000"),
        _text(
            "Bezeichnung",
            "rdfs:label",
            "Die Bedingung in Worten.",
            "mehr als 1.000 ausländische Einwohner:innen",
            required=True,
        ),
        _ref("Indikator", "ig:indicator", "Was gezählt wird.", ("ind",), "ausländische Bevölkerung", multiple=False),
        _ref(
            "Vergleich", "ig:comparator", "mindestens, größer als …", ("ig:Comparator",), "größer als", multiple=False
        ),
        _number("Schwelle", "ig:threshold", "Die Zahl.", "1.000"),
        _ref("Einheit", "ig:unit", "Personen, Prozent …", ("unit",), "Person", multiple=False),
        _evidence(),
    ),
)

SOURCES: Final = Sheet(
    "Quellen",
    "quelle",
    {"Quelle": "ig:Source"},
    "Die Texte, aus denen belegt wird. Zu jeder Quelle gehört eine Textfassung, deren Zeilen gezählt werden.",
    (
        _key("he-muster-gesetz", required=True),
        _text("Titel", "dct:title", "Voller Titel.", "Mustergesetz über die Sprachförderung", required=True),
        _text(
            "Kurzbeleg", "ig:shortCitation", "Kurzform, die bei jedem Beleg steht.", "Mustergesetz 2024", required=True
        ),
        _text(
            "herausgegeben von",
            "dct:publisher",
            "Stelle, die den Text veröffentlicht hat.",
            "Musterministerium",
            kind=Kind.PLAIN,
        ),
        _period("Datum", "dct:date", "Datum der Veröffentlichung.", "2024"),
        Column("Fundort", "schema:url", Kind.URL, "Internetadresse des Textes.", "https://example.org/mustergesetz"),
        _number("Zeilenzahl", "ig:lineCount", "Zahl der Zeilen der Textfassung.", "120", Kind.INTEGER),
        _NOTE,
    ),
)

PASSAGES: Final = Sheet(
    "Belege",
    "beleg",
    {"Beleg": "ig:Passage"},
    "Nur nötig, wenn zu einer Fundstelle der Abschnitt (etwa der Paragraf) genannt werden soll.",
    (
        Column(
            "Beleg",
            "",
            Kind.EVIDENCE,
            "Fundstelle wie in den Spalten „Belege“.",
            "he-muster-gesetz:12-14",
            required=True,
        ),
        _text("Abschnitt", "ig:section", "Paragraf oder Kapitel.", "§ 5 Sprachkurse"),
    ),
)

SHEETS: Final = (
    RESPONSIBILITIES,
    PROGRAMMES,
    FUNDING_RULES,
    ACTORS,
    TASKS,
    LAWS,
    CONDITIONS,
    SOURCES,
    PASSAGES,
)
"""All sheets with data, in the order of the workbook."""
GUIDE: Final = "Anleitung"
VALUES: Final = "Zulässige Werte"
