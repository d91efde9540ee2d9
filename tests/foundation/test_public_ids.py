"""Whatever stands in an address in place of an id finds nothing, on every database."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from marketplace.accounts.factories import make_user
from marketplace.db import Base
from marketplace.uow import UnitOfWork

NAMED = sorted((each.class_ for each in Base.registry.mappers if "public_id" in each.columns), key=lambda m: m.__name__)


def test_there_are_tables_whose_rows_have_public_ids() -> None:
    assert len(NAMED) >= 7


@pytest.mark.parametrize(
    "text", ["", "\x00", "k7m-2qp-9x\x00", "\ud800", "k7m-2qp-9xw ", "x" * 10_000, "%", "0il-o01-abc"]
)
def test_what_is_no_id_is_no_rows_id(uow: UnitOfWork, text: str) -> None:
    for model in NAMED:
        assert uow.session.scalars(select(model).where(model.public_id == text)).all() == []


def test_an_id_finds_its_row(uow: UnitOfWork) -> None:
    user = make_user(uow)
    uow.session.flush()
    found = uow.session.scalars(select(type(user)).where(type(user).public_id == user.public_id)).one()
    assert found is user


def test_what_is_no_id_is_not_stored(uow: UnitOfWork) -> None:
    user = make_user(uow)
    user.public_id = "x"
    with pytest.raises(StatementError, match="no public id"):
        uow.session.flush()
