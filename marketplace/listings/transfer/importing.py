"""Bring rows of a file into the database, a batch to a transaction, by the rules that the form follows.

The database itself is the checkpoint. A row is known by (organisation, source, id at the source) or by the listing's
public id, and an unchanged one by its hash: it is passed over without being checked. So an import that was killed goes
on where it stopped when it is started again, and a second run changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from marketplace.database import begin_write
from marketplace.errors import Invalid
from marketplace.i18n import LOCALES, current_locale, use_locale
from marketplace.i18n import gettext as _
from marketplace.listings import completeness, fields, policy, schemas, service, statuses
from marketplace.listings.document import Document, document, merged
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market, today
from marketplace.listings.statuses import EDITABLE, Status
from marketplace.listings.transfer.mapping import ColumnMap
from marketplace.listings.transfer.owners import Owners
from marketplace.listings.transfer.records import Record, Source
from marketplace.listings.transfer.rejects import Rejects
from marketplace.listings.transfer.report import Report
from marketplace.listings.transfer.rows import Row, Shaper
from marketplace.listings.transfer.storing import Write, happenings, store, touch
from marketplace.plugin_host.fields.base import Field
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

BATCH = 1_000
Fresh = tuple[Row, SqlRow[Any] | None, Document]
TRIES = 3
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How to import. `numbers`: the language whose way of writing numbers the file follows."""

    source: str | None
    publish: bool = False
    dry_run: bool = False
    create_organisations: bool = False
    numbers: str | None = None
    batch: int = BATCH


def run(
    viewer: Viewer,
    uow: UnitOfWork,
    market: Market,
    source: Source,
    mapping: ColumnMap,
    options: Options,
    rejects: Rejects | None = None,
    progress: Progress | None = None,
) -> Report:
    """Import a file and return what happened. Unlike other services it commits, after every batch."""
    importer = Importer(viewer, uow, market, mapping, options)
    report, total = importer.report, source.total()
    for batch in batched(source.records(), options.batch):
        for row in importer.take(batch):
            report.reject(row.record.number, row.reasons)
            if rejects is not None:
                rejects.add(row.record, row.reasons)
        report.rows += len(batch)
        if progress:
            progress(report.rows, max(total, report.rows))
    report.ended = time.monotonic()
    return report


def batched(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    """Yield lists of up to `size`."""
    rest = iter(records)
    while batch := list(islice(rest, size)):
        yield batch


class Importer:
    """One run: what it has seen, and the steps of a batch."""

    def __init__(self, viewer: Viewer, uow: UnitOfWork, market: Market, mapping: ColumnMap, options: Options) -> None:
        self.viewer, self.uow, self.market, self.mapping, self.options = viewer, uow, market, mapping, options
        self.shaper = Shaper(mapping, market)
        self.owners = Owners(viewer, uow, create=options.create_organisations, dry_run=options.dry_run)
        self.report = Report()
        self.numbers = options.numbers or mapping.lang
        self.today = today(uow, market)
        self._seen: dict[tuple[Any, ...], int] = {}

    # -- a batch

    def take(self, batch: Sequence[Record]) -> list[Row]:
        """Import a batch in one transaction and return the rows that were refused, in their order."""
        rows = [self.shaper.shape(record) for record in batch]
        for row in rows:
            row.organisation_id = self.owners.find(row)
        self._refuse_repeated(rows)
        for attempt in range(1, TRIES + 1):
            counted = (self.report.created, self.report.updated, self.report.unchanged, self.report.drafts)
            lacking = self.report.lacking.copy()
            try:
                self._take(rows)
            except IntegrityError:  # another import brought the same rows at the same time: now they are known
                self.uow.rollback()
                if attempt == TRIES:
                    raise
                self.report.created, self.report.updated, self.report.unchanged, self.report.drafts = counted
                self.report.lacking = lacking
            else:
                break
        return [row for row in rows if row.reasons]

    def _take(self, rows: list[Row]) -> None:
        known = self._known(rows)
        self.uow.rollback()  # checking takes most of the time: meanwhile others may write
        fresh: list[Fresh] = []
        for row in rows:
            found = known.get(id(row))
            if row.reasons or self._passed_over(row, found):
                continue
            # A known one is checked beside what it says now, once that can't change any more.
            loaded = {} if found is not None else self._validated(row, row.data, None)
            if loaded is not None:
                fresh.append((row, found, loaded))
        if not self.options.dry_run and fresh:
            begin_write(self.uow.session)
        writes, digests = self._writes(fresh)
        if self.options.dry_run or not fresh:
            self.uow.rollback()
            return
        store(self.viewer, self.uow, writes, self.note)
        touch(self.uow, digests)
        self.uow.commit()
        self.uow.session.expire_all()

    @property
    def note(self) -> str:
        """Return what the history says."""
        return self.options.source or ""

    def _refuse_repeated(self, rows: list[Row]) -> None:
        for row in rows:
            if row.reasons:
                continue
            key = (row.public_id,) if row.public_id else (row.organisation_id, row.organisation, row.source_id)
            first = self._seen.setdefault(key, row.record.number)
            if first != row.record.number:
                row.refuse("source_id", _("Row %(number)s has the same id.", number=first))

    # -- what is there

    def _known(self, rows: Sequence[Row]) -> dict[int, SqlRow[Any]]:
        """Return what is known of listings that rows are about, by the row's identity, in at most two statements."""
        found: dict[int, SqlRow[Any]] = {}
        open_rows = [row for row in rows if not row.reasons]
        if by_public := {row.public_id: row for row in open_rows if row.public_id}:
            for hit in self.uow.session.execute(_states().where(Listing.public_id.in_(by_public))):
                found[id(by_public[hit.public_id])] = hit
        for row in by_public.values():
            if id(row) not in found and not (self.options.source and row.source_id):
                row.refuse("public_id", _("There is no listing %(id)s here.", id=row.public_id))
        by_source = {(row.organisation_id, row.source_id): row for row in open_rows if id(row) not in found}
        if self.options.source and by_source:
            organisations = {organisation for organisation, _source_id in by_source if organisation is not None}
            query = _states().where(
                Listing.source == self.options.source,
                Listing.organisation_id.in_(organisations),
                Listing.source_id.in_({source_id for _organisation, source_id in by_source}),
            )
            for hit in self.uow.session.execute(query):
                if about := by_source.get((hit.organisation_id, hit.source_id)):
                    found[id(about)] = hit
        return found

    def _passed_over(self, row: Row, found: SqlRow[Any] | None) -> bool:
        """Tell whether the row says what it said last time; one that is to be published now is looked at again."""
        if found is None or not row.source_id or found.source_hash != row.digest:
            return False
        if self.options.publish and found.status == Status.DRAFT.value and found.deleted_at is None:
            return False
        self.report.unchanged += 1
        return True

    # -- checking

    def _validated(self, row: Row, data: Document, sector: str | None) -> Document | None:
        try:
            with use_locale(self.numbers):
                return schemas.validate(data, row.kind, self.market, sector=sector)
        except Invalid as error:
            row.reasons = error.messages
        if self.numbers != current_locale():
            try:
                schemas.validate(data, row.kind, self.market, sector=sector)
            except Invalid as error:
                row.reasons = error.messages  # the same in the reader's language
        return None

    def _writes(self, fresh: Sequence[Fresh]) -> tuple[list[Write], list[tuple[int, str]]]:
        self.owners.load(row.organisation_id for row, _found, _loaded in fresh)
        current = self._current([found.id for _row, found, _loaded in fresh if found is not None])
        writes: list[Write] = []
        digests: list[tuple[int, str]] = []
        for row, found, loaded in fresh:
            write = self._new(row, loaded) if found is None else self._change(row, current.get(found.id), digests)
            if write is not None:
                writes.append(write)
        return writes, digests

    def _current(self, ids: Sequence[int]) -> dict[int, Listing]:
        """Return the listings to be changed, kept from other writers until the commit."""
        if not ids:
            return {}
        query = select(Listing).where(Listing.id.in_(ids)).execution_options(populate_existing=True)
        query = query.options(selectinload(Listing.texts), selectinload(Listing.attachments))
        if not self.options.dry_run:
            query = query.with_for_update(of=Listing)
        return {listing.id: listing for listing in self.uow.session.scalars(query)}

    def _new(self, row: Row, loaded: Document) -> Write | None:
        blank: Document = {"kind": row.kind, "texts": {}, "attrs": {}, "tiers": {}, "sector": None, "subcategories": []}
        data = merged(blank, loaded)
        if not data.get("valid_until"):
            data["valid_until"] = (self.today + fields.VALIDITY).isoformat()
        probe = Listing(
            kind=row.kind, status=Status.DRAFT.value, organisation_id=row.organisation_id, source=self.options.source
        )
        if not self._acceptable(row, probe, data):
            return None
        status = self._status(probe, data)
        columns = self._columns(row, status) | {"created_by_id": self.viewer.user_id}
        columns["published_at"] = self.uow.now() if status == Status.PUBLISHED.value else None
        self.report.created += 1
        return Write(data, columns, happenings(True, "", status))

    def _change(self, row: Row, listing: Listing | None, digests: list[tuple[int, str]]) -> Write | None:
        if listing is None or not policy.can(self.viewer, "edit", listing, self.today):
            state = statuses.label(listing.status) if listing is not None else "–"
            if listing is not None and listing.deleted_at is None and Status(listing.status) in EDITABLE:
                row.refuse("_", _("You may not do this with this listing."))
            else:
                row.refuse("_", _("The listing can't be changed here: it is deleted or “%(status)s”.", status=state))
            return None
        if listing.kind != row.kind:
            row.refuse("kind", _("An offer can't become a demand, nor the other way round."))
            return None
        before = document(listing)
        declared = fields.declared(listing.kind, listing.sector, self.market)
        loaded = self._validated(row, really_changed(row.data, before, declared), listing.sector)
        if loaded is None:
            return None
        data = merged(before, loaded)
        if data["sector"] != listing.sector:
            data = service.fitting(data, self.market)
        data["valid_until"] = data.get("valid_until") or before["valid_until"]
        if data != before and not self._acceptable(row, listing, data):
            return None
        status = self._status(listing, data) if listing.status == Status.DRAFT.value else listing.status
        if data == before and status == listing.status:
            self.report.unchanged += 1
            if listing.source is not None and listing.source == self.options.source and row.source_id:
                digests.append((listing.id, row.digest))
            return None
        columns = self._columns(row, status, listing)
        columns["published_at"] = listing.published_at or (self.uow.now() if status == Status.PUBLISHED.value else None)
        files = [{"id": file.public_id, "kind": file.kind, "filename": file.filename} for file in listing.attachments]
        self.report.updated += 1
        happened = happenings(False, listing.status, status)
        return Write(data, columns, happened, listing.id, listing.public_id, listing.version + 1, files)

    def _acceptable(self, row: Row, listing: Listing, data: Document) -> bool:
        for name, texts in service.problems(self.viewer, self.uow, self.market, listing, data).items():
            row.reasons.setdefault(name, []).extend(texts)
        return not row.reasons

    def _status(self, listing: Listing, data: Document) -> str:
        """Return what the listing is to be: published when asked for and complete, otherwise what it is."""
        if not self.options.publish:
            return listing.status
        organisation = self.owners.loaded.get(listing.organisation_id or 0)
        if organisation is None and self.options.dry_run and listing.organisation_id is not None:
            organisation = self.owners.stand_in
        errors = completeness.problems(listing, data, organisation, self.market, self.today)
        asked = data | {"status": listing.status, "public_id": listing.public_id or ""}
        for name, text in self.market.plugins.check_transition(asked, "publish", self.viewer):
            errors.setdefault(name, []).append(text)
        if errors:
            self.report.lacks(errors)
            return listing.status
        return Status.PUBLISHED.value

    def _columns(self, row: Row, status: str, listing: Listing | None = None) -> dict[str, Any]:
        """Return the columns that are no part of a document."""
        ours = listing is None or (listing.source is not None and self.options.source == listing.source)
        if listing is not None and not (ours and row.source_id):
            kept = (listing.source, listing.source_id, listing.source_hash, listing.source_url)
        else:
            kept = (self.options.source, row.source_id or None, row.digest, row.source_url)
        owner = listing.organisation_id if listing is not None else row.organisation_id
        named = dict(zip(("source", "source_id", "source_hash", "source_url"), kept, strict=True))
        return {"status": status, "organisation_id": owner, **named}


def really_changed(given: Document, current: Document, declared: Mapping[str, Field]) -> Document:
    """Leave out what an export of the listing has in the same place: a cell can't say everything (a mode, a comma)."""
    texts = {
        lang: {
            name: v
            for name, v in words.items()
            if not same(declared.get(name), current["texts"].get(lang, {}).get(name), v)
        }
        for lang, words in given.get("texts", {}).items()
    }
    attrs = {
        slug: value
        for slug, value in given.get("attrs", {}).items()
        if not same(declared.get(f"attrs.{slug}"), current["attrs"].get(slug), value)
    }
    facts = {
        name: value
        for name, value in given.items()
        if name not in ("texts", "attrs") and not same(declared.get(name), current.get(name), value)
    }
    return facts | {"texts": {lang: words for lang, words in texts.items() if words}, "attrs": attrs}


def same(field: Field | None, stored: Any, given: Any) -> bool:
    """Tell whether a value is stated already, as it is or as a cell."""
    return field is not None and stored not in (None, "", []) and same_cell(field, stored, given)


def same_cell(field: Field, stored: Any, given: Any) -> bool:
    """Tell whether a cell is what an export writes for a stored value, in either language."""
    if not isinstance(given, str):
        return bool(given == stored)
    for locale in LOCALES:
        with use_locale(locale):
            if field.to_cell(stored).strip() == given.strip():
                return True
    return False


def _states() -> Any:
    return select(
        *(Listing.id, Listing.public_id, Listing.organisation_id, Listing.source_id, Listing.source_hash),
        *(Listing.status, Listing.sector, Listing.deleted_at),
    )
