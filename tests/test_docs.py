"""The documentation names what there is; its examples run in tests/manual."""

from __future__ import annotations

from pathlib import Path

import typer

from integraph.cli import app
from integraph.namespaces import NAMESPACES

ROOT = Path(__file__).resolve().parents[1]


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


def test_every_setting_of_the_server_is_documented_and_takes_no_name_that_means_something_else() -> None:
    operation = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
    serve = typer.main.get_command(app).commands["serve"]  # type: ignore[attr-defined]
    options = [option for option in serve.params if isinstance(option.envvar, str)]
    assert len(options) >= 10
    assert [o.name for o in options if f"| `{o.opts[0]}` | `{o.envvar}` |" not in operation] == []
    paths = (ROOT / "api" / "integraph" / "paths.py").read_text(encoding="utf-8")
    assert [o.name for o in options if f'"{o.envvar}"' in paths] == []
