"""The notice on export control."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from marketplace.i18n import use_locale
from marketplace_semiconductors import plugin


def panels(status: str | None, place: str = "listing.aside") -> list:
    listing = SimpleNamespace(sector="semiconductors", attrs={"export_control": SimpleNamespace(value=status)})
    return plugin.page_panels(place=place, context={"listing": listing})


@pytest.mark.parametrize("status", ["vn_dual_use", "foreign_controlled", "unknown"])
def test_a_controlled_or_unclear_status_shows_a_notice_in_the_readers_language(status: str) -> None:
    with use_locale("en"):
        assert "not a legal opinion" in panels(status)[0].body
    with use_locale("vi"):
        assert "không phải ý kiến pháp lý" in panels(status)[0].body


@pytest.mark.parametrize("status", ["none_known", "licence_held", None])
def test_no_notice_without_a_reason_or_when_the_status_is_hidden(status: str | None) -> None:
    assert panels(status) == []
    assert panels("vn_dual_use", place="home") == []
