"""Every setting with its value, where that comes from and what it means: for the operator's page and `config`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marketplace.config import PREFIX, Settings, declared
from marketplace.database import shown
from marketplace.operating.policy import require
from marketplace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; `value` is None for what is set but not to be shown, `source` is "" where nobody set it."""

    name: str
    variable: str
    value: str | None
    source: str
    meaning: str


def every(viewer: Viewer, settings: Settings) -> list[Setting]:
    """Return all settings in order."""
    require(viewer, "settings")
    return [
        Setting(
            each.name,
            f"{PREFIX}{each.name.upper()}",
            value_of(settings, each.name, each.metadata["secret"]),
            settings.sources.get(each.name, ""),
            str(each.metadata["help"]),
        )
        for each in declared()
    ]


def value_of(settings: Settings, name: str, secret: bool) -> str | None:
    """Return a setting's value with passwords in addresses masked; None for other secrets."""
    value = getattr(settings, name)
    if secret and "://" in str(value):
        return ",".join(map(shown, value)) if isinstance(value, tuple) else shown(value)
    if isinstance(value, tuple):
        return printed(value)
    return None if secret and value and value != "mailbox:" else printed(value)


def printed(value: Any) -> str:
    """Return a value as it would be typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(value) if isinstance(value, tuple) else str(value)
