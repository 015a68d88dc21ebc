"""The notebooks run from the top, and what they keep is what they yield."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest

from integraph.store import Graph

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def runner() -> ModuleType:
    """The script beside the notebooks, which is no package."""
    spec = importlib.util.spec_from_file_location("execute", FOLDER / "execute.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outputs(notebook: Any) -> list[list[str]]:
    """What each code cell shows: text as it is, a picture as its kind, since pixels depend on fonts."""
    shown = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            texts = []
            for output in cell.outputs:
                data = output.get("data", {})
                if "image/png" in data:
                    texts.append("image/png")
                else:
                    texts.append(output.get("text") or data.get("text/plain") or output.output_type)
            shown.append(texts)
    return shown


def test_there_are_at_least_six() -> None:
    assert len(NOTEBOOKS) >= 6
    assert [path.name[:3] for path in NOTEBOOKS] == [f"{n:02}-" for n in range(1, len(NOTEBOOKS) + 1)]


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.filterwarnings("ignore:Proactor event loop:RuntimeWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_yields_what_it_keeps(path: Path, graph: Graph) -> None:
    assert graph.build  # the kernels find a finished build
    kept = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    fresh = runner().executed(path)
    again = "data or code changed what this notebook shows: look at it, then run notebooks/execute.py"
    assert outputs(fresh) == outputs(kept), again


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_told_in_german_summed_up_in_english_and_tidy(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    first = notebook.cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert "*English summary:" in first.source
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1)), "run from the top, once"
    shown = "".join(text for texts in outputs(notebook) for text in texts)
    assert shown
    assert not re.search(r"/(tmp|home|root|Users)/|127\.0\.0\.1:\d|Traceback|Warning", shown)
    assert set(notebook.metadata) == {"kernelspec"}
