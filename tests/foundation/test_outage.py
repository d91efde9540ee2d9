"""A database that is slow, cut off or restarted costs readers a kind answer, and nobody has to start anything again."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, Response, after_this_request
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from marketplace import prepare
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.database import connect_arguments, is_unavailable, open_engine
from marketplace.db import db
from marketplace.jobs.models import DomainEvent
from tests.conftest import Clock
from tests.foundation.test_worker_processes import FORK
from tests.foundation.tiny import Tiny, main, make
from tests.support import services


@pytest.fixture
def hasty(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The application with time-outs that tests can wait for; only on PostgreSQL."""
    if settings.database_url.startswith("sqlite"):
        pytest.skip("time-outs are PostgreSQL's")
    quick = replace(settings, database_statement=0.3, database_lock=0.1, database_idle=0.4, database_client="hasty")
    app = create_app(quick, clock=clock)
    app.add_url_rule("/slow", "slow", lambda: ask("SELECT pg_sleep(2)"))
    app.add_url_rule("/api/slow", "api_slow", lambda: ask("SELECT pg_sleep(2)"))
    app.add_url_rule("/nonsense", "nonsense", lambda: ask("SELECT nonsense"))
    yield app
    with app.app_context():
        db.engine.dispose()


def ask(statement: str) -> str:
    """Run a statement in the request's session."""
    return str(db.session.execute(text(statement)).scalar())


def test_a_statement_that_takes_too_long_is_a_kind_page_and_a_problem_document(
    hasty: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    client = hasty.test_client()
    page = client.get("/vi/slow")
    assert "database is not available: canceling statement" in caplog.text
    assert "slow" not in caplog.text  # an address may hold a mailed key
    assert (page.status_code, "Retry-After" in page.headers) == (503, True)
    assert "Trang tạm thời không hoạt động" in page.text
    answer = client.get("/api/slow")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert (answer.json["type"], "Retry-After" in answer.headers) == ("urn:marketplace:problem:unavailable", True)
    assert client.get("/vi/").status_code == 200


def late() -> str:
    """Ask the database once the page has been made, as Flask-Security does with its commits."""
    left = ["SELECT pg_sleep(2)"]

    def wait(response: Response) -> Response:
        while left:
            ask(left.pop())
        return response

    after_this_request(wait)
    return "done"


def test_a_database_that_fails_after_the_answer_was_made_is_a_kind_page(
    hasty: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    hasty.config["PROPAGATE_EXCEPTIONS"] = False
    hasty.add_url_rule("/late/<key>", "late", lambda key: late())
    hasty.add_url_rule("/api/late", "api_late", late)
    page = hasty.test_client().get("/en/late/geheim")
    assert page.status_code == 503
    assert page.headers.get("Retry-After") in ("59", "60")  # a second may have gone by
    assert "The site is not available right now" in page.text
    assert "canceling statement" in caplog.text
    assert "geheim" not in caplog.text
    answer = hasty.test_client().get("/api/late")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")


def test_an_error_in_a_statement_of_ours_stays_a_bug(hasty: Flask) -> None:
    hasty.config["PROPAGATE_EXCEPTIONS"] = False
    assert hasty.test_client().get("/vi/nonsense").status_code == 500


def test_a_lock_that_is_not_got_in_time_is_no_bug_either(hasty: Flask) -> None:
    with hasty.app_context(), db.engine.connect() as other:
        other.execute(text("SET idle_in_transaction_session_timeout = 0"))  # it holds the lock until we are done
        other.execute(text("LOCK TABLE users"))
        assert hasty.test_client().post("/vi/login", data={"email": "a@b.vn", "password": "x"}).status_code in {
            400,
            503,
        }
        with db.engine.connect() as waiting, pytest.raises(DBAPIError) as caught:
            waiting.execute(text("LOCK TABLE users"))
    assert is_unavailable(caught.value)


def test_a_transaction_that_does_nothing_is_ended_and_its_connection_replaced(hasty: Flask) -> None:
    with hasty.app_context():
        with pytest.raises(DBAPIError) as caught, db.engine.connect() as idle:
            idle.execute(text("SELECT 1"))
            time.sleep(0.8)
            idle.execute(text("SELECT 1"))
        assert is_unavailable(caught.value)
        assert db.session.scalar(text("SHOW application_name")) == "hasty"


def test_a_database_that_goes_away_after_the_last_statement_spoils_no_answer(hasty: Flask) -> None:
    with hasty.app_context():
        ours = db.session.scalar(text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            other.execute(text(f"SELECT pg_terminate_backend({ours})"))
        for _ in range(200):
            with db.engine.connect() as other:
                if not other.scalar(text(f"SELECT count(*) FROM pg_stat_activity WHERE pid = {ours}")):
                    break
            time.sleep(0.01)
    with hasty.app_context():
        assert db.session.scalar(text("SELECT 1")) == 1


def test_long_work_by_command_is_never_broken_off_and_has_a_name(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite"):
        pytest.skip("time-outs are PostgreSQL's")
    hasty = replace(settings, database_statement=0.05, database_idle=0.05)
    engine = open_engine(hasty.patient("marketplace restore"))
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_sleep(0.2)"))
        time.sleep(0.2)  # idle in its transaction
        assert connection.scalar(text("SHOW application_name")) == "marketplace restore"
    engine.dispose()


def test_what_the_url_says_itself_goes_first() -> None:
    settings = Settings(database_url="postgresql://x/y?connect_timeout=1&options=-c%20statement_timeout%3D7")
    arguments = connect_arguments(settings)
    assert "connect_timeout" not in arguments
    assert arguments["options"].startswith("-c statement_timeout=15000 ")
    assert arguments["options"].endswith(" -c statement_timeout=7")  # the server takes the last


@pytest.fixture
def server() -> Iterator[str]:
    """A PostgreSQL server of this test's own, which it may stop."""
    programs = services.postgresql_programs()
    if programs is None:
        pytest.skip("there is no PostgreSQL here")
    url = services.start_postgresql(programs)
    yield url
    control(url, "stop")


def control(url: str, action: str) -> None:
    """Start or stop the server behind `url` by its own tool."""
    folder, owner = Path(str(make_url(url).query["host"])), services.unprivileged_user()
    programs = services.postgresql_programs()
    how = ["-m", "immediate"] if action == "stop" else ["-o", f'-k {folder} -h ""', "-l", folder / "log2"]
    command = [programs / "pg_ctl", "-D", folder / "data", "-w", *how, action]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, **({"user": owner} if owner else {}))


def test_a_restart_costs_readers_some_kind_pages_and_workers_a_pause(server: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=server, secret_key="test " * 8).prepare()
    prepare.database(settings)
    app = create_app(settings)
    tiny = make(settings)
    process = FORK.Process(target=main, args=(server, str(tmp_path)), daemon=True)
    process.start()
    seen: list[int] = []
    ended = threading.Event()
    readers = [threading.Thread(target=read, args=(app, seen, ended)) for _ in range(2)]
    for reader in readers:
        reader.start()
    work_is_done(tiny, 1)
    control(server, "stop")
    time.sleep(1)
    control(server, "start")
    work_is_done(tiny, 2)
    time.sleep(0.5)
    ended.set()
    for reader in readers:
        reader.join()
    process.terminate()
    process.join(20)
    assert process.exitcode == 0
    assert set(seen) == {200, 503}
    assert set(seen[-6:]) == {200}
    for each in (app, tiny.app):
        with each.app_context():
            db.engine.dispose()


def read(app: Flask, seen: list[int], ended: threading.Event) -> None:
    """Ask for pages that need the database, again and again."""
    while not ended.wait(0.02):
        seen.append(app.test_client().get("/en/").status_code)


def work_is_done(tiny: Tiny, number: int) -> None:
    """Enqueue a job and wait until a worker has done it."""
    with tiny.unit() as uow:
        uow.enqueue("quick", {"number": number})
        uow.commit()
    deadline = time.monotonic() + 20
    while True:
        with tiny.unit() as uow:
            if uow.session.scalar(select(DomainEvent.id).where(DomainEvent.subject == f"quick:{number}")):
                return
        assert time.monotonic() < deadline, "no worker did it"
        time.sleep(0.05)
