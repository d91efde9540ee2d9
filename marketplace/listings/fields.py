"""Every field a listing of a kind and sector has, the core's and the plugin's under one kind of name.

Dotted names: a core fact by its own ("trl"), a word by its own ("title"; its errors are "texts.vi.title"), a sector's
field as "attrs.power".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, cast

from marketplace.i18n import L
from marketplace.listings.core_fields import CORE_FIELDS, DEMAND_EXAMPLES, WORD_FIELDS
from marketplace.listings.ports import Market
from marketplace.plugin_host.declarations import KINDS, Sector, Tier
from marketplace.plugin_host.fields.base import Field
from marketplace.plugin_host.schema import Schema

VALIDITY = timedelta(days=365)

KIND_LABELS: dict[str, L] = {"offer": L("Offer", "Nguồn cung"), "demand": L("Demand", "Nhu cầu")}
TIER_LABELS: dict[Tier, L] = {
    Tier.PUBLIC: L("Everybody", "Mọi người"),
    Tier.MEMBER: L("Signed-in members", "Thành viên đã đăng nhập"),
    Tier.PARTY: L("Partners whose interest was accepted", "Đối tác đã được chấp nhận"),
    Tier.NDA: L("Partners under a non-disclosure agreement", "Đối tác đã ký thỏa thuận bảo mật"),
}
# What says what the listing is can't be hidden, or the listing could not be found; the rest is its owner's choice.
ALWAYS_PUBLIC = frozenset(
    {"title", "summary", "kind", "sector", "subcategories", "valid_until", "anonymous", "languages"}
)


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the form: names of words (asked per language) and of facts; `attrs`: the sector's fields come here."""

    slug: str
    label: L
    words: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    attrs: bool = False
    files: bool = False


STEPS: tuple[Step, ...] = (
    Step(
        "basics",
        L("The basics", "Thông tin cơ bản"),
        words=("title", "summary", "keywords"),
        facts=("sector", "subcategories", "country", "province", "zone"),
    ),
    Step(
        "technology",
        L("Technology", "Công nghệ"),
        words=("description", "advantages", "expertise", "stage_comment", "ip_comment"),
        facts=("stage", "trl", "ip_status", "ip_kinds", "ipc", "vsic", "nace", "vn_fields", "sdg"),
        attrs=True,
    ),
    Step(
        "cooperation",
        L("Cooperation", "Hợp tác"),
        words=("partner_role",),
        facts=("partnership_types", "partner_sizes", "client_size", "target_countries", "languages"),
    ),
    Step("review", L("Files and review", "Tệp và kiểm tra"), facts=("valid_until", "anonymous"), files=True),
)

# All words once more, beside those of the other language; not one of the steps, for nobody has to translate.
_ALL_WORDS = tuple(word for step in STEPS for word in step.words)
TRANSLATION = Step("translation", L("Translation", "Bản dịch"), words=_ALL_WORDS)


def _schema(declared: Mapping[str, Any], kind: str) -> Schema:
    made = cast(type[Schema], Schema.from_dict(dict(declared)))
    return made(kind=kind, partial=True)


# Built once: a marshmallow schema costs a hundred times more to make than to use.
CORE_SCHEMAS: dict[str, Schema] = {kind: _schema(CORE_FIELDS, kind) for kind in KINDS}
WORD_SCHEMAS: dict[str, Schema] = {kind: _schema(WORD_FIELDS, kind) for kind in KINDS}
for _name, _example in DEMAND_EXAMPLES.items():  # each schema has copies of its own
    WORD_SCHEMAS["demand"].fields[_name].example = _example  # type: ignore[attr-defined]


def core(kind: str) -> Mapping[str, Field]:
    """Return the core's facts of a kind, by name, in the order of the form."""
    return CORE_SCHEMAS[kind].fields  # type: ignore[return-value]


def words(kind: str) -> Mapping[str, Field]:
    """Return the words of a kind, by name."""
    return WORD_SCHEMAS[kind].fields  # type: ignore[return-value]


def attribute_schema(kind: str, sector: str | None, market: Market) -> Schema | None:
    """Return the sector plugin's schema of a kind; None without a sector or when its plugin is gone."""
    known = sector_of(sector, market)
    return None if known is None else market.plugins.schema_for(known, kind)


def attributes(kind: str, sector: str | None, market: Market) -> Mapping[str, Field]:
    """Return the sector plugin's fields of a kind, by slug."""
    schema = attribute_schema(kind, sector, market)
    return {} if schema is None else schema.fields  # type: ignore[return-value]


def declared(kind: str, sector: str | None, market: Market) -> Mapping[str, Field]:
    """Return all fields of a listing by dotted name."""
    return _declared(kind, market.plugins.schema(sector, kind))


@lru_cache(maxsize=256)
def _declared(kind: str, schema: Schema | None) -> Mapping[str, Field]:
    """Put the names together once a schema: every listing on every page asks."""
    own = {**words(kind), **core(kind)}
    attributes: Mapping[str, Any] = {} if schema is None else schema.fields
    return MappingProxyType(own | {f"attrs.{slug}": field for slug, field in attributes.items()})


def tier_of_field(name: str, field: Field | None, kind: str, tiers: Mapping[str, str]) -> Tier:
    """Return who may see a field of a listing: its owner's choice in `tiers`, else as declared; unknown ones nobody."""
    if name in ALWAYS_PUBLIC:
        return Tier.PUBLIC
    if name in tiers:
        return Tier(tiers[name])
    return field.tier_for(kind) if field is not None else Tier.NDA


def shown(field: Field | None, value: Any) -> str:
    """Return a stored value for the reader; "" when nothing is stated."""
    if value is None or value in ([], ""):
        return ""
    return field.display(value) if field is not None else str(value)


def initial(today: date) -> dict[str, Any]:
    """Return what a new form starts with."""
    return {"country": "VN", "languages": ["vi"], "valid_until": (today + VALIDITY).isoformat()}


def sector_of(slug: str | None, market: Market) -> Sector | None:
    """Return the sector, None when there is none or its plugin is gone."""
    return market.plugins.sector(slug)
