"""What is wrong with a site, and what to do about it."""

from __future__ import annotations

import os
import shutil
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from flask import Flask

from marketplace import mail, prepare
from marketplace.config import ConfigError, Settings, load_settings
from marketplace.database import shown
from marketplace.db import db
from marketplace.discovery import index as search_index
from marketplace.jobs import admin
from marketplace.jobs.models import DEAD
from marketplace.plugin_host.status import State
from marketplace.uow import UnitOfWork
from search.engine import EngineError, SearchEngine

LEAST_DISK, NO_DISK = 500 * 2**20, 20 * 2**20  # bytes; with less than the second, changes fail
LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `wrong` keeps the site from working; `note` does not, yet."""

    level: Literal["ok", "note", "wrong"]
    what: str
    remedy: str = ""


def examine() -> Iterator[Finding]:
    """Look at everything, in the order in which it must work."""
    try:
        settings = load_settings().prepare()
        yield Finding("ok", f"settings, data in {settings.data_dir}")
        yield from examine_disk(settings)
        if behind := prepare.outdated(settings):
            yield Finding("wrong", f"the database is not up to date: {', '.join(behind)}", "marketplace init")
            return
        yield Finding("ok", f"database {shown(settings.database_url)}")
        from marketplace.app import create_app

        yield from examine_mail(settings)
        yield from examine_app(create_app(settings))
    except ConfigError as error:
        yield Finding("wrong", str(error), "correct the setting; `marketplace config` explains each")


def examine_disk(settings: Settings) -> Iterator[Finding]:
    """Look at room and permissions."""
    free = shutil.disk_usage(settings.data_dir).free
    if free < LEAST_DISK:
        yield Finding(
            "note" if free > NO_DISK else "wrong",
            f"only {free // 2**20} MB are left for {settings.data_dir}",
            "make room, or move MARKETPLACE_DATA_DIR",
        )
    key = settings.data_dir / "secret_key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield Finding("note", f"others on this machine can read {key}", f"chmod 600 {key}")
    if not os.access(settings.data_dir, os.W_OK):
        yield Finding("wrong", f"{settings.data_dir} can't be written", "give it to the user that runs the site")


def examine_mail(settings: Settings) -> Iterator[Finding]:
    """Look at whether mail can leave."""
    if settings.mail_url.startswith("mailbox:"):
        yield Finding("note", "mail is only kept in the data folder", "for a real site: MARKETPLACE_MAIL_URL=smtp://…")
        return
    try:
        mail.connect(settings.mail_url).quit()
        yield Finding("ok", f"mail server {shown(settings.mail_url)}")
    except (OSError, smtplib.SMTPException) as error:
        yield Finding("wrong", f"mail server {shown(settings.mail_url)}: {error}", "correct MARKETPLACE_MAIL_URL")


def examine_app(app: Flask) -> Iterator[Finding]:
    """Look at plugins, jobs and the index."""
    market = app.extensions["marketplace"]
    for status in market.plugins.statuses():
        if status.state is State.QUARANTINED:
            yield Finding(
                "wrong", f"plugin {status.name}: {status.stage}: {status.reason}", "mend, uninstall or disable it"
            )
    with app.app_context(), UnitOfWork(db.session(), market.clock) as uow:
        yield from examine_jobs(uow)
        try:
            yield from examine_index(search_index.status(uow, market))
            yield from examine_engine(market.engine)
        except EngineError as error:
            yield Finding("wrong", f"search: {error}", "mend it, or correct MARKETPLACE_SEARCH_ENGINE and its like")


def examine_jobs(uow: UnitOfWork) -> Iterator[Finding]:
    """Look at whether a worker runs and what it gave up."""
    if late := admin.late(uow, uow.now() - LATE):
        yield Finding("wrong", f"{late} jobs have been waiting for over a minute", "start a worker: marketplace worker")
    if dead := sum(number for (_, state), number in admin.counts(uow).items() if state == DEAD):
        yield Finding(
            "note", f"{dead} jobs were given up", "marketplace jobs list --state dead, then jobs retry or jobs drop"
        )
    if not late and not dead:
        yield Finding("ok", "jobs")


def examine_engine(engine: SearchEngine) -> Iterator[Finding]:
    """Look at what the engine itself finds wrong with the index in use."""
    if index := engine.target(search_index.ALIAS):
        for fault in engine.verify(index):
            yield Finding("wrong", f"search: {fault}", "do what that says, else marketplace index rebuild")


def examine_index(status: search_index.Status) -> Iterator[Finding]:
    """Look at whether searches find what there is."""
    if status.index is None:
        yield Finding("wrong", "there is no search index", "marketplace index rebuild")
    elif not status.current:
        yield Finding("note", "the search index lacks fields that plugins declare now", "marketplace index rebuild")
    elif status.documents != status.listings and not status.waiting:
        facts = f"the index holds {status.documents:,} of {status.listings:,} listings and nothing is on its way"
        yield Finding("note", facts, "marketplace index verify, then index rebuild")
    else:
        yield Finding("ok", f"search index {status.index}, {status.documents:,} listings")
