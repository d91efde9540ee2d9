"""From a declared field to its input: widget, options, what it holds, and how that was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.i18n import gettext as _
from marketplace.listings.field_types import Level
from marketplace.plugin_host.declarations import Choice
from marketplace.plugin_host.fields import Choices
from marketplace.web.forms import MANY, FormField, Option, Sources, Typed, widget_of


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
        max_length=_limit(declared) if widget in ("text", "textarea") and not declared.is_set else 0,
        lang=lang,
        group=str(declared.group or ""),
        first=bool(declared.first),
        narrow=widget in ("choice", "number", "date"),
    )
    shown.unit, shown.units = _units(declared)
    shown.value = _value(declared, widget, name, stored, sources.typed)
    shown.options = _options(declared, widget, name, shown.value, sources.typed)
    if type(declared) is Choices and kind == "demand":
        shown.modes = _modes(name, stored, sources.typed)
    if widget == "quantity" and not shown.errors:
        meant = stored if sources.typed is None or name not in sources.typed else declared.understood(shown.value)
        if meant is not None:
            shown.echo, shown.doubt = _echo(declared, meant), declared.doubt(meant)
    return shown


def _example(declared: Any, lang: str) -> str:
    example = declared.example
    if lang and hasattr(example, lang):
        return str(getattr(example, lang))
    return str(example or "")


def _limit(declared: Any) -> int:
    return int(getattr(declared, "limit", 0) or getattr(declared, "length", 0))


def _units(declared: Any) -> tuple[str, str]:
    """Return the unit meant when none is typed, and the others that are understood."""
    units = [str(unit) for unit in getattr(declared, "units", ())]
    return (units[0], ", ".join(units[1:9])) if units else ("", "")


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
        shown = str(value).lower() if isinstance(value, bool) else str(value or "")
        answers = (("", _("Not stated")), ("true", _("Yes")), ("false", _("No")))
        return [Option(key, label, key == shown) for key, label in answers]
    if widget == "standards":
        return [_standard(choice, name, value, typed) for choice in declared.choices]
    chosen = set(map(str, value)) if isinstance(value, list | tuple) else {str(value)} - {"", "None"}
    rows = [(str(slug), str(label)) for slug, label in declared.options()]
    if isinstance(declared, Level):  # people know TRL by its number
        rows = [(slug, f"{slug} – {label}") for slug, label in rows]
    options = [Option(slug, label, slug in chosen) for slug, label in rows]
    if widget == "choice-radio" and not declared.required:
        options.insert(0, Option("", _("Not stated"), not chosen))
    return options


def _standard(choice: Choice, name: str, value: Sequence[str], typed: Typed | None) -> Option:
    slug, stored = choice.slug, {item.partition(":")[0]: item.partition(":")[2] for item in value}
    column = stored.get(slug, "") if typed is None or name not in typed else typed.get(f"{name}.column.{slug}", "")
    return Option(slug, str(choice.label), slug in stored, columns=choice.columns, column=column)


def _modes(name: str, stored: Any, typed: Typed | None) -> list[Option]:
    mode = stored.get("mode", "") if isinstance(stored, Mapping) else ""
    mode = typed.get(f"{name}.mode", mode) if typed is not None else mode
    rows = (("any", _("any of them will do")), ("all", _("all of them are needed")))
    return [Option(key, label, key == (mode or "any")) for key, label in rows]
