"""The dummy plugin as tests import it, and a host that holds nothing else."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from marketplace.i18n import use_locale
from marketplace.plugin_host.manager import PluginHost

DUMMY = Path(__file__).parent / "dummy"


@pytest.fixture(scope="session")
def dummy() -> Iterator[ModuleType]:
    """Return the dummy distribution's package, importable as if it were installed."""
    sys.path.insert(0, str(DUMMY))
    yield importlib.import_module("marketplace_dummy")
    sys.path.remove(str(DUMMY))


@pytest.fixture
def host(dummy: ModuleType) -> PluginHost:
    """Return a host with a fresh dummy plugin."""
    return PluginHost([dummy.DummyPlugin()], discover=False)


@pytest.fixture
def english() -> Iterator[None]:
    """Read and write English."""
    with use_locale("en"):
        yield
