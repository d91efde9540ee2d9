"""What became of each plugin: active, disabled, or set aside with the reason."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import FrameType


class State(StrEnum):
    """Whether a plugin takes part."""

    ACTIVE = "active"
    DISABLED = "disabled"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class PluginStatus:
    """One plugin, for the operator. `stage` is what failed: load, version, register or a hook's name."""

    name: str
    state: State
    version: str = ""
    requires_api: str = ""
    distribution: str = ""
    stage: str = ""
    reason: str = ""
    traceback: str = ""

    @classmethod
    def failed(cls, name: str, stage: str, error: BaseException, *, package: str = "", **known: str) -> PluginStatus:
        """Return the status of a plugin that an error set aside; `package` is where its author can mend it."""
        reason = f"{type(error).__name__}: {error}{_place(error, package)}"
        trace = "".join(traceback.format_exception(error))
        return cls(name, State.QUARANTINED, stage=stage, reason=reason, traceback=trace, **known)


def _place(error: BaseException, package: str) -> str:
    """Return the last line of the package that the error passed through, as " (file.py, line 7)"."""
    frames = traceback.walk_tb(error.__traceback__)
    own = [(frame, line) for frame, line in frames if _package(frame) == package]
    return f" ({Path(own[-1][0].f_code.co_filename).name}, line {own[-1][1]})" if own else ""


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


class PluginError(Exception):
    """A plugin can't be used: names the plugin and the stage, with the cause chained."""

    def __init__(self, plugin: str, stage: str, reason: str) -> None:
        self.plugin, self.stage, self.reason = plugin, stage, reason
        super().__init__(f"plugin {plugin}: {stage}: {reason}")
