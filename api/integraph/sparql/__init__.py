"""SPARQL from outside: what is refused before evaluation, how it is evaluated in isolation, which formats it comes in."""

from __future__ import annotations
