"""Fixtures for listings: the services need a database, a plugin host and a storage, but no web application."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from marketplace.accounts.models import User
from marketplace.config import Settings
from marketplace.database import prepare
from marketplace.organisations.factories import make_organisation
from marketplace.organisations.models import Organisation
from marketplace.plugin_host.manager import PluginHost
from marketplace.storage import LocalStorage
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.conftest import NOW, Clock
from tests.listings.sector import Plugin

_numbers = count(1)


@dataclass
class Market:
    """What `marketplace.listings.ports.Market` asks for."""

    settings: Settings
    plugins: PluginHost
    storage: LocalStorage
    plugin: Plugin

    def moderated(self) -> Market:
        """Return the same site with reviews before publication."""
        return replace(self, settings=replace(self.settings, moderation=True))


@pytest.fixture
def uow(database_url: str, clock: Clock) -> Iterator[UnitOfWork]:
    """A unit of work on a migrated database of the test's own."""
    engine = prepare(create_engine(database_url))
    with Session(engine, expire_on_commit=False) as session, UnitOfWork(session, clock) as unit:
        yield unit
    engine.dispose()


@pytest.fixture
def market(tmp_path: Path, settings: Settings) -> Market:
    """A site with one sector, without moderation."""
    plugin = Plugin()
    return Market(settings, PluginHost([plugin], discover=False), LocalStorage(tmp_path / "files"), plugin)


def person(uow: UnitOfWork) -> int:
    """Return the id of a new person."""
    number = next(_numbers)
    user = User(email=f"p{number}@example.org", name=f"Người {number}", fs_uniquifier=uuid4().hex, confirmed_at=NOW)
    uow.session.add(user)
    uow.session.flush()
    return user.id


@pytest.fixture
def organisation(uow: UnitOfWork) -> Organisation:
    """A shipyard whose name must not get out when it is anonymous."""
    names = {"name_vi": "Công ty CP Đóng tàu Lạch Tray Xanh", "name_en": "Lach Tray Xanh Shipbuilding"}
    return make_organisation(uow, **names, website="https://www.lachtrayxanh.example/vi")


@pytest.fixture
def owner(uow: UnitOfWork, organisation: Organisation) -> Viewer:
    """A member of the organisation."""
    return Viewer(user_id=person(uow), organisations={organisation.id: "member"})


@pytest.fixture
def stranger(uow: UnitOfWork) -> Viewer:
    """Somebody signed in who belongs to another organisation."""
    return Viewer(user_id=person(uow), organisations={make_organisation(uow).id: "manager"})


@pytest.fixture
def operator(uow: UnitOfWork) -> Viewer:
    """Who runs the site."""
    return Viewer(user_id=person(uow), roles=frozenset({"operator"}))
