"""Bad inputs, each with what validation must say about it: the code, the place, and words of the German message."""

# ruff: noqa: E501 - one case a line reads best
from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import dataclass

from checking import HEADER, line_of, statement

UNREADABLE, FINDING = "unreadable", "finding"
ANYWHERE = -1


@dataclass(frozen=True)
class Case:
    """One input: its name and bytes, and the code, line and words that the report must have for it."""

    name: str
    content: bytes
    code: str
    line: int
    words: tuple[str, ...]
    kind: str = FINDING


def _syntax(name: str, content: str, line: int, *words: str, code: str = "syntax") -> Case:
    return Case(name, content.encode(), code, line, words, UNREADABLE)


def _binary(name: str, content: bytes, code: str, line: int, *words: str) -> Case:
    return Case(name, content, code, line, words, UNREADABLE)


P = "@prefix ex: <http://example.org/> .\n"
NT = "<http://e.org/a> <http://e.org/b> "
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">'

TURTLE = [
    _syntax("prefix-fehlt.ttl", "\nex:a ex:b ex:c .", 2, "Präfix „ex:“ ist nicht erklärt", "@prefix ex:"),
    _syntax("prefix-bekannt.ttl", "aufg:a a aufg:b .", 1, "@prefix aufg: <https://w3id.org/integraph/id/aufgabe/> ."),
    _syntax("punkt-fehlt.ttl", P + "ex:a ex:b ex:c", 2, "hört mitten in einer Aussage auf"),
    _syntax("punkt-fehlt-mitte.ttl", P + "ex:a ex:b ex:c\nex:d ex:e ex:f .", 3, "Punkt"),
    _syntax("prefix-ohne-punkt.ttl", P.replace(" .", "") + "ex:a ex:b ex:c .", 2, "Punkt"),
    _syntax("anfuehrungszeichen-offen.ttl", P + 'ex:a ex:b "offen .\nex:c ex:d ex:e .', 2, "Anführungszeichen"),
    _syntax("anfuehrungszeichen-zu-viel.ttl", P + 'ex:a ex:b "ein "Wort" im Text" .', 2, "Aussage beginnen"),
    _syntax("anfuehrungszeichen-ungerade.ttl", P + 'ex:a ex:b "ein "Wort im Text" .', 2, "fehlt ein Anführungszeichen"),
    _syntax("typografisch.ttl", P + "ex:a ex:b „Text“ .", 2, "Typografische Anführungszeichen", '"…"'),
    _syntax("zeilenumbruch.ttl", P + "ex:a ex:b 'erste\nzweite' .", 2, "Zeilenende", '"""'),
    _syntax("drei-anfuehrungszeichen-offen.ttl", P + 'ex:a ex:b """offen .\nex:c ex:d 1 .', 2, "hört mitten"),
    _syntax("klammer-offen.ttl", P + 'ex:a ex:b [ ex:c "d" .', 2, "eckige Klammer"),
    _syntax("liste-offen.ttl", P + "ex:a ex:b ( 1 2 .", 2, "Hier wird ein Wert erwartet"),
    _syntax("wert-fehlt.ttl", P + "ex:a ex:b ; ex:c ex:d .", 2, "Hier wird ein Wert erwartet", "„;“"),
    _syntax("wert-fehlt-am-ende.ttl", P + "ex:a ex:b ex:c , .", 2, "Hier wird ein Wert erwartet"),
    _syntax("eigenschaft-ist-text.ttl", P + 'ex:a "b" "c" .', 2, "Hier wird eine Eigenschaft erwartet"),
    _syntax("subjekt-ist-text.ttl", P + '"a" ex:b ex:c .', 2, "Hier kann keine Aussage beginnen"),
    _syntax("doppelter-punkt.ttl", P + "ex:a ex:b ex:c . .", 2, "Hier kann keine Aussage beginnen"),
    _syntax("klammer-zu-viel.ttl", P + "ex:a ex:b ex:c } .", 2, "Hier"),
    _syntax("fliesstext.ttl", "Sehr geehrte Damen und Herren,\nanbei die Daten.", 1, "Hier kann keine Aussage beginnen"),
    _syntax("iri-leerzeichen.ttl", P + "ex:a ex:b <http://e.org/a b> .", 2, "IRI enthält ein Zeichen", "Leerzeichen"),
    _syntax("iri-relativ.ttl", P + "ex:a ex:b <aufgabe/x> .", 2, "keine vollständige IRI"),
    _syntax("iri-prozent.ttl", P + "ex:a ex:b <http://e.org/%zz> .", 2, "Prozentkodierung „%zz“"),
    _syntax("iri-rechner.ttl", P + "ex:a ex:b <http://[x> .", 2, "IRI ist falsch gebildet"),
    _syntax("schraegstrich.ttl", P + "ex:a ex:b ex:c/d .", 2, "Schrägstrich"),
    _syntax("umschreibung.ttl", P + 'ex:a ex:b "C:\\Daten" .', 2, "keine erlaubte Umschreibung"),
    _syntax("unicode.ttl", P + 'ex:a ex:b "\\uD800" .', 2, "kein Unicode-Zeichen"),
    _syntax("datentyp-fehlt.ttl", P + 'ex:a ex:b "2025"^^ .', 2, "Nach „^^“ fehlt der Datentyp"),
    _syntax("sprache-unterstrich.ttl", P + 'ex:a ex:b "x"@de_DE .', 2, "unerwartetes Zeichen", "Bindestrich"),
    _syntax("zahl.ttl", P + "ex:a ex:b 1.2.3 .", 2, "Hier kann keine Aussage beginnen"),
    _syntax("deutsche-zahl.ttl", P + "ex:a ex:b 1,5,;2 .", 2, "Hier"),
    _syntax("json-als-turtle.ttl", '{"@id": "http://e.org/"}', 1, ""),
    _syntax("graph-in-turtle.ttl", P + "GRAPH ex:g { ex:a ex:b ex:c }", 2, "Hier kann keine Aussage beginnen"),
    _syntax("aussage-ueber-aussage.ttl", P + "ex:a ex:b <<( ex:c ex:d ex:e )>> .", ANYWHERE, "Aussagen über Aussagen", code="triple-terms"),
    _syntax("csv-als-turtle.ttl", "Aufgabe;Rolle;Gemeinde\nBeirat;Ausführung;Kassel\n", 1, "Hier kann keine Aussage beginnen"),
    _syntax("trig-offen.trig", P + "ex:g { ex:a ex:b ex:c ", 2, "hört mitten"),
    _syntax("trig-klammer.trig", P + "ex:g { ex:a ex:b ex:c } }", 2, "Hier kann keine Aussage beginnen"),
]  # fmt: skip
LINES = [
    _syntax("wert-fehlt.nt", NT + "<http://e.org/c> .\n" + NT + " .", 2, "N-Triples und N-Quads"),
    _syntax("prefix.nt", "ex:a ex:b ex:c .", 1, "ausgeschriebene IRIs", "Turtle"),
    _syntax("prefixzeile.nt", P, 1, "ausgeschriebene IRIs"),
    _syntax("punkt-fehlt.nt", NT + "<http://e.org/c>", 1, "endet nicht mit einem Punkt"),
    _syntax("text-offen.nt", NT + '"x\n', 1, "Anführungszeichen"),
    _syntax("relativ.nt", "<a> <http://e.org/b> <http://e.org/c> .", 1, "keine vollständige IRI"),
    _syntax("zahl.nt", NT + "5 .", 1, "N-Triples"),
    _syntax("graph-ist-text.nq", NT + '<http://e.org/c> "g" .', 1, "N-Triples und N-Quads"),
    _syntax("zu-viele.nq", NT + "<http://e.org/c> <http://e.org/g> <http://e.org/h> .", 1, "endet nicht mit einem Punkt"),
    _syntax("zwei-graphen.nq", NT + "<http://e.org/c> <http://e.org/g>", 1, "endet nicht mit einem Punkt"),
]  # fmt: skip
JSON = [
    _syntax("offen.jsonld", '{\n"@id": "http://e.org/"', 2, "Komma"),
    _syntax("komma.jsonld", '{"@id": "http://e.org/",\n}', ANYWHERE, ""),
    _syntax("einfache-anfuehrung.jsonld", "{'@id': 'http://e.org/'}", 1, "doppelten Anführungszeichen"),
    _syntax("doppelpunkt.jsonld", '{"@id" "http://e.org/"}', 1, "Doppelpunkt"),
    _syntax("danach.jsonld", '{"@id": "http://e.org/"}\n{}', 2, "Nach dem Ende"),
    _syntax("text-offen.jsonld", '{"@id": "http://e.org/}', 1, "nicht geschlossen"),
    _syntax("wert-fehlt.jsonld", '{"@id": }', 1, "fehlt ein Wert"),
    _syntax("id-zahl.jsonld", '{"@context": {"@vocab": "http://e.org/"}, "@id": 1}', ANYWHERE, "Wert von @id ist kein Text"),
    _syntax("sprache-zahl.jsonld", '{"@context":{"@vocab":"http://v/"},"@id":"http://a/","p":{"@value":"x","@language":5}}', ANYWHERE, "@language"),
    _syntax("ohne-context.jsonld", '{"@id": "http://e.org/a", "name": "Kassel"}', ANYWHERE, "keine einzige Aussage", "@context", code="no-statements"),
    _syntax("nur-liste.json", "[]", ANYWHERE, "keine einzige Aussage", code="no-statements"),
    _syntax("package.json", '{"name": "daten", "version": "1.0"}', ANYWHERE, "keine einzige Aussage", code="no-statements"),
    _syntax("context-fern.jsonld", '{"@context":\n "https://schema.org/", "@id": "http://e.org/"}', 2, "aus dem Netz", code="remote-context"),
    _syntax("context-in-liste.jsonld", '{"@context": [{"a": "http://a/"},\n "http://e.org/c"], "@id": "http://e.org/"}', 2, "aus dem Netz", code="remote-context"),
    _syntax("context-innen.jsonld", '{"@id": "http://e.org/", "http://e.org/p": {"@context": "file:///etc/passwd"}}', 1, "aus dem Netz", code="remote-context"),
    _syntax("context-import.jsonld", '{"@context": {"@import": "http://e.org/c"}, "@id": "http://e.org/"}', 1, "aus dem Netz", code="remote-context"),
    _syntax("zahl-riesig.jsonld", '{"a": ' + "9" * 5000 + "}", ANYWHERE, "zu vielen Ziffern"),
]  # fmt: skip
XML = [
    _syntax("offen.rdf", "<a>", 1, "XML"),
    _syntax("falsch-geschlossen.rdf", f"{RDF}\n<rdf:Description>\n</e:b></rdf:RDF>", 3, "schließende Element"),
    _syntax("namensraum.rdf", "<rdf:RDF/>", 1, "Namensraumpräfix"),
    _syntax("und.rdf", f"{RDF}\n<rdf:Description e:n='A & B'/></rdf:RDF>", 2, "&amp;"),
    _syntax("entitaet.rdf", f"{RDF}\n<rdf:Description e:n='&auml;'/></rdf:RDF>", 2, "Entität"),
    _syntax("danach.rdf", f"{RDF}</rdf:RDF>\n<a/>", 2, "Nach dem letzten Element"),
    _syntax("doppeltes-attribut.rdf", f"{RDF}\n<rdf:Description e:a='1' e:a='2'/></rdf:RDF>", 2, "zweimal"),
    _syntax("kein-xml.rdf", "Daten", 1, "kein XML"),
    _syntax("deklaration.rdf", f" <?xml version='1.0'?>{RDF}</rdf:RDF>", 1, "XML-Deklaration"),
    _syntax("ohne-namensraum.rdf", f"{RDF}<rdf:Description rdf:about='http://e.org/'><name>x</name></rdf:Description></rdf:RDF>", ANYWHERE, "Namensraum"),
    _syntax("id.rdf", f"{RDF}<rdf:Description rdf:ID='1 x'><e:p>x</e:p></rdf:Description></rdf:RDF>", ANYWHERE, "rdf:ID"),
    _syntax("leer-rdf.rdf", f"{RDF}</rdf:RDF>", ANYWHERE, "keine einzige Aussage", code="no-statements"),
    _syntax("doctype.rdf", f"<!DOCTYPE rdf [\n<!ENTITY e 'http://e.org/'>]>{RDF}</rdf:RDF>", 1, "Entitäten", code="xml-entities"),
    _syntax("extern.rdf", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", 1, "Entitäten", code="xml-entities"),
    _syntax("latin1.rdf", f"<?xml version='1.0' encoding='ISO-8859-1'?>{RDF}</rdf:RDF>", 1, "ISO-8859-1", code="encoding"),
    _syntax("tief.rdf", "<a>" * 500 + "</a>" * 500, 1, "100 Ebenen", code="too-deep"),
]  # fmt: skip


def _zip() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return output.getvalue()


TYPES = [
    _binary("leer.ttl", b"", "empty", 0, "leer"),
    _binary("leerzeichen.ttl", b" \n\t\n", "empty", 0, "leer"),
    _binary("nur-bom.ttl", b"\xef\xbb\xbf", "empty", 0, "leer"),
    _binary("leer.nt", b"", "empty", 0, "leer"),
    _binary("leer.jsonld", b"", "empty", 0, "leer"),
    _binary("leer.rdf", b"\n", "empty", 0, "leer"),
    _binary("nur-kommentar.ttl", b"# nichts\n", "no-statements", 0, "keine einzige Aussage"),
    _binary("nur-praefixe.ttl", HEADER.encode(), "no-statements", 0, "keine einzige Aussage"),
    _binary("tabelle.xlsx", _zip(), "table", 0, "integraph template"),
    _binary("umbenannt.ttl", _zip(), "wrong-type", 0, "Excel", "integraph import"),
    _binary("alt.ttl", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "wrong-type", 0, "alte Office-Datei"),
    _binary("gepackt.ttl", gzip.compress(b"x"), "wrong-type", 0, "gzip", "auspacken"),
    _binary("gepackt.bz2", b"BZh91AY", "wrong-type", 0, "bzip2"),
    _binary("gepackt.ttl.xz", b"\xfd7zXZ\x00", "wrong-type", 0, "(xz)"),
    _binary("archiv.7z", b"7z\xbc\xaf'\x1c", "wrong-type", 0, "7z"),
    _binary("archiv.rar", b"Rar!\x1a", "wrong-type", 0, "RAR"),
    _binary("leeres-archiv.zip", b"PK\x05\x06" + bytes(18), "wrong-type", 0, "leeres ZIP"),
    _binary("bericht.pdf", b"%PDF-1.7\n", "wrong-type", 0, "PDF"),
    _binary("bericht.ttl", b"%PDF-1.7\n", "wrong-type", 0, "PDF"),
    _binary("brief.ttl", b"{\\rtf1", "wrong-type", 0, "RTF"),
    _binary("bild.ttl", b"\x89PNG\r\n", "wrong-type", 0, "PNG"),
    _binary("foto.ttl", b"\xff\xd8\xff\xe0", "wrong-type", 0, "JPEG"),
    _binary("film.ttl", b"GIF89a", "wrong-type", 0, "GIF"),
    _binary("programm.ttl", b"\x7fELF\x02", "wrong-type", 0, "Programm"),
    _binary("datenbank.ttl", b"SQLite format 3\x00", "wrong-type", 0, "SQLite"),
    _binary("seite.ttl", b"<!DOCTYPE html><html></html>", "wrong-type", 0, "Webseite"),
    _binary("seite.rdf", b"\n<html><body>Anmelden</body></html>", "wrong-type", 0, "Webseite"),
    _binary("tabelle.csv", b"a;b\n1;2\n", "table", 0, "passen zu keinem Blatt der Vorlage", "integraph template"),
    _binary("text.docx", b"a", "wrong-type", 0, "„.docx“"),
    _binary("daten.sql", b"SELECT 1", "wrong-type", 0, "„.sql“"),
    _binary("latin1.ttl", "# eins\n# Grün".encode("latin-1"), "encoding", 2, "0xFC", "„ü“", "UTF-8"),
    _binary("cp1252.nt", '<http://a/> <http://b/> "10 €" .'.encode("cp1252"), "encoding", 1, "0x80", "„€“"),
    _binary("latin1.jsonld", '{"a": "Köln"}'.encode("latin-1"), "encoding", 1, "0xF6"),
    _binary("utf16.ttl", "# Grün".encode("utf-16"), "encoding", 1, "UTF-16"),
    _binary("utf16be.ttl", b"\xfe\xff" + "# x".encode("utf-16-be"), "encoding", 1, "UTF-16"),
    _binary("utf32.ttl", "# x".encode("utf-32"), "encoding", 1, "UTF-32"),
    _binary("utf16-ohne-kennung.ttl", "# x\n".encode("utf-16-le"), "binary", 1, "Nullbytes"),
    _binary("abgeschnitten.ttl", "# Gr\u00fc".encode()[:-1], "encoding", 1, "0xC3"),
    _binary("nullbyte.ttl", P.encode() + b"ex:a ex:b \x00 .", "binary", 2, "Nullbytes"),
    _binary("tief.ttl", P.encode() + b"ex:a ex:b " + b"[ ex:b " * 300 + b"1" + b" ]" * 300 + b" .", "too-deep", 2, "100 Ebenen"),
    _binary("tiefe-liste.ttl", P.encode() + b"ex:a ex:b " + b"(" * 300 + b")" * 300 + b" .", "too-deep", 2, "100 Ebenen"),
    _binary("tief.jsonld", b"[" * 100_000 + b"]" * 100_000, "too-deep", 1, "100 Ebenen"),
    _binary("nie-geschlossen.ttl", P.encode() + b"ex:a ex:b " + b"[ ex:b " * 100_000, "too-deep", 2, "100 Ebenen"),
]  # fmt: skip


class _Findings:
    """Cases that can be read: the good statement with one thing wrong."""

    def __init__(self) -> None:
        self.cases: list[Case] = []

    def change(self, code: str, field: str, value: str | None, *words: str, at: str = "") -> None:
        """One property changed or dropped; the place is that property's line, or that of the class."""
        subject = f"zu:fall-{len(self.cases)}"
        content = statement(subject, {field: value})
        line = line_of(content, at or (f"    {field} " if value is not None else "a ig:"))
        self.cases.append(Case(f"fall-{len(self.cases)}.ttl", content.encode(), code, line, words))

    def text(self, code: str, body: str, at: str, *words: str) -> None:
        """Any Turtle after the prefixes; *at* is on the line of the place, `#` stands for the number of the case."""
        number = str(len(self.cases))
        content = HEADER + body.replace("#", number)
        line = line_of(content, at.replace("#", number)) if at else ANYWHERE
        self.cases.append(Case(f"fall-{number}.ttl", content.encode(), code, line, words))


F = _Findings()
for _field, _name in (
    ("ig:task", "Responsibility-task"),
    ("ig:role", "Responsibility-role"),
    ("ig:appliesIn", "Responsibility-appliesIn"),
    ("ig:modality", "Statement-modality"),
    ("ig:polarity", "Statement-polarity"),
    ("ig:evidenceKind", "Statement-evidenceKind"),
    ("ig:asOf", "Statement-asOf"),
):
    F.change(f"{_name}/MinCount", _field, None, "MUSS", "keine Angabe", f"({_field}) ergänzen")
F.change("Responsibility-holding/MinCount", "ig:holderType", None, "ig:holder oder ig:holderType", "Träger")
F.change(
    "StatementShape/Or",
    "ig:evidence",
    None,
    "Annahme eines Szenarios",
    "(1) ig:evidence: mindestens eine Angabe",
    "(2)",
)
F.change("Statement-label/QualifiedMinCount", "rdfs:label", None, "Bezeichnung", "@de")
F.change("Statement-label/QualifiedMinCount", "rdfs:label", '"A council."@en', "Sprachangabe @de")
F.change("Statement-label/Datatype", "rdfs:label", '"Ohne Sprache."', '"Ohne Sprache."@de')
F.change("Statement-label/UniqueLang", "rdfs:label", '"Eins."@de , "Zwei."@de', "höchstens ein Text je Sprache")
F.change(
    "Responsibility-role/Pattern",
    "ig:role",
    '"Ausführung"',
    "role:ausfuehrung (Ausführung)",
    "ein Text ohne Sprachangabe",
)
F.change("Responsibility-role/Pattern", "ig:role", '"ausfuerung"', "role:ausfuehrung")
F.change("Responsibility-role/Pattern", "ig:role", "obl:pflichtig", "gehört zu „Verpflichtungsgrad“ (ig:obligation)")
F.change(
    "Responsibility-obligation/Pattern", "ig:obligation", "bind:muss", "gehört zu „Verbindlichkeit“ (ig:bindingness)"
)
F.change("Responsibility-bindingness/Pattern", "ig:bindingness", '"Soll"', "bind:soll")
F.change("Responsibility-task/Pattern", "ig:task", '"Integrationsbeirat"', "aufg:integrationsbeirat")
F.change("Responsibility-task/Pattern", "ig:task", "<https://example.org/beirat>", "ein Eintrag aus aufg:")
F.change("Responsibility-appliesIn/Pattern", "ig:appliesIn", '"Kassel"', "geb:06611000 (Kassel)")
F.change("Responsibility-appliesIn/Pattern", "ig:appliesIn", '"06611000"', "geb:06611000")
F.change("Responsibility-appliesIn/Pattern", "ig:appliesIn", "6611000", "ein IRI", "geb:06611000")
F.change("Responsibility-holderType/Pattern", "ig:holderType", '"Landkreis"', "kind:landkreis")
F.change("Responsibility-level/Pattern", "ig:level", '"Kreisebene"', "level:kreis")
F.change("Statement-modality/Pattern", "ig:modality", '"geltendes Recht"', "mod:geltendes-recht (geltendes Recht)")
F.change("Statement-modality/MaxCount", "ig:modality", "mod:geltendes-recht , mod:modell", "2 Angaben", "Überzählige")
F.change("Statement-polarity/In", "ig:polarity", "true", "einer der Werte ig:asserted, ig:denied")
F.change("Statement-polarity/In", "ig:polarity", '"asserted"', "ig:asserted")
F.change("Statement-evidenceKind/Pattern", "ig:evidenceKind", '"Rechtstext"', "ek:rechtstext")
F.change(
    "Statement-evidenceKind/MaxCount", "ig:evidenceKind", "ek:rechtstext , ek:amtliche-zahl", "höchstens eine Angabe"
)
F.change("Statement-evidence/Pattern", "ig:evidence", "s3:167", "Fundstelle in der Form s0:931-933")
F.change("Statement-evidence/Pattern", "ig:evidence", '"Seite 5"', "Fundstelle in der Form s0:931-933")
F.change("PassageLines", "ig:evidence", "s3:170-167", "MÜSSEN im Text der Quelle liegen und aufsteigen")
F.change("PassageLines", "ig:evidence", "s3:99999-99999", "≤ 1866")
F.change("PassageSource", "ig:evidence", "<https://w3id.org/integraph/id/beleg/kgstt/1-2>", "Quelle", "quelle:kgst")
F.change("Statement-asOf/Or", "ig:asOf", '"2022"', '"2022"^^xsd:gYear')
F.change("Statement-asOf/Or", "ig:asOf", '"31.12.2022"', '"2022-12-31"^^xsd:date')
F.change("Statement-asOf/Or", "ig:asOf", '"1. 2. 2022"', '"2022-02-01"^^xsd:date')
F.change("Statement-asOf/Or", "ig:asOf", '"30.02.2022"', "ein Tag in der Form 2025-12-31")
F.change("Calendar", "ig:asOf", '"2022-13"^^xsd:gYearMonth', "ein Monat in der Form 2025-12")
F.change("Calendar", "ig:asOf", '"2022-02-30"^^xsd:date', "im Kalender", "Schreibweise")
F.change("Calendar", "ig:asOf", '"2022-02-29"^^xsd:date', "2022-02-29")
F.change("Statement-asOf/Or", "ig:asOf", '"2022-12-31T00:00:00"^^xsd:dateTime', "Jahreszahl")
F.change("Statement-asOf/Or", "ig:asOf", '"Sommer 2022"@de', "eine Jahreszahl wie 2025")
F.change("Statement-asOf/MaxCount", "ig:asOf", '"2022"^^xsd:gYear , "2023"^^xsd:gYear', "höchstens eine Angabe")
F.change("Statement-validFrom/Or", "schema:validFrom", '"01.07.2023"', '"2023-07-01"^^xsd:date')
F.change(
    "Period",
    "schema:validThrough",
    '"2019"^^xsd:gYear ; schema:validFrom "2024-05-01"^^xsd:date',
    "nach seinem Anfang",
    "vertauscht",
)
F.change(
    "Period", "schema:validThrough", '"2024-01-31"^^xsd:date ; schema:validFrom "2024-02-01"^^xsd:date', "2024-02-01"
)
F.change("Period", "schema:validThrough", '"2023"^^xsd:gYear ; schema:validFrom "2024-05"^^xsd:gYearMonth', "2024-05")
F.change("Responsibility-enforceable/Datatype", "ig:enforceable", '"ja"', "Gemeint ist vielleicht true")
F.change("Responsibility-enforceable/Datatype", "ig:enforceable", '"Nein"@de', "Gemeint ist vielleicht false")
F.change("Responsibility-enforceable/MaxCount", "ig:enforceable", "true , false", "höchstens eine Angabe")
F.change("Responsibility-legalBasis/Pattern", "ig:legalBasis", '"§ 84 HGO"', "ein Eintrag aus recht:")
F.change("Responsibility-condition/Pattern", "ig:condition", '"mehr als 1.000"', "ein Eintrag aus bed:")
F.change("Responsibility-overrides/Pattern", "ig:overrides", "geb:06", "ein Eintrag aus zu:")
F.change("Responsibility-delegatedFrom/NodeKind", "ig:delegatedFrom", '"Land"', "eine IRI")
F.change("Reference", "ig:appliesIn", "geb:6611000", "führende Nullen", "geb:06611000 (Kassel)")
F.change("Reference", "ig:appliesIn", "geb:06611001", "geb:06611000 (Kassel)")
F.change("Reference", "ig:appliesIn", "geb:066110000000", "Das Gebiet")
F.change("Reference", "ig:appliesIn", "geb:97009", "Das Gebiet geb:97009 MUSS es geben")
F.change("Reference", "ig:appliesIn", "geb:kassel", "geb:06611000 (Kassel)")
F.change("Reference", "ig:appliesIn", "geb:koln", "geb:05315000 (Köln)")
F.change("Reference", "ig:appliesIn", "geb:Hesen", "geb:06 (Hessen)")
F.change("Reference", "ig:task", "aufg:integrationsbeirt", "aufg:integrationsbeirat")
F.change("Reference", "ig:task", "aufg:raumfahrt", "Die Schreibweise prüfen")
F.change("Reference", "ig:role", "role:ausführung", "role:ausfuehrung")
F.change("Reference", "ig:role", "role:Koordinierung", "role:koordination")
F.change("Reference", "ig:obligation", "obl:pflichtige", "obl:pflichtig")
F.change("Reference", "ig:bindingness", "bind:mus", "bind:muss")
F.change("Reference", "ig:modality", "mod:geltendes-rect", "mod:geltendes-recht")
F.change("Reference", "ig:evidenceKind", "ek:rechtstexte", "ek:rechtstext")
F.change("Reference", "ig:holderType", "kind:gemeinden", "kind:gemeinde")
F.change("Reference", "ig:holder", "akt:bamff", "MUSS es geben")
F.change("Reference", "ig:legalBasis", "recht:he-hgo\\/999", "MUSS es geben")
F.change("Reference", "ig:condition", "bed:gibt-es-nicht", "MUSS es geben")
F.change("Reference", "ig:overrides", "zu:gibt-es-nicht", "MUSS es geben")
F.change("OntologyTerm", "ig:rolle", "role:ausfuehrung", "Die Eigenschaft ig:rolle", "ig:role")
F.change("OntologyTerm", "ig:apliesIn", "geb:06", "ig:appliesIn")
F.change("OntologyTerm", "a", "ig:Responsibilty", "Die Klasse ig:Responsibilty", "ig:Responsibility", at="    a ig:")
F.change("OntologyTerm", "ig:polarity", "ig:assertet", "Der Wert ig:assertet", "ig:asserted")
F.change(
    "TextEncoding", "rdfs:label", '"ZustÃ¤ndigkeit fÃ¼r BeirÃ¤te"@de', "falsch dekodierten", "Zuständigkeit für Beiräte"
)
F.change("TextEncoding", "rdfs:label", '"Zust\ufffdndigkeit"@de', "Zust\ufffdndigkeit")
F.change("TextLength", "rdfs:label", '"' + "x" * 100_001 + '"@de', "100.000 Zeichen", "100.001")
F.change("Named", "ig:about", "[ ]", "SOLL eine IRI haben")
F.change("Named", "ig:about", "_:x", "Knoten ohne Namen")
F.change("Named", "ig:about", "( geb:06 )", "Knoten ohne Namen")
F.text("Class", 'zu:k-# rdfs:label "Ohne Klasse."@de .', "zu:k-#", "MUSS eine Klasse haben")
F.text("Class", 'aus:k-#\n  rdfs:label "Ohne Klasse."@de .', "rdfs:label", "ohne Klasse gilt keine Prüfregel")
F.text("Covered", "zu:k-# a skos:Collection .", "skos:Collection", "für die es Prüfregeln gibt")
F.text("Covered", "<http://example.org/k-#> a org:ChangeEvent .", "ChangeEvent", "org:ChangeEvent")
F.text(
    "Hierarchy",
    'aufg:k-#a a ig:Task ; rdfs:label "A"@de ;\n ig:broaderTask aufg:k-#a .',
    "broaderTask",
    "ohne Kreis",
    "→",
)
F.text(
    "Hierarchy",
    "aufg:k-#a a ig:Task ; ig:broaderTask aufg:k-#b .\naufg:k-#b a ig:Task ; ig:broaderTask aufg:k-#a .",
    "aufg:k-#b a",
    "ohne Kreis",
)
F.text(
    "Hierarchy",
    "akt:k-#a a ig:Body ; org:subOrganizationOf akt:k-#b .\nakt:k-#b a ig:Body ; org:subOrganizationOf akt:k-#c .\nakt:k-#c a ig:Body ; org:subOrganizationOf akt:k-#a .",
    "akt:k-#c a",
    "ohne Kreis",
)
F.text(
    "Hierarchy",
    "kind:k-#a a ig:BodyKind ; skos:broader kind:k-#b .\nkind:k-#b a ig:BodyKind ; skos:broader kind:k-#a .",
    "kind:k-#b a",
    "skos:broader",
)
F.text(
    "Hierarchy",
    "zu:k-#a a ig:Responsibility ; ig:overrides zu:k-#b .\nzu:k-#b a ig:Responsibility ; ig:overrides zu:k-#a .",
    "zu:k-#b a",
    "ig:overrides",
)
F.text(
    "TerritorialAuthority-ags/Pattern",
    'geb:k-# a ig:TerritorialAuthority ;\n ig:ags "6.611.000" .',
    "ig:ags",
    "zwei bis acht Ziffern",
)
F.text(
    "TerritorialAuthority-ags/Datatype", "geb:k-# a ig:TerritorialAuthority ;\n ig:ags 6611000 .", "ig:ags", "Schlüssel"
)
F.text(
    "TerritorialAuthority-population/Datatype",
    'geb:k-# a ig:TerritorialAuthority ;\n ig:population "201.585" .',
    "ig:population",
    "Gemeint ist vielleicht 201585",
)
F.text(
    "TerritorialAuthority-population/MinInclusive",
    "geb:k-# a ig:TerritorialAuthority ;\n ig:population -5 .",
    "ig:population",
    "mindestens 0",
)
F.text("Condition-threshold/Or", 'bed:k-# a ig:Condition ;\n ig:threshold "1.000,5" .', "ig:threshold", "1000.5")
F.text("Condition-comparator/In", 'bed:k-# a ig:Condition ;\n ig:comparator ">" .', "ig:comparator", "ig:greaterThan")
F.text(
    "Condition-indicator/Pattern",
    "bed:k-# a ig:Condition ;\n ig:indicator unit:prozent .",
    "ig:indicator",
    "gehört zu „Einheit“",
)
F.text("Passage-firstLine/Datatype", 's3:9#-9# a ig:Passage ;\n ig:firstLine "neun" .', "ig:firstLine", "ganze Zahl")
F.text(
    "Vocabulary",
    'zu:w-# a ig:Responsibility ;\n <http://schema.org/validFrom> "2024" .',
    "http://schema.org/",
    "Gemeint ist vielleicht schema:validFrom",
)
F.text(
    "Vocabulary",
    "zu:w-# a ig:Responsibility ,\n <http://example.org/Zustaendigkeit> .",
    "example.org",
    "Die Klasse",
    "Präfix",
)
F.text(
    "OntologyTerm",
    "zu:w-# a ig:Responsibility ;\n <https://w3id.org/integraph/ontology/task> aufg:sprache .",
    "ontology/task",
    "Gemeint ist vielleicht ig:task",
)
F.text(
    "OntologyTerm",
    "zu:w-# a <https://w3id.org/integraph/Responsibility> .",
    "zu:w-#",
    "Gemeint ist vielleicht ig:Responsibility",
)
F.text(
    "OntologyTerm", "zu:w-# a ig:Responsibility ;\n ig:taks aufg:sprache .", "ig:taks", "Gemeint ist vielleicht ig:task"
)
F.change("Reference", "ig:appliesIn", "geb:064110000000", "geb:06411000 (Darmstadt)")
F.change("Reference", "ig:appliesIn", "geb:64110000000", "geb:06411000 (Darmstadt)")
CASES = [*TURTLE, *LINES, *JSON, *XML, *TYPES, *F.cases]
