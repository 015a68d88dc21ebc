"""The rules of docs/encoding.md as tables: what a subject of each class needs and what each property may point at.

The shapes in ``shapes/`` say the same in SHACL; a test holds the two together. Keys are local names of the ontology
(``task``) or absolute IRIs for terms of other vocabularies.
"""

from __future__ import annotations

from typing import Final

from integraph.namespaces import BELEG, DCT, IG, RDF, RDFS, SKOS

PASSAGE: Final = BELEG
RDF_TYPE: Final = RDF + "type"
LABEL: Final = RDFS + "label"
SCHEMA: Final = "https://schema.org/"

# Passage namespace of a source -> (lines of its text, longest passage in lines).
SOURCES: Final[dict[str, tuple[int, int]]] = {
    "kuehn-schammann-bendel": (3561, 40),
    "mcgovern": (874, 40),
    "kgst": (3068, 40),
    "bogumil-hafner-kastilan": (1866, 8),
    "ki-gutachten": (4554, 60),
}

COMMON: Final = ("evidence", "evidenceKind", "modality", "polarity", "asOf")
EXACTLY_ONE: Final = ("evidenceKind", "modality", "polarity", "asOf")
VALID_FROM: Final = SCHEMA + "validFrom"
VALID_THROUGH: Final = SCHEMA + "validThrough"

# Class -> its namespace and its requirements; a requirement is a tuple of alternatives, one of which must be there,
# an alternative "a+b" needs both.
STATEMENTS: Final[dict[str, tuple[str, tuple[tuple[str, ...], ...]]]] = {
    "Responsibility": ("zustaendigkeit", (("task",), ("role",), ("holder", "holderType"), ("appliesIn",))),
    "FundingRule": ("foerderung", (("programme",),)),
    "LegalProvision": ("aussage", (("legalBasis",),)),
    "Supervision": ("aussage", (("supervisor",), ("supervised",), ("role",))),
    "Cooperation": ("aussage", (("cooperationKind",), ("partner", "from+to"))),
    "Placement": ("aussage", (("placed",), ("placedIn",))),
    "Membership": ("aussage", (("member",), ("memberOf",))),
    "Classification": ("aussage", (("classified",), ("assignedType",))),
    "Observation": ("beobachtung", (("indicator",), ("value", "minimumValue", "maximumValue"), ("unit",))),
    "Event": ("ereignis", (("eventKind",), ("date", VALID_FROM, VALID_THROUGH))),
    "Finding": ("aussage", (("findingKind",), ("about",))),
    "Definition": ("aussage", (("defines",),)),
    "Argument": ("aussage", (("proposal",), ("stance",))),
    "Recommendation": ("empfehlung", ()),
}

# Property -> what its values must begin with (below BASE); several are alternatives.
TARGETS: Final[dict[str, tuple[str, ...]]] = {
    "evidenceKind": ("scheme/evidence-kind/",),
    "modality": ("scheme/modality/",),
    "role": ("scheme/role/",),
    "level": ("scheme/level/",),
    "usualLevel": ("scheme/level/",),
    "actsAtLevel": ("scheme/level/",),
    "obligation": ("scheme/obligation/",),
    "bindingness": ("scheme/bindingness/",),
    "holderType": ("scheme/body-kind/",),
    "bodyKind": ("scheme/body-kind/",),
    "eligibleKind": ("scheme/body-kind/",),
    "field": ("scheme/field/",),
    "targetGroup": ("scheme/target-group/",),
    "steering": ("scheme/steering/",),
    "directness": ("scheme/directness/",),
    "aim": ("scheme/aim/",),
    "indicator": ("scheme/indicator/",),
    "unit": ("scheme/unit/",),
    "findingKind": ("scheme/finding-kind/",),
    "stance": ("scheme/stance/",),
    "cooperationKind": ("scheme/cooperation-kind/",),
    "eventKind": ("scheme/event-kind/",),
    "proposalStatus": ("scheme/proposal-status/",),
    "task": ("id/aufgabe/",),
    "fundedTask": ("id/aufgabe/",),
    "broaderTask": ("id/aufgabe/",),
    "appliesIn": ("id/gebiet/",),
    "jurisdiction": ("id/gebiet/",),
    "legalBasis": ("id/recht/",),
    "holder": ("id/akteur/", "id/gebiet/", "id/fall/"),
    "condition": ("id/bedingung/",),
    "unless": ("id/bedingung/",),
    "programme": ("id/foerderung/",),
    "editionOf": ("id/foerderung/",),
    "proposal": ("id/vorschlag/",),
    "table": ("id/tabelle/",),
    "polarity": ("ontology#asserted", "ontology#denied"),
    "valueQualifier": ("ontology#",),
    "amountPer": ("ontology#",),
    "comparator": ("ontology#",),
}

DATES: Final = frozenset({"asOf", "date", VALID_FROM, VALID_THROUGH, DCT + "date"})
NUMBERS: Final = frozenset(
    {
        "value",
        "minimumValue",
        "maximumValue",
        "baseValue",
        "amount",
        "minimumAmount",
        "maximumAmount",
        "funderShare",
        "fundingRate",
        "ownShare",
        "postsPerRecipient",
        "minimumPostsPerRecipient",
        "maximumPostsPerRecipient",
        "threshold",
    }
)
GERMAN_TEXT: Final = frozenset({"note", "method", "fundingType", LABEL})

# Things whose names are official, and the properties that hold names: no wording of ours, so not checked for copying.
PROPERLY_NAMED: Final = frozenset(
    {
        IG + "Body",
        IG + "BodyKind",
        IG + "FundingProgramme",
        IG + "CitedWork",
        "http://data.europa.eu/eli/ontology#LegalResource",
    }
)
NAMES: Final = frozenset({LABEL, SKOS + "prefLabel", SKOS + "altLabel"})
