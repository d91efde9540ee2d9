"""What a target must be before anything is written to it, and what says that it is not complete yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Engine, MetaData, Table, Text, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from marketplace import migrate, tables
from marketplace.config import Settings
from marketplace.errors import MarketplaceError
from marketplace.uow import utc_now

LOCK = 7021102  # PostgreSQL's advisory lock of who moves a site into a database
MARKER = Table("marketplace_move", MetaData(), Column("started", Text))  # in a target that is not complete yet


class MoveRefused(MarketplaceError):
    """The move can't be made, or did not bring what it should; the message is one line that says why."""


def other(settings: Settings, url: str) -> None:
    """Raise MoveRefused if a URL leads to the database that is moved, or is none. It is never shown."""
    try:
        ours, theirs = make_url(settings.database_url), make_url(url)
    except (ArgumentError, ValueError):
        raise MoveRefused("that is not a database URL: postgresql://user:password@host:port/name") from None
    place = ("drivername", "host", "port", "database", "query")
    if all(getattr(ours, name) == getattr(theirs, name) for name in place):
        raise MoveRefused("that is the database in use now")


def prepare(engine: Engine, branches: Sequence[migrate.Branch]) -> None:
    """Make the tables in a database that has none. Raise MoveRefused if it has those of another version."""
    if not inspect(engine).get_table_names():
        migrate.upgrade(engine, branches)
    for branch in branches:
        found, wanted = migrate.current(engine, branch), migrate.head(branch)
        if found != wanted:
            raise MoveRefused(f"the target's tables of {branch.name} are of version {found}, not {wanted}")


def current(engine: Engine, branches: Sequence[migrate.Branch]) -> None:
    """Raise MoveRefused if the database that is moved is not up to date, or has tables that nothing here makes."""
    if behind := migrate.outdated(engine, branches):
        raise MoveRefused(f"the database in use is not up to date ({', '.join(behind)}): run `marketplace init`")
    known = {branch.version_table for branch in branches}
    if strange := sorted(set(filter(tables.is_version_table, inspect(engine).get_table_names())) - known):
        names = ", ".join(name.removeprefix(migrate.PLUGIN_PREFIX).removesuffix("_alembic_version") for name in strange)
        raise MoveRefused(f"there are tables of plugins that are not active: {names}; install or purge them first")


def pairs(source: Connection, target: Connection) -> list[tuple[Table, Table]]:
    """Return each table as both databases have it. Raise MoveRefused if their tables or columns differ."""
    ours, theirs = ({table.name: table for table in found(side)} for side in (source, target))
    for name in ours.keys() | theirs.keys():
        columns = [[each.name for each in side[name].columns] if name in side else None for side in (ours, theirs)]
        if columns[0] != columns[1]:
            raise MoveRefused(f"the table {name} is not the same in both databases")
    return [(ours[name], table) for name, table in theirs.items()]


def found(connection: Connection) -> list[Table]:
    """Return the tables of a site."""
    return [table for table in tables.find(connection) if table.name != MARKER.name]


def claim(target: Connection) -> None:
    """Mark the target as incomplete; one that a killed move left behind is emptied first. Raise MoveRefused."""
    if target.dialect.name == "postgresql" and not target.scalar(text(f"SELECT pg_try_advisory_lock({LOCK})")):
        raise MoveRefused("another move into this database is going on")
    there = found(target)
    if inspect(target).has_table(MARKER.name):
        empty(target, there)
    elif full := [table.name for table in there if target.execute(select(table).limit(1)).first()]:
        raise MoveRefused(f"the target is not empty: there are rows in {', '.join(full[:5])}")
    else:
        MARKER.create(target)
        target.execute(MARKER.insert().values(started=utc_now().isoformat()))
    target.commit()


def empty(target: Connection, there: Sequence[Table]) -> None:
    """Remove every row."""
    if target.dialect.name == "postgresql":
        names = ", ".join(target.dialect.identifier_preparer.quote(table.name) for table in there)
        target.exec_driver_sql(f"TRUNCATE {names}")
        return
    for table in reversed(there):
        target.execute(table.delete())


def release(target: Connection) -> None:
    """Say that the target is complete."""
    MARKER.drop(target)
    target.commit()
