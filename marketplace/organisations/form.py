"""The inputs of an organisation's form, and how they differ from what another editor saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marketplace.i18n import L
from marketplace.organisations.models import KINDS, Organisation
from marketplace.taxonomies.provinces import PROVINCES
from marketplace.taxonomies.world import countries
from marketplace.taxonomies.zones import ZONES
from marketplace.web.forms import FormField, Option

ONE_NAME = L(
    "One name is enough; with both, readers of either language see theirs.",
    "Chỉ cần một tên; có cả hai thì người đọc mỗi ngôn ngữ thấy tên của mình.",
)
VIETNAM_ONLY = L("For Viet Nam only.", "Chỉ với Việt Nam.")


def fields(values: Any, errors: Mapping[str, list[str]]) -> list[FormField]:
    """Return the inputs in order, with values and messages."""
    shown = [*names(), *facts(), *words()]
    for field in shown:
        choose(field, values.get(field.name), errors.get(field.name, []))
    return shown


def choose(field: FormField, value: Any, errors: Iterable[str] = ()) -> FormField:
    """Put a value and its messages into an input."""
    field.value, field.errors = value, list(errors)
    for option in field.options:
        option.chosen = option.value == value
    return field


def names() -> list[FormField]:
    """Return the inputs for what it is called."""
    return [
        FormField("name_vi", str(L("Name in Vietnamese", "Tên tiếng Việt")), help=str(ONE_NAME), lang="vi"),
        FormField("name_en", str(L("Name in English", "Tên tiếng Anh")), lang="en"),
    ]


def facts() -> list[FormField]:
    """Return the inputs for what it is and where."""
    site, year = L("Website", "Trang web"), L("Founded in", "Năm thành lập")
    return [
        chooser("kind", L("Kind and size", "Loại hình và quy mô"), options(KINDS), required=True),
        chooser("country", L("Country", "Quốc gia"), listed(countries()), required=True),
        chooser("province", L("Province or city", "Tỉnh, thành phố"), listed(PROVINCES), help=VIETNAM_ONLY),
        chooser("zone", L("Zone, port or park", "Khu kinh tế, cảng, KCN"), listed(ZONES), help=VIETNAM_ONLY),
        FormField("website", str(site), example="https://example.vn", autocomplete="url", narrow=True),
        FormField("year_founded", str(year), "number", example="1998", narrow=True),
    ]


def words() -> list[FormField]:
    """Return the inputs for its description."""
    about = {
        "vi": L("About, in Vietnamese", "Giới thiệu bằng tiếng Việt"),
        "en": L("About, in English", "Giới thiệu bằng tiếng Anh"),
    }
    return [
        FormField(f"about_{lang}", str(label), "textarea", max_length=4000, rows=6, lang=lang)
        for lang, label in about.items()
    ]


def chooser(name: str, label: L, choices: list[Option], *, required: bool = False, help: L | str = "") -> FormField:
    """Return a list to choose one from."""
    return FormField(name, str(label), "choice", help=str(help), options=choices, required=required, narrow=True)


def listed(taxonomy: Any) -> list[Option]:
    """Return the entries of a classification to choose from."""
    return [Option(entry.code, str(entry.label)) for entry in taxonomy]


def options(choices: Mapping[str, L]) -> list[Option]:
    """Return codes and labels to choose from."""
    return [Option(code, str(label)) for code, label in choices.items()]


def differing(shown: list[FormField], theirs: Organisation) -> list[tuple[str, str]]:
    """Return label and stored value of each field where what was typed is not what stands in the database."""
    return [(field.label, stored(field, theirs)) for field in shown if differs(field, theirs)]


def differs(field: FormField, theirs: Organisation) -> bool:
    """Tell whether what was typed is not what stands in the database."""
    return str(field.value or "") != str(getattr(theirs, field.name) or "")


def stored(field: FormField, theirs: Organisation) -> str:
    """Return the stored value as the form shows it."""
    value = str(getattr(theirs, field.name) or "")
    return next((option.label for option in field.options if option.value == value), value)
