"""What the words of an answer mean: the definitions of concepts and classes, for the glossary and beside the words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from integraph.http.i18n import Text
from integraph.http.state import Service
from integraph.labelling import named
from integraph.namespaces import IG, SCHEME

GLOSSARY: Final = {
    "role": Text("Rollen: was jemand mit einer Aufgabe zu tun hat", "Roles: what somebody has to do with a task"),
    "obligation": Text("Pflicht: wie frei eine Kommune ist", "Obligation: how free a municipality is"),
    "bindingness": Text("Bindung: muss, soll, kann", "Bindingness: must, should, may"),
    "level": Text("Ebenen des Staates", "Levels of government"),
    "certainty": Text("Sicherheit: wie fest eine Antwort steht", "Certainty: how firm an answer is"),
    "modality": Text("Geltung: Recht, Praxis oder Wunsch", "Standing: law, practice or wish"),
    "evidence-kind": Text("Beleg: worauf sich die Quelle stützt", "Evidence: what the source rests on"),
    "steering": Text("Strategisch oder operativ", "Strategic or operative"),
    "field": Text("Handlungsfelder", "Fields of action"),
}
"""Schemes whose concepts the glossary explains, with their headings."""
_SELF_EVIDENT: Final = ("field",)
"""Schemes whose words need no explanation beside them."""
_DEFINITIONS: Final = """
SELECT ?term ?scheme ?definition WHERE {
  ?term skos:definition ?definition OPTIONAL { ?term skos:inScheme ?scheme }
  FILTER(LANG(?definition) = ?language && (BOUND(?scheme) || EXISTS { ?term a owl:Class }))
}"""


def definitions(service: Service, lang: str) -> dict[str, dict[str, str]]:
    """Everything that is defined in *lang*, by IRI: its label, its definition and the short name of its scheme."""
    return service.memo.get(("definitions", lang), lambda: _read(service, lang))


def _read(service: Service, lang: str) -> dict[str, dict[str, str]]:
    rows = service.graph.select(_DEFINITIONS, language=lang)
    names = named(service.graph, {row["term"].value for row in rows}, lang)
    return {
        iri: {
            **names[iri],
            "definition": row["definition"].value,
            "scheme": row["scheme"].value.removeprefix(SCHEME) if "scheme" in row else "",
        }
        for row in rows
        if (iri := row["term"].value)
    }


def terms_of(service: Service, scheme: str, lang: str) -> list[dict[str, str]]:
    """The defined concepts of *scheme* (its short name), by label."""
    found = (term for term in definitions(service, lang).values() if term["scheme"] == scheme)
    return sorted(found, key=lambda term: term["label"].casefold())


def explained(service: Service, iris: Iterable[str], lang: str) -> list[dict[str, str]]:
    """Those of *iris* that a reader may want explained: classes, and concepts of the glossary in its order."""
    order = ["", *(scheme for scheme in GLOSSARY if scheme not in _SELF_EVIDENT)]
    known = definitions(service, lang)
    found = [known[iri] for iri in dict.fromkeys(iris) if iri in known and known[iri]["scheme"] in order]
    own = [term for term in found if term["scheme"] or term["iri"].startswith(IG)]
    return sorted(own, key=lambda term: order.index(term["scheme"]))
