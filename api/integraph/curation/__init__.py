"""Changing the graph while it is served: by SPARQL Update and the Graph Store Protocol, for whoever holds the token.

A change is worked out by a process of its own on a copy of the store (files shared by hard links), must pass the
shapes, and counts from the moment one symbolic link points to the copy. So it happens wholly or not at all, readers
never wait for it, and a change that runs away is ended like a query.
"""

from integraph.curation.curation import Condition, Curation, Done, WriteRefused, unconditional
from integraph.curation.policy import CURATED, OPEN, Policy

__all__ = ["CURATED", "OPEN", "Condition", "Curation", "Done", "Policy", "WriteRefused", "unconditional"]
