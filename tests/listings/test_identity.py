from __future__ import annotations

import pytest

from marketplace.accounts.models import User
from marketplace.listings.identity import leaks
from marketplace.organisations.models import Organisation

YARD = Organisation(
    name_vi="Công ty CP Đóng tàu Lạch Tray Xanh",
    name_en="Lach Tray Xanh Shipbuilding",
    website="https://www.lachtray.example/vi",
    people=[User(name="Nguyễn Thị Hồng Vân"), User(name="Lê An"), User(name="Hải"), User(name="Kỹ thuật")],
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
        "(0225) 3 768 999",
        "+65 6123 4567",
        "an.nguyen [at] example.org",
        "liên hệ nguyễn thị hồng vân",
        "TS. Nguyen Thi Hong  Vân".replace("Vân", "Van"),
        "Chủ nhiệm: LÊ AN",
        "by Le An, PhD",
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
        "lẽ ấn định, le an toàn; bà Hồng Vân ở Hải Phòng; bộ phận Kỹ thuật",
        "từ +25 đến +85 °C, chu kỳ 0 – 250 000 000 lần, dung sai +0,05",
        "Đóng tàu và sửa chữa tàu tại Việt Nam",
        "",
    ],
)
def test_ordinary_technical_text_is_let_pass(text: str) -> None:
    assert not found(text)


def test_the_sectors_own_texts_are_read_too() -> None:
    data = {"texts": {}, "attrs": {"yard": "Lạch Tray Xanh", "power": {"typed": "900 kW", "min": 900.0, "max": 900.0}}}
    assert set(leaks(data, YARD)) == {"attrs.yard"}


def test_every_word_inside_a_value_is_read() -> None:
    value = {"typed": "900 kW (đo tại Lạch Tray Xanh)", "min": 900.0, "max": 900.0}
    listed = [{"name": "tua bin"}, {"name": "máy của Nguyễn Thị Hồng Vân"}]
    data = {"texts": {}, "attrs": {"power": value, "parts": listed, "length": {"typed": "28 m", "min": 28.0}}}
    assert set(leaks(data, YARD)) == {"attrs.power", "attrs.parts"}
