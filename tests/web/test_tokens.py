"""The contrast table of the design guide, computed from the tokens as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from marketplace.web import assets

TOKENS = (Path(assets.STATIC) / "css" / "tokens.css").read_text()
PAIRS = re.findall(r"--([\w-]+):\s*light-dark\((#\w{6}),\s*(#\w{6})\)", TOKENS)
FIXED = re.findall(r"--([\w-]+):\s*(#\w{6});", TOKENS)
THEMES = {
    "light": {name: light for name, light, _dark in PAIRS} | dict(FIXED),
    "dark": {name: dark for name, _light, dark in PAIRS} | dict(FIXED),
}
TEXT = [
    "ink/paper",
    "ink/surface",
    "ink/sunken",
    "ink-2/paper",
    "ink-2/surface",
    "ink-2/sunken",
    "ink-2/action-bg",
    "action/surface",
    "action/paper",
    "action/sunken",
    "action/action-bg",
    "on-action/action-fill",
    "on-action/action-hover",
    "surface/offer",
    "offer/surface",
    "demand/demand-bg",
    "demand/surface",
    "accent/accent-bg",
    "ok/ok-bg",
    "warn/warn-bg",
    "bad/bad-bg",
    "bad/paper",
    "bad/surface",
    "unk/unk-bg",
    "ink/mark",
    "ink/warn-bg",
    "ink/ok-bg",
    "ink/bad-bg",
    "ink/action-bg",
    "surface/ink",
    "on-bar/bar",
    "on-bar-2/bar",
    "bar/on-bar",
]
EDGES = [
    "line-strong/surface",
    "line-strong/paper",
    "focus/paper",
    "focus/surface",
    "focus/sunken",
    "focus-bar/bar",
    "bar-edge/bar",
    "pennant/bar",
]


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(theme: str, pair: str) -> float:
    """Return the contrast of "text/ground" in a theme."""
    low, high = sorted(luminance(THEMES[theme][name]) for name in pair.split("/"))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("pair", TEXT)
def test_text_stands_out_from_its_ground(pair: str, theme: str) -> None:
    assert contrast(theme, pair) >= 4.5


@pytest.mark.parametrize(("tone", "ground"), [("ok", "ok"), ("info", "action"), ("warn", "warn"), ("bad", "bad")])
def test_a_message_of_every_tone_has_the_ground_of_that_tone(tone: str, ground: str) -> None:
    rule = rf"\.flash\)?\.{tone}\)?{{[^}}]*background:var\(--{ground}-bg\)"
    assert re.search(rule, assets.own_css())


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("pair", EDGES)
def test_edges_and_focus_stand_out_from_their_ground(pair: str, theme: str) -> None:
    assert contrast(theme, pair) >= 3
