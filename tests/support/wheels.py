"""A distribution built as a wheel and installed into a folder of its own, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def install(source: Path, folder: Path) -> Path:
    """Return a folder, to be put on PYTHONPATH, into which the distribution in `source` is installed."""
    shutil.copytree(source, folder / "source", ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
    pip(folder, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", "dist", "./source")
    (wheel,) = (folder / "dist").glob("*.whl")
    pip(folder, "install", "--no-deps", "--no-index", "--target", "site", str(wheel))
    return folder / "site"


def pip(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


def python(folder: Path, *arguments: str, site: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, with what is installed in `site` and nothing of this pytest run's settings."""
    path = os.pathsep.join(str(each) for each in (site, ROOT) if each)
    left_out = ("PYTEST_", "MARKETPLACE_", "CI", "BUILD_NUMBER")  # the last two make pytest say everything twice
    environ = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**environ, "PYTHONPATH": path, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
