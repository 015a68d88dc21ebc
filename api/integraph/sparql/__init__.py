"""SPARQL from outside: what is refused before evaluation, how it runs in isolation, in which formats it answers."""

from __future__ import annotations
