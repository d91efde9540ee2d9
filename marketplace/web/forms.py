"""Forms from field declarations: one field object gives the input, and what was sent is read back for the services.

Nothing is validated here; services do that with the same fields, and their messages come back by dotted field name
("texts.vi.title", "attrs.power"). A refused form shows exactly what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from marketplace.i18n import current_locale
from marketplace.i18n import gettext as _
from marketplace.listings.texts import graphemes
from marketplace.web.formatting import number

Typed = MultiDict[str, str]
WIDGETS = {  # the fields' names for their inputs → ours
    "select": "choice",
    "radio": "choice-radio",
    "checkboxes": "choices",
    "multi": "choices",
    "ordered": "choice",
    "keywords": "text",
    "longtext": "textarea",
    "checkbox": "boolean",
    "integer": "number",
    "dates": "text",
    "range": "quantity",
    "money": "quantity",
}
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
LONGEST_LIST = 320
FOLDED_FROM = 6  # choices that a phone still shows at a glance
MANY = ("choices", "standards")


@dataclass(slots=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    chosen: bool = False
    note: str = ""
    depth: int = 0
    columns: tuple[str, ...] = ()
    column: str = ""


@dataclass(slots=True)
class FormField:
    """What the macros of `components/fields.html` need of one input."""

    name: str
    label: str
    widget: str = "text"
    value: Any = ""
    help: str = ""
    example: str = ""
    required: bool = False
    errors: Sequence[str] = ()
    options: list[Option] = field(default_factory=list)
    modes: list[Option] = field(default_factory=list)
    tiers: list[Option] = field(default_factory=list)
    tier_key: str = ""
    unit: str = ""
    units: str = ""  # what else may be typed
    echo: str = ""
    doubt: str = ""
    max_length: int = 0
    rows: int = 0
    lang: str = ""
    narrow: bool = False
    group: str = ""
    first: bool = False
    input_type: str = ""
    autocomplete: str = ""
    accept: str = ""
    multiple: bool = False
    empty_label: str | None = ""  # None: one of the options is always chosen
    guessed: bool = False  # filled in from a text, not checked yet
    beside: str = ""  # the text that it translates
    beside_lang: str = ""
    ask: str = ""  # the address of questions that lead to the value

    @property
    def id(self) -> str:
        """Return the element's id."""
        return "f-" + self.name.replace(".", "-").replace("_", "-")

    @property
    def foldable(self) -> bool:
        """Tell whether its list is long enough to be folded away: one that must be answered never is."""
        return not self.required and len(self.options) > FOLDED_FROM

    @property
    def chosen_labels(self) -> str:
        """Return what is chosen, in words."""
        return "; ".join(option.label for option in self.options if option.chosen)

    @property
    def joined(self) -> str:
        """Return the value as one line."""
        return ", ".join(map(str, self.value)) if isinstance(self.value, list | tuple) else str(self.value or "")

    @property
    def date_type(self) -> str:
        """Return the input's type for a date: text when it holds something else ("from 2027")."""
        return "date" if not self.value or ISO_DATE.fullmatch(str(self.value)) else "text"

    @property
    def described(self) -> str:
        """Return the ids of what describes the input, for `aria-describedby`."""
        parts = [
            ("help", self.help),
            ("eg", self.example),
            ("err", self.errors),
            ("unit", self.unit and self.widget == "quantity"),
        ]
        parts.append(("count", bool(self.max_length)))
        return " ".join(f"{self.id}-{part}" for part, there in parts if there)

    @property
    def count_text(self) -> str:
        """Return "132/120 characters – too long by 12"."""
        used = graphemes(str(self.value or "").strip())
        text = _("%(used)s/%(limit)s characters", used=number(used), limit=number(self.max_length))
        over = used - self.max_length
        return text + _(" – too long by %(over)s", over=number(over)) if over > 0 else text


@dataclass(frozen=True)
class Sources:
    """Where inputs take their values from: the stored document, and over it what was just typed, if it was refused."""

    stored: Mapping[str, Any] = field(default_factory=dict)
    typed: Typed | None = None
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tiers: Mapping[str, str] = field(default_factory=dict)

    def errors_of(self, name: str) -> list[str]:
        """Return the messages for a field, its parts ("attrs.power.currency") included."""
        return [
            str(text)
            for key, texts in self.errors.items()
            if key == name or key.startswith(name + ".")
            for text in texts
        ]


def widget_of(declared: Any) -> str:
    """Return the macro's name for a field."""
    if declared.widget == "codes":  # countries and languages fit on a list with a filter; patent classes don't
        return "choices" if len(declared.options()) <= LONGEST_LIST else "text"
    return str(WIDGETS.get(declared.widget, declared.widget))


def tier_options(chosen: str, offered: Iterable[tuple[str, str]]) -> list[Option]:
    """Return the tiers to choose from for one field."""
    return [Option(slug, label, slug == chosen) for slug, label in offered]


def read(declared: Any, name: str, typed: Typed) -> Any:
    """Return what was sent for one field as its `load` takes it: text, a list, or None for nothing.

    Call it only for fields that the form showed (`name in typed`): what was not asked must not be taken for emptied.
    """
    widget = widget_of(declared)
    if widget == "standards":
        return _read_standards(name, typed) or None
    if widget == "choices":
        values = [value for value in typed.getlist(name) if value]
        return {"values": values, "mode": "all"} if values and typed.get(f"{name}.mode") == "all" else values or None
    value = typed.get(name, "")
    if not value.strip():
        return None
    return {"true": True, "false": False}.get(value, value) if widget == "boolean" else value


def _read_standards(name: str, typed: Typed) -> list[str]:
    columns = {slug: typed.get(f"{name}.column.{slug}", "") for slug in typed.getlist(name) if slug}
    return [f"{slug}:{column}" if column else slug for slug, column in columns.items()]


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Turn {"texts.vi.title": "…"} into {"texts": {"vi": {"title": "…"}}}."""
    result: dict[str, Any] = {}
    for name, value in flat.items():
        *path, last = name.split(".")
        place = result
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    return result


def problems(errors: Mapping[str, Sequence[str]], shown: Iterable[FormField]) -> list[tuple[str, str | None]]:
    """Return the error summary: (text with the field's label, id of its input), in the form's order, the rest last."""
    rows: list[tuple[str, str | None]] = []
    known = set()
    for item in shown:
        own = [key for key in errors if key == item.name or key.startswith(item.name + ".")]
        known.update(own)
        label = f"{item.label} ({_language(item.lang)})" if item.lang else item.label
        label += "" if label.endswith("?") else ":"
        rows += [(f"{label} {text}", item.id) for key in own for text in errors[key]]
    rest = [(str(text), None) for key, texts in errors.items() if key not in known for text in texts]
    return rows + rest


def _language(code: str) -> str:
    names = {"vi": ("Vietnamese", "tiếng Việt"), "en": ("English", "tiếng Anh")}
    return names[code][current_locale() == "vi"]
