"""No way into the site keeps characters that can't be seen."""

from __future__ import annotations

import pytest

from marketplace.accounts.inputs import clean
from marketplace.plugin_host.clean import clean_line, clean_text
from search.text import clean as search_clean

MARKS = [0x00, 0x1B, 0x7F, 0x9F, 0x061C, 0x200B, 0x200E, 0x202E, 0x2060, 0x2066, 0xFEFF, 0xFFF9, 0xD800]


@pytest.mark.parametrize("mark", MARKS, ids=hex)
@pytest.mark.parametrize("way_in", [clean, clean_line, clean_text, search_clean])
def test_what_can_not_be_seen_is_taken_out(way_in, mark) -> None:
    """Two names that look alike are alike, whichever form they came through."""
    assert way_in(f"Lạch{chr(mark)}Tray").replace(" ", "") == "LạchTray"
