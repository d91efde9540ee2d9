"""Forms from field declarations: one field object gives the input, and what was sent is read back for the services.

Nothing is validated here; services do that with the same fields, and their messages come back by dotted field name
("texts.vi.title", "attrs.power"). A refused form shows exactly what was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from marketplace.i18n import current_locale
from marketplace.i18n import gettext as _
from marketplace.listings.texts import graphemes
from marketplace.web.formatting import number

Typed = MultiDict[str, str]
CURRENCIES = ("VND", "USD", "EUR", "JPY", "KRW", "CNY", "SGD", "GBP")
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
}
LONGEST_LIST = 320
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
    echo: str = ""
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
    empty_label: str = ""

    @property
    def id(self) -> str:
        """Return the element's id."""
        return "f-" + self.name.replace(".", "-").replace("_", "-")

    @property
    def joined(self) -> str:
        """Return the value as one line."""
        return ", ".join(map(str, self.value)) if isinstance(self.value, list | tuple) else str(self.value or "")

    @property
    def described(self) -> str:
        """Return the ids of what describes the input, for `aria-describedby`."""
        parts = [("help", self.help), ("eg", self.example), ("err", self.errors), ("unit", self.unit and self.widget == "quantity")]
        parts.append(("count", self.max_length))
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
        return [str(text) for key, texts in self.errors.items() if key == name or key.startswith(name + ".") for text in texts]


def widget_of(declared: Any) -> str:
    """Return the macro's name for a field."""
    if declared.widget == "codes":  # countries and languages fit on a list with a filter; patent classes don't
        return "choices" if len(declared.options()) <= LONGEST_LIST else "text"
    return WIDGETS.get(declared.widget, declared.widget)


def build(declared: Any, name: str, sources: Sources, *, kind: str = "offer", lang: str = "") -> FormField:
    """Return the input of one field object. `name` is its dotted name; `lang` is given for words in one language."""
    widget = widget_of(declared)
    stored = _at(sources.stored, name)
    shown = FormField(
        name=name,
        label=str(declared.label),
        widget=widget,
        help=str(declared.help or ""),
        example=_example(declared, lang),
        required=bool(declared.required),
        errors=sources.errors_of(name),
        unit=_unit(declared),
        max_length=_limit(declared) if widget in ("text", "textarea") and not declared.is_set else 0,
        lang=lang,
        group=str(declared.group or ""),
        first=bool(declared.first),
        narrow=widget in ("choice", "number", "date"),
    )
    shown.value = _value(declared, widget, name, stored, sources.typed)
    shown.options = _options(declared, widget, name, shown.value, sources.typed)
    if declared.widget == "choices" and kind == "demand":
        shown.modes = _modes(name, stored, sources.typed)
    if widget in ("quantity", "range", "money") and stored is not None and not shown.errors:
        shown.echo = _echo(declared, stored)
    return shown


def _example(declared: Any, lang: str) -> str:
    example = declared.example
    if lang and hasattr(example, lang):
        return str(getattr(example, lang))
    return str(example or "")


def _limit(declared: Any) -> int:
    return int(getattr(declared, "limit", 0) or getattr(declared, "length", 0))


def _unit(declared: Any) -> str:
    unit = getattr(declared, "unit", "") or ""
    return str(getattr(unit, "symbol", None) or getattr(declared, "unit_label", None) or unit)


def _echo(declared: Any, stored: Any) -> str:
    typed = str(stored.get("typed", "")) if isinstance(stored, Mapping) else ""
    reading = declared.reading(stored)
    return "" if reading == typed else reading


def _at(stored: Mapping[str, Any], name: str) -> Any:
    value: Any = stored
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _value(declared: Any, widget: str, name: str, stored: Any, typed: Typed | None) -> Any:
    if typed is not None and name in typed:
        return [value for value in typed.getlist(name) if value] if widget in MANY else typed.get(name, "")
    if stored is None:
        return [] if widget in MANY else ""
    value = declared.display(stored) if declared.widget == "codes" and widget == "text" else declared.form_value(stored)
    if widget in MANY:
        value = value.get("values", []) if isinstance(value, Mapping) else value
        return [str(item) for item in value or ()]
    if isinstance(value, Mapping):
        return value.get("typed", "")
    return value


def _options(declared: Any, widget: str, name: str, value: Any, typed: Typed | None) -> list[Option]:
    if widget == "boolean":
        shown = {True: "true", False: "false"}.get(value, str(value or "")) if isinstance(value, bool) else str(value or "")
        rows = (("", _("Not stated")), ("true", _("Yes")), ("false", _("No")))
        return [Option(key, label, key == shown) for key, label in rows]
    if widget == "money":
        chosen = (typed or {}).get(f"{name}.currency") or getattr(declared, "currency", None) or CURRENCIES[0]
        return [Option(code, code, code == chosen) for code in getattr(declared, "currencies", CURRENCIES)]
    if widget == "standards":
        return [_standard(declared, choice.slug, str(choice.label), name, value, typed) for choice in declared.choices]
    chosen = {str(item) for item in value} if isinstance(value, list | tuple) else {str(value)} if value not in ("", None) else set()
    numbered = declared.widget == "select" and all(str(slug).isdigit() for slug, _label in declared.options()[:1])
    options = [Option(str(slug), f"{slug} – {label}" if numbered else str(label), str(slug) in chosen) for slug, label in declared.options()]
    if widget == "choice-radio" and not declared.required:
        options.insert(0, Option("", _("Not stated"), not chosen))
    return options


def _standard(declared: Any, slug: str, label: str, name: str, value: Sequence[str], typed: Typed | None) -> Option:
    stored = dict((item.partition(":")[0], item.partition(":")[2]) for item in value)
    column = typed.get(f"{name}.column.{slug}", "") if typed is not None else stored.get(slug, "")
    return Option(slug, label, slug in stored, columns=tuple(declared.column_names(slug)), column=column)


def _modes(name: str, stored: Any, typed: Typed | None) -> list[Option]:
    mode = stored.get("mode", "") if isinstance(stored, Mapping) else ""
    mode = typed.get(f"{name}.mode", mode) if typed is not None else mode
    rows = (("any", _("any of them will do")), ("all", _("all of them are needed")))
    return [Option(key, label, key == (mode or "any")) for key, label in rows]


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
        mode = typed.get(f"{name}.mode", "")
        if values and mode == "all":
            return {"values": values, "mode": mode}
        return values or None
    value = typed.get(name, "")
    if not value.strip():
        return None
    if widget == "boolean":
        return {"true": True, "false": False}.get(value, value)
    if widget == "money":
        currency = typed.get(f"{name}.currency", "")
        return {"typed": value, "currency": currency} if currency else value
    return value


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
        rows += [(f"{label}: {text}", item.id) for key in own for text in errors[key]]
    rest = [(str(text), None) for key, texts in errors.items() if key not in known for text in texts]
    return rows + rest


def _language(code: str) -> str:
    names = {"vi": ("Vietnamese", "tiếng Việt"), "en": ("English", "tiếng Anh")}
    return names[code][current_locale() == "vi"]
