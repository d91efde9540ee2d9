"""The drill: a lived-in site is backed up, restored elsewhere, and nothing differs; what can't be restored says why."""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import Engine, create_engine

from marketplace import demo, migrate, prepare, tables
from marketplace.app import create_app
from marketplace.backup import making, restoring
from marketplace.backup.archive import BackupError, Reader
from marketplace.config import Settings
from marketplace.database import prepare as prepare_engine
from marketplace.db import db
from marketplace.discovery import service
from marketplace.discovery.request import SearchRequest
from marketplace.storage import LocalStorage
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.conftest import NOW
from tests.support.databases import Databases
from tests.support.filling import fill, row

QUERIES = ("", "tàu kéo", "tug", "xu ly nuoc", "port crane", "AI", "biển")
quiet: Callable[[int, int | None], None] = lambda done, total: None  # noqa: E731


@dataclass
class Place:
    """Where a site is kept."""

    settings: Settings

    @property
    def storage(self) -> LocalStorage:
        return LocalStorage(self.settings.data_dir / "files")

    def engine(self) -> Engine:
        return prepare_engine(create_engine(self.settings.database_url))

    def back_up(self, path: Path) -> Path:
        making.make(self.settings, self.storage, path, NOW, quiet)
        return path

    def restore(self, path: Path, branches: list[migrate.Branch] | None = None) -> None:
        engine = self.engine()
        try:
            restoring.restore(engine, branches or [migrate.core()], self.storage, path, quiet)
        finally:
            engine.dispose()

    def rows(self) -> dict[str, list[Any]]:
        """Return every row of every table."""
        engine = self.engine()
        with engine.connect() as connection:
            found = {
                table.name: [each for batch in tables.read(connection, table) for each in batch]
                for table in tables.find(connection)
            }
        engine.dispose()
        return found

    def files(self) -> dict[str, bytes]:
        """Return every upload."""
        return {key: self.storage.open(key).read() for key in self.storage.keys()}  # noqa: SIM118

    def is_empty(self) -> bool:
        return not any(self.rows().values())


@pytest.fixture
def source(settings: Settings) -> Place:
    """A site with rows in every table and two uploads."""
    place = Place(settings)
    engine = place.engine()
    fill(engine)
    engine.dispose()
    for content in (b"", os.urandom(300_000)):
        place.storage.save(io.BytesIO(content))
    return place


@pytest.fixture(params=["same kind", "SQLite"])
def target(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Place]:
    """A place for a site, without tables: of the source's kind of database, and SQLite."""
    (tmp_path / "other").mkdir()
    maker = databases if request.param == "same kind" else Databases(tmp_path / "other")
    with maker.fresh(empty=True) as url:
        yield Place(Settings(data_dir=tmp_path / "restored", database_url=url, secret_key="other " * 8))


def found(app: Flask) -> list[Any]:
    """Return what readers find: totals, hits in their order, counts of every facet."""
    pages = []
    with app.app_context(), UnitOfWork(db.session(), lambda: NOW + timedelta(minutes=1)) as uow:
        for query in QUERIES:
            page = service.search(Viewer.anonymous(), uow, app.extensions["marketplace"], SearchRequest(q=query))
            counts = [(group.name, [(each.value, each.count) for each in group.options]) for group in page.groups]
            pages.append((query, page.total, [card.listing.public_id for card in page.cards], counts))
        db.engine.dispose()
    return pages


def test_a_restored_demonstration_has_every_row_every_file_and_the_same_answers(
    settings: Settings, target: Place, tmp_path: Path
) -> None:
    app = create_app(settings)
    with app.app_context():
        demo.load(app.extensions["marketplace"])
    prepare.index(app)
    source = Place(settings)
    before, files, answers = source.rows(), source.files(), found(app)
    assert len(before["listings"]) > 50
    assert answers[0][1] > 20
    source.back_up(tmp_path / "site.zip")

    target.restore(tmp_path / "site.zip")

    assert target.rows() == before
    assert target.files() == files
    restored = create_app(target.settings)
    prepare.index(restored)
    assert found(restored) == answers


def test_rows_of_every_table_and_uploads_come_back(source: Place, target: Place, tmp_path: Path) -> None:
    target.restore(source.back_up(tmp_path / "site.zip"))
    assert target.rows() == source.rows()
    assert all(target.rows().values())
    assert target.files() == source.files()
    with pytest.raises(BackupError, match="not empty: there are rows in"):
        target.restore(tmp_path / "site.zip")


def test_a_backup_shows_one_moment_while_others_write(settings: Settings, tmp_path: Path) -> None:
    place = Place(settings)
    engine = place.engine()
    stamp = sa.Table("stamps", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.Integer))
    later = sa.Table("zebras", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.Integer))
    for table in (stamp, later):
        table.create(engine)
    with engine.begin() as connection:
        connection.execute(stamp.insert(), [{"n": 0} for _ in range(20_000)])
        connection.execute(later.insert().values(n=0))
    ended = threading.Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            with engine.connect().execution_options(write=True) as connection, connection.begin():
                connection.execute(stamp.update().where(stamp.c.id == 1).values(n=number))
                connection.execute(later.update().values(n=number))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        place.back_up(tmp_path / "site.zip")
    finally:
        ended.set()
        writer.join()
        engine.dispose()
    with Reader(tmp_path / "site.zip") as archive:
        firsts = [next(archive.rows(name, 1))[1][0][1] for name in ("stamps", "zebras")]
    assert firsts[0] == firsts[1]


def test_an_older_backup_is_brought_up_to_date(databases: Databases, settings: Settings, tmp_path: Path) -> None:
    with databases.fresh(empty=True) as url:
        old = Place(replace(settings, database_url=url, data_dir=tmp_path / "old"))
        engine = old.engine()
        migrate.upgrade(engine, to="0003")
        fill(engine)
        engine.dispose()
        old.back_up(tmp_path / "old.zip")
    here = Place(settings)  # with tables of today, as `marketplace init` leaves them
    here.restore(tmp_path / "old.zip")
    engine = here.engine()
    assert migrate.outdated(engine, [migrate.core()]) == []
    assert migrate.check(engine) == []
    engine.dispose()
    assert len(here.rows()["listings"]) == 3


def test_what_init_and_a_worker_leave_in_an_empty_site_is_replaced(source: Place, tmp_path: Path) -> None:
    path = source.back_up(tmp_path / "site.zip")
    target = Place(Settings(data_dir=tmp_path / "restored", database_url=f"sqlite:///{tmp_path}/restored.sqlite3"))
    engine = target.engine()
    migrate.upgrade(engine)
    with engine.begin() as connection:
        there = {table.name: table for table in tables.find(connection)}
        for name in ("index_builds", "schedules"):
            connection.execute(there[name].insert(), [row(there[name], 7)])
    engine.dispose()
    target.restore(path)
    assert target.rows() == source.rows()


def rewritten(path: Path, **facts: Any) -> Path:
    """Return a copy of a backup whose manifest says otherwise."""
    copy = path.with_name("rewritten.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, json.dumps({**json.loads(data), **facts}) if name == "manifest.json" else data)
    return copy


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"format": 2, "marketplace": "9.0"}, "made by marketplace 9.0 in a form that this version can't read"),
        ({"revisions": {"core": "9999"}}, "its tables of core are of version 9999, this code knows them up to"),
        ({"revisions": {"core": "0003", "deals": "0001"}}, "has data of the plugin deals: install and activate it"),
        ({"entries": {}}, "its entries are not those it lists"),
    ],
)
def test_a_backup_of_another_version_is_refused(
    source: Place, target: Place, tmp_path: Path, facts: dict[str, Any], said: str
) -> None:
    path = rewritten(source.back_up(tmp_path / "site.zip"), **facts)
    with pytest.raises(BackupError, match=said) as error:
        target.restore(path)
    assert "\n" not in str(error.value)
    assert not target.settings.data_dir.exists()


def test_a_damaged_backup_is_refused_wherever_the_damage_is(source: Place, tmp_path: Path) -> None:
    path = source.back_up(tmp_path / "site.zip")
    whole = path.read_bytes()
    target = Place(Settings(data_dir=tmp_path / "restored", database_url=f"sqlite:///{tmp_path}/restored.sqlite3"))
    damaged = tmp_path / "damaged.zip"
    places = [*range(5, len(whole), len(whole) // 60), len(whole) - 1]
    refused = 0
    for cut, place in [(cut, place) for cut in (False, True) for place in places]:
        damaged.write_bytes(whole[:place] if cut else whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            with Reader(damaged) as archive:
                archive.verify(quiet)
        except BackupError as error:
            refused += "\n" not in str(error)
    assert refused >= 2 * len(places) - 6  # some bytes of a ZIP mean nothing, as its entries' times
    damaged.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackupError, match="is damaged or not a backup"):
        target.restore(damaged)
    assert not target.settings.data_dir.exists()


def test_a_file_that_is_not_there_or_no_backup_is_one_line(target: Place, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"can't read .*nothing\.zip: No such file"):
        target.restore(tmp_path / "nothing.zip")
    (tmp_path / "text.zip").write_text("no backup")
    with pytest.raises(BackupError, match="damaged or not a backup"):
        target.restore(tmp_path / "text.zip")


def test_uploads_of_another_site_are_not_mixed_in(source: Place, target: Place, tmp_path: Path) -> None:
    path = source.back_up(tmp_path / "site.zip")
    target.storage.save(io.BytesIO(b"something else"))
    with pytest.raises(BackupError, match="uploads that the backup does not have"):
        target.restore(path)


def test_a_backup_holds_no_secret_and_only_its_owner_may_read_it(source: Place, tmp_path: Path) -> None:
    settings = replace(source.settings, mail_url="smtp://u:geheim@mail.example", metrics_token="geheim")
    path = replace(source, settings=settings).back_up(tmp_path / "site.zip")
    assert path.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(path) as archive:
        text = archive.read("settings.toml").decode() + archive.read("manifest.json").decode()
    assert "geheim" not in text
    assert settings.secret_key not in text
    assert "# mail_url is secret" in text
    assert restoring.differing_settings(path, replace(settings, site_name="Khác")) == ["site_name"]


def test_an_existing_file_is_never_overwritten(source: Place, tmp_path: Path) -> None:
    path = source.back_up(tmp_path / "site.zip")
    before = path.read_bytes()
    with pytest.raises(BackupError, match="is there already"):
        source.back_up(path)
    assert path.read_bytes() == before


def run(settings: Settings, *arguments: str, largest: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command; with `largest` no file can grow beyond so many bytes, as on a disk that is full."""
    environ = {
        **os.environ,
        "MARKETPLACE_DATA_DIR": str(settings.data_dir),
        "MARKETPLACE_DATABASE_URL": settings.database_url,
    }

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest or resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    command = [sys.executable, "-m", "marketplace", *arguments]
    return subprocess.run(
        command, env=environ, check=False, capture_output=True, text=True, preexec_fn=limit, timeout=120
    )


def test_by_command_and_on_a_full_disk(source: Place, tmp_path: Path) -> None:
    path = tmp_path / "site.zip"
    full = run(source.settings, "backup", str(path), largest=200_000)
    assert (full.returncode, full.stderr.count("\n")) == (1, 1), full.stderr
    assert full.stderr.startswith(f"marketplace: can't write {path}: ")
    assert list(tmp_path.glob("*site*")) == list(tmp_path.glob(".*part")) == []

    assert run(source.settings, "backup", str(path)).returncode == 0
    place = Place(Settings(data_dir=tmp_path / "restored"))
    full = run(place.settings, "restore", str(path), largest=200_000)
    assert full.returncode == 1
    assert full.stderr.splitlines()[-1].startswith("marketplace: can't keep the uploads: ")
    done = run(place.settings, "restore", str(path))
    assert done.returncode == 0, done.stderr
    assert "files of 2" in done.stdout
    assert "In use now: listings-" in done.stdout
    assert place.files() == source.files()
