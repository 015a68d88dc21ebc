"""What the documentation shows works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from integraph.cli import app
from integraph.namespaces import NAMESPACES
from integraph.store import Graph

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = re.findall(r"```sparql\n(.*?)```", (ROOT / "docs" / "querying.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("query", EXAMPLES, ids=range(len(EXAMPLES)))
def test_example_query_yields_rows(graph: Graph, query: str) -> None:
    assert graph.select(query)


def test_readme_names_every_command_or_its_page_does() -> None:
    documented = "".join(
        path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    )
    names = [
        command.name or (command.callback.__name__ if command.callback else "") for command in app.registered_commands
    ]
    assert names
    assert [name for name in names if f"integraph {name}" not in documented] == []


def test_every_prefix_is_documented() -> None:
    guide = (ROOT / "docs" / "encoding.md").read_text(encoding="utf-8")
    assert [prefix for prefix in NAMESPACES if f"`{prefix}:`" not in guide and f"{prefix}:" not in guide] == []
