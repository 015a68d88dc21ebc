"""Integraph: who is responsible for what in Germany's federal integration landscape, and which source says so."""

from __future__ import annotations

__version__ = "0.1.0"
