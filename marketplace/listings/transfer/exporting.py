"""Write listings to a file: what the viewer may see of them, through `disclose`, in a form that can be imported again.

CSV and XLSX have a column for each field ("title_vi", "trl", "attrs.power"), JSON Lines an object as the API has it.
Each row says in whose way its numbers are written ("numbers"), so that one that is edited is read by any reader alike.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from marketplace.i18n import LOCALES, current_locale
from marketplace.listings import fields, policy
from marketplace.listings.disclosure import Disclosed, Fact, Grants, disclose, no_grants
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market, today
from marketplace.listings.queries import loaded
from marketplace.listings.transfer.cells import safe
from marketplace.plugin_host.declarations import KINDS, Tier
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

BATCH = 500
FORMATS = ("csv", "xlsx", "jsonl")
_HEAD = (
    *("public_id", "numbers", "kind", "status", "sector", "subcategories", "organisation", "tiers"),
    *("source", "source_id", "source_url"),
)
_ASIDE = frozenset({"kind", "sector", "subcategories"})  # among the facts, but in front
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")
MARK = b"\xef\xbb\xbf"  # Excel takes CSV for UTF-8 only with it
MAX_XLSX_CELL = 32_767  # characters: the format's own limit


@dataclass(frozen=True, slots=True)
class Choice:
    """Which listings; None means all. `organisation_id` and `source` narrow further."""

    kind: str | None = None
    sector: str | None = None
    status: str | None = None
    organisation_id: int | None = None
    source: str | None = None


def count(viewer: Viewer, uow: UnitOfWork, market: Market, choice: Choice) -> int:
    """Return how many listings there are to export."""
    return (
        uow.session.scalar(select(func.count()).select_from(Listing).where(*_conditions(viewer, uow, market, choice)))
        or 0
    )


def _conditions(viewer: Viewer, uow: UnitOfWork, market: Market, choice: Choice) -> list[Any]:
    wanted = {name: getattr(choice, name) for name in ("kind", "sector", "status", "organisation_id", "source")}
    conditions = [getattr(Listing, name) == value for name, value in wanted.items() if value is not None]
    if not viewer.is_operator and choice.source is not None:
        conditions.append(Listing.anonymous.is_(False))  # where it comes from would say whose it is
    if not viewer.is_operator and choice.organisation_id is not None and not viewer.belongs_to(choice.organisation_id):
        conditions.append(Listing.anonymous.is_(False))
    return [policy.visible_to(viewer, today(uow, market)), *conditions]


def listings(
    viewer: Viewer, uow: UnitOfWork, market: Market, choice: Choice, grants: Grants = no_grants
) -> Iterator[tuple[Listing, Disclosed]]:
    """Yield the listings that the viewer may see, a few hundred at a time.

    They come by their random ids: in the order of their making, neighbours would tell whose an anonymous one is.
    """
    conditions, last = _conditions(viewer, uow, market, choice), ""
    while True:
        query = select(Listing).where(*conditions, Listing.public_id > last).order_by(Listing.public_id).limit(BATCH)
        batch = uow.session.scalars(query.options(*loaded())).all()
        for listing in batch:
            yield listing, disclose(viewer, listing, market, grants)
        if len(batch) < BATCH:
            return
        last = batch[-1].public_id
        uow.session.expunge_all()


def columns(market: Market, choice: Choice) -> list[str]:
    """Return the columns of a table of these listings: those of every kind and sector that may come."""
    kinds = (choice.kind,) if choice.kind else KINDS
    sectors = (choice.sector,) if choice.sector else tuple(market.plugins.sectors)
    words = dict.fromkeys(name for kind in kinds for name in fields.words(kind))
    facts = dict.fromkeys(name for kind in kinds for name in fields.core(kind) if name not in _ASIDE)
    attrs = dict.fromkeys(
        column.name
        for kind in kinds
        for sector in sectors
        for item in fields.attributes(kind, sector, market).values()
        for column in item.columns()
    )
    texts = [f"{name}_{lang}" for lang in LOCALES for name in words]
    machine = [f"texts.{lang}.machine_translated" for lang in LOCALES]
    return [*_HEAD, *texts, *machine, *facts, *(f"attrs.{slug}" for slug in attrs)]


def cells(listing: Listing, shown: Disclosed, market: Market) -> dict[str, str]:
    """Return a listing's cells by column, not yet made safe for spreadsheets."""
    row = {name: str(value) for name, value in _head(listing, shown).items() if value is not None}
    row["subcategories"] = ";".join(shown.subcategories)
    row["tiers"] = ";".join(f"{name}={tier}" for name, tier in _tiers(listing, shown).items())
    for lang, words in shown.texts.items():
        declared = fields.words(listing.kind)
        row |= {f"{name}_{lang}": declared[name].to_cell(value) for name, value in words.items() if name in declared}
        row[f"texts.{lang}.machine_translated"] = "true" if words.get("machine_translated") else ""
    known = {**fields.core(listing.kind)}
    row |= {
        name: known[name].to_cell(fact.value) for name, fact in shown.facts.items() if name in known and _stated(fact)
    }
    attrs = fields.attributes(listing.kind, listing.sector, market)
    return row | {
        f"attrs.{slug}": attrs[slug].to_cell(fact.value) for slug, fact in shown.attrs.items() if _stated(fact)
    }


def record(listing: Listing, shown: Disclosed) -> dict[str, Any]:
    """Return a listing as an object with stored values."""
    made: dict[str, Any] = {name: value for name, value in _head(listing, shown).items() if value is not None}
    made["subcategories"] = list(shown.subcategories)
    made |= {"tiers": tiers} if (tiers := _tiers(listing, shown)) else {}
    made |= {name: fact.value for name, fact in shown.facts.items() if name not in _ASIDE and _stated(fact)}
    made["texts"] = {lang: {k: v for k, v in words.items() if v} for lang, words in shown.texts.items()}
    made["attrs"] = {slug: fact.value for slug, fact in shown.attrs.items() if _stated(fact)}
    return made


def _stated(fact: Fact) -> bool:
    return fact.state == "stated"


def _tiers(listing: Listing, shown: Disclosed) -> dict[str, str]:
    """Return who may see which field, as its owner chose, for who reads all of it: imported again, it stays closed."""
    return dict(listing.tiers) if shown.tier is Tier.NDA else {}


def _head(listing: Listing, shown: Disclosed) -> dict[str, Any]:
    named = shown.organisation.name if shown.organisation is not None else None
    head: dict[str, Any] = {"public_id": shown.public_id, "numbers": current_locale(), "kind": shown.kind}
    head |= {"status": shown.status, "sector": shown.sector, "organisation": named}
    head |= {"source": shown.source, "source_url": shown.source_url}
    return head | {"source_id": listing.source_id if shown.source is not None else None}


def stream(
    viewer: Viewer, uow: UnitOfWork, market: Market, choice: Choice, form: str, grants: Grants = no_grants
) -> Iterator[bytes]:
    """Yield a CSV or JSON Lines file piece by piece, for a download."""
    found = listings(viewer, uow, market, choice, grants)
    if form == "jsonl":
        for listing, shown in found:
            yield json.dumps(record(listing, shown), ensure_ascii=False).encode() + b"\n"
        return
    names = columns(market, choice)
    yield MARK + line(names)
    for listing, shown in found:
        row = cells(listing, shown, market)
        yield line([safe(row.get(name, "")) for name in names])


def line(row: Sequence[str]) -> bytes:
    """Return a line of CSV."""
    out = StringIO(newline="")
    csv.writer(out).writerow(row)
    return out.getvalue().encode()


def write_xlsx(path: Path, viewer: Viewer, uow: UnitOfWork, market: Market, choice: Choice) -> int:
    """Write a workbook row by row and return how many listings it holds. Every cell is text."""
    from openpyxl import Workbook  # type: ignore[import-untyped]  # slow to load, and seldom needed

    book = Workbook(write_only=True)
    sheet = book.create_sheet("listings")
    names, written = columns(market, choice), 0
    sheet.append(names)
    for listing, shown in listings(viewer, uow, market, choice):
        row = cells(listing, shown, market)
        sheet.append([literal(safe(row.get(name, "")))[:MAX_XLSX_CELL] or None for name in names])
        written += 1
    book.save(path)
    return written


def literal(text: str) -> str:
    """Return a text whose "_x000D_" an XLSX reader leaves alone (ECMA-376, part 1, 22.9.2.19: ST_Xstring)."""
    return _ESCAPE.sub(r"_x005F\g<0>", text) if "_x" in text else text
