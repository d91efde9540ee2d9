"""The way imports run, as docs/architecture.md draws it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUGINS = sorted(path.parent for path in (ROOT / "plugins").glob("*/pyproject.toml"))


def test_the_layers_are_kept() -> None:
    # In a process of its own: import-linter switches off the loggers that there are.
    command = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda path: path.name)
def test_a_plugin_imports_nothing_of_the_marketplace_but_its_api(plugin: Path) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in plugin.glob("marketplace_*/**/*.py")
        for name in imported(path)
        if name.split(".")[0] in ("marketplace", "search") and name != "marketplace.plugin_api"
    ]
    assert found == []


def imported(path: Path) -> Iterator[str]:
    """Yield the module of every import statement, "marketplace.x" for `from marketplace import x`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"marketplace.{each.name}" for each in node.names]
            yield from names if node.module == "marketplace" else [node.module or ""]
