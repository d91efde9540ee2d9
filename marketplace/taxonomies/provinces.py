"""The 34 provinces and cities of Vietnam since 1 Jul 2025, with official codes and the old names people still type.

Resolution 202/2025/QH15 and Decision 19/2025/QĐ-TTg; Đồng Nai is a city since 30 Apr 2026 (Resolution 30/2026/QH16).
The old names from Đà Nẵng down are from memory. There are two tiers only: districts are gone.
"""

from __future__ import annotations

from marketplace.i18n import L
from marketplace.letters import plain
from marketplace.taxonomies.base import Entry, Taxonomy
from search.expand import Term

_CITIES: dict[str, tuple[str, ...]] = {
    "01 Hà Nội": ("Hanoi", "HN"),
    "31 Hải Phòng": ("Hải Dương", "HP", "Haiphong"),
    "46 Huế": ("Thừa Thiên Huế",),
    "48 Đà Nẵng": ("Quảng Nam", "Danang"),
    "75 Đồng Nai": ("Bình Phước",),
    "79 TP. Hồ Chí Minh": ("Bình Dương", "Bà Rịa – Vũng Tàu", "Bà Rịa-Vũng Tàu", "Sài Gòn", "Saigon", "TPHCM", "HCMC"),
    "92 Cần Thơ": ("Sóc Trăng", "Hậu Giang"),
}

_PROVINCES: dict[str, tuple[str, ...]] = {
    "04 Cao Bằng": (),
    "08 Tuyên Quang": ("Hà Giang",),
    "11 Điện Biên": (),
    "12 Lai Châu": (),
    "14 Sơn La": (),
    "15 Lào Cai": ("Yên Bái",),
    "19 Thái Nguyên": ("Bắc Kạn",),
    "20 Lạng Sơn": (),
    "22 Quảng Ninh": (),
    "24 Bắc Ninh": ("Bắc Giang",),
    "25 Phú Thọ": ("Vĩnh Phúc", "Hòa Bình"),
    "33 Hưng Yên": ("Thái Bình",),
    "37 Ninh Bình": ("Hà Nam", "Nam Định"),
    "38 Thanh Hóa": (),
    "40 Nghệ An": (),
    "42 Hà Tĩnh": (),
    "44 Quảng Trị": ("Quảng Bình",),
    "51 Quảng Ngãi": ("Kon Tum",),
    "52 Gia Lai": ("Bình Định",),
    "56 Khánh Hòa": ("Ninh Thuận",),
    "66 Đắk Lắk": ("Phú Yên",),
    "68 Lâm Đồng": ("Đắk Nông", "Bình Thuận"),
    "80 Tây Ninh": ("Long An",),
    "82 Đồng Tháp": ("Tiền Giang",),
    "86 Vĩnh Long": ("Bến Tre", "Trà Vinh"),
    "91 An Giang": ("Kiên Giang",),
    "96 Cà Mau": ("Bạc Liêu",),
}

_ENGLISH = {"01": "Hanoi", "48": "Da Nang", "79": "Ho Chi Minh City"}


def _entry(key: str, synonyms: tuple[str, ...], note: L) -> Entry:
    code, name = key.split(" ", 1)
    return Entry(code, L(_ENGLISH.get(code, plain(name)), name), note=note, synonyms=synonyms)


PROVINCES = Taxonomy(
    slug="province",
    name=L("Province or city", "Tỉnh, thành phố"),
    edition="34 units, 1 Jul 2025",
    entries=(
        *(_entry(key, old, L("Centrally run city", "Thành phố trực thuộc trung ương")) for key, old in _CITIES.items()),
        *(_entry(key, old, L("Province", "Tỉnh")) for key, old in _PROVINCES.items()),
    ),
)


def place_names() -> tuple[Term, ...]:
    """Return every name of a place, old ones too, so that a search takes it whole: "phòng" alone is a room."""
    called = [(each.label.vi, each.label.en) for each in PROVINCES.entries]
    called += [(name, name) for each in PROVINCES.entries for name in each.synonyms if " " in name]
    return tuple(Term(vi=(vi.removeprefix("TP. "),), en=(en,)) for vi, en in called)
