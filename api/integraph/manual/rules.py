"""The shapes: every shape and constraint with its severity, its path and its message; then the rules beyond them."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from integraph.codes import RULES
from integraph.namespaces import GRAPH, IGS, shorten
from integraph.shacl.index import Index
from integraph.shacl.paths import read_path
from integraph.shacl.terms import SH, Term
from integraph.store import Graph

from .markdown import Page, code

_WORDS: Final = {"Violation": "Verstoß", "Warning": "Warnung", "Info": "Hinweis"}
_LAND: Final = GRAPH + "shapes/land/"


class Shapes:
    """The triples of all shapes graphs, by subject and predicate."""

    def __init__(self, graph: Graph) -> None:
        shapes = [name for name in graph.graph_names() if name.startswith(GRAPH + "shapes/")]
        quads = [q for name in shapes for q in graph.store.quads_for_pattern(None, None, None, ox.NamedNode(name))]
        self._index = Index(quads)
        kind = ox.NamedNode(SH + "NodeShape")
        self.nodes = [q.subject for q in quads if q.object == kind and isinstance(q.subject, ox.NamedNode)]
        land = {q.subject for q in quads if str(getattr(q.graph_name, "value", "")).startswith(_LAND)}
        self.of_land = {node.value for node in self.nodes if node in land}
        self.nodes.sort(key=lambda node: node.value)

    def values(self, node: Term, predicate: str) -> list[Term]:
        """The values of a property of a node."""
        return self._index.objects(node, predicate)

    def text(self, node: Term, name: str) -> str:
        """The German text of ``sh:name`` or ``sh:message``, "" where there is none."""
        found = [t for t in self.values(node, SH + name) if isinstance(t, ox.Literal)]
        return next((t.value for t in found if t.language == "de"), found[0].value if found else "")

    def severity(self, node: Term) -> str:
        """The severity in German; without one SHACL takes a violation."""
        found = [t.value.removeprefix(SH) for t in self.values(node, SH + "severity") if isinstance(t, ox.NamedNode)]
        return _WORDS[found[0] if found else "Violation"]

    def path(self, node: Term) -> str:
        """The path of a property shape as SPARQL writes it, "" for another shape."""
        found = self.values(node, SH + "path")
        return str(read_path(self._index, found[0], node)) if found else ""

    def constraints(self, node: Term) -> list[Term]:
        """The property shapes of a node shape by name, then its SPARQL constraints by message."""
        properties = sorted(self.values(node, SH + "property"), key=str)
        return [*properties, *sorted(self.values(node, SH + "sparql"), key=lambda n: self.text(n, "message"))]


def page(graph: Graph) -> Page:
    """Return the page of all shapes and rules."""
    shapes = Shapes(graph)
    made = Page("Prüfregeln", "Alle SHACL-Formen und weiteren Regeln mit Gewicht und Meldung.")
    made.paragraph(
        "Verstöße verhindern die Übernahme, Warnungen sind anzusehen, Hinweise ein Rat. Alle Namen stehen unter "
        f"`{IGS}` (`igs:`). Was die Meldungen bedeuten, erklärt [validierung.md](../validierung.md)."
    )
    for title, chosen in (
        ("Für alle Daten", [n for n in shapes.nodes if n.value not in shapes.of_land]),
        ("Länderprofil (`--land`)", [n for n in shapes.nodes if n.value in shapes.of_land]),
    ):
        made.heading(title)
        for node in chosen:
            _shape(made, shapes, node)
    made.heading("Regeln, für die der ganze Graph oder der Text nötig ist")
    made.table(
        ("Regel", "Gewicht", "Was gilt", "Abhilfe"),
        [(code(name), _WORDS[rule.severity], rule.meaning, rule.remedy) for name, rule in RULES.items()],
    )
    return made


def _shape(made: Page, shapes: Shapes, node: ox.NamedNode) -> None:
    made.heading(f"{code(node.value.removeprefix(IGS))}", 3)
    targets = [
        *(code(shorten(t.value)) for t in shapes.values(node, SH + "targetClass") if isinstance(t, ox.NamedNode)),
        *(
            f"alles mit {code(shorten(t.value))}"
            for name in ("targetSubjectsOf", "targetObjectsOf")
            for t in shapes.values(node, SH + name)
            if isinstance(t, ox.NamedNode)
        ),
    ]
    what = (
        f"{shapes.text(node, 'name')}; gilt für {', '.join(sorted(targets))}" if targets else shapes.text(node, "name")
    )
    own = shapes.text(node, "message")
    made.paragraph(f"{what}." + (f" {shapes.severity(node)}: {own}" if own else ""))
    made.table(
        ("Regel", "Pfad", "Gewicht", "Meldung"),
        [
            (
                code(each.value.removeprefix(IGS)) if isinstance(each, ox.NamedNode) else "(SPARQL)",
                code(shapes.path(each)),
                shapes.severity(each if shapes.path(each) else node),
                shapes.text(each, "message") or own,
            )
            for each in shapes.constraints(node)
        ],
    )
