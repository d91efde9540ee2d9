"""`/metrics`: who may read it, what it says, and that it names nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from marketplace import prepare
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.db import db
from marketplace.discovery.index import INDEX_JOB
from marketplace.jobs.models import DEAD, Job
from marketplace.metrics import Meters
from marketplace.uow import UnitOfWork
from tests.conftest import Clock

Values = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def read(client: FlaskClient) -> Values:
    """Return every sample by its name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {(each.name, tuple(sorted(each.labels.items()))): each.value for one in families for each in one.samples}


def value(values: Values, name: str, /, **labels: str) -> float | None:
    return values.get((f"marketplace_{name}", tuple(sorted(labels.items()))))


def test_requests_are_counted_by_endpoint_and_status_however_many_addresses_there_are(client: FlaskClient) -> None:
    for path in ("/en/search", "/en/listings/aaa-aaa-aaa", "/en/listings/bbb-bbb-bbb", "/x", "/en/x/y", "/en/z"):
        client.get(path).close()
    values = read(client)
    assert value(values, "requests_total", endpoint="listings.show", status="404") == 2
    assert value(values, "requests_total", endpoint="none", status="404") == 2
    assert value(values, "requests_total", endpoint="language", status="302") == 1
    assert value(values, "request_seconds_count", endpoint="search.index") == 1


def test_searches_are_timed_and_an_engine_that_does_not_answer_is_seen(app: Flask, client: FlaskClient) -> None:
    client.get("/en/search").close()
    values = read(client)
    assert value(values, "search_engine_up") == 0
    assert value(values, "engine_failures_total", call="search") == 1
    prepare.index(app)
    client.get("/en/search?q=tug").close()
    values = read(client)
    assert value(values, "search_engine_up") == 1
    assert value(values, "engine_seconds_count", call="search") >= 2


def test_an_engine_that_is_away_is_one_line_of_the_log_not_one_for_each_reader(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = structlog.testing.CapturingLogger()
    monkeypatch.setattr("marketplace.metrics.log", said)
    for _ in range(5):
        client.get("/en/search").close()
    (line,) = said.calls
    assert line.args == ("search engine can't answer",)
    assert "no index" in line.kwargs["reason"]
    assert value(read(client), "engine_failures_total", call="search") == 5


def test_jobs_index_lag_and_mail_are_read_when_asked(app: Flask, client: FlaskClient, clock: Clock) -> None:
    with app.app_context(), UnitOfWork(db.session(), clock, write=True) as uow:
        uow.enqueue(INDEX_JOB, {"id": 1})
        uow.enqueue(INDEX_JOB, {"id": 2})
        uow.enqueue("mail.send", {"to": "lan@example.com"})
        uow.enqueue("of a plugin that is gone", {})
        uow.commit()
        clock.advance(seconds=90)
        waiting, given_up = uow.session.query(Job).filter(Job.name != INDEX_JOB).order_by(Job.id).all()
        waiting.attempts, given_up.state = 1, DEAD
        uow.commit()
    values = read(client)
    assert value(values, "index_waiting") == 2
    assert value(values, "index_lag_seconds") == value(values, "jobs_oldest_seconds") == 90
    assert value(values, "mail_failing") == 1
    assert value(values, "jobs", name="other", state="dead") == 1
    assert value(values, "jobs", name="mail.send", state="ready") == 1
    assert value(values, "database_up") == 1


def test_connections_are_given_back_after_each_request(client: FlaskClient) -> None:
    client.get("/en/search").close()
    values = read(client)
    assert value(values, "database_connections_in_use") == 0
    assert value(values, "database_connections_most") >= 5


def test_a_database_that_was_away_leaves_the_count_of_connections_right(tmp_path: Path) -> None:
    file, away = tmp_path / "x.sqlite3", tmp_path / "away.sqlite3"
    engine, meters = create_engine(f"sqlite:///{file}?mode=rw&uri=true".replace("///", "///file:")), Meters()
    file.touch()
    meters.watch_pool(engine)
    with engine.connect() as connection:
        connection.invalidate()  # as after a lost connection
    file.rename(away)
    for _ in range(3):
        with pytest.raises(OperationalError):
            engine.connect()
    away.rename(file)
    in_use = lambda: meters.registry.get_sample_value("marketplace_database_connections_in_use")  # noqa: E731
    assert in_use() == 0
    with engine.connect():
        assert in_use() == 1


@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "::1", 200),
        ({}, "203.0.113.7", 404),
        ({}, "", 404),
        ({"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1", 404),
        ({"Authorization": "Bearer geheim geheim"}, "203.0.113.7", 200),
        ({"Authorization": "Bearer other"}, "203.0.113.7", 404),
        ({"Authorization": "Bearer "}, "203.0.113.7", 404),
    ],
)
def test_only_this_machine_and_who_has_the_token_may_read(
    settings: Settings, headers: dict[str, str], address: str, status: int
) -> None:
    app = create_app(replace(settings, metrics_token="geheim geheim"))
    environ = {"REMOTE_ADDR": address}
    assert app.test_client().get("/metrics", headers=headers, environ_base=environ).status_code == status
    with app.app_context():
        db.engine.dispose()


def test_behind_a_trusted_proxy_the_readers_own_address_counts(settings: Settings) -> None:
    app = create_app(replace(settings, trusted_proxies=1))
    forwarded = {"X-Forwarded-For": "127.0.0.1"}
    assert app.test_client().get("/metrics", headers=forwarded).status_code == 404
    with app.app_context():
        db.engine.dispose()


def test_without_a_token_an_empty_one_opens_nothing(client: FlaskClient) -> None:
    environ = {"REMOTE_ADDR": "203.0.113.7"}
    answer = client.get("/metrics", headers={"Authorization": "Bearer "}, environ_base=environ)
    assert answer.status_code == 404


def test_nothing_in_it_comes_from_people(client: FlaskClient) -> None:
    client.get("/en/search?q=Geheim").close()
    client.get("/en/reset/Geheim").close()
    text = client.get("/metrics").text
    assert "Geheim" not in text
    assert not re.search(r"@|\d+\.\d+\.\d+\.\d+", re.sub(r"^#.*$", "", text, flags=re.M))
