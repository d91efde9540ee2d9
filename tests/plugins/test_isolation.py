"""A broken plugin harms no other: it is set aside with what an operator needs to know."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from marketplace.errors import NotFound
from marketplace.plugin_api import Event, L, Schema, Sector, Subcategory, fields, hookimpl
from marketplace.plugin_host import loading
from marketplace.plugin_host.manager import PluginHost
from marketplace.plugin_host.status import PluginError
from marketplace.viewer import Viewer

EVENT = Event(1, "x", "y", {}, datetime(2026, 1, 1, tzinfo=UTC))


def plugin(name: str, requires_api: object = ">=1,<2", **hooks: object) -> object:
    """Make a plugin whose hooks are the given functions."""
    body = {hook: hookimpl(function) for hook, function in hooks.items()}
    return type(name, (), {"name": name, "requires_api": requires_api, **body})()


def raising(self, **_arguments):
    raise RuntimeError("kaput")


def sector(slug: str = "toys", **changes: object) -> Sector:
    """Make a small sector."""

    class Toys(Schema):
        size = fields.Quantity(unit="m", dimension="length", label=L("Size", "Cỡ"))

    given = {
        "name": L("Toys", "Đồ chơi"),
        "icon": "leaf",
        "summary": L("a", "b"),
        "subcategories": [Subcategory("all", L("a", "b"))],
    }
    return Sector(slug=slug, offer=Toys, demand=Toys, **given | changes)


def good() -> object:
    return plugin("good", register_sectors=lambda self: [sector()])


def state_of(host: PluginHost, name: str) -> tuple[str, str, str]:
    status = next(status for status in host.statuses() if status.name == name)
    return status.state.value, status.stage, status.reason


def test_an_error_while_registering_sets_that_plugin_aside_and_no_other() -> None:
    def register_sectors(self):
        raise RuntimeError("kaput")

    host = PluginHost([plugin("bad", register_sectors=register_sectors), good()], discover=False)

    assert state_of(host, "bad") == ("quarantined", "register_sectors", "RuntimeError: kaput")
    assert list(host.sectors) == ["toys"]
    assert 'raise RuntimeError("kaput")' in next(s for s in host.statuses() if s.name == "bad").traceback


def test_a_misspelt_hook_sets_the_plugin_aside_by_name() -> None:
    host = PluginHost([plugin("typo", register_sektors=lambda self: []), good()], discover=False)
    state, stage, reason = state_of(host, "typo")
    assert (state, stage) == ("quarantined", "register")
    assert "register_sektors" in reason
    assert list(host.sectors) == ["toys"]


def test_a_wrong_argument_sets_the_plugin_aside() -> None:
    host = PluginHost([plugin("args", menu_items=lambda self, visitor: []), good()], discover=False)
    state, stage, reason = state_of(host, "args")
    assert (state, stage) == ("quarantined", "register")
    assert "visitor" in reason
    assert host.names == ["good"]


def test_a_plugin_without_hooks_is_told_so() -> None:
    host = PluginHost([plugin("empty")], discover=False)
    assert "hookimpl" in state_of(host, "empty")[2]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (">=2,<3", (">=2,<3", "1.0")),
        ("<1", ("<1", "1.0")),
        ("about one", ("about one", "1.0")),
        (None, ("requires_api", "1.0")),
    ],
)
def test_a_version_range_that_does_not_fit_names_both_versions(wanted: object, words: tuple[str, ...]) -> None:
    host = PluginHost([plugin("old", wanted, menu_items=lambda self: [])], discover=False)
    state, stage, reason = state_of(host, "old")
    assert (state, stage) == ("quarantined", "version")
    assert all(word in reason for word in words)


@pytest.mark.parametrize("wanted", [">=1,<2", "==1.*", ">=1.0", "~=1.0"])
def test_a_version_range_that_fits_is_active(wanted: str) -> None:
    host = PluginHost([plugin("new", wanted, menu_items=lambda self: [])], discover=False)
    assert state_of(host, "new")[0] == "active"


def test_strict_raises_the_first_error_with_plugin_and_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PluginError, match="plugin typo: register"):
        PluginHost([plugin("typo", register_sektors=lambda self: [])], discover=False, strict=True)
    monkeypatch.setenv("PLUGINS_STRICT", "1")
    with pytest.raises(PluginError):
        PluginHost([plugin("typo", register_sektors=lambda self: [])], discover=False)


def test_a_disabled_plugin_is_listed_but_not_loaded() -> None:
    host = PluginHost([good()], disabled=["good"], discover=False)
    assert state_of(host, "good")[0] == "disabled"
    assert host.sectors == {}


def test_the_second_of_two_with_one_name_is_set_aside() -> None:
    host = PluginHost([good(), plugin("good", menu_items=lambda self: [])], discover=False)
    assert state_of(host, "good")[0] == "active"
    assert "taken" in state_of(host, "good (again)")[2]


def test_a_sector_declared_twice_keeps_the_first() -> None:
    host = PluginHost([good(), plugin("copy", register_sectors=lambda self: [sector()])], discover=False)
    assert state_of(host, "copy")[:2] == ("quarantined", "register_sectors")
    assert "'toys' is declared already, by the plugin good" in state_of(host, "copy")[2]
    assert host.names == ["good"]


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (lambda: sector("Not a slug"), "slug"),
        (lambda: sector(key_fields=("nothing",)), "nothing"),
        (lambda: Sector("x", L("a", "b"), "leaf", L("a", "b"), [], object, object), "Schema"),
    ],
)
def test_a_sector_that_would_break_later_is_refused_at_start(made, word: str) -> None:
    host = PluginHost([plugin("bad", register_sectors=lambda self: [made()])], discover=False)
    state, stage, reason = state_of(host, "bad")
    assert (state, stage) == ("quarantined", "register_sectors")
    assert word in reason


def test_an_entry_point_that_cannot_be_imported_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = loading.EntryPoint("ghost", "marketplace_ghost:plugin", loading.GROUP)
    monkeypatch.setattr(loading, "entry_points", lambda group: [entry])
    host = PluginHost([good()])
    assert state_of(host, "ghost")[:2] == ("quarantined", "load")
    assert "marketplace_ghost" in state_of(host, "ghost")[2]
    assert host.names == ["good"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            'f = fields.Text(label=L("a", "b"), tier="partners")',
            "tier is 'partners'; it must be public, member, party, nda",
        ),
        ('f = fields.Quantity(unit="m", dimension="lenght", label=L("a", "b"))', "no dimension 'lenght'"),
        ('f = fields.Quantity(unit="furlong", label=L("a", "b"))', "'furlong'; see `marketplace plugins units`"),
        (
            'f = fields.Choice([("x", "X")], label=L("a", "b"))',
            "a choice is (slug, English, Vietnamese), not ('x', 'X')",
        ),
        ('f = fields.Text(label=L("a"))', "argument: 'vi'"),
    ],
)
def test_a_slip_of_an_author_is_named_with_its_line(
    line: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "marketplace_slip.py").write_text(f"from marketplace.plugin_api import L, fields\n\n{line}\n")
    monkeypatch.syspath_prepend(tmp_path)
    entry = loading.EntryPoint("slip", "marketplace_slip", loading.GROUP)
    monkeypatch.setattr(loading, "entry_points", lambda group: [entry])
    reason = state_of(PluginHost(), "slip")[2]
    assert words in reason
    assert reason.endswith("(marketplace_slip.py, line 3)")


def test_a_job_that_cannot_be_registered_sets_the_plugin_aside() -> None:
    def register_jobs(self, registry):
        raise RuntimeError("kaput")

    host = PluginHost([plugin("bad", register_jobs=register_jobs), good()], discover=False)
    host.register_jobs(object())
    assert state_of(host, "bad")[:2] == ("quarantined", "register_jobs")
    assert host.names == ["good"]


def test_validation_fails_closed_and_keeps_the_others_reasons(caplog: pytest.LogCaptureFixture) -> None:
    def broken(self, listing):
        raise RuntimeError("kaput")

    def fussy(self, listing):
        return [("attrs.size", L("Too small", "Quá nhỏ"))]

    host = PluginHost(
        [plugin("broken", validate_listing=broken), plugin("fussy", validate_listing=fussy)], discover=False
    )
    reasons = host.validate_listing({}, Viewer.anonymous())
    assert ("attrs.size", "Quá nhỏ") in reasons
    assert [text for field, text in reasons if field == "_" and "broken" in text]
    assert "kaput" in caplog.text


def test_transitions_fail_closed() -> None:
    def broken(self, transition):
        raise RuntimeError("kaput")

    host = PluginHost([plugin("broken", check_transition=broken)], discover=False)
    assert host.check_transition({}, "publish", Viewer.anonymous())[0][0] == "_"


def test_panels_menus_and_documents_fail_open(caplog: pytest.LogCaptureFixture) -> None:
    def broken(self):
        raise RuntimeError("kaput")

    def partly(self, documents):
        return 5

    host = PluginHost(
        [
            plugin("broken", page_panels=broken, menu_items=broken, enrich_documents=broken),
            plugin("odd", enrich_documents=partly),
        ],
        discover=False,
    )
    documents = {"a": {"keywords": []}}
    host.enrich_documents(documents)
    assert host.panels("home", {}) == host.menu_items(Viewer.anonymous()) == []
    assert documents == {"a": {"keywords": []}}
    assert "broken | page_panels" in caplog.text


def test_events_reach_everybody_and_then_the_error_reaches_the_job() -> None:
    heard = []

    def broken(self, event):
        raise RuntimeError("kaput")

    host = PluginHost(
        [plugin("broken", handle_event=broken), plugin("fine", handle_event=lambda self, event: heard.append(event))],
        discover=False,
    )
    with pytest.raises(RuntimeError, match="kaput"):
        host.handle_event(EVENT)
    assert heard == [EVENT]
    host.handle_event(EVENT, plugin="fine")
    assert heard == [EVENT, EVENT]


def test_two_failing_listeners_are_both_named() -> None:
    def broken(self, event):
        raise RuntimeError("kaput")

    host = PluginHost([plugin("one", handle_event=broken), plugin("two", handle_event=broken)], discover=False)
    with pytest.raises(ExceptionGroup) as caught:
        host.handle_event(EVENT)
    assert len(caught.value.exceptions) == 2


def test_hosts_share_nothing() -> None:
    one, other = PluginHost([good()], discover=False), PluginHost([], discover=False)
    assert list(one.sectors) == ["toys"]
    assert other.sectors == {}


def test_a_sector_that_is_gone_has_no_schema() -> None:
    host = PluginHost([good()], discover=False)
    assert host.schema("toys", "offer") is host.schema_for(host.sectors["toys"], "offer")
    assert host.schema("gone", "offer") is None
    assert host.schema(None, "offer") is None


def test_checking_an_unknown_plugin_says_so() -> None:
    with pytest.raises(NotFound):
        PluginHost([], discover=False).check("nobody")
