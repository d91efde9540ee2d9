"""Bring rows of a file into the database, a batch to a transaction, by the rules that the form follows.

The database itself is the checkpoint. A row is known by (organisation, source, id at the source) or by the listing's
public id, and an unchanged one by its hash: it is passed over without being checked. So an import that was killed goes
on where it stopped when it is started again, and a second run changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from marketplace.database import begin_write
from marketplace.garbage import sought_seldom
from marketplace.i18n import gettext as _
from marketplace.listings import policy
from marketplace.listings.document import Document
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market
from marketplace.listings.statuses import Status
from marketplace.listings.transfer.judging import BATCH, Judge, Options, unknown
from marketplace.listings.transfer.mapping import ColumnMap
from marketplace.listings.transfer.owners import MADE, Owners
from marketplace.listings.transfer.records import Record, Source
from marketplace.listings.transfer.rejects import Rejects
from marketplace.listings.transfer.report import Report
from marketplace.listings.transfer.rows import Row, Shaper
from marketplace.listings.transfer.storing import Write, store, touch
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

__all__ = ["BATCH", "Importer", "Options", "run"]
Fresh = tuple[Row, SqlRow[Any] | None, Document]
TRIES = 3
Progress = Callable[[int, int | None], None]


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
    with sought_seldom():
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
        self.viewer, self.uow, self.options = viewer, uow, options
        self.shaper = Shaper(mapping, market, options.numbers)
        self.owners = Owners(viewer, uow, create=options.create_organisations, dry_run=options.dry_run)
        self.report = Report()
        self.judge = Judge(viewer, uow, market, options, self.owners, self.report, mapping.lang)
        self._seen: dict[Any, int] = {}

    # -- a batch

    def take(self, batch: Sequence[Record]) -> list[Row]:
        """Import a batch in one transaction and return the rows that were refused, in their order."""
        return [row for row in self.settle(batch) if row.reasons]

    def settle(self, batch: Sequence[Record]) -> list[Row]:
        """Import a batch in one transaction and return all its rows with what became of them."""
        rows = [self.shaper.shape(record) for record in batch]
        for row in rows:
            row.organisation_id = self.owners.find(row)
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
        return rows

    def _take(self, rows: list[Row]) -> None:
        known = self._known(rows)
        self._refuse_repeated(rows, known)
        self.uow.rollback()  # checking takes most of the time: meanwhile others may write
        fresh: list[Fresh] = []
        for row in rows:
            found = known.get(id(row))
            if row.reasons or self._passed_over(row, found):
                continue
            # A known one is checked beside what it says now, once that can't change any more.
            loaded = {} if found is not None else self.judge.validated(row, row.data, None)
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

    def _refuse_repeated(self, rows: list[Row], known: dict[int, SqlRow[Any]]) -> None:
        """Refuse rows about a listing that a row before was about, by whichever of its ids each names it."""
        for row in rows:
            if row.reasons:
                continue
            numbers = {self._seen.setdefault(key, row.record.number) for key in _keys(row, known.get(id(row)))}
            if numbers != {row.record.number}:
                row.refuse("source_id", _("Row %(number)s has the same id.", number=min(numbers)))

    # -- what is there

    def _known(self, rows: Sequence[Row]) -> dict[int, SqlRow[Any]]:
        """Return what is known of listings that rows are about, by the row's identity, in at most two statements.

        Somebody else's listing named by its public id is as unknown as one that is nowhere; only who runs the site may
        bring rows with ids of elsewhere.
        """
        found: dict[int, SqlRow[Any]] = {}
        open_rows = [row for row in rows if not row.reasons]
        # Those refused already (their organisation is not here) are told, too, how to import from another site.
        if by_public := [row for row in rows if row.public_id]:
            theirs = or_(*(policy.allowed(self.viewer, action, self.judge.today) for action in ("own", "undelete")))
            named = Listing.public_id.in_({row.public_id for row in by_public})
            hits = {hit.public_id: hit for hit in self.uow.session.execute(_states().where(named, theirs))}
            found |= {id(row): hits[row.public_id] for row in by_public if row.public_id in hits}
        for row in by_public:
            if id(row) not in found and not (self.viewer.is_operator and self.options.source and row.source_id):
                row.refuse("public_id", unknown(row.public_id, self.options.source))
        if self.options.source:
            self._by_source([row for row in open_rows if row.source_id], found)
        return found

    def _by_source(self, rows: Sequence[Row], found: dict[int, SqlRow[Any]]) -> None:
        """Add what is known by source to what was `found` by public id; refuse a row whose two ids are of two."""
        named = {id(row): found[id(row)].organisation_id if id(row) in found else row.organisation_id for row in rows}
        query = _states().where(
            Listing.source == self.options.source,
            Listing.organisation_id.in_({each for each in named.values() if each is not None}),
            Listing.source_id.in_({row.source_id for row in rows}),
        )
        hits = {(hit.organisation_id, hit.source_id): hit for hit in self.uow.session.execute(query)} if rows else {}
        for row in rows:
            hit = hits.get((named[id(row)], row.source_id))
            if hit is not None and found.setdefault(id(row), hit).id != hit.id:
                row.refuse("source_id", _("Another listing has this id."))

    def _passed_over(self, row: Row, found: SqlRow[Any] | None) -> bool:
        """Tell whether the row says what it said last time; one that is to be published now is looked at again."""
        if found is None or not row.source_id or found.source_hash != row.digest:
            return False
        if self.options.publish and found.status == Status.DRAFT.value and found.deleted_at is None:
            return False
        self.report.unchanged += 1
        row.outcome = "unchanged"
        return True

    def _writes(self, fresh: Sequence[Fresh]) -> tuple[list[Write], list[tuple[int, str]]]:
        self.owners.load(found.organisation_id if found else row.organisation_id for row, found, _loaded in fresh)
        current = self._current([found.id for _row, found, _loaded in fresh if found is not None])
        writes: list[Write] = []
        digests: list[tuple[int, str]] = []
        for row, found, loaded in fresh:
            write = (
                self.judge.new(row, loaded) if found is None else self.judge.change(row, current.get(found.id), digests)
            )
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


def _keys(row: Row, hit: SqlRow[Any] | None) -> Iterator[Any]:
    """Yield all by which a row's listing could be named again; `hit` is what is known of it."""
    if hit is not None or row.public_id:
        yield row.public_id if hit is None else hit.id
    if row.source_id:  # a later batch knows the listing that an earlier one made, and must still see the name again
        owner = row.organisation_id if hit is None else hit.organisation_id
        yield (row.organisation if owner in (None, MADE) else owner), row.source_id


def _states() -> Any:
    """Return the query of what decides whether a row is looked at."""
    return select(
        *(Listing.id, Listing.public_id, Listing.organisation_id, Listing.source_id, Listing.source_hash),
        *(Listing.status, Listing.sector, Listing.deleted_at),
    )
