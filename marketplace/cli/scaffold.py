"""A new plugin's distribution, made from the templates in `new_plugin/`: it installs, and its tests pass."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from marketplace.errors import MarketplaceError
from marketplace.plugin_host.clean import clean_line
from marketplace.plugin_host.loading import NAME
from marketplace.plugin_host.manager import PluginHost

TEMPLATES = Path(__file__).parent / "new_plugin"


def make(name: str, folder: Path, en: str, vi: str) -> list[Path]:
    """Write a distribution into an empty or new folder; return its files.

    `en`, `vi`: what the sector is called. Raises MarketplaceError for a name or folder that can't be used.
    """
    check_name(name)
    check_folder(folder)
    labels = {"en": clean_line(en) or name.replace("_", " ").capitalize()}
    labels["vi"] = clean_line(vi) or labels["en"]
    try:
        return [write(folder, template, name, labels) for template in sorted(TEMPLATES.rglob("*.jinja"))]
    except OSError as error:
        raise MarketplaceError(f"can't write into {folder}: {error.strerror}") from error


def check_name(name: str) -> None:
    """Refuse what can't be a plugin's name, and what another plugin, package or sector is called already."""
    if not NAME.fullmatch(name):
        raise MarketplaceError(
            f"{name!r} can't be a plugin's name: it begins with a lower-case letter, has only lower-case letters, "
            "digits and _, and at most 31 of them"
        )
    host = PluginHost()
    if name in host.sectors or any(status.name == name for status in host.statuses()):
        raise MarketplaceError(f"the name {name!r} is taken by an installed plugin")
    if importlib.util.find_spec(f"marketplace_{name}") is not None:
        raise MarketplaceError(f"the name {name!r} is taken: there is a package marketplace_{name}")


def check_folder(folder: Path) -> None:
    """Refuse a folder in which something is."""
    if folder.exists() and not folder.is_dir():
        raise MarketplaceError(f"{folder} is a file: name a new or empty folder with --folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise MarketplaceError(f"the folder {folder} is not empty: name a new or empty one with --folder")


def write(folder: Path, template: Path, name: str, labels: Mapping[str, str]) -> Path:
    """Fill in one template; a file called "NAME" or in a folder called so gets the plugin's name."""
    relative = str(template.relative_to(TEMPLATES)).removesuffix(".jinja").replace("NAME", name)
    target = folder / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    environment = Environment(  # noqa: S701 (Python and TOML, not HTML)
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, keep_trailing_newline=True
    )
    quoted = {lang: json.dumps(label, ensure_ascii=False) for lang, label in labels.items()}
    text = environment.get_template(template.relative_to(TEMPLATES).as_posix()).render(name=name, **quoted)
    target.write_text(text, encoding="utf-8")
    return target
