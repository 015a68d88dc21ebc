"""What docs/validation.md says is so."""

from __future__ import annotations

import re
from pathlib import Path

from integraph import shacl
from integraph.shacl.rules import PARAMETERS, TARGETS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "validation.md").read_text(encoding="utf-8")


def test_the_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert "revalidate" in example
    exec(example, {})  # noqa: S102 - our own page


def test_every_parameter_and_target_is_listed() -> None:
    assert [name for name in [*PARAMETERS, *TARGETS] if f"`sh:{name}`" not in PAGE] == []


def test_every_public_function_is_listed() -> None:
    functions = [name for name in ("validate", "read_shapes", "revalidate") if name in shacl.__all__]
    assert len(functions) == 3
    assert [name for name in functions if f"| `{name}(" not in PAGE] == []


def test_every_module_it_names_exists() -> None:
    folder = Path(shacl.__file__).parent
    names = re.findall(r"`(\w+\.py)`", PAGE)
    assert len(names) > 5
    assert [name for name in names if not (folder / name).is_file()] == []
