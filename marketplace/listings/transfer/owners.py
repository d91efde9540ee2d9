"""To whom the listings of a file belong: organisations found by name or public id, or made when that was asked for."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, text
from sqlalchemy.orm import selectinload

from marketplace.database import begin_write
from marketplace.i18n import gettext as _
from marketplace.listings.transfer.rows import Row
from marketplace.listings.transfer.targets import folded
from marketplace.organisations import service as organisations
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

LOCK = 7021103  # PostgreSQL's advisory lock of which import makes organisations
MADE = -1  # stands for an organisation that a dry run would make


class Owners:
    """Knows every organisation by name after one statement; those a batch is about are loaded by another."""

    def __init__(self, viewer: Viewer, uow: UnitOfWork, *, create: bool, dry_run: bool) -> None:
        self.viewer, self.uow, self.create, self.dry_run = viewer, uow, create, dry_run
        self.loaded: dict[int, Organisation] = {}
        self.stand_in = Organisation(name_vi="–", name_en="–", kind="other")
        self._ids: dict[str, int] = {}
        self._newest = 0
        self._learn()
        uow.rollback()

    def _learn(self) -> None:
        """Take in the organisations that came since this was done last."""
        columns = (Organisation.id, Organisation.public_id, Organisation.name_vi, Organisation.name_en)
        query = select(*columns).where(Organisation.id > self._newest).order_by(Organisation.id)
        for key, *names in self.uow.session.execute(query):
            self._newest = key
            for name in filter(None, names):
                self._ids.setdefault(folded(name) or name, key)

    def find(self, row: Row) -> int | None:
        """Return the id of the row's organisation; refuse the row when there is none or it isn't the viewer's."""
        if row.reasons or (row.public_id and not row.organisation):
            return None
        if not row.organisation:
            own = list(self.viewer.organisations)
            if len(own) == 1:
                return own[0]
            row.refuse("organisation", _("Say which organisation it belongs to."))
            return None
        key = folded(row.organisation) or row.organisation
        found = self._ids.get(key)
        if found is None and self.create and self.viewer.is_operator:
            found = self._ids[key] = self._make(row, key)
        if found is None:
            row.refuse("organisation", _("There is no organisation “%(name)s”.", name=row.organisation[:80]))
        elif not self.viewer.is_operator and not self.viewer.belongs_to(found):
            row.refuse("organisation", _("You don't belong to this organisation."))
        return found

    def _make(self, row: Row, key: str) -> int:
        """Make it, unless another import has by now: with two of a name, each would take the rows for its own."""
        if self.dry_run:
            return MADE
        begin_write(self.uow.session)
        if self.uow.session.get_bind().dialect.name == "postgresql":
            self.uow.session.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        self._learn()
        if (found := self._ids.get(key)) is None:
            country = str(row.data.get("country") or "VN").upper()
            country = country if len(country) == 2 else "VN"
            data = {"name_en": row.organisation[:200], "kind": "other", "country": country}
            found = organisations.create(self.viewer, self.uow, data).id
        self.uow.commit()
        return found

    def load(self, ids: Iterable[int | None]) -> None:
        """Load the organisations of a batch with their members: every row then has them at hand in the session."""
        wanted = {each for each in ids if each is not None and each != MADE}
        query = select(Organisation).where(Organisation.id.in_(wanted)).options(selectinload(Organisation.people))
        self.loaded = {one.id: one for one in self.uow.session.scalars(query)} if wanted else {}
