"""Reading a listing's data: one path for the web form, the API, imports and the command line.

`validate` reads what is given and collects every complaint at once; what must be there at all is `completeness.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import marshmallow as ma

from marketplace.errors import Invalid
from marketplace.i18n import LOCALES
from marketplace.i18n import gettext as _
from marketplace.listings import fields
from marketplace.listings.document import Document, empty
from marketplace.listings.ports import Market
from marketplace.plugin_host.declarations import KINDS, Tier

Errors = dict[str, list[str]]
_NOT_FACTS = frozenset({"kind", "sector", "subcategories", "texts", "attrs", "tiers"})


def validate(data: Any, kind: str, market: Market, *, sector: str | None = None) -> Document:
    """Return what `data` states, in stored form, ready for `document.merged`; what it doesn't name is left out.

    `sector` is the listing's so far; `data` may name another. A blank value means "not stated any more". Raise Invalid
    with dotted names ("texts.vi.title", "attrs.power", "trl").
    """
    if not isinstance(data, Mapping):
        raise Invalid({"_": [_("A listing is an object of named fields.")]})
    errors: Errors = {}
    result = _kind_and_sector(data, kind, sector, market, errors)
    sector = result.get("sector", sector)
    facts = {name: value for name, value in data.items() if name not in _NOT_FACTS}
    result |= _load(fields.CORE_SCHEMAS[kind], facts, "", errors)
    if "texts" in data:
        result["texts"] = _texts(data["texts"], kind, errors)
    if "attrs" in data:
        result["attrs"] = _attrs(data["attrs"], kind, sector, market, errors)
    if "tiers" in data:
        result["tiers"] = _tiers(data["tiers"], kind, sector, market, errors)
    if errors:
        raise Invalid(errors)
    return result


def _kind_and_sector(
    data: Mapping[str, Any], kind: str, sector: str | None, market: Market, errors: Errors
) -> Document:
    result: Document = {}
    if kind not in KINDS:
        raise Invalid({"kind": [_("Choose one of the values offered.")]})
    if data.get("kind", kind) != kind:
        errors["kind"] = [_("An offer can't become a demand, nor the other way round.")]
    if "sector" in data:
        given = None if _blank(data["sector"]) else data["sector"]
        if given not in (None, sector) and not _known(given, market):  # what it has stays, even if the plugin is gone
            errors["sector"] = [_("Choose one of the values offered.")]
        else:
            result["sector"] = sector = given
    if "subcategories" in data:
        given = [] if _blank(data["subcategories"]) else data["subcategories"]
        known = _subcategories(sector, market)
        if not isinstance(given, list | tuple) or not all(isinstance(slug, str) and slug in known for slug in given):
            errors["subcategories"] = [_("Choose one of the values offered.")]
        else:
            result["subcategories"] = list(dict.fromkeys(given))
    return result


def _known(sector: Any, market: Market) -> bool:
    return isinstance(sector, str) and fields.sector_of(sector, market) is not None


def _subcategories(sector: str | None, market: Market) -> set[str]:
    chosen = fields.sector_of(sector, market)
    return {entry.slug for entry in chosen.subcategories} if chosen else set()


def _load(schema: ma.Schema, data: Mapping[str, Any], prefix: str, errors: Errors) -> Document:
    """Return the loaded values; blank ones mean empty. Complaints go to `errors` under prefixed names."""
    blank = {name: empty(name) for name, value in data.items() if _blank(value) and name in schema.fields}
    try:
        given = {name: value for name, value in data.items() if name not in blank}
        return blank | dict(schema.load(given, partial=True))
    except ma.ValidationError as error:
        for name, messages in _flat(error.messages):
            errors.setdefault(prefix + name.partition(".")[0], []).extend(messages)
        return {}


def _blank(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _flat(messages: Any, name: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield (dotted name, texts) of marshmallow's nested messages; "_schema" becomes "_"."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            key = "_" if key == "_schema" else str(key)
            yield from _flat(inner, f"{name}.{key}" if name else key)
    else:
        yield name or "_", list(map(str, messages if isinstance(messages, list) else [messages]))


def _texts(data: Any, kind: str, errors: Errors) -> dict[str, Any]:
    if not isinstance(data, Mapping) or not all(value is None or isinstance(value, Mapping) for value in data.values()):
        errors["texts"] = [_("Texts are given by language: vi, en.")]
        return {}
    result: dict[str, Any] = {}
    for lang, given in data.items():
        if lang not in LOCALES:
            errors[f"texts.{str(lang)[:20]}"] = [_("Texts are given by language: vi, en.")]
        elif given is None:
            result[lang] = None
        else:
            given = dict(given)
            machine = (
                {"machine_translated": given.pop("machine_translated") is True} if "machine_translated" in given else {}
            )
            result[lang] = _load(fields.WORD_SCHEMAS[kind], given, f"texts.{lang}.", errors) | machine
    return result


def _attrs(data: Any, kind: str, sector: str | None, market: Market, errors: Errors) -> Document:
    if not isinstance(data, Mapping):
        errors["attrs"] = [_("A listing is an object of named fields.")]
        return {}
    schema = fields.attribute_schema(kind, sector, market)
    blank: Document = {str(name): None for name, value in data.items() if _blank(value)}
    given = {str(name): value for name, value in data.items() if not _blank(value)}
    if schema is None:
        errors |= {f"attrs.{name[:40]}": [_("Choose a sector first.")] for name in given}
        return blank
    return blank | _load(schema, given, "attrs.", errors)


def _tiers(data: Any, kind: str, sector: str | None, market: Market, errors: Errors) -> dict[str, str]:
    if not isinstance(data, Mapping):
        errors["tiers"] = [_("A listing is an object of named fields.")]
        return {}
    known = fields.declared(kind, sector, market).keys() - fields.ALWAYS_PUBLIC
    result: dict[str, str] = {}
    for name, tier in data.items():
        if name not in known:
            errors[f"tiers.{str(name)[:60]}"] = [_("Who may see this field can't be chosen.")]
        elif not _blank(tier) and tier not in list(Tier):
            errors[f"tiers.{name}"] = [_("Choose one of the values offered.")]
        elif not _blank(tier):
            result[name] = str(Tier(tier))
    return result
