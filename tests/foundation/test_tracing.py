"""The id of a request goes with the jobs and events that it leaves behind, and into every line logged for them."""

from __future__ import annotations

import json
import logging

import pytest
import structlog
from sqlalchemy import select

from marketplace import logs
from marketplace.config import Settings
from marketplace.jobs.models import DomainEvent, Job
from marketplace.viewer import Viewer
from tests.foundation.tiny import Tiny


def test_jobs_and_what_follows_from_them_carry_the_requests_id(tiny: Tiny) -> None:
    seen: list[tuple[str, str | None]] = []
    tiny.jobs.register("second", lambda context, payload: seen.append(("second", logs.request_id())))
    tiny.jobs.register(
        "first",
        lambda context, payload: (seen.append(("first", logs.request_id())), context.uow.enqueue("second", {})),
    )
    tiny.jobs.subscribe("listener", lambda context, event: seen.append((event.name, logs.request_id())))
    with logs.on_behalf_of("request-1"), tiny.unit() as uow:
        uow.enqueue("first", {})
        uow.record("listing.published", "listing:1", {}, Viewer.system())
        uow.commit()
    with tiny.unit() as uow:
        assert uow.session.scalars(select(Job.request_id)).all() == ["request-1"]
        assert uow.session.scalars(select(DomainEvent.request_id)).all() == ["request-1"]
    tiny.worker().run_pending()
    assert sorted(seen) == [(name, "request-1") for name in ("first", "listing.published", "second")]
    assert logs.request_id() is None


def test_a_batch_of_several_requests_runs_under_none_of_their_ids(tiny: Tiny) -> None:
    seen: list[str | None] = []
    tiny.jobs.register("batch", lambda context, payloads: seen.append(logs.request_id()), batch=10)
    for request in ("request-1", "request-2"):
        with logs.on_behalf_of(request), tiny.unit() as uow:
            uow.enqueue("batch", {})
            uow.commit()
    tiny.worker().run_pending()
    assert seen == [None]


def test_lines_are_json_with_the_id_and_without_passwords(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(settings)
    with logs.on_behalf_of("request-1"):
        structlog.get_logger("ours").warning(
            "can't reach smtp://user:geheim@mail.example:25", url="redis://:ge@geheim@h/0"
        )
        try:
            raise OSError("postgresql://u:geheim@db/x")
        except OSError:
            logging.getLogger("theirs").exception("lost %s", "https://a:geheim@es.example,https://b:ge@geheim@es2")
    written = capsys.readouterr().err
    first, second = (json.loads(line) for line in written.splitlines())
    assert (first["request_id"], first["level"], first["logger"]) == ("request-1", "warning", "ours")
    assert second["request_id"] == "request-1"
    assert "geheim" not in written
    assert "smtp://user:***@mail.example:25" in first["event"]
