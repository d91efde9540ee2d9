"""Organisations that an import makes: one of a name, whoever else imports at the same time."""

from __future__ import annotations

from sqlalchemy import func, select

from marketplace.listings.transfer.owners import Owners
from marketplace.listings.transfer.records import Record
from marketplace.listings.transfer.rows import Row
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer


def row(name: str) -> Row:
    return Row(Record(1, {}), organisation=name)


def test_two_imports_begun_at_once_make_an_organisation_once(uow: UnitOfWork) -> None:
    """Else each import would make the same listings, for an organisation of its own."""
    first, second = (Owners(Viewer.system(), uow, create=True, dry_run=False) for _ in range(2))

    made = first.find(row("Bến Quay"))

    assert made is not None
    assert second.find(row("bến  quay")) == made
    assert second.find(row("Bến Khác")) == first.find(row("Bến Khác"))
    assert uow.session.scalar(select(func.count()).select_from(Organisation)) == 2


def test_making_one_leaves_no_transaction_that_could_not_write_any_more(uow: UnitOfWork) -> None:
    """On SQLite a reading one, left open, fails at once where another import has written meanwhile."""
    owners = Owners(Viewer.system(), uow, create=True, dry_run=False)

    owners.find(row("Bến Quay"))

    assert not uow.session.in_transaction()
