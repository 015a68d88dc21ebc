"""Run the notebooks and keep their outputs: ``uv run python notebooks/execute.py [NAME…]``.

What is kept does not depend on when or where they ran: no times, no counts of a session, no version of Python.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent


def notebooks() -> list[Path]:
    """All notebooks, in order."""
    return sorted(FOLDER.glob("*.ipynb"))


def executed(path: Path) -> Any:  # noqa: ANN401 - nbformat has no types
    """Return the notebook in *path*, run from the top. Raises CellExecutionError where a cell fails."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=900, kernel_name="python3", record_timing=False).execute(cwd=str(FOLDER))
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for cell in notebook.cells:
        cell.metadata = {}
    return notebook


def main(names: list[str]) -> None:
    """Run the notebooks called *names*, or all, and write them back."""
    for path in notebooks():
        if not names or path.name in names:
            print(path.name)
            nbformat.write(executed(path), path)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main(sys.argv[1:])
