from __future__ import annotations

import pytest

from marketplace.listings.identity import leaks
from marketplace.organisations.models import Organisation

YARD = Organisation(
    name_vi="Công ty CP Đóng tàu Lạch Tray Xanh",
    name_en="Lach Tray Xanh Shipbuilding",
    website="https://www.lachtray.example/vi",
)


def found(text: str) -> dict[str, list[str]]:
    return leaks({"texts": {"vi": {"title": text}}, "attrs": {}}, YARD)


@pytest.mark.parametrize(
    "text",
    [
        "Xưởng Lạch Tray Xanh chào thiết kế",
        "LACH TRAY XANH SHIPBUILDING",
        "thiết kế của lạch tray xanh",
        "xem lachtray.example",
        "gửi thư tới an.nguyen@example.org",
        "https://example.org",
        "gọi 0912 345 678",
        "+84 225 3768 999",
    ],
)
def test_what_names_or_leads_to_the_organisation_is_found(text: str) -> None:
    assert set(found(text)) == {"texts.vi.title"}


@pytest.mark.parametrize(
    "text",
    [
        "Tàu lai điện cho cảng Hải Phòng, môi trường xanh",
        "Công suất 3.840 kW, dài 28,5 m, pin 2,5 MWh",
        "QCVN 21:2025/BGTVT, MEPC.300(72), 0,123456789",
        "Đóng tàu và sửa chữa tàu tại Việt Nam",
        "",
    ],
)
def test_ordinary_technical_text_is_let_pass(text: str) -> None:
    assert not found(text)


def test_the_sectors_own_texts_are_read_too() -> None:
    data = {"texts": {}, "attrs": {"yard": "Lạch Tray Xanh", "power": {"typed": "900 kW", "min": 900.0, "max": 900.0}}}
    assert set(leaks(data, YARD)) == {"attrs.yard"}
