# ruff: noqa: E501 -- a rule, what is spoiled and how stand on one line
"""The Land profile: a delivery it accepts, and for each of its rules the same delivery spoiled in one place."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from integraph.land.laender import LAENDER, Land, find_land
from integraph.land.profile import check, check_inputs, context, profile_shapes
from integraph.namespaces import IGS, NAMESPACES
from integraph.paths import DATA
from integraph.shacl import Shapes, read_shapes, validate
from integraph.store import Graph
from integraph.validation.inputs import read_inputs
from integraph.validation.reference import shapes_graph
from integraph.validation.report import SEVERITIES

SACHSEN = find_land("sn")
DELIVERY = (Path(__file__).parent / "delivery.ttl").read_text(encoding="utf-8")
SH = NAMESPACES["sh"]
SAME = DELIVERY.partition("zu:sn-pflicht ")[2].partition("\n\n")[0]
"""A responsibility without its name."""

LESS = SAME.replace("ig:obligation obl:pflichtig ; ig:bindingness bind:muss ; ", "").replace("müssen", "sollen", 1)
"""The same responsibility with less said of it."""
UNCONDITIONAL = SAME.replace(" ; ig:condition bed:sn-probe", "")
FEDERAL = (
    SAME.replace("aufg:sn-probe", "aufg:meldewesen")
    .replace("kind:landkreis ; ig:level level:kreis", "kind:kommune ; ig:level level:kommune")
    .replace("obl:pflichtig ; ig:bindingness bind:muss", "obl:freiwillig ; ig:bindingness bind:kann")
)
"""Registration of residents as a voluntary task, which it is nowhere in Germany."""
KNOWN = """zu:sn-wieder a ig:Responsibility ; rdfs:label "Sachsen bezahlt Stellen für die Koordination."@de ;
    ig:task aufg:koordination-und-netzwerkarbeit ; ig:role role:finanzierung ; ig:holder geb:14 ; ig:level level:land ;
    ig:appliesIn geb:14 ; ig:modality mod:foerderbedingung ; ig:polarity ig:asserted ;
    ig:evidenceKind ek:befund-der-autoren ; ig:asOf "2023-12"^^xsd:gYearMonth ;
    ig:evidence <https://w3id.org/integraph/id/beleg/kuehn-schammann-bendel/781-794> .

zu:sn-kosten a ig:Responsibility"""

SPOILED = [
    ("LandStatement-evidence-lines", "ig:lineCount 90", "ig:lineCount 4"),
    ("LandResponsibility-duplicate", SAME, f"{SAME}\n\nzu:sn-zwei {SAME}"),
    ("LandResponsibility-duplicate", SAME, f"{SAME}\n\nzu:sn-zwei {SAME.replace('müssen', 'haben', 1)}"),
    ("LandResponsibility-contained", SAME, f"{SAME}\n\nzu:sn-zwei {LESS}"),
    ("LandResponsibility-contradiction", SAME, f"{SAME}\n\nzu:sn-zwei {SAME.replace('obl:pflichtig', 'obl:freiwillig').replace('bind:muss', 'bind:kann')}"),
    ("LandStatement-appliesIn-only-in-land", "aufg:sn-probe ; ig:appliesIn geb:14612000", "aufg:sn-probe ; ig:appliesIn geb:14612000 , geb:06"),
    (
        "LandResponsibility-overlap",
        SAME,
        f"{UNCONDITIONAL}\n\nzu:sn-zwei {UNCONDITIONAL.replace('kind:landkreis', 'kind:gemeinde')}",
    ),
    ("LandResponsibility-already-known", "zu:sn-kosten a ig:Responsibility", KNOWN),
    ("LandStatement-appliesIn-given", "aufg:sn-probe ; ig:appliesIn geb:14612000 ;", "aufg:sn-probe ;"),
    ("LandStatement-appliesIn-in-land", "aufg:sn-probe ; ig:appliesIn geb:14612000", "aufg:sn-probe ; ig:appliesIn geb:06611000"),
    ("LandStatement-appliesIn-in-land", "aufg:sn-probe ; ig:appliesIn geb:14612000", "aufg:sn-probe ; ig:appliesIn geb:14999999"),
    ("LandStatement-appliesIn-in-land", "aufg:sn-probe ; ig:appliesIn geb:14612000", "aufg:sn-probe ; ig:appliesIn geb:de"),
    ("LandStatement-evidence-described", "ek:befund-der-autoren ; ig:evidence beleg:sn-probe\\/3-5", "ek:befund-der-autoren ; ig:evidence beleg:sn-probe\\/7-8"),
    ("LandStatement-evidenceKind-real", "ek:befund-der-autoren", "ek:annahme-eines-szenarios"),
    ("LandStatement-modality-status-quo", "mod:beobachtete-praxis", "mod:modell"),
    ("LandStatement-asOf-past", 'ig:evidence beleg:sn-probe\\/3-5 ; ig:asOf "2024"^^xsd:gYear ; schema', 'ig:evidence beleg:sn-probe\\/3-5 ; ig:asOf "2199-01"^^xsd:gYearMonth ; schema'),
    ("LandStatement-period", '"2024-01-01"^^xsd:date', '"2024-01-01"^^xsd:date ; schema:validThrough "2023"^^xsd:gYear'),
    ("LandResponsibility-task-known", "ig:task aufg:sn-probe ; ig:role role:finanzierung", "ig:task aufg:sn-probe , aufg:gibt-es-nicht ; ig:role role:finanzierung"),
    ("LandResponsibility-role-known", "role:finanzierung", "role:finanzierung , role:gibt-es-nicht"),
    ("LandResponsibility-holder-known", "ig:holder geb:14", "ig:holder akt:gibt-es-nicht"),
    ("LandResponsibility-holder-in-land", "ig:holder geb:14", "ig:holder geb:06"),
    ("LandResponsibility-holderType-known", "ig:holderType kind:landkreis ;", "ig:holderType kind:landkreis , kind:gibt-es-nicht ;"),
    ("LandResponsibility-level-given", "ig:holder geb:14 ; ig:level level:land ;", "ig:holder geb:14 ;"),
    ("LandResponsibility-level-known", "ig:holder geb:14 ; ig:level level:land ;", "ig:holder geb:14 ; ig:level level:gibt-es-nicht ;"),
    ("LandResponsibility-level-fits", "ig:holderType kind:landkreis ; ig:level level:kreis", "ig:holderType kind:landkreis ; ig:level level:gemeinde"),
    ("LandResponsibility-obligation-given", "ig:obligation obl:pflichtig ; ig:bindingness bind:muss ; ", ""),
    ("LandResponsibility-obligation-known", "ig:obligation obl:pflichtig ;", "ig:obligation obl:gibt-es-nicht ;"),
    ("LandResponsibility-bindingness-given", "ig:bindingness bind:muss ; ", ""),
    ("LandResponsibility-bindingness-known", "bind:muss", "bind:gibt-es-nicht"),
    ("LandResponsibility-bindingness-fits", "obl:pflichtig", "obl:freiwillig"),
    ("LandResponsibility-legalBasis-given", "ig:legalBasis recht:sn-probe\\/5 ; ", ""),
    ("LandResponsibility-legalBasis-noted", "ig:legalBasis recht:sn-probe\\/5 ; ", 'ig:note "Die Quelle nennt keine."@de ; '),
    ("LandResponsibility-legalBasis-known", "ig:legalBasis recht:sn-probe\\/5", "ig:legalBasis recht:gibt-es-nicht"),
    ("LandResponsibility-legalBasis-rank", "ig:legalBasis recht:sn-probe\\/5", "ig:legalBasis recht:sn-dresden-satzung"),
    ("LandResponsibility-legalBasis-land", "ig:legalBasis recht:sn-probe\\/5", "ig:legalBasis recht:he-hgo\\/84"),
    ("LandResponsibility-cost-bearer", "role:finanzierung", "role:planung"),
    ("LandResponsibility-federal-conflict", SAME, FEDERAL),
    ("LandResponsibility-gap", "ig:task aufg:sn-probe ; ig:role role:ausfuehrung", "ig:task aufg:sn-luecke ; ig:role role:planung"),
    ("LandCondition-figures", "; ig:comparator ig:greaterThan ;\n    ig:indicator ind:auslaendische-bevoelkerung ; ig:threshold 700 ; ig:unit unit:person", ""),
    ("LandCondition-indicator-known", "ind:auslaendische-bevoelkerung", "ind:gibt-es-nicht"),
    ("LandCondition-unit-known", "unit:person", "unit:gibt-es-nicht"),
    ("LandFundingProgramme-funder-given", "; ig:funder geb:14 ; ig:jurisdiction", "; ig:jurisdiction"),
    ("LandFundingProgramme-jurisdiction-given", "ig:funder geb:14 ; ig:jurisdiction geb:14 ;", "ig:funder geb:14 ;"),
    ("LandFundingProgramme-jurisdiction-in-land", "ig:funder geb:14 ; ig:jurisdiction geb:14 ;", "ig:funder geb:14 ; ig:jurisdiction geb:06 ;"),
    ("LandFundingProgramme-start-given", 'ig:jurisdiction geb:14 ;\n    schema:validFrom "2024"^^xsd:gYear .', "ig:jurisdiction geb:14 ."),
    ("LandFundingProgramme-period", 'ig:jurisdiction geb:14 ;\n    schema:validFrom "2024"^^xsd:gYear', 'ig:jurisdiction geb:14 ;\n    schema:validFrom "2024"^^xsd:gYear ; schema:validThrough "2023-12-31"^^xsd:date'),
    ("LandFundingRule-programme-known", "ig:programme foe:sn-probe ;", "ig:programme foe:sn-probe , foe:gibt-es-nicht ;"),
    ("LandFundingRule-funder-given", "; ig:funder geb:14 ; ig:jurisdiction", "; ig:jurisdiction"),
    ("LandFundingRule-recipient-given", "ig:eligibleKind kind:landkreis ; ig:eligibleBody geb:14625 ; ", ""),
    ("LandFundingRule-recipient-noted", "ig:eligibleKind kind:landkreis ; ig:eligibleBody geb:14625 ; ", 'ig:note "Die Quelle nennt niemanden."@de ; '),
    ("LandFundingRule-recipient-in-land", "ig:eligibleBody geb:14625", "ig:eligibleBody geb:06435"),
    ("LandFundingRule-task-known", "ig:fundedTask aufg:sprache", "ig:fundedTask aufg:gibt-es-nicht"),
    ("LandFundingRule-start-given", 'ig:jurisdiction geb:14 ;\n    schema:validFrom "2024"^^xsd:gYear .', "ig:jurisdiction geb:14 ."),
    ("LandFundingRule-amount-given", 'ig:minimumAmount 100 ; ig:maximumAmount 9000 ; ig:currency "EUR" ; ig:amountPer ig:year ; ig:fundingRate 80 ; ig:ownShare 20 ;', ""),
    ("LandFundingRule-currency-given", 'ig:currency "EUR" ; ', ""),
    ("LandFundingRule-basis-given", "ig:amountPer ig:year ; ", ""),
    ("LandFundingRule-basis-noted", "ig:amountPer ig:year ; ", 'ig:note "Der Betrag gilt je Einsatz."@de ; '),
    ("LandFundingRule-amount-order", "ig:minimumAmount 100 ", "ig:minimumAmount 9001 "),
    ("LandFundingRule-shares", "ig:ownShare 20", "ig:ownShare 21"),
    ("LandBody-bodyKind-given", "ig:bodyKind kind:landesbehoerde ; ", ""),
    ("LandBody-bodyKind-known", "ig:bodyKind kind:landesbehoerde", "ig:bodyKind kind:gibt-es-nicht"),
    ("LandBody-level-given", "ig:bodyKind kind:landesbehoerde ; ig:level level:land ;", "ig:bodyKind kind:landesbehoerde ;"),
    ("LandBody-level-known", "ig:bodyKind kind:landesbehoerde ; ig:level level:land ;", "ig:bodyKind kind:landesbehoerde ; ig:level level:gibt-es-nicht ;"),
    ("LandBody-jurisdiction-given", "ig:level level:land ;\n    ig:jurisdiction geb:14 .", "ig:level level:land ."),
    ("LandBody-jurisdiction-in-land", "ig:level level:land ;\n    ig:jurisdiction geb:14 .", "ig:level level:land ;\n    ig:jurisdiction geb:06 ."),
    ("LandPost-jurisdiction-given", "ig:jurisdiction geb:14 ; org:postIn", "org:postIn"),
    ("LandPost-jurisdiction-in-land", "ig:jurisdiction geb:14 ; org:postIn", "ig:jurisdiction geb:06611000 ; org:postIn"),
    ("LandTask-broader-known", "ig:broaderTask aufg:beratung-anerkannter-fluechtlinge ; ", ""),
    ("LandTask-broader-known", "ig:broaderTask aufg:beratung-anerkannter-fluechtlinge", "ig:broaderTask aufg:sn-probe"),
    ("LandTask-broader-cycle", "ig:broaderTask aufg:beratung-anerkannter-fluechtlinge", "ig:broaderTask aufg:beratung-anerkannter-fluechtlinge , aufg:sn-probe"),
    ("LandTask-name-new", '"Probesprachmittlung"@de', '"sprachförderung"@de'),
    ("LandTask-field-given", " ; ig:field field:sprache", ""),
    ("LandLegalResource-kind-given", "ig:lawKind lawkind:gesetz ; ", ""),
    ("LandLegalResource-kind-known", "lawkind:gesetz", "lawkind:gibt-es-nicht"),
    ("LandLegalResource-jurisdiction-given", "ig:lawKind lawkind:gesetz ; eli:jurisdiction geb:14 ;", "ig:lawKind lawkind:gesetz ;"),
    ("LandLegalResource-jurisdiction-in-land", "ig:lawKind lawkind:gesetz ; eli:jurisdiction geb:14 ;", "ig:lawKind lawkind:gesetz ; eli:jurisdiction geb:de ;"),
    ("LandLegalResource-period", '"2030-06"^^xsd:gYearMonth', '"2023-06"^^xsd:gYearMonth'),
    ("LandLegalResourceSubdivision-whole-known", "eli:is_part_of recht:sn-probe", "eli:is_part_of recht:gibt-es-nicht"),
    ("LandSource-lineCount-given", " ; ig:lineCount 90", ""),
    ("LandSource-shortCitation-given", 'ig:shortCitation "Probegesetz 2024"@de ; ', ""),
    ("LandSource-date-given", 'dct:date "2024"^^xsd:gYear ; ', ""),
    ("LandSource-url-given", "schema:url <https://example.org/> ; ", ""),
]  # fmt: skip


def triples(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(input=text, format=ox.RdfFormat.TURTLE)]


def profile() -> list[ox.Triple]:
    paths = sorted(profile_shapes().glob("*.ttl"))
    return [quad.triple for path in paths for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def rules() -> Shapes:
    return read_shapes(profile())


def found(text: str, rules: Shapes, graph: Graph) -> set[str]:
    """The rules of the profile that find something."""
    own = triples(text)
    subclasses = graph.store.quads_for_pattern(
        None, ox.NamedNode(NAMESPACES["rdfs"] + "subClassOf"), None, ox.DefaultGraph()
    )
    data = [*own, *context(own, SACHSEN, graph), *(quad.triple for quad in subclasses)]
    focus = {t.subject for t in own if isinstance(t.subject, ox.NamedNode)}
    return {str(r.source_shape)[1:-1].removeprefix(IGS) for r in validate(data, rules, focus=focus).results}


def test_a_good_delivery_is_accepted_without_a_word(graph: Graph) -> None:
    report = check(triples(DELIVERY), SACHSEN, graph)
    assert [str(result) for result in report.results] == []
    assert report.focus_nodes == 14


@pytest.mark.parametrize(("shape", "old", "new"), SPOILED, ids=[f"{n}-{s[0]}" for n, s in enumerate(SPOILED)])
def test_a_delivery_spoiled_in_one_place_is_found_out(
    shape: str, old: str, new: str, rules: Shapes, graph: Graph
) -> None:
    assert DELIVERY.count(old) == 1
    assert shape in found(DELIVERY.replace(old, new), rules, graph)


def test_a_contradiction_of_federal_law_that_is_named_is_no_finding(rules: Shapes, graph: Graph) -> None:
    named = FEDERAL.replace("ig:task ", "ig:overrides zu:s0-kommunen-meldewesen ; ig:task ")
    assert "LandResponsibility-federal-conflict" not in found(DELIVERY.replace(SAME, named), rules, graph)


APART = [
    (' ; schema:validFrom "2024-01-01"^^xsd:date', ' ; schema:validFrom "2026-01-01"^^xsd:date'),
    (" ; ig:condition bed:sn-probe", ""),
    ("ig:appliesIn geb:14", "ig:targetGroup group:kinder-und-jugendliche ; ig:appliesIn geb:14"),
    ("kind:landkreis", "kind:kreisfreie-stadt"),
    ("ig:legalBasis recht:sn-probe\\/5", "ig:legalBasis recht:sn-probe"),
    ("role:ausfuehrung", "role:planung"),
]


@pytest.mark.parametrize(("old", "new"), [(" ;", " ;"), *APART], ids=lambda text: str(text)[:30])
def test_statements_that_something_sets_apart_are_no_duplicates(
    old: str, new: str, rules: Shapes, graph: Graph
) -> None:
    group = "@prefix group: <https://w3id.org/integraph/scheme/target-group/> .\n"
    other = SAME.replace(old, new).replace("müssen", "haben", 1)
    assert (other.replace("haben", "müssen", 1) == SAME) == (old == new)
    said = found(group + DELIVERY.replace(SAME, f"{SAME}\n\nzu:sn-zwei {other}"), rules, graph)
    names = {"LandResponsibility-duplicate", "LandResponsibility-contained", "LandResponsibility-contradiction"}
    assert said & names == ({"LandResponsibility-duplicate"} if old == new else set())


@pytest.mark.parametrize("land", LAENDER, ids=lambda land: land.code)
def test_the_encoded_data_of_a_land_meet_its_profile(land: Land, graph: Graph) -> None:
    report = check_inputs(read_inputs([str(DATA / "laender" / land.code)]), land, graph)
    assert report.problems == []
    assert [str(result) for result in report.results if result.severity == "Violation"] == []


def test_every_rule_is_shown_to_find_something() -> None:
    named = {t.subject for t in profile() if t.object == ox.NamedNode(SH + "PropertyShape")}
    assert {str(rule) for rule in named} == {f"<{IGS}{shape}>" for shape, _, _ in SPOILED}


def test_every_rule_speaks_both_languages_and_its_first_word_is_its_severity() -> None:
    first: dict[str, dict[str, tuple[str, ...]]] = {
        "Violation": {"de": ("MUSS: ", "DARF NICHT: "), "en": ("MUST: ", "MUST NOT: ")},
        "Warning": {"de": ("SOLL: ", "SOLL NICHT: "), "en": ("SHOULD: ", "SHOULD NOT: ")},
        "Info": {"de": ("DARF: ",), "en": ("MAY: ",)},
    }
    severities: dict[str, str] = {}
    texts: dict[tuple[str, str], dict[str | None, str]] = {}
    for triple in profile():
        name = triple.predicate.value.removeprefix(SH)
        if name == "severity" and isinstance(triple.object, ox.NamedNode):
            severities[str(triple.subject)] = triple.object.value.removeprefix(SH)
        if isinstance(triple.object, ox.Literal):
            texts.setdefault((str(triple.subject), name), {})[triple.object.language] = triple.object.value
    assert set(severities.values()) == set(SEVERITIES)
    for shape, severity in severities.items():
        for language, words in first[severity].items():
            message = texts[shape, "message"][language]
            assert message.startswith(words), shape
            assert texts[shape, "name"][language] in message, shape


def test_the_profile_is_kept_apart_from_the_shapes_of_the_whole_graph() -> None:
    names = {str(subject).removeprefix(IGS) for subject in shapes_graph().subjects()}
    assert "ResponsibilityShape" in names
    assert not {name for name in names if name.startswith("Land")}


def test_a_finding_names_the_row_and_column_of_the_table(graph: Graph) -> None:
    row = 'ig:workbook "sachsen.xlsx" ; ig:sheet "Zuständigkeiten" ; ig:sheetRow 7 ; ig:bindingness bind:muss ; '
    spoiled = DELIVERY.replace("ig:bindingness bind:muss ; ", row)
    spoiled = spoiled.replace("ig:holderType kind:landkreis", "ig:holderType kind:x")
    (place,) = {r.place.text() for r in check(triples(spoiled), SACHSEN, graph).results if r.code == "Reference"}
    assert place == "sachsen.xlsx, Blatt „Zuständigkeiten“, Zeile 7, Spalte „Art des Trägers“"


def test_a_finding_without_a_row_names_the_file(graph: Graph) -> None:
    spoiled = triples(DELIVERY.replace("ig:bodyKind kind:landesbehoerde ; ", ""))
    assert {r.file for r in check(spoiled, SACHSEN, graph, "sachsen.ttl").results} == {"sachsen.ttl"}


def test_a_finding_in_a_file_names_the_line(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "sachsen.ttl"
    path.write_text(
        DELIVERY.replace("ig:level level:land ;\n    ig:jurisdiction geb:14 .", "ig:level level:land ."),
        encoding="utf-8",
    )
    (result,) = (r for r in check_inputs(read_inputs([str(path)]), SACHSEN, graph).results if r.severity == "Violation")
    assert DELIVERY.splitlines()[result.place.line - 1].startswith("akt:sn-amt ")
