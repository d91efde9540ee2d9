"""What the two databases need to behave alike: SQLite by default, PostgreSQL by URL.

SQLite gets WAL, foreign keys, a busy timeout and a Vietnamese collation. Its transactions begin when SQLAlchemy says
so, and those that will write begin IMMEDIATE: a reader that turns into a writer half-way can be refused, one that
waits at the start can't.
"""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from functools import lru_cache
from typing import Any

import flask
from sqlalchemy import ColumnElement, Engine, collate, create_engine, event, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from marketplace.config import ConfigError, Settings
from marketplace.folding import FUNCTION, folded

BUSY_SECONDS = 20
POOL_SECONDS = 5.0  # that a request waits for a free connection before it is told to come back
# A server that fell silent is noticed after a minute idle, or 20 s with a statement on its way.
KEEP_ALIVE = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
SQLITE_TROUBLE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_READONLY")
# Appendix A of PostgreSQL's manual: lost connections, lack of resources, operators and time-outs, read-only after a
# fail-over, ended while idle, a lock not got in time, deadlocks.
POSTGRESQL_TROUBLE = ("08", "53", "57", "58", "25006", "25P03", "55P03", "40")
COLLATION = "vietnamese"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
LETTERS = {letter: chr(0x100 + place) for place, letter in enumerate(ALPHABET)}
TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng
SHAPES = {"\u0302", "\u0306", "\u031b"}  # circumflex, breve and horn make letters of their own


def flask_config(settings: Settings) -> dict[str, Any]:
    """Return Flask-SQLAlchemy's configuration for these settings."""
    return {"SQLALCHEMY_DATABASE_URI": settings.database_url, "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings)}


def engine_options(settings: Settings) -> dict[str, Any]:
    """Return keyword arguments of `create_engine` for the settings' database.

    A connection is tried before it is handed out, so that a server that was restarted meanwhile costs nobody an error.
    """
    if settings.database_url.startswith("sqlite"):
        return {**COMMON, "connect_args": {"timeout": BUSY_SECONDS}}
    return {
        **COMMON,
        "pool_pre_ping": True,
        "pool_size": settings.database_pool,
        "max_overflow": settings.database_overflow,
        "pool_timeout": POOL_SECONDS,
        "pool_use_lifo": True,
        "connect_args": connect_arguments(settings),
    }


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_EMPTY: dict[type, str] = {list: "[]", dict: "{}"}


def written(value: Any) -> str:
    """Return JSON for a column. Most of a listing's lists are empty, and an encoder is dear to start."""
    return _ENCODE(value) if value or type(value) not in _EMPTY else _EMPTY[type(value)]


COMMON = {
    "json_serializer": written,
    "hide_parameters": True,  # errors are logged: they must not hold what people wrote
}


def connect_arguments(settings: Settings) -> dict[str, Any]:
    """Return libpq's parameters. What the URL says itself (`?connect_timeout=3`) goes before what is set here."""
    given = make_url(settings.database_url).query
    limits = {
        "statement_timeout": settings.database_statement,
        "lock_timeout": settings.database_lock,
        "idle_in_transaction_session_timeout": settings.database_idle,
    }
    options = " ".join(f"-c {name}={round(seconds * 1000)}" for name, seconds in limits.items())
    arguments = {**KEEP_ALIVE, "application_name": settings.database_client}
    arguments = {name: value for name, value in arguments.items() if name not in given}
    return arguments | {"options": f"{options} {given.get('options', '')}".strip()}


def open_engine(settings: Settings) -> Engine:
    """Return a engine that works, for use outside Flask. Raise ConfigError in one line if it can't be reached."""
    server = "" if settings.database_url.startswith("sqlite") else settings.database_url.partition("?")[0]
    if "@" in server.partition("://")[2].partition("@")[2]:
        bare = "a @ in a user's name or a password must be written as %40"  # else a part of it is taken for the host
        raise ConfigError(f"MARKETPLACE_DATABASE_URL: can't open {shown(settings.database_url)}: {bare}")
    try:
        engine = prepare(create_engine(settings.database_url, **engine_options(settings)))
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        return engine
    except (ArgumentError, DBAPIError, ImportError, ValueError) as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise ConfigError(f"MARKETPLACE_DATABASE_URL: can't open {shown(settings.database_url)}: {cause}") from error


def is_unavailable(error: BaseException) -> bool:
    """Tell whether the database could not serve just now: away, restarting, too slow, locked, full. Nobody's bug."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorname", "").startswith(SQLITE_TROUBLE)
    state = getattr(error.orig, "sqlstate", None)
    lost = state is None and isinstance(error, OperationalError)
    return lost or error.connection_invalidated or (state or "-").startswith(POSTGRESQL_TROUBLE)


def shown(url: str) -> str:
    """Return `url` fit to be printed: without its password, which may stand in its query, too, or hold a bare "@"."""
    try:
        parts = make_url(url)
        return (
            parts.set(query={}).render_as_string(hide_password=True)
            if url.count("@") < 2
            else f"{parts.drivername}://…"
        )
    except (ArgumentError, ValueError):
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
    connection.create_function(FUNCTION, 1, folded, deterministic=True)
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "temp_store=MEMORY",
        "cache_size=-16000",  # 16 MB a connection, and each thread of a web process has one
    ):
        connection.execute(f"PRAGMA {pragma}")


def begin_sqlite(connection: Connection) -> None:
    """Begin a transaction; one that means to write waits for its turn now rather than failing in the middle."""
    write = connection.get_execution_options().get("write") or in_unsafe_request()
    if write:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # it neither waits nor fails, so it needs none of what SQLAlchemy puts around a statement
        connection.connection.execute("BEGIN")  # the driver's own


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
