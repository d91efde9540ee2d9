"""The operator's pages of jobs, people, organisations, plugins and settings."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from marketplace.accounts import lockout
from marketplace.accounts.factories import PASSWORD, make_user
from marketplace.accounts.models import User
from marketplace.app import create_app
from marketplace.cli import cli
from marketplace.config import Settings
from marketplace.jobs.models import Job, Schedule
from marketplace.listings.factories import make_listing
from marketplace.organisations.factories import make_membership, make_organisation
from search.engine import EngineUnavailable
from tests.conftest import NOW
from tests.support.apps import cost, signed_in, work
from tests.web.conftest import Send

SignIn = Callable[..., FlaskClient]
PAGES = ("/operator", "/operator/jobs", "/operator/jobs/retry", "/operator/people", "/operator/organisations",
         "/operator/plugins", "/operator/settings")  # fmt: skip


def add_job(app: Flask, name: str = "mail.send", state: str = "dead", **facts: Any) -> int:
    """Add a job; return its number."""
    with work(app) as uow:
        job = Job(name=name, payload={"link": "secret-link"}, state=state, run_at=NOW, created_at=NOW, attempts=8)
        for key, value in {"error": "Traceback …\nOSError: no route to host", **facts}.items():
            setattr(job, key, value)
        uow.session.add(job)
        uow.session.flush()
        return job.id


def jobs_in(app: Flask) -> dict[str, int]:
    """Return how many jobs there are in each state."""
    with work(app) as uow:
        return dict(uow.session.execute(select(Job.state, func.count()).group_by(Job.state)).all())


@pytest.mark.parametrize("path", PAGES)
def test_they_are_for_operators_only(client: FlaskClient, sign_in: SignIn, path: str) -> None:
    assert client.get(f"/en{path}").status_code == 303
    assert sign_in("broker").get(f"/en{path}").status_code == 403
    assert sign_in("operator").get(f"/en{path}").status_code in (200, 303)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_they_lead_to_each_other(boss: FlaskClient, lang: str) -> None:
    page = boss.get(f"/{lang}/operator/jobs").text
    for name in ("index", "people", "organisations", "brokers", "plugins", "settings"):
        assert f'href="/{lang}/operator/{name}"' in page


def test_the_first_page_says_what_waits_and_since_when(app: Flask, boss: FlaskClient) -> None:
    def row(label: str) -> str:
        page = boss.get("/en/operator").text
        return re.search(rf">{label}</a></th>(.*?)</tr>", page, re.DOTALL)[1]  # type: ignore[index]

    assert "nothing waits" in row("Listings to review")
    assert "<span>0</span>" in row("Jobs given up")
    for hours in (1, 30):
        add_job(app, created_at=NOW - timedelta(hours=hours))
    with work(app) as uow:
        make_listing(uow, status="in_review")
        make_listing(uow, status="draft")
    assert "<span>1</span>" in row("Listings to review")
    assert re.search(r"<span>2 .*Needs mending", row("Jobs given up"), re.DOTALL)
    assert "20 Nov 2026, 04:00" in row("Jobs given up")
    assert "status=in_review" in boss.get("/en/operator").text


def test_the_first_page_tells_what_piles_up_while_the_index_does_not_answer(
    app: Flask, boss: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(alias: str) -> str:
        raise EngineUnavailable("away")

    add_job(app, name="index.listing", state="ready")
    monkeypatch.setattr(app.extensions["marketplace"].engine, "target", gone, raising=False)
    page = boss.get("/en/operator").text
    row = page.partition("Changes not searchable yet")[2].partition("</tr>")[0]
    assert "<span>1 " in row
    assert "Needs mending" in row


def test_the_first_page_costs_the_same_however_much_waits(app: Flask, boss: FlaskClient) -> None:
    few = cost(app, boss, "/vi/operator")
    with work(app) as uow:
        for _number in range(20):
            make_listing(uow, status="in_review")
            make_organisation(uow)
    assert cost(app, boss, "/vi/operator") == few


def test_jobs_are_counted_by_kind_and_state_and_the_dead_say_why(app: Flask, boss: FlaskClient) -> None:
    assert "No job was given up" in boss.get("/en/operator/jobs").text
    number = add_job(app)
    add_job(app, "index.listing", "ready", error=None, attempts=0)
    add_job(app, "index.listing", "ready", attempts=2)
    add_job(app, "index.listing", "running", error=None)
    with work(app) as uow:
        uow.session.add(Schedule(name="interests.lapse", cron="35 * * * *", next_run_at=NOW + timedelta(hours=1)))
    page = boss.get("/en/operator/jobs").text
    for label in ("Given up (1)", "Failed, tried again (1)", "Running (1)", "Waiting (1)"):
        assert label in page
    assert f"#{number}" in page
    assert "OSError: no route to host" in page
    assert "secret-link" not in page
    assert "interests.lapse" in page
    assert "Close interests that nobody answered in time" in page
    failing = boss.get("/en/operator/jobs?state=failing&name=index.listing").text
    assert "2 of 8" in failing
    assert "index.listing" in failing
    assert "No jobs in this state" in boss.get("/en/operator/jobs?state=running&name=mail.send").text
    assert boss.get("/en/operator/jobs?state=zzz&name=zzz&page=99").status_code == 200


def test_every_job_of_the_site_says_what_it_does(app: Flask) -> None:
    jobs = app.extensions["marketplace"].jobs
    assert [name for name in jobs.handlers if not jobs.label_of(name)] == []
    assert jobs.label_of("gone.with_its_plugin") == ""


def test_one_dead_job_is_tried_again_and_the_others_stay(app: Flask, boss: FlaskClient, send: Send) -> None:
    number, _other = add_job(app), add_job(app)
    asked = boss.get(f"/en/operator/jobs/retry?id={number}")
    assert "1 job is tried again at once" in asked.text
    assert send(boss, "/en/operator/jobs/retry", id=number, number=1).status_code == 303
    assert jobs_in(app) == {"ready": 1, "dead": 1}


def test_all_are_dropped_unless_more_died_since_it_was_asked(app: Flask, boss: FlaskClient, send: Send) -> None:
    add_job(app)
    assert "1 job is deleted" in boss.get("/en/operator/jobs/drop").text
    add_job(app)
    again = send(boss, "/en/operator/jobs/drop", number=1)
    assert again.headers["Location"].endswith("/operator/jobs/drop")
    assert jobs_in(app) == {"dead": 2}
    send(boss, "/en/operator/jobs/drop", number=2)
    assert jobs_in(app) == {}
    assert send(boss, "/en/operator/jobs/drop", number=0).status_code == 303
    assert "no longer there" in boss.get("/en/operator/jobs").text


def test_nobody_else_can_touch_jobs(app: Flask, sign_in: SignIn, send: Send) -> None:
    add_job(app)
    assert send(sign_in("broker"), "/vi/operator/jobs/drop", number=1).status_code == 403
    assert jobs_in(app) == {"dead": 1}
    assert send(sign_in("operator"), "/vi/operator/jobs/polish", number=1).status_code == 404


def find(client: FlaskClient, query: str) -> list[str]:
    """Return the addresses that the page of people shows."""
    return re.findall(r'class="sub">([^<@]+@[^<]+)<', client.get(f"/en/operator/people?{query}").text)


def test_people_are_found_by_name_address_role_and_state(app: Flask, boss: FlaskClient) -> None:
    with work(app) as uow:
        make_user(uow, name="Đặng Thị Mơ", email="mo@example.com", roles=("broker",))
        make_user(uow, name="Trần 100% Nam", email="nam@example.com", confirmed=False)
        make_user(uow, name="Lê Hoa", email="hoa@example.com", active=False)
        lockout.note_failure(uow, "nam@example.com", "192.0.2.1")
    assert find(boss, "q=dang+mo") == ["mo@example.com"]
    assert find(boss, "q=NAM@") == ["nam@example.com"]
    assert find(boss, "q=%25") == ["nam@example.com"]
    assert find(boss, "role=broker") == ["mo@example.com"]
    assert find(boss, "state=unconfirmed") == ["nam@example.com"]
    assert find(boss, "state=suspended&q=le") == ["hoa@example.com"]
    assert len(find(boss, "state=nonsense&role=king&page=99")) == 4
    assert "1 password refused" in boss.get("/en/operator/people").text
    assert "Nobody fits this" in boss.get("/en/operator/people?q=zzz").text


def test_somebody_is_suspended_and_let_in_again(app: Flask, boss: FlaskClient, sign_in: SignIn, send: Send) -> None:
    member = sign_in(locale="en")
    with work(app) as uow:
        user = uow.session.scalars(select(User).where(~User.roles.any())).one()
        address, path = user.email, f"/en/operator/people/{user.public_id}"
    assert member.get("/en/my/listings").status_code == 200
    assert "signed out everywhere" in boss.get(f"{path}/suspend").text
    assert boss.get(f"{path}/admit").status_code == 404
    assert send(boss, f"{path}/suspend").status_code == 303
    assert member.get("/en/my/listings").status_code == 303
    assert send(member, "/en/login", email=address, password=PASSWORD).status_code == 422
    assert send(boss, f"{path}/admit").status_code == 303
    assert send(member, "/en/login", email=address, password=PASSWORD).status_code in (302, 303)
    assert member.get("/en/my/listings").status_code == 200


def test_an_operator_stays_in(app: Flask, boss: FlaskClient, send: Send) -> None:
    with work(app) as uow:
        myself = uow.session.scalars(select(User.public_id)).one()
    page = boss.get("/en/operator/people").text
    assert "You yourself" in page
    assert "/suspend" not in page
    assert send(boss, f"/en/operator/people/{myself}/suspend").status_code == 403
    assert boss.get("/en/operator/people").status_code == 200


def test_organisations_show_people_and_listings(app: Flask, boss: FlaskClient) -> None:
    with work(app) as uow:
        yard = make_organisation(uow, manager=make_user(uow), name_vi="Xưởng Đóng Tàu", name_en="Ship Yard")
        make_membership(uow, yard, make_user(uow))
        for status in ("published", "draft", "published"):
            make_listing(uow, yard, status=status)
        make_organisation(uow, name_vi="Viện Biển", name_en="", verified_at=NOW)
    page = boss.get("/en/operator/organisations?q=xuong").text
    assert "Ship Yard" in page
    assert "2 members of Ship Yard" in page
    assert "3, 2 of them published" in page
    assert "Viện Biển" not in page
    assert "Viện Biển" in boss.get("/en/operator/organisations?state=verified").text
    assert "Viện Biển" in boss.get("/en/operator/organisations?state=nobody").text
    assert "No organisation fits this" in boss.get("/en/operator/organisations?q=zzz").text


def fill(app: Flask, number: int) -> None:
    """Add so many people, each with an organisation and a listing."""
    with work(app) as uow:
        for _ in range(number):
            user = make_user(uow, roles=("broker",))
            make_listing(uow, make_organisation(uow, manager=user), created_by_id=user.id)


@pytest.mark.parametrize("path", ["/en/operator/people", "/en/operator/organisations", "/en/operator/jobs"])
def test_a_long_list_costs_as_many_statements_as_a_short_one(app: Flask, boss: FlaskClient, path: str) -> None:
    fill(app, 2)
    add_job(app)
    few = cost(app, boss, path)
    fill(app, 30)
    for _ in range(60):
        add_job(app)
    assert cost(app, boss, path) == few <= 11
    page = boss.get(f"{path}?page=2").text
    assert 'aria-current="page">2' in page
    assert 'rel="prev"' in page


def test_plugins_say_what_they_brought_and_why_one_is_set_aside(
    settings: Settings, clock: object, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        name, version, requires_api = "broken", "0.3", ">=9"

    app = create_app(settings, plugins=[Broken()], clock=clock)  # type: ignore[arg-type]
    app.testing = True
    with work(app) as uow:
        uniquifier = make_user(uow, roles=("operator",)).fs_uniquifier
    page = signed_in(app, uniquifier).get("/en/operator/plugins").text
    assert "Set aside" in page
    assert "&gt;=9" in page
    assert "Marine" in page
    assert "Takes part" in page


def test_settings_are_those_of_the_command_with_secrets_masked(
    settings: Settings, clock: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from click.testing import CliRunner

    changed = replace(
        settings, metrics_token="s3cret-token", mail_url="smtp://me:pa55@mail.example:25", sources={"site_name": "here"}
    )
    app = create_app(changed, clock=clock)  # type: ignore[arg-type]
    app.testing = True
    with work(app) as uow:
        uniquifier = make_user(uow, roles=("operator",)).fs_uniquifier
    page = signed_in(app, uniquifier).get("/vi/operator/settings").text
    assert "Đã đặt, không hiển thị" in page
    assert "smtp://me:***@mail.example:25" in page
    assert "here" in page.partition("Theo mặc định")[0]
    for secret in ("s3cret-token", "pa55", changed.secret_key):
        assert secret not in page
    printed = CliRunner().invoke(cli, ["config"]).stdout
    names = re.findall(r"^(\w+) = ", printed, re.MULTILINE)
    assert names
    assert all(f"<code>{name}</code>" in page for name in names)


def roles_of(app: Flask, public_id: str) -> set[str]:
    """Return the roles that somebody has now."""
    with work(app) as uow:
        return {role.name for role in uow.session.scalars(select(User).where(User.public_id == public_id)).one().roles}


def test_roles_are_given_and_taken_on_the_page(app: Flask, boss: FlaskClient, send: Send) -> None:
    with work(app) as uow:
        lan, new = (make_user(uow, name=name, **facts).public_id for name, facts in PEOPLE.items())
    page = f"/en/operator/people/{lan}/roles"
    assert not re.search(r'name="role"[^>]* checked', boss.get(page).text)
    assert send(boss, page, {"role": ["broker", "operator"]}).status_code == 303
    assert roles_of(app, lan) == {"broker", "operator"}
    assert "The roles of Lan are saved." in boss.get("/en/operator/people").text
    send(boss, page, {})
    assert roles_of(app, lan) == set()
    refused = send(boss, f"/en/operator/people/{new}/roles", {"role": ["broker"]})
    assert refused.status_code == 422
    assert "not confirmed yet" in refused.text
    assert re.search(r'value="broker"[^>]* checked', refused.text)
    assert send(boss, page, {"role": ["emperor"]}).status_code == 422


def test_the_last_operator_stays_one(app: Flask, boss: FlaskClient, send: Send) -> None:
    with work(app) as uow:
        me = uow.session.scalars(select(User).where(User.roles.any(name="operator"))).one().public_id
    refused = send(boss, f"/en/operator/people/{me}/roles", {"role": ["broker"]})
    assert refused.status_code == 422
    assert "last operator" in refused.text
    assert roles_of(app, me) == {"operator"}


def test_nobody_else_gives_roles(app: Flask, sign_in: SignIn, send: Send) -> None:
    with work(app) as uow:
        lan = make_user(uow).public_id
    broker = sign_in("broker")
    assert send(broker, f"/en/operator/people/{lan}/roles", {"role": ["operator"]}).status_code == 403
    assert roles_of(app, lan) == set()


PEOPLE: dict[str, dict[str, Any]] = {"Lan": {}, "New": {"confirmed": False}}
