"""The database handle and what every table shares."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import structlog
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from marketplace.ids import PUBLIC_ID

log = structlog.get_logger("marketplace.database")
# Alembic needs the same constraint names on every database to be able to drop them again.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of the core's models (a plain one: `MappedAsDataclass` fails on SQLAlchemy 2.1 under Flask-SQLAlchemy)."""

    metadata = MetaData(naming_convention=NAMING)


class Moment(TypeDecorator[datetime]):
    """An aware UTC time; SQLite keeps no zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse naive times: they are a bug, never a default."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive datetime can't be stored")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware time."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SoughtId(TypeDecorator[str]):
    """What somebody put into an address as an id. What can't be one is no row's id, and never reaches SQL."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the id; "" for what can't be one: PostgreSQL refuses a NUL that SQLite would look for."""
        return value if value is None or PUBLIC_ID.fullmatch(value) else ""


class PublicId(TypeDecorator[str]):
    """An id as addresses carry it."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Refuse to store anything else: that is a bug. What it is compared with is another type's to judge."""
        if value is not None and not PUBLIC_ID.fullmatch(value):
            raise ValueError("no public id")
        return value

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Return the type of what a column is compared with."""
        return SoughtId()


class Database(SQLAlchemy):
    """The database of the app."""

    def _teardown_session(self, exc: BaseException | None) -> None:
        """Close the session at the end of a request, even if the database went away since its last statement.

        By then the answer is made: the failing rollback must not take its place. The pool drops the connection.
        """
        try:
            super()._teardown_session(exc)
        except DBAPIError as error:
            self.session.registry.clear()
            log.warning("the database went away at the end of a request", error=str(error.orig))


db = Database(model_class=Base)
