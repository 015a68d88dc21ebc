"""Sheets of a Land's workbook with what statements name: actors, tasks, law, conditions, sources, passages."""

from __future__ import annotations

from typing import Final

from .columns import Column, Kind, Sheet
from .fields import NOTE, entry, evidence, key, number, other_names, period, reference, text, validity

ACTORS: Final = Sheet(
    "Akteure",
    "akt",
    {"Stelle": "ig:Body", "Amt": "org:Post"},
    "Behörden, Einrichtungen, Gremien und Ämter. Gemeinden, Kreise und das Land selbst gehören nicht hierher.",
    (
        key("he-muster-behoerde"),
        entry("Stelle", "„Stelle“ (auch wenn leer) oder „Amt“ (eine Funktion wie Integrationsbeauftragte)."),
        text(
            "Bezeichnung",
            "rdfs:label",
            "Amtlicher Name, bei Ministerien mit Land in Klammern.",
            "Musterministerium für Integration (Hessen)",
            required=True,
        ),
        other_names("MfI"),
        reference(
            "Art der Stelle", "ig:bodyKind", "Aus der Liste.", ("kind",), "Integrationsministerium", multiple=False
        ),
        reference("Ebene", "ig:level", "Ebene, auf der die Stelle handelt.", ("level",), "Land"),
        reference(
            "Zuständigkeitsgebiet", "ig:jurisdiction", "Gebiet, für das die Stelle zuständig ist.", ("geb",), "Hessen"
        ),
        reference(
            "gehört zu", "org:subOrganizationOf", "Übergeordnete Stelle oder Körperschaft.", ("akt", "geb"), "Hessen"
        ),
        reference("Amt bei", "org:postIn", "Nur bei „Amt“: die Stelle, bei der es besteht.", ("akt", "geb", "fall")),
        evidence(),
        NOTE,
    ),
)

TASKS: Final = Sheet(
    "Aufgaben",
    "aufg",
    {"Aufgabe": "ig:Task"},
    "Nur Aufgaben, die in der Liste fehlen. Jede steht unter einer bekannten Aufgabe.",
    (
        key("he-muster-sprachmittlung"),
        text("Bezeichnung", "rdfs:label", "Name der Aufgabe.", "Mustersprachmittlung", required=True),
        other_names(),
        text(
            "Beschreibung",
            "skos:definition",
            "Was die Aufgabe umfasst, in einem Satz.",
            "Vermittlung von Dolmetscher:innen an Behörden.",
        ),
        reference(
            "übergeordnete Aufgabe",
            "ig:broaderTask",
            "Die bekannte Aufgabe, zu der diese gehört.",
            ("aufg",),
            "Sprachförderung",
        ),
        reference("Handlungsfeld", "ig:field", "Aus der Liste.", ("field",), "Sprache"),
        reference("Steuerung", "ig:steering", "strategisch oder operativ, wenn eine Quelle es sagt.", ("steer",)),
        reference("Wirkung", "ig:directness", "unmittelbar oder mittelbar, wenn eine Quelle es sagt.", ("direct",)),
        reference("Ziel", "ig:aim", "Aus der Liste, wenn eine Quelle es sagt.", ("aim",)),
        text("Hinweis zur Abgrenzung", "skos:scopeNote", "Was nicht dazugehört.", multiple=True),
        evidence(),
    ),
)

LAWS: Final = Sheet(
    "Rechtsgrundlagen",
    "recht",
    {"Rechtsquelle": "eli:LegalResource", "Teil": "eli:LegalResourceSubdivision"},
    "Gesetze, Verordnungen, Erlasse, Richtlinien und ihre Teile (Paragrafen, Nummern).",
    (
        key("he-muster-gesetz"),
        entry("Rechtsquelle", "„Rechtsquelle“ (auch wenn leer) oder „Teil“ (Paragraf, Nummer)."),
        text(
            "Bezeichnung",
            "rdfs:label",
            "Titel mit Land in Klammern, bei Teilen „§ 5 Mustergesetz“.",
            "Mustergesetz (Hessen)",
            required=True,
        ),
        other_names(),
        reference("Art", "ig:lawKind", "Gesetz, Rechtsverordnung, Erlass …", ("lawkind",), "Gesetz", multiple=False),
        reference(
            "Geltungsgebiet",
            "eli:jurisdiction",
            "Land oder Körperschaft, die das Recht gesetzt hat.",
            ("geb",),
            "Hessen",
        ),
        reference("Teil von", "eli:is_part_of", "Bei „Teil“: die Rechtsquelle.", ("recht",)),
        period("Datum", "eli:date_document", "Tag der Ausfertigung."),
        reference("ersetzt", "ig:replaces", "Die frühere Fassung oder Rechtsquelle.", ("recht",)),
        *validity("01.01.2024"),
        evidence(),
        NOTE,
    ),
)

CONDITIONS: Final = Sheet(
    "Bedingungen",
    "bed",
    {"Bedingung": "ig:Condition"},
    "Wovon eine Zuständigkeit oder Förderung abhängt; Schwellen mit Indikator, Vergleich, Zahl und Einheit.",
    (
        key("he-muster-mehr-als-1000"),
        text(
            "Bezeichnung",
            "rdfs:label",
            "Die Bedingung in Worten.",
            "mehr als 1.000 ausländische Einwohner:innen",
            required=True,
        ),
        reference(
            "Indikator", "ig:indicator", "Was gezählt wird.", ("ind",), "ausländische Bevölkerung", multiple=False
        ),
        reference(
            "Vergleich", "ig:comparator", "mindestens, größer als …", ("ig:Comparator",), "größer als", multiple=False
        ),
        number("Schwelle", "ig:threshold", "Die Zahl.", "1.000"),
        reference("Einheit", "ig:unit", "Personen, Prozent …", ("unit",), "Person", multiple=False),
        evidence(),
    ),
)

SOURCES: Final = Sheet(
    "Quellen",
    "quelle",
    {"Quelle": "ig:Source"},
    "Die Texte, aus denen belegt wird. Zu jeder Quelle gehört eine Textfassung, deren Zeilen gezählt werden.",
    (
        key("he-muster-gesetz", required=True),
        text("Titel", "dct:title", "Voller Titel.", "Mustergesetz über die Sprachförderung", required=True),
        text(
            "Kurzbeleg", "ig:shortCitation", "Kurzform, die bei jedem Beleg steht.", "Mustergesetz 2024", required=True
        ),
        text(
            "herausgegeben von",
            "dct:publisher",
            "Stelle, die den Text veröffentlicht hat.",
            "Musterministerium",
            kind=Kind.PLAIN,
        ),
        period("Datum", "dct:date", "Datum der Veröffentlichung.", "2024"),
        Column("Fundort", "schema:url", Kind.URL, "Internetadresse des Textes.", "https://example.org/mustergesetz"),
        number("Zeilenzahl", "ig:lineCount", "Zahl der Zeilen der Textfassung.", "120", Kind.INTEGER),
        NOTE,
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
        text("Abschnitt", "ig:section", "Paragraf oder Kapitel.", "§ 5 Sprachkurse"),
    ),
)
