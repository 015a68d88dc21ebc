"""The stable codes by which programs know an error or a finding: one table for each kind, with meaning and remedy.

`ProblemCode` is the `code` of a problem+json (RFC 9457), `InputCode` says why an input of a validation could not be
read, `RuleName` names a rule beyond the shapes. Code that raises or reports takes these types, so that mypy refuses a
code that is not listed; the reference documentation (docs/referenz/) is made from the tables.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

ProblemCode = Literal[
    "ambiguous-name", "body-too-large", "busy", "cancelled", "contradicting-scenarios", "dangling-references",
    "dataset-conflict", "deadline", "default-graph-refused", "empty-form", "evaluation", "foreign-graph-refused",
    "graph-not-named", "graph-refused", "head-too-long", "http", "internal", "invalid-encoding", "invalid-parameter",
    "load-refused", "malformed-form", "malformed-request", "method-not-allowed", "not-acceptable", "not-found",
    "not-on-map", "not-ready", "nothing-to-check", "one-graph", "one-query", "one-update", "packed",
    "precondition-failed", "result-too-large", "service-failed", "service-refused", "several-graphs",
    "shapes-violated", "store-unavailable", "syntax", "token-required", "too-large", "too-slow", "unknown-graph",
    "unknown-name", "unknown-query", "unknown-scenario", "unknown-thing", "unsupported-media-type", "update-refused",
    "weak-token", "worker-died", "writer-died",
]  # fmt: skip
InputCode = Literal[
    "binary", "empty", "empty-folder", "encoding", "no-statements", "remote-context", "syntax", "table", "too-deep",
    "too-large", "too-long", "too-many-triples", "triple-terms", "unreadable", "wrong-type", "xml-entities",
]  # fmt: skip
RuleName = Literal[
    "Calendar", "Class", "Covered", "Hierarchy", "LandKnown", "LandName", "LandPrefix", "LandStock", "Named",
    "OntologyTerm", "PassageLines", "PassageSource", "Period", "Prefix", "Reference", "TextEncoding", "TextLength",
    "Twice", "Vocabulary",
]  # fmt: skip


class Code(NamedTuple):
    """What a code means and what helps, in German; ``statuses`` are the HTTP statuses that it comes with."""

    statuses: tuple[int, ...]
    meaning: str
    remedy: str


class InputProblemCode(NamedTuple):
    """Why an input could not be read and what helps, in German."""

    meaning: str
    remedy: str


class Rule(NamedTuple):
    """A rule beyond the shapes: severity as SHACL names it, what it asks for and what helps, in German."""

    severity: str
    meaning: str
    remedy: str


_AGAIN: Final = "Nach der Zeit in „Retry-After“ noch einmal fragen."
PROBLEMS: Final[dict[ProblemCode, Code]] = {
    "ambiguous-name": Code(
        (404,), "Mehrere Dinge heißen so.", "Eines aus „candidates“ mit IRI oder Schlüssel angeben."
    ),
    "body-too-large": Code((413,), "Die Anfrage ist zu groß.", "Die Abfrage oder Änderung kürzen oder teilen."),
    "busy": Code((503,), "Zu viele Abfragen, Prüfungen oder Änderungen zugleich.", _AGAIN),
    "cancelled": Code((499, 503), "Der Client ging, bevor die Antwort fertig war.", "Die Verbindung offen halten."),
    "contradicting-scenarios": Code(
        (409,), "Die gewählten Szenarien widersprechen einander.", "Nur eines der genannten Szenarien wählen."
    ),
    "dangling-references": Code(
        (422,),
        "Nach der Änderung verwiese etwas auf Dinge, die es nicht gibt („references“).",
        "Die Dinge mitliefern oder die Verweise berichtigen.",
    ),
    "dataset-conflict": Code(
        (400,), "Die Graphen stehen im Protokoll und zugleich in der Änderung (USING, WITH).", "Nur eines verwenden."
    ),
    "deadline": Code(
        (503,),
        "Die Abfrage, Prüfung oder Änderung lief länger als erlaubt.",
        "Enger fragen, die Datei teilen, oder „--deadline“ erhöhen.",
    ),
    "default-graph-refused": Code(
        (403,), "Der Standardgraph wird berechnet und nicht geschrieben.", "Einen benannten Graphen angeben."
    ),
    "empty-form": Code((400,), "Das Formular enthält keine Datei.", "Mindestens eine Datei mitschicken."),
    "evaluation": Code(
        (400,), "Die Abfrage oder Änderung ist richtig geschrieben, aber nicht auswertbar.", "Den Teil ändern."
    ),
    "foreign-graph-refused": Code(
        (403,), "FROM nennt einen Graphen, der nicht zu Integraph gehört.", "Graphen stehen unter /graph/."
    ),
    "graph-not-named": Code(
        (400,), "Die Änderung oder der neue Graph nennt keinen zulässigen Namen.", "Mit GRAPH, WITH oder Pfad benennen."
    ),
    "graph-refused": Code(
        (403,),
        "Dieser Graph wird nicht über HTTP geändert.",
        "Graphen unter bund/, laender/, kommunen/, verzeichnis/, vorschlaege/, quellen/ verwenden.",
    ),
    "head-too-long": Code((431,), "Adresse und Kopf der Anfrage sind zu lang.", "Lange Abfragen mit POST senden."),
    "http": Code((400, 404, 405, 415), "Ein anderer Fehler des Protokolls.", "Den Satz in „detail“ beachten."),
    "internal": Code(
        (500,), "Ein Fehler von Integraph; er steht im Protokoll des Servers.", "Bitte mit Uhrzeit und Adresse melden."
    ),
    "invalid-encoding": Code((400,), "Die Anfrage ist nicht in UTF-8.", "In UTF-8 senden."),
    "invalid-parameter": Code(
        (400,), "Eine Angabe fehlt oder hat einen unzulässigen Wert.", "Die genannte Angabe berichtigen (/docs)."
    ),
    "load-refused": Code((403,), "LOAD ist abgeschaltet.", "Die Daten mit PUT an den Graphen senden."),
    "malformed-form": Code((400,), "Das Formular ist nicht lesbar.", "Als multipart/form-data nach RFC 7578 senden."),
    "malformed-request": Code((400,), "Das ist keine Anfrage nach HTTP/1.1.", "Mit einem üblichen Client fragen."),
    "method-not-allowed": Code((405,), "Diese Methode gibt es hier nicht.", "Eine aus dem Kopf „Allow“ verwenden."),
    "not-acceptable": Code((406,), "Dieses Format gibt es hier nicht.", "Eines aus „available“ wählen."),
    "not-found": Code((404,), "Diese Adresse gibt es nicht.", "Die Adressen stehen unter /docs."),
    "not-on-map": Code((404,), "Dieser Ort liegt nicht auf der gewählten Karte.", "Ein Land oder einen Kreis wählen."),
    "not-ready": Code((503,), "Abfragen werden gerade nicht beantwortet.", "Warten; sonst das Protokoll ansehen."),
    "nothing-to-check": Code((400,), "Die Anfrage enthält nichts zu prüfen.", "Datei oder Text mitschicken."),
    "one-graph": Code((400,), "Es fehlt „graph“ oder „default“, oder es ist beides da.", "Genau eines angeben."),
    "one-query": Code((400,), "Es fehlt „query“, oder es steht mehrmals da.", "Genau eine Abfrage senden."),
    "one-update": Code((400,), "Es fehlt „update“, steht mehrmals da oder neben „query“.", "Genau eine senden."),
    "packed": Code((415,), "Gepackte Daten werden nicht angenommen.", "Ohne Content-Encoding senden."),
    "precondition-failed": Code(
        (412,), "Der Graph ist nicht so, wie If-Match oder If-None-Match es verlangt.", "Ihn neu lesen."
    ),
    "result-too-large": Code(
        (503,), "Das Ergebnis ist größer als erlaubt.", "Mit LIMIT und OFFSET teilen oder „--result“ erhöhen."
    ),
    "service-failed": Code((503,), "Der mit SERVICE gefragte Server antwortete nicht brauchbar.", "Später fragen."),
    "service-refused": Code(
        (403,), "SERVICE ist abgeschaltet, oder dieser Ursprung ist nicht erlaubt.", "„--federate“ am Server setzen."
    ),
    "several-graphs": Code(
        (400,), "Der Inhalt nennt selbst Graphen, geschrieben wird aber genau einer.", "Tripel statt Quads senden."
    ),
    "shapes-violated": Code(
        (422,), "Nach der Änderung wären Prüfregeln verletzt; der Bericht liegt bei.", "Nach dem Bericht berichtigen."
    ),
    "store-unavailable": Code((503,), "Der entfernte Speicher („--store“) antwortet nicht brauchbar.", _AGAIN),
    "syntax": Code((400,), "Das ist kein SPARQL oder RDF; Zeile und Spalte liegen bei.", "Die Stelle berichtigen."),
    "token-required": Code(
        (401,), "Änderungen brauchen das Kennwort der Redaktion.", "Authorization: Bearer KENNWORT senden."
    ),
    "too-large": Code((413,), "Die Daten zum Prüfen sind größer als erlaubt.", "Teilen oder „--upload“ erhöhen."),
    "too-slow": Code(
        (408,), "Die Anfrage kam zu langsam an.", "Noch einmal senden, oder „--patience“ am Server erhöhen."
    ),
    "unknown-graph": Code((400, 404), "Diesen Graphen gibt es nicht.", "Graphen stehen unter /graph/."),
    "unknown-name": Code((404,), "Nichts heißt so.", "Einen der Namen in „candidates“ oder einen Schlüssel angeben."),
    "unknown-query": Code((404,), "Diese gespeicherte Abfrage gibt es nicht.", "Alle stehen unter /queries."),
    "unknown-scenario": Code((404,), "Dieses Szenario gibt es nicht.", "Einen Namen aus „known“ angeben."),
    "unknown-thing": Code((404,), "Unter dieser IRI ist nichts bekannt.", "„suggestions“ oder /suche verwenden."),
    "unsupported-media-type": Code(
        (415,), "Medientyp oder Zeichensatz des Inhalts passt nicht.", "Content-Type setzen, zum Beispiel text/turtle."
    ),
    "update-refused": Code((403,), "Dieser Server ändert keine Daten.", "Mit „--curated“ starten und POST verwenden."),
    "weak-token": Code((500,), "Das Kennwort hat weniger als 16 Zeichen.", "Ein längeres in die Datei schreiben."),
    "worker-died": Code(
        (503,),
        "Die Abfrage oder Prüfung brauchte zu viel Speicher oder ist zu tief geschachtelt.",
        "Enger fragen, die Datei teilen, oder „--memory“ erhöhen.",
    ),
    "writer-died": Code((503,), "Die Änderung brauchte zu viel Speicher; nichts ist geschehen.", "Sie teilen."),
}
"""`code` of a problem+json → its statuses, meaning and remedy."""

INPUT_PROBLEMS: Final[dict[InputCode, InputProblemCode]] = {
    "binary": InputProblemCode("Die Datei enthält Nullbytes und ist kein Text.", "Als Text speichern."),
    "empty": InputProblemCode("Die Datei ist leer.", "Die richtige Datei wählen."),
    "empty-folder": InputProblemCode("Der Ordner enthält nichts, was geprüft wird.", "Einen anderen angeben."),
    "encoding": InputProblemCode("Die Datei ist nicht in UTF-8.", "Im Editor als „UTF-8“ speichern."),
    "no-statements": InputProblemCode("Die Datei enthält keine Aussage.", "Prüfen, ob alles auskommentiert ist."),
    "remote-context": InputProblemCode(
        "JSON-LD nennt einen @context im Netz.", "Den Kontext in die Datei schreiben oder den von Integraph nennen."
    ),
    "syntax": InputProblemCode("Die Datei ist nicht richtig geschrieben.", "Zeile und Spalte ansehen."),
    "table": InputProblemCode("Eine Zelle oder ein Blatt einer Tabelle ist nicht eindeutig.", "Die Zelle berichtigen."),
    "too-deep": InputProblemCode("Klammern sind zu tief ineinander verschachtelt.", "Den Dingen IRIs geben."),
    "too-large": InputProblemCode("Die Datei ist größer als erlaubt.", "Die Datei teilen."),
    "too-long": InputProblemCode("Ein einzelner Wert ist länger als 16 MiB.", "Auf eine Datei verweisen."),
    "too-many-triples": InputProblemCode("Die Datei hat mehr Aussagen als erlaubt.", "Die Datei teilen."),
    "triple-terms": InputProblemCode("Die Datei macht Aussagen über Aussagen (RDF-star).", "Eigene Aussagen bilden."),
    "unreadable": InputProblemCode("Die Datei fehlt oder darf nicht gelesen werden.", "Name und Rechte prüfen."),
    "wrong-type": InputProblemCode("Die Datei ist kein RDF und keine Arbeitsmappe.", "Im genannten Format speichern."),
    "xml-entities": InputProblemCode("RDF/XML enthält DOCTYPE oder Entitäten.", "Ohne sie speichern."),
}
"""`code` of an input that could not be read → meaning and remedy."""

RULES: Final[dict[RuleName, Rule]] = {
    "Calendar": Rule(
        "Violation", "Tage, Monate und Jahre gibt es im Kalender.", "Schreibweise prüfen: 2024-02-29, 2024-02, 2024."
    ),
    "Class": Rule(
        "Violation", "Jedes Ding hat eine Klasse; ohne sie griffe keine Regel.", "Mit „a ig:…“ die Klasse angeben."
    ),
    "Covered": Rule("Warning", "Für die Klasse gibt es Prüfregeln.", "Eine Klasse der Ontologie verwenden."),
    "Hierarchy": Rule("Violation", "Über- und Unterordnungen sind ohne Kreis.", "Einen der Verweise entfernen."),
    "LandKnown": Rule(
        "Warning",
        "Mit „--land“: Was der Graph schon kennt, wird nicht unter derselben Kennung anders beschrieben.",
        "Eine andere Kennung wählen, oder die eigene Datei mit „integraph add --replace“ ersetzen.",
    ),
    "LandName": Rule(
        "Violation", "Mit „--land“: Jedes Ding hat eine Kennung (IRI).", "Statt [ … ] oder _:x eine IRI vergeben."
    ),
    "LandPrefix": Rule(
        "Violation",
        "Mit „--land“: Eine Kennung hat das Präfix ihrer Art: Zuständigkeiten zu:, Akteure akt:.",
        "Die Kennung mit dem genannten Präfix bilden.",
    ),
    "LandStock": Rule(
        "Violation",
        "Mit „--land“: Beschrieben werden nur Dinge des Landes, keine Gebiete, Begriffe, Klassen und Prüfregeln.",
        "Die Angaben weglassen oder ein Präfix von Integraph verwenden.",
    ),
    "Named": Rule("Warning", "Jedes Ding hat eine IRI.", "Statt [ … ] oder _:x eine IRI vergeben."),
    "OntologyTerm": Rule(
        "Violation",
        "Eigenschaften, Klassen und Werte unter „ig:“ stehen in der Ontologie.",
        "Die Schreibweise prüfen; alle Begriffe nennt die Referenz der Ontologie.",
    ),
    "PassageLines": Rule(
        "Violation", "Ein Beleg nennt Zeilen, die es in seiner Quelle gibt, aufsteigend.", "Am Text der Quelle prüfen."
    ),
    "PassageSource": Rule("Violation", "Die Quelle eines Belegs ist beschrieben.", "Sie als ig:Source beschreiben."),
    "Period": Rule("Violation", "Ein Zeitraum endet nach seinem Anfang.", "Beginn und Ende berichtigen."),
    "Prefix": Rule(
        "Violation",
        "Präfixe sind erklärt; „zu:…“ allein ist keine IRI von Integraph.",
        "Das Präfix im @context oder mit @prefix erklären.",
    ),
    "Reference": Rule(
        "Violation",
        "Was genannt wird, gibt es: im Graphen oder in den geprüften Dateien.",
        "Die Schreibweise prüfen oder das Ding beschreiben.",
    ),
    "TextEncoding": Rule(
        "Warning", "Texte enthalten keine falsch dekodierten Zeichen (Ã¼ statt ü).", "Die Stelle neu eingeben."
    ),
    "TextLength": Rule("Violation", "Ein Text hat höchstens 100.000 Zeichen.", "Auf eine Datei verweisen."),
    "Twice": Rule(
        "Warning", "Ein Ding wird nicht in zwei Dateien verschieden beschrieben.", "Beide Beschreibungen vereinen."
    ),
    "Vocabulary": Rule(
        "Warning",
        "Eigenschaften und Klassen anderer Vokabulare sind solche, die Integraph kennt.",
        "Präfix und Schreibweise prüfen.",
    ),
}
"""Rule beyond the shapes → severity, what it asks for, remedy."""
