"""What the two databases need to behave alike: SQLite by default, PostgreSQL by URL.

SQLite gets WAL, foreign keys, a busy timeout and a Vietnamese collation. Its transactions begin when SQLAlchemy says
so, and those that will write begin IMMEDIATE: a reader that turns into a writer half-way can be refused, one that
waits at the start can't.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from functools import lru_cache
from typing import Any

import flask
from sqlalchemy import ColumnElement, Engine, collate, create_engine, event, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from marketplace.config import ConfigError, Settings

BUSY_SECONDS = 20
COLLATION = "vietnamese"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
LETTERS = {letter: chr(0x100 + place) for place, letter in enumerate(ALPHABET)}
TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng
SHAPES = {"\u0302", "\u0306", "\u031b"}  # circumflex, breve and horn make letters of their own


def flask_config(settings: Settings) -> dict[str, Any]:
    """Return Flask-SQLAlchemy's configuration for these settings."""
    return {
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
    }


def engine_options(url: str) -> dict[str, Any]:
    """Return keyword arguments of `create_engine` for the database behind `url`."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_SECONDS}}
    return {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 10, "connect_args": {"connect_timeout": 10}}


def open_engine(settings: Settings) -> Engine:
    """Return a engine that works, for use outside Flask. Raise ConfigError in one line if it can't be reached."""
    try:
        engine = prepare(create_engine(settings.database_url, **engine_options(settings.database_url)))
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        return engine
    except (ArgumentError, DBAPIError, ImportError, ValueError) as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise ConfigError(f"MARKETPLACE_DATABASE_URL: can't open {shown(settings.database_url)}: {cause}") from error


def shown(url: str) -> str:
    """Return `url` fit to be printed: without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "(not a database URL)"


def prepare(engine: Engine) -> Engine:
    """Give an engine's connections what this module promises; harmless when done twice."""
    if engine.dialect.name == "sqlite" and not event.contains(engine, "connect", set_up_sqlite):
        event.listen(engine, "connect", set_up_sqlite)
        event.listen(engine, "begin", begin_sqlite)
    return engine


def set_up_sqlite(connection: sqlite3.Connection, record: Any) -> None:
    """Configure a new SQLite connection."""
    connection.isolation_level = None  # the driver would begin on its own, and later than needed
    connection.create_collation(COLLATION, compare_names)
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "temp_store=MEMORY",
        "cache_size=-32000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def begin_sqlite(connection: Connection) -> None:
    """Begin a transaction; one that means to write waits for its turn now rather than failing in the middle."""
    write = connection.get_execution_options().get("write") or in_unsafe_request()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def in_unsafe_request() -> bool:
    """Tell whether the current HTTP request, if any, is of a kind that changes things."""
    return flask.has_request_context() and flask.request.method not in SAFE_METHODS


def begin_write(session: Session) -> None:
    """Start the session's transaction as a writing one, unless it has already begun."""
    if not session.in_transaction():
        session.connection(execution_options={"write": True})


def name_order(column: Any) -> ColumnElement[str]:
    """Return `column` in Vietnamese alphabetical order, for `order_by`, on either database.

    SQLite gets the collation on connect; on PostgreSQL the first migration makes it from ICU's.
    """
    return collate(column, COLLATION)


def compare_names(left: str, right: str) -> int:
    """Compare two texts as a Vietnamese dictionary does: letters first (ă and đ are letters), then tones, then case."""
    first, second = name_key(left), name_key(right)
    return (first > second) - (first < second)


@lru_cache(maxsize=50_000)
def name_key(name: str) -> tuple[str, tuple[int, ...], str]:
    """Return a key that sorts `name` in Vietnamese order."""
    letters: list[str] = []
    tones: list[int] = []
    for sign in unicodedata.normalize("NFD", name.casefold()):
        if sign in TONES and tones:
            tones[-1] = TONES[sign]
        elif sign in SHAPES and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + sign)
        elif not unicodedata.combining(sign):
            letters.append(sign)
            tones.append(0)
    return "".join(LETTERS.get(letter, letter) for letter in letters), tuple(tones), name
