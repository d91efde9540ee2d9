"""What is to become of a row: the rules that a form's data meets, for a listing that is new or there already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marketplace.errors import Invalid
from marketplace.i18n import gettext as _
from marketplace.i18n import use_numbers
from marketplace.listings import completeness, fields, policy, schemas, service, statuses
from marketplace.listings.document import Document, document, merged
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market, today
from marketplace.listings.statuses import EDITABLE, PUBLIC, Status
from marketplace.listings.transfer.comparing import really_changed
from marketplace.listings.transfer.owners import Owners
from marketplace.listings.transfer.report import Report
from marketplace.listings.transfer.rows import Row
from marketplace.listings.transfer.storing import Write, happenings
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Options:
    """How to import. `numbers`: the language whose way of writing numbers the file follows where a row doesn't say."""

    source: str | None
    publish: bool = False
    dry_run: bool = False
    create_organisations: bool = False
    numbers: str | None = None
    batch: int = BATCH


class Judge:
    """Turns checked rows into what is to be written, and counts what it decides."""

    def __init__(  # one of each part of the run
        self,
        viewer: Viewer,
        uow: UnitOfWork,
        market: Market,
        options: Options,
        owners: Owners,
        report: Report,
        lang: str,
    ) -> None:
        self.viewer, self.uow, self.market, self.options = viewer, uow, market, options
        self.owners, self.report, self.lang = owners, report, lang
        self.today = today(uow, market)

    def validated(self, row: Row, data: Document, sector: str | None) -> Document | None:
        """Return what a row states by the schemas of form and API; None, with reasons, when it is wrong."""
        try:
            with use_numbers(row.numbers or self.lang):
                return schemas.validate(data, row.kind, self.market, sector=sector)
        except Invalid as error:
            row.reasons = error.messages
            return None

    def new(self, row: Row, loaded: Document) -> Write | None:
        """Return a new listing to be stored; None, with reasons, when the rules are against it."""
        blank: Document = {"kind": row.kind, "texts": {}, "attrs": {}, "tiers": {}, "sector": None, "subcategories": []}
        data = merged(blank, loaded)
        if not data.get("valid_until"):
            data["valid_until"] = (self.today + fields.VALIDITY).isoformat()
        probe = Listing(
            kind=row.kind, status=Status.DRAFT.value, organisation_id=row.organisation_id, source=self.options.source
        )
        if not self._acceptable(row, probe, data):
            return None
        status = self._status(row, probe, data)
        columns = self._columns(row, status) | {"created_by_id": self.viewer.user_id}
        columns["published_at"] = self.uow.now() if status == Status.PUBLISHED.value else None
        self.report.created += 1
        row.outcome = "created"
        return Write(data, columns, happenings(True, "", status))

    def change(self, row: Row, listing: Listing | None, digests: list[tuple[int, str]]) -> Write | None:
        """Return a changed listing to be stored; None when nothing changes, or with reasons against it.

        A row that says the same in other words goes to `digests`, so that it is passed over next time.
        """
        if listing is None or not self._there(row, listing):
            return None
        if listing.kind != row.kind:
            row.refuse("kind", _("An offer can't become a demand, nor the other way round."))
            return None
        before = document(listing)
        declared = fields.declared(listing.kind, listing.sector, self.market)
        loaded = self.validated(row, really_changed(row.data, before, declared, row.numbers), listing.sector)
        if loaded is None:
            return None
        data = merged(before, loaded)
        if data["sector"] != listing.sector:
            data = service.fitting(data, self.market)
        data["valid_until"] = data.get("valid_until") or before["valid_until"]
        publishing = listing.status == Status.DRAFT.value and self.options.publish
        allowed = self._changeable(row, listing) if data != before or publishing else True
        if not allowed or (data != before and not self._acceptable(row, listing, data)):
            return None
        status = self._status(row, listing, data) if listing.status == Status.DRAFT.value else listing.status
        if data == before and status == listing.status:
            digests += self._unchanged(row, listing)
            return None
        columns = self._columns(row, status, listing)
        columns["published_at"] = listing.published_at or (self.uow.now() if status == Status.PUBLISHED.value else None)
        files = [{"id": file.public_id, "kind": file.kind, "filename": file.filename} for file in listing.attachments]
        self.report.updated += 1
        row.outcome = "updated"
        happened = happenings(False, listing.status, status)
        return Write(data, columns, happened, listing.id, listing.public_id, listing.version + 1, files)

    def _unchanged(self, row: Row, listing: Listing) -> list[tuple[int, str]]:
        """Count a row that changes nothing; return the digest to keep of it, if its source is the listing's."""
        self.report.unchanged += 1
        row.outcome = "unchanged"
        ours = listing.source is not None and listing.source == self.options.source
        return [(listing.id, row.digest)] if ours and row.source_id else []

    def _there(self, row: Row, listing: Listing) -> bool:
        if listing.deleted_at is not None:
            self._refuse_state(row, listing)
        return not row.reasons

    def _refuse_state(self, row: Row, listing: Listing) -> None:
        state = statuses.label(listing.status)
        row.refuse("_", _("The listing can't be changed here: it is deleted or “%(status)s”.", status=state))

    def _changeable(self, row: Row, listing: Listing) -> bool:
        if Status(listing.status) not in EDITABLE:
            self._refuse_state(row, listing)
        elif not policy.can(self.viewer, "edit", listing, self.today):
            row.refuse("_", _("You may not do this with this listing."))
        elif listing.status in PUBLIC and policy.is_reviewed(self.viewer, self.market):
            row.refuse("_", _("On this site a listing is reviewed before it is published."))
        return not row.reasons

    def _acceptable(self, row: Row, listing: Listing, data: Document) -> bool:
        for name, texts in service.problems(self.viewer, self.uow, self.market, listing, data).items():
            row.reasons.setdefault(name, []).extend(texts)
        return not row.reasons

    def _status(self, row: Row, listing: Listing, data: Document) -> str:
        """Return what the listing is to be: published when asked for and complete, otherwise what it is.

        What its file says was not published elsewhere (withdrawn, under review …) is not published here.
        """
        if not self.options.publish or row.status not in ("", Status.PUBLISHED):
            return listing.status
        organisation = self.owners.loaded.get(listing.organisation_id or 0)
        if organisation is None and self.options.dry_run and listing.organisation_id is not None:
            organisation = self.owners.stand_in
        errors = completeness.problems(listing, data, organisation, self.market, self.today)
        asked = data | {"status": listing.status, "public_id": listing.public_id or ""}
        for name, text in self.market.plugins.check_transition(asked, "publish", self.viewer):
            errors.setdefault(name, []).append(text)
        if policy.is_reviewed(self.viewer, self.market):
            errors.setdefault("_", []).append(_("On this site a listing is reviewed before it is published."))
        if errors:
            self.report.lacks(errors)
            row.lacking = errors
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


def unknown(public_id: str, source: str | None) -> str:
    """Return the reason against a row about a listing that is not here, or is somebody else's: both look the same."""
    if source:
        return _("There is no listing “%(id)s” here.", id=public_id)
    return _(
        "There is no listing “%(id)s” here. If the file comes from another site, "
        "import it with --source NAME --id-column public_id.",
        id=public_id,
    )
