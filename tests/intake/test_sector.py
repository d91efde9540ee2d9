"""Which sector a text is about: by many of a sector's own words, or by none."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from marketplace import demo
from marketplace.listings.intake.sector import sector_in
from marketplace.plugin_host.manager import PluginHost

HOST = PluginHost()


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("Hệ thống xử lý nước dằn cho tàu hàng rời, đăng kiểm VR, lắp khi lên đà", "marine"),
        ("he thong xu ly nuoc dan cho tau hang roi, len da", "marine"),
        ("Xử lý nước thải bằng bùn hoạt tính, thu hồi nhiệt, quan trắc tự động theo QCVN 40", "greentech"),
        ("A new enzyme for baking bread with less sugar", None),
        ("Phần mềm kế toán cho hợp tác xã", None),
        ("Tàu", None),
        ("", None),
    ],
)
def test_a_sector_is_named_only_when_it_is_clear(text: str, sector: str | None) -> None:
    assert sector_in(text, HOST) == sector


def test_the_demonstrations_texts_are_seldom_put_into_a_wrong_sector() -> None:
    found: Counter[str] = Counter()
    for slug in HOST.sectors:
        for line in (Path(demo.__file__).parent / f"{slug}.jsonl").read_text("utf-8").splitlines():
            for words in json.loads(line)["texts"].values():
                guessed = sector_in("\n".join(each for each in words.values() if isinstance(each, str)), HOST)
                found["right" if guessed == slug else "none" if guessed is None else "wrong"] += 1
    assert found["right"] > 100
    assert found["wrong"] <= 4
