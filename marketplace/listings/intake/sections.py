"""A text taken apart by its headings, in Vietnamese or English, as profiles of the EEN and of institutes write them.

A heading is known by its words: a field's own label, what import files call it (`transfer.targets`), or a name below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from marketplace.listings.document import WORDS
from marketplace.listings.intake.inline import LEAD, lines
from marketplace.listings.transfer.targets import Targets, folded

LONGEST_LABEL = 80
# What profiles of technologies call their parts, folded; those of import files and labels are known without this.
HEADINGS: dict[str, str] = {
    "title": "profile_title project_title ten_de_tai ten_du_an ten_giai_phap_cong_nghe ten_cong_nghe_thiet_bi",
    "summary": (
        "short_summary abstract executive_summary introduction in_brief tom_tat_noi_dung gioi_thieu gioi_thieu_chung"
    ),
    "description": (
        "full_description technical_description description_of_the_technology description_of_the_technology_offered "
        "about_the_technology background the_problem problem the_solution solution how_it_works mo_ta_cong_nghe "
        "mo_ta_giai_phap mo_ta_nhu_cau noi_dung_cong_nghe van_de giai_phap nguyen_ly_hoat_dong dac_diem_ky_thuat"
    ),
    "advantages": (
        "advantages_innovations advantage advantages main_advantages key_benefits main_benefits innovative_aspects "
        "uu_diem_cong_nghe uu_diem_noi_bat uu_diem_va_tinh_moi tinh_moi hieu_qua loi_the loi_the_canh_tranh"
    ),
    "expertise": (
        "technical_specification_or_expertise_sought expertise_sought technical_requirements what_we_need "
        "yeu_cau_ky_thuat cong_nghe_can_tim yeu_cau_cong_nghe yeu_cau_doi_voi_cong_nghe"
    ),
    "partner_role": (
        "expected_role_of_the_partner role_of_the_partner role_of_partner_sought type_and_role_of_partner_sought "
        "partner_expertise_sought partners_sought doi_tac_can_tim vai_tro_doi_tac vai_tro_cua_doi_tac yeu_cau_doi_tac "
        "mong_muon_hop_tac nhu_cau_hop_tac"
    ),
    "stage": (
        "development_stage current_stage_of_development stage muc_do_phat_trien muc_do_hoan_thien giai_doan "
        "trang_thai_phat_trien"
    ),
    "stage_comment": "comments_regarding_stage_of_development comments_on_stage ghi_chu_ve_giai_doan",
    "trl": "trl trl_level muc_trl technology_readiness",
    "ip_status": (
        "ipr_status ipr ip intellectual_property intellectual_property_rights intellectual_property_status "
        "tinh_trang_shtt so_huu_tri_tue bao_ho_so_huu_tri_tue quyen_so_huu_tri_tue"
    ),
    "ip_comment": "comments_regarding_ipr_status ipr_notes ip_notes ghi_chu_ve_shtt",
    "partnership_types": (
        "type_of_partnership type_of_partnership_considered types_of_partnership_considered type_of_cooperation "
        "cooperation_sought partnership_sought partnerships_sought partnership cooperation hop_tac "
        "hinh_thuc_chuyen_giao phuong_thuc_chuyen_giao hinh_thuc_hop_tac_mong_muon"
    ),
    "partner_sizes": "type_and_size_of_partner type_and_size_of_partner_sought",
    "client_size": "type_and_size_of_client type_and_size_of_organisation",
    "keywords": "technology_keywords market_keywords tu_khoa_cong_nghe tu_khoa_thi_truong",
    "country": "country_of_origin nuoc_xuat_xu",
    "valid_until": "deadline application_deadline closing_date han thoi_han han_chot han_cuoi han_nop han_nhan",
    "sdg": "sdgs un_sustainable_development_goals",
}
# What profiles say beside the technology, and no field should swallow: above all how to reach somebody.
_BESIDE = (
    "contact contacts contact_person contact_details phone phone_number telephone tel mobile fax email e_mail zalo "
    "hotline whatsapp sdt dt "
    "lien_he nguoi_lien_he thong_tin_lien_he dau_moi dau_moi_lien_he dien_thoai so_dien_thoai di_dong thu_dien_tu "
    "address dia_chi budget price cost ngan_sach kinh_phi kinh_phi_du_kien gia gia_thanh chi_phi"
)
BESIDE = frozenset(_BESIDE.split())
_KNOWN = {name: target for target, names in HEADINGS.items() for name in names.split()}
_STRONG = r"\s*(?:(?:\*\*|__)\s*)?"  # not "\s*" twice: a long run of spaces would be tried in all ways
_LABEL = re.compile(rf"^(?P<label>[^:：\n]{{2,{LONGEST_LABEL}}}?){_STRONG}[:：]{_STRONG}(?P<value>.*)$")
_OTHER = re.compile(r"^\s*(?P<label>[^\W\d_][^:：\n]{0,39})[:：]\s+(?P<value>\S.*)$")
_PROSE = frozenset(WORDS) - {"title", "keywords"}  # where "Note: tested in 2024" is a sentence like others
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_PARTS = re.compile(r"\s*[/|–—]\s*|\s+-\s+")


@dataclass
class Section:
    """A part of the text. `target`: the field's dotted name ("title" for a text), "" when the heading is unknown."""

    label: str
    target: str
    text: str


def split(text: str, targets: Targets) -> list[Section]:
    """Return the parts of a text in their order; what stands before the first heading has no label."""
    found = [Section("", "", "")]
    for line in lines(text, partial(_prose_after, targets)):
        if heading := _heading(line, targets) or _beside(line, found[-1]):
            found.append(heading)
        else:
            found[-1].text += f"\n{line}"
    for each in found:
        each.text = each.text.strip() if _is_prose(each) else each.text.strip().rstrip(" .;,")
    return [each for each in found if each.label or each.text]


def _heading(line: str, targets: Targets) -> Section | None:
    """Return the section that a line opens: a known label, with or without a value after it, or a marked heading."""
    lead = LEAD.match(line)
    rest = line[lead.end() :].strip() if lead else line.strip()
    marked = bool(lead and lead["mark"])
    if with_value := _LABEL.match(rest):
        label, value = with_value["label"].strip(" *_"), with_value["value"]
        if target := target_of(label, targets):
            return Section(label, target, value)
        if folded(label) in BESIDE:
            return Section(label, "", value)
    bare = rest.strip(" *_:：")
    if not bare or len(bare) > LONGEST_LABEL or bare[-1] in ".;,":
        return None
    if not with_value and (target := target_of(bare, targets)):  # "Length: overall" is a value, no heading
        return Section(bare, target, "")
    return Section(line.strip(" #"), "", "") if marked else None


def _beside(line: str, above: Section) -> Section | None:
    """Return the section of an unknown label below a title, keywords or a fact: it is no part of them."""
    if not above.text.strip() or _is_prose(above):
        return None
    known = _OTHER.match(line)
    return Section(known["label"].strip(), "", known["value"]) if known else None


def _prose_after(targets: Targets, label: str) -> bool | None:
    """Tell whether sentences follow a label, or a fact; None for what is none."""
    target = _named(label, targets)
    return target.rpartition(".")[2] in _PROSE if target or folded(label) in BESIDE else None


def _is_prose(section: Section) -> bool:
    return not section.target or section.target.rpartition(".")[2] in _PROSE


def target_of(label: str, targets: Targets) -> str:
    """Return the field that a heading means, "" for none: whole, without what is in brackets, or by a part."""
    bare = _ASIDE.sub(" ", label)
    for name in dict.fromkeys((label, bare, *_PARTS.split(bare))):
        if target := _named(name, targets):
            return target
    return ""


def _named(name: str, targets: Targets) -> str:
    key = folded(name)
    if key in _KNOWN:
        return _KNOWN[key]
    found = targets.names.get(key) or targets.names.get(key.removeprefix("the_"), "")
    return found if found and _askable(found, targets) else ""


def _askable(target: str, targets: Targets) -> bool:
    """Tell whether the form asks for it: a file's own columns ("id", "organisation") are no headings of a profile."""
    own = ("source_id", "public_id", "organisation", "source_url", "kind", "numbers", "subcategories")
    return target not in own and not target.startswith("tiers.")
