"""The bill of materials: complete, valid, and each licence what the distribution itself says."""

from __future__ import annotations

import importlib.metadata
import json
import re
import tomllib
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from integraph.manual import bom

ROOT = Path(__file__).resolve().parents[2]


def test_it_is_valid_cyclonedx() -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bom.cyclonedx()) is None


def test_every_dependency_of_the_package_and_of_its_pages_is_in_it() -> None:
    found = {component["purl"] for component in json.loads(bom.cyclonedx())["components"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[><=\[ ]", text)[0] for text in project["dependencies"]}
    assert [name for name in names if not any(ref.startswith(f"pkg:pypi/{name}@") for ref in found)] == []
    web = json.loads((ROOT / "api/web/package.json").read_bytes())
    for name, version in web["dependencies"].items():
        assert bom.purl("npm", name, version) in found
    assert not any("axe-core" in ref for ref in found), "for the tests only"


def test_what_each_part_needs_is_in_it_too() -> None:
    document = json.loads(bom.cyclonedx())
    refs = [document["metadata"]["component"]["bom-ref"], *(c["bom-ref"] for c in document["components"])]
    assert len(refs) == len(set(refs))
    assert {entry["ref"] for entry in document["dependencies"]} == set(refs)
    assert {ref for entry in document["dependencies"] for ref in entry["dependsOn"]} <= set(refs)


def test_every_licence_is_an_spdx_expression_and_none_is_listed_in_vain() -> None:
    components = [*bom.python_components(), *bom.npm_components()]
    for component in components:
        for part in re.split(r" (?:AND|OR|WITH) ", component.licence):
            assert re.fullmatch(r"[A-Za-z0-9][\w.+-]*", part), component
    for origin, listed in bom.licences().items():
        assert set(listed) <= {c.name for c in components if c.origin == origin}


@pytest.mark.parametrize("component", bom.python_components(), ids=lambda c: f"{c.name}-{c.version}")
def test_a_licence_is_the_one_that_the_distribution_states(component: bom.Component) -> None:
    try:
        metadata = importlib.metadata.metadata(component.name)
    except importlib.metadata.PackageNotFoundError:
        return  # another platform or another Python needs it
    if "License-Expression" in metadata and metadata["Version"] == component.version:
        assert component.licence == metadata["License-Expression"]


def test_the_same_lock_files_give_the_same_bytes() -> None:
    text = bom.cyclonedx()
    assert text == bom.cyclonedx()
    assert not re.search(r"serialNumber|timestamp", text)
