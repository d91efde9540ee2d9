"""Which fields a column can be mapped to, and by which names people call them.

Names come from the fields themselves (`Field.columns()`: slug and labels in both languages); only what other people's
files call a title or a text is listed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from marketplace.i18n import LOCALES, L
from marketplace.i18n import gettext as _
from marketplace.letters import plain
from marketplace.listings import fields
from marketplace.listings.ports import Market
from marketplace.plugin_host.declarations import KINDS
from marketplace.plugin_host.fields.base import Field

SYNONYMS: dict[str, str] = {
    "title": "name heading subject ten ten_goi ten_cong_nghe ten_tin ten_san_pham ten_giai_phap ten_nhu_cau",
    "summary": "teaser short_description brief overview tom_luoc mo_ta_ngan",
    "description": (
        "text abstract body content details detail full_text long_description project_description noi_dung "
        "mo_ta_chi_tiet mo_ta_van_de van_de bai_toan hien_trang"
    ),
    "advantages": "benefits innovation innovations uu_diem loi_ich",
    "expertise": "requirements technology_sought yeu_cau",
    "partner_role": "partner_sought doi_tac",
    "keywords": "tags keyword tag subjects topics the tu_khoa",
    "organisation": "org organization company institution owner agency firm to_chuc don_vi co_quan cong_ty ben_chao",
    "source_id": "id ref reference identifier uuid code number ma ma_so stt_nguon",
    "source_url": "url link web_page website lien_ket duong_dan",
    "country": "nation nuoc quoc_gia country_code",
    "province": "city tinh thanh_pho tinh_thanh",
    "trl": "technology_readiness_level muc_san_sang_cong_nghe muc_do_san_sang",
    "valid_until": "expires expiry expiry_date het_han ngay_het_han",
    "kind": "offer_or_demand loai_tin",
    "sector": "linh_vuc nganh",
    "subcategories": "subcategory tieu_nganh chuyen_nganh",
}
OWN: dict[str, L] = {
    "source_id": L("Id at the source", "Mã ở nguồn"),
    "public_id": L("Id on this site", "Mã trên trang này"),
    "organisation": L("Organisation", "Tổ chức"),
    "source_url": L("Address at the source", "Địa chỉ ở nguồn"),
    "kind": L("Kind", "Loại tin"),
    "sector": L("Sector", "Lĩnh vực"),
    "subcategories": L("Subcategories", "Phân ngành"),
    "status": L("Status", "Trạng thái"),
    "tiers": L("Who may see which field", "Ai được xem trường nào"),
    "numbers": L("Language in which numbers are written", "Ngôn ngữ của cách viết số"),
}
ALIKE = 0.7  # of 1: how alike two names are before one is suggested for the other
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


def folded(name: str) -> str:
    """Return a name without case, accents and punctuation: "Mô tả" and "mo_ta" are one."""
    return _NOT_LETTERS.sub("_", plain(name).casefold()).strip("_")


@dataclass(frozen=True)
class Targets:
    """The fields that rows of these kinds and sectors can have, by canonical name: "texts.vi.title", "attrs.power"."""

    labels: dict[str, L]
    names: dict[str, str] = field(repr=False)  # folded name -> canonical name, "title" standing for texts.<lang>.title
    words: frozenset[str]

    @classmethod
    def of(cls, market: Market, kind: str | None, sector: str | None) -> Targets:
        """Return the fields of one kind and sector; None means that rows may be of any."""
        kinds = (kind,) if kind else KINDS
        sectors = (sector,) if sector else tuple(market.plugins.sectors)
        words = {name: item for each in kinds for name, item in fields.words(each).items()}
        facts = {name: item for each in kinds for name, item in fields.core(each).items()}
        pairs = [(each, one) for each in kinds for one in sectors]
        attrs = {name: item for each, one in pairs for name, item in fields.attributes(each, one, market).items()}
        labels = dict(OWN)
        labels |= {f"texts.{lang}.{name}": item.label for lang in LOCALES for name, item in words.items()}
        labels |= {f"texts.{lang}.machine_translated": L("Machine translation", "Bản dịch máy") for lang in LOCALES}
        labels |= {name: item.label for name, item in facts.items()}
        labels |= {f"attrs.{name}": item.label for name, item in attrs.items()}
        labels |= {f"tiers.{name}": L("Who may see it", "Ai được xem") for name in (*words, *facts)}
        labels |= {f"tiers.attrs.{name}": L("Who may see it", "Ai được xem") for name in attrs}
        names: dict[str, str] = {}
        for called, target in _names(words, facts, attrs):
            names.setdefault(folded(called), target)
        return cls(labels, names, frozenset(words))

    def find(self, name: str, lang: str) -> str | None:
        """Return the canonical field that a column or an option names, None when there is none."""
        name = name.strip()
        if name in self.labels:
            return name
        if name in self.words:
            return f"texts.{lang}.{name}"
        key = folded(name)
        for code in LOCALES:  # title_vi, "Title (en)"
            if key.endswith(f"_{code}") and (found := self.names.get(key.removesuffix(f"_{code}"))) in self.words:
                return f"texts.{code}.{found}"
        found = self.names.get(key)
        return f"texts.{lang}.{found}" if found in self.words else found

    def demand(self, name: str, lang: str) -> str:
        """Return the canonical field, or raise ValueError with a sentence that names it."""
        found = self.find(name, lang)
        if found is None:
            missing = _("There is no field “%(name)s” for these listings.", name=name[:60])
            raise ValueError(f"{missing} {self._instead(name)}")
        return found

    def _instead(self, name: str) -> str:
        """Return a sentence with the fields of nearly this name, else with those that every listing has."""
        if near := get_close_matches(folded(name), self.names, n=6, cutoff=ALIKE):
            return _("Did you mean: %(names)s?", names=", ".join(dict.fromkeys(self.names[each] for each in near)))
        core = dict.fromkeys(target for target in self.names.values() if not target.startswith("attrs."))
        return _("There are: %(names)s.", names=", ".join(core))


def _names(words: dict[str, Field], facts: dict[str, Field], attrs: dict[str, Field]) -> Iterator[tuple[str, str]]:
    """Yield (what people write, the field meant), the surest first: slugs, labels, then other people's names."""
    core = {**{name: name for name in words}, **{name: name for name in facts}, **{name: name for name in OWN}}
    yield from core.items()
    yield from ((f"attrs.{name}", f"attrs.{name}") for name in attrs)
    yield from ((name, f"attrs.{name}") for name in attrs)
    for name, item in {**words, **facts}.items():
        yield from ((text, name) for text in labels(item))
    for name, label in OWN.items():
        yield from ((text, name) for text in (label.en, label.vi))
    for name, others in SYNONYMS.items():
        if name in core:
            yield from ((other, name) for other in others.split())
    for name, item in attrs.items():
        yield from ((text, f"attrs.{name}") for text in labels(item))


def labels(item: Field) -> Iterable[str]:
    """Return the names of a field's columns in both languages."""
    return [text for column in item.columns() for text in (column.label.en, column.label.vi)]
