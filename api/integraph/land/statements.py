"""Sheets of a Land's workbook: responsibilities, programmes, funding rules."""

from __future__ import annotations

from typing import Final

from .columns import Column, Kind, Sheet
from .fields import (
    BODIES,
    CONDITION,
    LAW,
    NOTE,
    STATEMENT,
    entry,
    evidence,
    key,
    number,
    other_names,
    reference,
    text,
    validity,
)

RESPONSIBILITIES: Final = Sheet(
    "Zuständigkeiten",
    "zu",
    {"Zuständigkeit": "ig:Responsibility"},
    "Wer welche Aufgabe in welcher Rolle wahrnimmt. Eine Zeile je Aufgabe, Rolle und Träger.",
    (
        key("he-muster-sprachfoerderung"),
        text(
            "Aussage",
            "rdfs:label",
            "Die ganze Aussage in einem Satz mit eigenen Worten.",
            "Musterkreise in Hessen müssen Sprachkurse für Zugewanderte anbieten.",
            required=True,
        ),
        reference("Aufgabe", "ig:task", "Aus der Liste oder aus dem Blatt „Aufgaben“.", ("aufg",), "Sprachförderung"),
        reference("Rolle", "ig:role", "Wie der Träger an der Aufgabe beteiligt ist.", ("role",), "Ausführung"),
        reference("Träger", "ig:holder", "Bestimmte Stelle oder Körperschaft; sonst „Art des Trägers“.", BODIES),
        reference(
            "Art des Trägers",
            "ig:holderType",
            "Art von Stelle, wenn alle ihrer Art zuständig sind.",
            ("kind",),
            "Landkreis",
        ),
        reference("Ebene", "ig:level", "Ebene, auf der der Träger handelt.", ("level",), "Kreis"),
        reference(
            "Verpflichtungsgrad",
            "ig:obligation",
            "pflichtig, freiwillig, staatlich oder genauer.",
            ("obl",),
            "pflichtig",
            multiple=False,
        ),
        reference("Verbindlichkeit", "ig:bindingness", "muss, soll oder kann.", ("bind",), "muss", multiple=False),
        LAW,
        CONDITION,
        reference("es sei denn", "ig:unless", "Bedingung, bei der die Aussage nicht gilt.", ("bed",)),
        reference("übertragen von", "ig:delegatedFrom", "Wer die Aufgabe übertragen hat.", (*BODIES, "kind")),
        reference("geht vor", "ig:overrides", "Kennung der allgemeineren Zuständigkeit, der diese vorgeht.", ("zu",)),
        Column(
            "einklagbar",
            "ig:enforceable",
            Kind.BOOLEAN,
            "„ja“, wenn Einzelne einen Anspruch haben, sonst „nein“ oder leer.",
        ),
        *STATEMENT,
    ),
)

PROGRAMMES: Final = Sheet(
    "Förderprogramme",
    "foe",
    {"Förderprogramm": "ig:FundingProgramme", "Ausgabe": "ig:FundingProgrammeEdition"},
    "Programme des Landes und ihre Ausgaben (etwa je Förderrichtlinie).",
    (
        key("he-muster-programm"),
        entry("Förderprogramm", "„Förderprogramm“ (auch wenn leer) oder „Ausgabe“."),
        text(
            "Bezeichnung",
            "rdfs:label",
            "Amtlicher Name, mit Land in Klammern.",
            "Musterprogramm Sprache (Hessen)",
            required=True,
        ),
        other_names(),
        reference("Fördergeber", "ig:funder", "Wer das Geld gibt.", (*BODIES, "kind"), "Hessen"),
        reference("Zuständigkeitsgebiet", "ig:jurisdiction", "Gebiet, in dem das Programm gilt.", ("geb",), "Hessen"),
        LAW,
        reference("Ausgabe von", "ig:editionOf", "Nur bei „Ausgabe“: das Programm.", ("foe",)),
        reference("Teil von", "dct:isPartOf", "Das übergeordnete Programm.", ("foe",)),
        *validity("2024"),
        evidence(),
        NOTE,
    ),
)

FUNDING_RULES: Final = Sheet(
    "Förderregeln",
    "foe",
    {"Förderregel": "ig:FundingRule"},
    "Was ein Programm wem wofür in welcher Höhe gibt. Eine Zeile je Regel.",
    (
        key("he-muster-programm-betrag"),
        text(
            "Aussage",
            "rdfs:label",
            "Die ganze Regel in einem Satz mit eigenen Worten.",
            "Das Musterprogramm gibt Landkreisen bis zu 50.000 Euro im Jahr.",
            required=True,
        ),
        reference(
            "Förderprogramm",
            "ig:programme",
            "Aus dem Blatt „Förderprogramme“ oder schon bekannt.",
            ("foe",),
            "Musterprogramm Sprache (Hessen)",
        ),
        reference("Fördergeber", "ig:funder", "Wer das Geld gibt.", (*BODIES, "kind"), "Hessen"),
        number("Anteil des Fördergebers (%)", "ig:funderShare", "Prozent, wenn es nur einen Fördergeber gibt."),
        reference(
            "antragsberechtigte Art",
            "ig:eligibleKind",
            "Art von Stelle, die Geld erhalten kann.",
            ("kind",),
            "Landkreis",
        ),
        reference("antragsberechtigte Stelle", "ig:eligibleBody", "Bestimmte Stelle, die Geld erhalten kann.", BODIES),
        reference(
            "Weiterleitung an", "ig:forwardedTo", "An wen das Geld weitergegeben werden darf.", ("kind", *BODIES)
        ),
        reference("geförderte Aufgabe", "ig:fundedTask", "Wofür das Geld ist.", ("aufg",), "Sprachförderung"),
        reference("geförderte Stelle", "ig:fundedKind", "Art von Stelle oder Amt, die bezahlt wird.", ("kind", "akt")),
        number("Stellen je Empfänger", "ig:postsPerRecipient", "Zahl der Stellen (Vollzeit)."),
        number("Stellen mindestens", "ig:minimumPostsPerRecipient", "Kleinste Zahl der Stellen je Empfänger."),
        number("Stellen höchstens", "ig:maximumPostsPerRecipient", "Größte Zahl der Stellen je Empfänger."),
        number("Betrag", "ig:amount", "Fester Betrag."),
        number("Mindestbetrag", "ig:minimumAmount", "Kleinster Betrag."),
        number("Höchstbetrag", "ig:maximumAmount", "Größter Betrag.", "50.000"),
        text("Währung", "ig:currency", "EUR.", "EUR", kind=Kind.PLAIN),
        reference(
            "Betrag je", "ig:amountPer", "Worauf sich der Betrag bezieht.", ("ig:AmountBasis",), "Jahr", multiple=False
        ),
        number("Fördersatz (%)", "ig:fundingRate", "Anteil der Kosten, den die Förderung deckt.", "80"),
        number("Eigenanteil (%)", "ig:ownShare", "Anteil, den der Empfänger selbst trägt.", "20"),
        text(
            "Art der Förderung",
            "ig:fundingType",
            "etwa Festbetrag, Anteilfinanzierung, Vollfinanzierung.",
            "Anteilfinanzierung",
        ),
        LAW,
        CONDITION,
        *STATEMENT,
    ),
)
