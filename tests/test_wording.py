"""The graph says everything in its own words."""

from __future__ import annotations

from pathlib import Path

from integraph.lint import findings
from integraph.paths import DATA, ONTOLOGY


def test_no_label_or_note_shares_nine_words_in_a_row_with_a_source(shared: Path) -> None:
    paths = sorted([*DATA.rglob("*.ttl"), *ONTOLOGY.rglob("*.ttl")])
    copied = [str(f) for f in findings(paths, DATA.parent, shared / "texts") if "nine words in a row" in f.problem]
    assert copied == []
