"""The official register of municipalities as part of the graph: `build_register` makes data/register/ from GV100AD."""

from __future__ import annotations

from integraph.register.build import RegisterReport, build_register
from integraph.register.parse import Problem, RegisterError

__all__ = ["Problem", "RegisterError", "RegisterReport", "build_register"]
