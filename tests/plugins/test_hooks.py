"""One test for each hook, run through the dummy plugin."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime

import pytest

from marketplace.jobs.registry import JobRegistry
from marketplace.plugin_api import Event, L
from marketplace.plugin_host import hookspecs
from marketplace.plugin_host.manager import PluginHost
from marketplace.viewer import Viewer

HOOKS = [name for name, found in vars(hookspecs).items() if getattr(found, "marketplace_spec", None) is not None]
PERSON = Viewer(user_id=1)


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_test_a_reference_and_a_use_in_the_dummy(hook: str, dummy) -> None:
    spec = getattr(hookspecs, hook)
    assert f"test_hook_{hook}" in globals()
    assert inspect.signature(spec).return_annotation is not inspect.Signature.empty
    assert "Example:" in spec.__doc__
    assert all(
        f":param {name}:" in spec.__doc__ or hook == "register_jobs" for name in inspect.signature(spec).parameters
    )
    assert hasattr(dummy.DummyPlugin, hook)


def test_there_are_the_thirteen_hooks_that_have_a_caller() -> None:
    assert len(HOOKS) == 13


def test_hook_register_sectors(host: PluginHost) -> None:
    assert list(host.sectors) == ["kites"]
    assert host.sector("kites").name == "Kites"
    assert host.glossary[0].en == ("kite",)


def test_hook_register_taxonomies(host: PluginHost) -> None:
    assert [taxon.code for taxon in host.taxonomies["kite_classes"]] == ["K", "K1"]


def test_hook_register_permissions(host: PluginHost) -> None:
    assert host.permissions["dummy:kite:certify"].roles == ("operator",)


def test_hook_register_blueprints(host: PluginHost) -> None:
    assert [(name, blueprint.name) for name, blueprint in host.blueprints()] == [("dummy", "dummy")]


def test_hook_register_commands(host: PluginHost) -> None:
    assert [(name, command.name) for name, command in host.commands()] == [("dummy", "dummy")]


def test_hook_register_jobs(host: PluginHost) -> None:
    registry = JobRegistry()
    host.register_jobs(registry)
    assert "dummy.count" in registry.handlers
    assert registry.schedules["dummy.nightly"].job == "dummy.count"


def test_hook_register_migrations(host: PluginHost) -> None:
    assert (host.migrations()["dummy"] / "d0001_kite_log.py").exists()


def test_hook_validate_listing(host: PluginHost) -> None:
    listing = {"kind": "offer", "sector": "kites", "attrs": {"line": {}}}
    assert host.validate_listing(listing, PERSON) == [("attrs.span", "Có dây thì phải có cánh.")]
    assert host.validate_listing({"sector": "marine", "attrs": {}}, PERSON) == []


def test_hook_check_transition(host: PluginHost) -> None:
    listing = {"sector": "kites", "attrs": {}, "status": "draft"}
    assert host.check_transition(listing, "publish", PERSON) == [("attrs.materials", "Hãy nêu vật liệu.")]
    assert host.check_transition(listing, "withdraw", PERSON) == []


def test_hook_enrich_documents(host: PluginHost) -> None:
    documents = {"a": {"sector": "kites", "keywords": ["silk"]}, "b": {"sector": "marine"}}
    host.enrich_documents(documents)
    assert documents == {"a": {"sector": "kites", "keywords": ["silk", "windborne"]}, "b": {"sector": "marine"}}


def test_hook_handle_event(dummy) -> None:
    plugin = dummy.DummyPlugin()
    host = PluginHost([plugin], discover=False)
    event = Event(7, "listing.published", "k7m-2qp-9xw", {}, datetime(2026, 11, 21, tzinfo=UTC))
    host.handle_event(event)
    assert plugin.heard == [event]
    assert host.event_listeners() == ["dummy"]


def test_hook_menu_items(host: PluginHost) -> None:
    assert [item.label for item in host.menu_items(PERSON)] == [L("Kites", "Diều")]
    assert host.menu_items(Viewer.anonymous()) == []


def test_hook_page_panels(host: PluginHost) -> None:
    assert [panel.body for panel in host.panels("listing.aside", {})] == ["3 Bft"]
    assert host.panels("home", {}) == []
