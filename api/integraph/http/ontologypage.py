"""The ontology as a page: diagram, terms in both languages, use, examples. `/ontology` leads here for HTML."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from integraph.http.i18n import Text, language
from integraph.http.links import local
from integraph.http.state import Service
from integraph.http.viewing import View, respond
from integraph.namespaces import IG
from integraph.views import termdrawing
from integraph.views.terms import links, vocabulary

FILES: Final = ("svg", "png", "csv", "xlsx")
"""Formats in which the diagram and the table of terms can be had; the ontology itself comes in those of RDF."""


def ontology(request: Request, service: Service) -> Response:
    """Show the terms of the ontology; their fragments are the addresses of their IRIs."""
    known = service.memo.get("vocabulary", lambda: vocabulary(service.graph))
    lang = language(request)

    def make() -> View:
        centre = known.terms[IG + "Responsibility"]
        found = links(service.graph, known, centre.iri)
        return View(known.table(lang), lambda address: termdrawing.draw(known, centre, found, lang, address))

    return respond(
        request,
        service,
        "ontology.html",
        Text("Ontologie", "Ontology"),
        make,
        format=request.query_params.get("format") or "html",
        address=lambda iri: f"#{iri.removeprefix(IG)}" if iri.startswith(IG) else local(iri),
        known=known,
        groups=(
            ("Class", Text("Klassen", "Classes")),
            ("ObjectProperty", Text("Beziehungen", "Relations")),
            ("DatatypeProperty", Text("Angaben", "Values")),
        ),
    )
