# ruff: noqa: E501 - one case a line reads best
"""Places: each triple of a file is found on its line and column, in every syntax."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from checking import HEADER, check, line_of
from hypothesis import given, settings
from hypothesis import strategies as st

from integraph.namespaces import RDF
from integraph.paths import DATA, ONTOLOGY, SHAPES
from integraph.store import Graph
from integraph.validation.inputs import Document, Input, parse

EX = "http://example.org/"
FILES = sorted([*ONTOLOGY.rglob("*.ttl"), *SHAPES.glob("*.ttl"), *DATA.glob("laender/*/*.ttl")])


def read(content: str, name: str) -> Document:
    return parse(Input(name, content.encode()))


def missing(document: Document) -> list[ox.Triple]:
    """The triples about named things that have no place."""
    places = document.places(document.subjects())
    return [
        t
        for t in document.triples
        if isinstance(t.subject, ox.NamedNode)
        and (t.subject.value, t.predicate.value, "" if isinstance(t.object, ox.BlankNode) else t.object.value)  # type: ignore[union-attr]
        not in places
    ]


def test_every_triple_of_the_projects_own_files_has_a_place() -> None:
    assert len(FILES) > 60
    for path in FILES:
        assert missing(parse(Input(str(path), path.read_bytes()))) == [], path


CASES = {
    "prefix": ("PREFIX e: <http://example.org/>\ne:a e:b e:c .", "a", "b", EX + "c", 2, 9),
    "base": ("@base <http://example.org/> .\n<a>\n  <b> <c> .", "a", "b", EX + "c", 3, 7),
    "rebase": ("@base <http://x.org/> . BASE <http://example.org/>\n<a> <b> <c> .", "a", "b", EX + "c", 2, 9),
    "semicolons": ("@prefix : <http://example.org/> .\n:a :x 1 ; ; \n :b 2 ;\n.", "a", "b", "2", 3, 5),
    "commas": ("@prefix : <http://example.org/> .\n:a :b 1 ,\n   2 .", "a", "b", "2", 3, 4),
    "escapes": (r"@prefix : <http://example.org/> ." "\n" r':a :b "x\ny\u00e4\"" .', "a", "b", 'x\nyä"', 2, 7),
    "local": (r"@prefix : <http://example.org/> ." "\n" r":a\/b\~c :b 1 .", "a/b~c", "b", "1", 2, 13),
    "dots": ("@prefix p.q: <http://example.org/> .\np.q:a.b p.q:b p.q:c.", "a.b", "b", EX + "c", 2, 15),
    "long": ('@prefix : <http://example.org/> .\n:a :x """1\n"2"\n""" ;\n :b 3 .', "a", "b", "3", 5, 5),
    "apostrophes": ("@prefix : <http://example.org/> .\n:a :x '''1'\n''2''' , 'z' ; :b \"#\" .", "a", "b", "#", 3, 19),
    "comment": ("@prefix : <http://example.org/> .\n:a # :b 9 .\n:b 3 .", "a", "b", "3", 3, 4),
    "inside": ("@prefix : <http://example.org/> .\n:a :x [ :y ( 1 2 [] ) ; :z [] ] ;\n:b 3 .", "a", "b", "3", 3, 4),
    "typed": ('@prefix : <http://example.org/> .\n:a :x "1"^^:t , "2"@de-AT , 1.5e3 , true ;\n:b -.5 .', "a", "b", "-.5", 3, 4),
    "windows": ("@prefix : <http://example.org/> .\r\n:a\r\n:b 3 .\r\n", "a", "b", "3", 3, 4),
    "umlauts": ("@prefix : <http://example.org/> .\n:ä :b 3 . :a :x 'äöü' ; :b 4 .", "a", "b", "4", 2, 28),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_turtle_is_walked_as_its_grammar_says(name: str) -> None:
    content, subject, predicate, value, line, column = CASES[name]
    document = read(content, "a.ttl")
    place = document.places({EX + subject})[EX + subject, EX + predicate, value]
    assert (place.line, place.column) == (line, column)
    assert missing(document) == []


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.trig", "@prefix : <http://example.org/> .\n:g { :x :y 1 }\nGRAPH :g {\n :a :b 3 . }", 4),
        ("b.trig", "@prefix : <http://example.org/> .\n{ :x :y 1 . }\n:a :b 3 .", 3),
        ("a.nt", f"<{EX}x> <{EX}y> _:z .\n<{EX}a> <{EX}b> \"3\" .\n", 2),
        ("a.nq", f"<{EX}x> <{EX}y> 'z' <{EX}g> .\n<{EX}a> <{EX}b> \"3\" <{EX}g> .\n".replace("'", '"'), 2),
        ("a.jsonld", '{"@context": {"e": "http://example.org/"},\n"@id": "e:a",\n"e:b": "3"}', 3),
        ("b.jsonld", '[{"@context": {"@vocab": "http://example.org/", "id": "@id"},\n"id": "http://example.org/a",\n"b": {"@value": "3"}}]', 3),
        ("c.jsonld", '{"@context": {"name": {"@id": "http://example.org/b"}}, "@graph": [\n{"@id": "http://example.org/a",\n"name": ["x", "3"]}]}', 3),
        ("a.rdf", f'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{EX}">\n<r:Description r:about="{EX}a">\n<b>3</b></r:Description></r:RDF>', 3),
        ("b.rdf", f'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="{EX}" xml:base="{EX}">\n<e:T r:about="a"\n e:b="3"/></r:RDF>', 2),
        ("c.rdf", f'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="{EX}">\n<e:T r:about="{EX}z"><e:p>\n<e:T r:about="{EX}a">\n<e:b>3</e:b></e:T></e:p></e:T></r:RDF>', 4),
    ],
)  # fmt: skip
def test_each_syntax_has_its_places(name: str, content: str, line: int) -> None:
    document = read(content, name)
    places = document.places({EX + "a"})
    assert places[EX + "a", EX + "b", "3"].line == line
    assert missing(document) == []


JSON_LD = {
    "alias": ('{"@context": {$E, "id": "@id", "kind": "@type"},\n"id": "e:a",\n"kind": "e:T",\n"e:b": "3"}', "b", "3", 4, 8),
    "type": ('{"@context": {$E}, "@id": "e:a",\n"@type": ["e:U",\n"e:T"]}', "", EX + "T", 3, 1),
    "array": ('{"@context": {$E}, "@id": "e:a",\n"e:b": [1,\n 3]}', "b", "3", 3, 2),
    "nested": ('{"@context": {$E}, "@id": "e:z", "e:p": {\n"@id": "e:a",\n"e:b": 3}}', "b", "3", 3, 8),
    "inner": ('{"@id": "http://example.org/z", "http://example.org/p": {"@context": {$E},\n"@id": "e:a", "e:b": 3}}', "b", "3", 2, 22),
    "redefined": ('{"@context": {$E, "b": "e:x"}, "@graph": [{"@context": {"b": "e:b"}, "@id": "e:a",\n"b": 3}]}', "b", "3", 2, 6),
    "scoped": ('{"@context": {$E, "p": {"@id": "e:p", "@context": {"b": "e:b"}}}, "@id": "e:z", "p": {"@id": "e:a",\n"b": 3}}', "b", "3", 2, 6),
    "by type": ('{"@context": {$E, "T": {"@id": "e:T", "@context": {"b": "e:b"}}}, "@id": "e:a",\n"@type": "T", "b": 3}', "b", "3", 2, 20),
    "not below": ('{"@context": {$E, "b": "e:b", "T": {"@id": "e:T", "@context": {"b": "e:x"}}}, "@type": "T", "e:p": {\n"@id": "e:a", "b": 3}}', "b", "3", 2, 20),
    "reverse": ('{"@context": {$E}, "@id": "e:c", "@reverse": {\n"e:b": {"@id": "e:a"}}}', "b", EX + "c", 2, 8),
    "reverse term": ('{"@context": {$E, "of": {"@reverse": "e:b", "@type": "@id"}}, "@id": "e:c",\n"of": "e:a"}', "b", EX + "c", 2, 7),
    "reverse twice": ('{"@context": {$E, "of": {"@reverse": "e:b"}}, "@id": "e:a", "@reverse": {\n"of": {"@id": "e:c"}}}', "b", EX + "c", 2, 7),
    "included": ('{"@context": {$E}, "@id": "e:z", "e:p": 1, "@included": [\n{"@id": "e:a", "e:b": 3}]}', "b", "3", 2, 23),
    "graph": ('{"@context": {$E}, "@id": "e:g", "@graph": {\n"@id": "e:a", "e:b": 3}}', "b", "3", 2, 22),
    "list": ('{"@context": {$E}, "@id": "e:a", "e:b": {"@list": [1,\n3]}}', "b", "3", 2, 1),
    "list of a term": ('{"@context": {$E, "b": {"@id": "e:b", "@container": "@list"}}, "@id": "e:a", "b": [1,\n3]}', "b", "3", 2, 1),
    "set": ('{"@context": {$E}, "@id": "e:a", "e:b": {"@set": [1,\n3]}}', "b", "3", 2, 1),
    "map of names": ('{"@context": {$E, "p": {"@id": "e:p", "@container": "@id"}}, "@id": "e:z", "p": {\n"e:a": {"e:b": 3}}}', "b", "3", 2, 16),
    "map of types": ('{"@context": {$E, "p": {"@id": "e:p", "@container": "@type"}}, "@id": "e:z", "p": {\n"e:T": "e:a"}}', "", EX + "T", 2, 1),
    "map of languages": ('{"@context": {$E, "b": {"@id": "e:b", "@container": "@language"}}, "@id": "e:a", "b": {\n"de": "drei",\n"en": ["3"]}}', "b", "3", 3, 8),
    "map by index": ('{"@context": {$E, "b": {"@id": "e:b", "@container": "@index"}}, "@id": "e:a", "b": {\n"x": 3}}', "b", "3", 2, 6),
    "map of graphs": ('{"@context": {$E, "p": {"@id": "e:p", "@container": ["@graph", "@id"]}}, "@id": "e:z", "p": {"e:g": {\n"@id": "e:a", "e:b": 3}}}', "b", "3", 2, 22),
    "nest": ('{"@context": {$E, "more": "@nest"}, "@id": "e:a", "more": {\n"e:b": 3}}', "b", "3", 2, 8),
    "base": ('{"@context": {"@base": "http://example.org/x", "@vocab": "http://example.org/"}, "@id": "a",\n"b": 3}', "b", "3", 2, 6),
    "vocabulary": ('{"@context": {"@vocab": "http://example.org/", "b": {"@type": "@vocab"}, "drei": "http://example.org/d"}, "@id": "http://example.org/a",\n"b": "drei"}', "b", EX + "d", 2, 6),
    "chain": ('{"@context": [{$E}, {"b": "c", "c": "e:b"}], "@id": "e:a",\n"b": 3}', "b", "3", 2, 6),
    "double": ('{"@context": {$E}, "@id": "e:a", "e:x": 2.0,\n"e:b": 0.25}', "b", "2.5E-1", 2, 8),
    "umlauts": ('{"@context": {$E}, "@id": "e:a",\n"e:x": "äöü\\"", "e:b": 3}', "b", "3", 2, 24),
}  # fmt: skip


@pytest.mark.parametrize("name", JSON_LD)
def test_json_ld_is_walked_as_its_contexts_say(name: str) -> None:
    content, predicate, value, line, column = JSON_LD[name]
    document = read(content.replace("$E", f'"e": "{EX}"'), "a.jsonld")
    place = document.places({EX + "a"})[EX + "a", EX + predicate if predicate else RDF + "type", value]
    assert (place.line, place.column) == (line, column)
    assert missing(document) == []


def test_a_prefix_that_json_ld_does_not_explain_is_found(graph: Graph) -> None:
    content = """{"@context": {"ig": "https://w3id.org/integraph/ontology#"}, "@id": "zu:x", "@type": "ig:Responsibility",
"ig:task": {"@id": "aufg:sprache"}}"""
    report = check(graph, content, "a.jsonld")
    found = {r.expected.de: r.place.line for r in report.results if r.code == "Prefix"}
    assert found["<https://w3id.org/integraph/id/aufgabe/sprache>"] == 2
    assert found["<https://w3id.org/integraph/id/zustaendigkeit/x>"] == 1


def test_the_own_context_may_be_imported(graph: Graph) -> None:
    content = """{"@context": {"@version": 1.1, "@import": "https://w3id.org/integraph/context.jsonld"},
"@id": "zu:x", "@type": "ig:Responsibility", "ig:task": {"@id": "aufg:gibt-es-nicht"}}"""
    (result,) = (r for r in check(graph, content, "a.jsonld").results if r.code == "Reference")
    assert result.place.line == 2


def test_a_finding_in_a_list_of_json_ld_is_found_at_the_member(graph: Graph) -> None:
    content = """{"@context": "https://w3id.org/integraph/context.jsonld", "@id": "zu:x", "@type": "ig:Responsibility",
"ig:note": {"@list": [{"@id": "geb:06"},
{"@id": "geb:6611000"}]}}"""
    (result,) = (r for r in check(graph, content, "a.jsonld").results if r.code == "Reference")
    assert result.place.line == 3


def test_a_link_in_rdf_xml_has_a_place() -> None:
    content = f'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="{EX}">\n<e:T r:about="{EX}a">\n<e:b r:resource="{EX}c"/></e:T></r:RDF>'
    assert read(content, "a.rdf").places({EX + "a"})[EX + "a", EX + "b", EX + "c"].line == 3


names = st.sampled_from([f"<{EX}{n}>" for n in "abc"] + ["e:a", "e:d.e", r"e:f\/g", "_:x"])
texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=12)
literals = st.one_of(
    texts.map(lambda t: str(ox.Literal(t))),
    texts.map(lambda t: '"""' + t.replace("\\", "\\\\").replace('"', '\\"') + '"""@de'),
    st.integers().map(str),
    st.booleans().map(lambda b: str(b).lower()),
)
spaces = st.sampled_from([" ", "\n", " # x ; . \n", "\t"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Turtle with every kind of punctuation."""
    out = ["@prefix e: <http://example.org/> .\n"]

    def values(depth: int) -> str:
        kind = draw(st.integers(0, 5 if depth < 2 else 3))
        if kind == 4:
            return f"[{draw(spaces)}{properties(depth + 1)} ]"
        if kind == 5:
            return "( " + " ".join(values(depth + 1) for _ in range(draw(st.integers(0, 2)))) + " )"
        return draw(names if kind < 2 else literals)

    def properties(depth: int) -> str:
        pairs = []
        for _ in range(draw(st.integers(1, 3))):
            listed = f" ,{draw(spaces)}".join(values(depth) for _ in range(draw(st.integers(1, 2))))
            verb = draw(st.sampled_from(["a", "e:p", f"<{EX}q>"]))
            pairs.append(f"{verb}{draw(spaces)}{listed}")
        return f" ;{draw(spaces)}".join(pairs)

    for _ in range(draw(st.integers(1, 4))):
        out.append(f"{draw(names)}{draw(spaces)}{properties(0)} .{draw(spaces)}")
    return "".join(out)


@settings(max_examples=150, deadline=None)
@given(documents())
def test_every_triple_of_any_turtle_has_a_place_where_its_value_stands(content: str) -> None:
    document = read(content, "a.ttl")
    assert missing(document) == []
    lines = content.split("\n")
    for (_, _, value), place in document.places(document.subjects()).items():
        if value.startswith(EX + "d"):
            assert lines[place.line - 1][place.column - 1 :].startswith("e:d.e")


def test_a_finding_inside_a_blank_node_is_found_at_the_property_that_holds_the_node(graph: Graph) -> None:
    content = HEADER + 'zu:x a ig:Responsibility ;\n ig:about\n  [ a ig:Finding ; rdfs:label "x"@de ] .'
    report = check(graph, content)
    assert {r.place.line for r in report.results if isinstance(r.focus_node, ox.BlankNode)} == {
        line_of(content, "ig:about")
    }


def test_a_file_keeps_its_name_in_places(graph: Graph) -> None:
    report = check(graph, HEADER + "zu:x a ig:Responsibility .", "Ordner mit Leerzeichen/hessen.ttl")
    assert {r.place.file for r in report.results} == {"Ordner mit Leerzeichen/hessen.ttl"}
