"""The SHACL suite of the W3C, all of it, through the public interface."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest

from conftest import SHARED
from integraph.shacl import ShapesError, validate
from integraph.shacl.index import Index
from integraph.shacl.terms import SH
from shacl.reports import Result, Results, of_report, results_of

SUITE = SHARED / "w3c" / "shacl"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"


@dataclass(frozen=True)
class Case:
    """One test: its data, its shapes, and the node of the report that is expected in its manifest."""

    iri: str
    manifest: Path
    data: Path
    shapes: Path
    result: ox.NamedNode | ox.BlankNode


@cache
def triples(path: Path) -> tuple[ox.Triple, ...]:
    """Each file is read once, so that its blank nodes are the same for data, shapes and expectation."""
    quads = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())
    return tuple(quad.triple for quad in quads)


def cases(manifest: Path) -> Iterator[Case]:
    index = Index(triples(manifest))

    def file(node: object) -> Path:
        assert isinstance(node, ox.NamedNode)
        return Path(unquote(urlsplit(node.value).path))

    for owner in index.subjects(MF + "entries"):
        for entry in index.items(index.objects(owner, MF + "entries")[0]) or []:
            (action,) = index.objects(entry, MF + "action")
            (result,) = index.objects(entry, MF + "result")
            data, shapes = (file(index.objects(action, SHT + name)[0]) for name in ("dataGraph", "shapesGraph"))
            assert isinstance(entry, ox.NamedNode)
            assert not isinstance(result, ox.Literal)
            yield Case(entry.value, manifest, data, shapes, result)


# the manifests leave out one of the tests (sparql/component/nodeValidator-001), so they are not followed
CASES = [case for path in sorted(SUITE.rglob("*.ttl")) for case in cases(path)]


def expected(case: Case) -> tuple[bool, Results]:
    """The report that hangs on the manifest's node, without the rest of the file."""
    index = Index(triples(case.manifest))
    own = [t for t in index.triples if t.subject == case.result or t.predicate.value != SH + "conforms"]
    return results_of(own, triples(case.shapes))


def name(case: Case) -> str:
    return case.manifest.relative_to(SUITE).with_suffix("").as_posix()


def without_free_choice(results: Results, wanted: Results) -> Results:
    """Messages and details count only where the suite expects some: processors are free to give more."""
    messages = any(result.messages for result in wanted)
    detail = any(result.detail for result in wanted)
    plain: Results = type(results)()
    for result, count in results.items():
        keep = result._replace(
            messages=result.messages if messages else frozenset(), detail=result.detail if detail else frozenset()
        )
        plain[Result(*keep)] += count
    return plain


@pytest.mark.skipif(not CASES, reason="the material beside the project (../shared) is not here")
def test_the_suite_is_complete() -> None:
    assert len(CASES) == 121


@pytest.mark.parametrize("case", CASES, ids=name)
def test_the_engine_finds_what_the_suite_expects(case: Case) -> None:
    if case.result == ox.NamedNode(SHT + "Failure"):
        with pytest.raises(ShapesError):
            validate(triples(case.data), triples(case.shapes))
        return
    conforms, wanted = expected(case)
    verdict, found = of_report(validate(triples(case.data), triples(case.shapes)), triples(case.shapes))
    assert verdict == conforms
    assert without_free_choice(found, wanted) == without_free_choice(wanted, wanted)
