"""A profile's text finds its fields, in both languages; whatever is written, nothing is lost and nothing fails."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.listings.intake import reading
from marketplace.listings.intake.guess import Guess, guess, language_of, sector_of
from marketplace.listings.intake.sections import HEADINGS
from marketplace.listings.transfer.targets import Targets
from marketplace.plugin_host.manager import PluginHost

MARKET: Any = SimpleNamespace(plugins=PluginHost([]))
EEN = """TECHNOLOGY OFFER

1. Title: Electric harbour tug with 60 t bollard pull
2. Short summary
A shipyard has designed an electric harbour tug.

3. Full description:
The rated power is 1,200 kW and a service speed of 12 knots is reached.
Note: tested in 2024.

Advantages & innovations
- less energy
Stage of development: Prototype available for demonstration, TRL 6-7
IPR status: Patent(s) applied for but not yet granted
Comments regarding IPR status: Filed in Viet Nam.
Type of partnership considered: License agreement; Commercial agreement with technical assistance
Type and size of partner sought: SME 11-49
Partner sought - type and role: A port.
Technology keywords: tug, electric
Draught: about bananas
Our history: founded long ago
"""
HOSO = """Tên công nghệ: Tàu lai điện lực kéo 60 tấn cho cảng sông
Tóm tắt: Xưởng đóng tàu tìm bên nhận chuyển quyền.
**Mô tả công nghệ**
Tàu có công suất định mức 1.200 kW, mớn nước lớn nhất 3,5 m.
Ưu điểm nổi bật:
Giảm 40 % năng lượng.
Mức độ phát triển: Đã thử phòng thí nghiệm
Tình trạng SHTT: Đã nộp đơn sáng chế tại Việt Nam
Hình thức chuyển giao: li-xăng, hợp tác nghiên cứu
Đối tác cần tìm: Cảng biển.
TRL: 4
"""


def read(text: str, kind: str = "offer", sector: str | None = "marine") -> Guess:
    """Return what a text is taken for."""
    return guess(text, kind, sector, MARKET)


def test_an_english_profile_finds_its_fields() -> None:
    made = read(EEN)
    words = made.data["texts"]["en"]
    assert words["title"] == "Electric harbour tug with 60 t bollard pull"
    assert words["summary"] == "A shipyard has designed an electric harbour tug."
    assert words["description"].endswith("reached.\nNote: tested in 2024.")
    assert (words["advantages"], words["partner_role"]) == ("- less energy", "A port.")
    assert words["keywords"] == "tug, electric"
    assert words["ip_comment"] == "Patent(s) applied for but not yet granted\n\nFiled in Viet Nam."
    facts = {name: made.data[name] for name in ("stage", "trl", "ip_status", "partner_sizes")}
    assert facts == {"stage": "demo_ready", "trl": 6, "ip_status": "applied", "partner_sizes": ["sme_11_49"]}
    assert set(made.data["partnership_types"]) == {"licence", "commercial_ta"}
    amounts = {slug: (value["min"], value["max"]) for slug, value in made.data["attrs"].items()}
    assert amounts == {"power": (1200, 1200), "service_speed": (12, 12), "bollard_pull": (60, 60)}


def test_a_vietnamese_profile_finds_its_fields() -> None:
    made = read(HOSO)
    words = made.data["texts"]["vi"]
    assert words["title"] == "Tàu lai điện lực kéo 60 tấn cho cảng sông"
    assert (words["advantages"], words["partner_role"]) == ("Giảm 40 % năng lượng.", "Cảng biển.")
    assert (made.data["stage"], made.data["ip_status"], made.data["trl"]) == ("lab_tested", "applied", 4)
    assert set(made.data["partnership_types"]) == {"licence", "rd_cooperation"}
    amounts = {slug: value["min"] for slug, value in made.data["attrs"].items()}
    assert amounts == {"power": 1200, "draught": 3.5, "bollard_pull": 60}  # numbers as Vietnamese writes them


def test_what_finds_no_field_stays_with_its_label() -> None:
    rest = read(EEN).rest
    assert ("", "TECHNOLOGY OFFER") in rest
    assert ("Draught", "about bananas") in rest
    assert ("Our history", "founded long ago") in rest


def test_what_follows_a_fact_is_not_taken_for_a_part_of_it() -> None:
    made = read("Title: Tug\nCountry of origin: Viet Nam\nOur history: founded long ago")
    assert made.data["country"] == "VN"
    assert made.rest == [("Our history", "founded long ago")]


def test_a_title_ends_where_another_label_begins() -> None:
    made = read(
        "Tên nhu cầu: Tàu lai\nMục tiêu: giảm phát thải\nHạn: 30 tháng 6 năm 2027\nHợp tác: li-xăng\nLực kéo: 60 tấn",
        "demand",
    )
    assert made.data["texts"]["vi"] == {"title": "Tàu lai"}
    assert (made.data["valid_until"], made.data["partnership_types"]) == ("2027-06-30", ["licence"])
    assert made.data["attrs"]["bollard_pull"]["min"] == 60
    assert ("Mục tiêu", "giảm phát thải") in made.rest


def test_a_title_may_go_on_in_the_next_line() -> None:
    made = read("Title: Electric tug for river ports\nof 60 t\nhttps://example.org/tug")
    assert made.data["texts"]["en"]["title"] == "Electric tug for river ports of 60 t https://example.org/tug"


def test_plain_prose_becomes_title_summary_and_description() -> None:
    made = read("Paint from seaweed\n\nA laboratory makes it.\n\nTested at TRL 5.\n\nMore.", sector=None)
    words = made.data["texts"]["en"]
    assert words == {
        "title": "Paint from seaweed", "summary": "A laboratory makes it.", "description": "Tested at TRL 5.\n\nMore."
    }  # fmt: skip
    assert made.data["trl"] == 5
    assert made.rest == []


def test_words_that_a_choice_does_not_hold_are_not_lost() -> None:
    made = read("Title: Tug\nIPR status: Patent granted in Japan\nType of partnership: license, or a good dinner")
    assert made.data["ip_status"] == "granted"
    assert made.data["texts"]["en"]["ip_comment"] == "Patent granted in Japan"
    assert made.data["partnership_types"] == ["licence"]
    assert made.rest == [("Type of partnership", "license, or a good dinner")]


def test_what_is_too_long_for_its_field_is_not_cut() -> None:
    long = "word " * 200
    assert read(f"Title: Tug\nSummary: {long}").rest == [("Summary", long.strip())]


@pytest.mark.parametrize("text", ["TRL 10", "TRL 0", "TRL: high", "CTRL 5", ""])
def test_a_level_that_is_none_is_not_guessed(text: str) -> None:
    assert "trl" not in read(f"Title: Tug\nDescription: {text}").data


@pytest.mark.parametrize("text", ["Bollard pull 60", "Bollard pull of 60 bananas", "Bollard pull"])
def test_an_amount_needs_its_unit(text: str) -> None:
    assert "attrs" not in read(f"Title: Tug\nDescription: {text}").data


def test_each_word_is_folded_once_for_all_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    folded = []
    plain = reading.plain
    monkeypatch.setattr(reading, "plain", lambda text: folded.append(text) or plain(text))
    made = read("Title: Tug\nDescription: " + "quayside " * 900 + "\nBollard pull of 60 t")
    assert made.data["attrs"]["bollard_pull"]["min"] == 60
    assert folded.count("quayside") == 900


def test_the_demand_has_what_the_offer_has_not() -> None:
    text = "Tiêu đề: Cần tàu lai\nYêu cầu kỹ thuật: Giữ vị trí trong dòng chảy."
    assert read(text, "demand").data["texts"]["vi"]["expertise"] == "Giữ vị trí trong dòng chảy."
    assert read(text, "offer").rest == [("Yêu cầu kỹ thuật", "Giữ vị trí trong dòng chảy.")]


def test_the_language_is_told_by_its_letters() -> None:
    assert language_of(HOSO) == "vi"
    assert language_of(EEN + "Hải Phòng") == "en"


PIECES = [
    "Title: ",
    "Tóm tắt: ",
    "TRL ",
    "7",
    "Bollard pull ",
    "60 t",
    "\n",
    "# ",
    "**",
    ":",
    "- ",
    "1. ",
    "\x00",
    "đ",
    "：",
]
LINES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=40).map("".join)


@settings(max_examples=150, deadline=None)
@given(text=LINES, kind=st.sampled_from(["offer", "demand"]), sector=st.sampled_from(["marine", "greentech", None]))
def test_any_text_is_read_and_no_word_of_it_is_lost(text: str, kind: str, sector: str | None) -> None:
    made = read(text, kind, sector)
    kept = " ".join(
        [*made.said.values(), *(part for pair in made.rest for part in pair), *labels(kind, sector)]
    ).casefold()
    for word in "".join(char if char.isalnum() and char.isascii() else " " for char in text).split():
        if word.isalpha() and len(word) > 2:  # the number of a heading goes with it
            assert word.casefold() in kept


def labels(kind: str, sector: str | None) -> list[str]:
    """Return what a heading may say: one that was understood is not repeated in its field."""
    known = Targets.of(MARKET, kind, sector).names
    return ["tóm tắt t m t", *HEADINGS.values(), *(name.replace("_", " ") for name in known)]


def test_how_to_reach_somebody_goes_into_no_field() -> None:
    text = "Tiêu đề: Cần tàu lai\nĐối tác cần tìm: Xưởng đóng tàu.\nNgân sách: 3 tỷ đồng\nLiên hệ: Anh Nam 0912 345 678"
    made = read(text, "demand")
    assert made.data["texts"]["vi"]["partner_role"] == "Xưởng đóng tàu."
    assert made.rest == [("Ngân sách", "3 tỷ đồng"), ("Liên hệ", "Anh Nam 0912 345 678")]


def test_words_after_a_colon_are_no_part_of_a_heading() -> None:
    assert read("Title: Tug\nSummary: Tows.\nLENGTH:OVERALL").said["texts.en.summary"] == "Tows.\nLENGTH:OVERALL"


MAIL = (
    "Tên: Máy sấy rong biển bằng bơm nhiệt. Lĩnh vực: Công nghệ hàng hải. TRL: 6. Ưu điểm: tiết kiệm điện. "
    "Liên hệ: Anh Nam 0912 345 678"
)


@pytest.mark.parametrize(
    "text",
    [
        MAIL,
        (
            "tên: Máy sấy rong biển bằng bơm nhiệt, lĩnh vực: hàng hải; "
            "sđt: 0912 345 678, trl: 6 - ưu điểm: tiết kiệm điện."
        ),
        "- Tên: Máy sấy rong biển bằng bơm nhiệt Lĩnh vực: Hàng hải TRL: 6 Ưu điểm: tiết kiệm điện. ĐT: 0912 345 678",
    ],
)
def test_labels_within_a_line_are_labels(text: str) -> None:
    made = read(text)
    words = {"title": "Máy sấy rong biển bằng bơm nhiệt", "advantages": "tiết kiệm điện."}
    assert made.data == {"texts": {"vi": words}, "trl": 6}
    assert len(made.rest) == 1
    assert made.rest[0][1].endswith("0912 345 678")


@pytest.mark.parametrize(
    "text",
    [
        "The pump has one advantage: it is cheap.",
        "Note the ratio 1:20, the power: it is low.",
        "At 10:30, the power: as ever.",
    ],
)
def test_a_colon_in_prose_begins_nothing(text: str) -> None:
    assert read(f"Title: Pump\nDescription: {text}").data["texts"]["en"] == {"title": "Pump", "description": text}


def test_the_sector_under_its_label_is_taken() -> None:
    assert sector_of(MAIL, "offer", MARKET) == "marine"
    assert sector_of("Tên: Máy sấy. Lĩnh vực: công nghệ", "offer", MARKET) is None  # which one?
    assert ("Lĩnh vực", "Công nghệ hàng hải") in read(MAIL, sector="greentech").rest  # chosen otherwise: is said


@pytest.mark.parametrize(
    "told",
    [
        "Quan tâm xin gọi ThS. Nguyễn Văn Nam 0912.345.678 trước 17 giờ.",
        "Hotline +84 225 3 829 111.",
        "Ai quan tâm xin nhắn Zalo 912345678!",
        "Xin gửi về nam.nv@hpu.edu.vn hoặc (0225) 3829-111.",
        "Write to jane [at] example.org!",
        "Tel. 1900 1234 in office hours.",
        "Gọi 0912\u00a0345\u00a0678 hoặc 0912–345–678.",
        "Nguyễn Văn A,0912345678 là đầu mối.",
        "Tel 0225. 3829. 111 in office hours.",
    ],
)
def test_how_to_reach_somebody_does_not_slip_into_the_summary(told: str) -> None:
    made = read(f"Máy sấy rong\n\nMáy sấy 200 kg mỗi mẻ. {told} Đã chạy 2 năm.\n\n{told}\nDùng bơm nhiệt.")
    assert made.data["texts"]["vi"] == {
        "title": "Máy sấy rong", "summary": "Máy sấy 200 kg mỗi mẻ. Đã chạy 2 năm.", "description": "Dùng bơm nhiệt."
    }  # fmt: skip
    assert [said for _label, said in made.rest] == [told, told]


@pytest.mark.parametrize("text", ["a" * 30_000, "a: " * 10_000, "ab" + " " * 29_000 + "c", "x. " + " " * 29_000 + "1"])
def test_no_text_takes_time_by_the_square_of_its_length(text: str) -> None:
    """Such texts kept a process busy for seconds to minutes: a test that hangs tells."""
    assert read(text).data is not None


@pytest.mark.parametrize(
    "text",
    [
        "Giá 1 200 000 000 đồng, sai số 0,25 mm, 2019-2024.",
        "QCVN 40:2011/BTNMT, IMO 9123456, ISO 9001:2015, 0.000 125 mm.",
        "A yield of +20 % in 2019 2020 2021 2022.",
        "Giao hàng 01.12.2026, nghiệm thu 05-03-2027 và 01 12 2027, ca 08.15–17.30.",
    ],
)
def test_figures_are_no_telephone_numbers(text: str) -> None:
    (words,) = read(f"Title: Dryer\nSummary: {text}").data["texts"].values()
    assert words["summary"] == text
