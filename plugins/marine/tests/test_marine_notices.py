"""The dual-use notice of deep-sea gear."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from marketplace.i18n import use_locale
from marketplace_marine import SECTOR, plugin


def panels(typed: str | None, place: str = "listing.aside", sector: str = "marine") -> list:
    with use_locale("vi"):
        value = SECTOR.offer().fields["depth_rating"].deserialize(typed) if typed else None
    listing = SimpleNamespace(sector=sector, attrs={"depth_rating": SimpleNamespace(value=value)})
    return plugin.page_panels(place=place, context={"listing": listing})


@pytest.mark.parametrize("typed", ["3.000 m", "500–1.500 m", "≥ 2 km"])
def test_gear_for_more_than_a_thousand_metres_gets_the_notice(typed: str) -> None:
    with use_locale("vi"):
        assert "259/2025" in panels(typed)[0].body


@pytest.mark.parametrize(
    ("typed", "place", "sector"),
    [
        ("300 m", "listing.aside", "marine"),
        (None, "listing.aside", "marine"),
        ("3.000 m", "home", "marine"),
        ("3.000 m", "listing.aside", "logistics"),
    ],
)
def test_nothing_else_gets_it(typed: str | None, place: str, sector: str) -> None:
    assert panels(typed, place, sector) == []


def test_pages_without_a_listing_are_left_alone() -> None:
    assert plugin.page_panels(place="listing.aside", context={}) == []
