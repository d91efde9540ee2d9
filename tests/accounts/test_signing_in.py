"""Registering, confirming, signing in and out, resetting: what people see, and what nobody may find out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts.factories import PASSWORD, make_user
from marketplace.accounts.models import FailedSignIn, User
from marketplace.db import db
from marketplace.jobs.models import Job
from marketplace.uow import UnitOfWork
from tests.accounts.conftest import Browser
from tests.conftest import Clock

GOOD = "bến phà chiều gió lộng"
Outbox = Callable[[], list[EmailMessage]]


@pytest.fixture
def lan(app: Flask, clock: Clock) -> str:
    """The address of somebody who has an account."""
    with app.app_context(), UnitOfWork(db.session(), clock, write=True) as uow:
        make_user(uow, email="lan@example.com", name="Lê Thị Lan")
        uow.commit()
    return "lan@example.com"


def join(person: Browser, **changes: object) -> object:
    """Register in English."""
    form = {"name": "Nguyễn Văn Bình", "email": "Binh@Example.com", "password": GOOD, "terms": "y"}
    return person.send("/en/register", **{**form, **changes})


def link_in(message: EmailMessage) -> str:
    """Return the path of the first link in the text of a message."""
    found = re.search(r"http://localhost(/\S+)", message.get_body(("plain",)).get_content())
    assert found
    return found[1]


def signed_in(person: Browser) -> bool:
    """Tell whether this browser is signed in."""
    return person.get("/en/account").status_code == 200


def test_registering_confirming_and_signing_in(person: Browser, outbox: Outbox, app: Flask) -> None:
    answer = join(person)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/account/check-mail")
    assert not signed_in(person), (
        "a registered person is not signed in, or it would tell a new address from a known one"
    )
    (message,) = outbox()
    assert message["Subject"] == "Confirm your e-mail address"
    assert "binh@example.com" in message["To"]
    assert "Nguyễn Văn Bình" in message["To"]
    assert message.get_body(("html",)) is not None
    person.get(link_in(message))
    assert person.sign_in("BINH@example.com", GOOD).headers["Location"] == "/en/"
    with app.app_context():
        user = db.session.scalars(select(User)).one()
        assert user.confirmed_at
        assert user.terms_accepted_at
        assert user.password.startswith("$argon2id$")
        assert (user.locale, user.login_count) == ("en", 1)


def test_an_unconfirmed_person_may_sign_in_and_is_told_to_confirm(person: Browser) -> None:
    join(person)
    person.sign_in("binh@example.com", GOOD)
    assert "is not confirmed yet" in person.get("/en/account").text


def test_registering_a_known_address_looks_like_any_other(person: Browser, lan: str, outbox: Outbox) -> None:
    known, new = join(person, email=lan), join(person)
    assert (known.status_code, known.headers["Location"]) == (new.status_code, new.headers["Location"])
    to_known = next(message for message in outbox() if lan in message["To"])
    assert to_known["Subject"] == "Bạn đã có tài khoản" or to_known["Subject"] == "You already have an account"


@pytest.mark.parametrize("path", ["/en/reset", "/en/confirm"])
def test_asking_for_mail_answers_alike_for_known_and_unknown_addresses(person: Browser, lan: str, path: str) -> None:
    texts = [person.send(path, email=address).text.replace(address, "X") for address in (lan, "nobody@example.com")]
    shown = [re.search(r'class="flash[^>]*>.*?<p>(.*?)</p>', text, re.DOTALL)[1] for text in texts]
    assert shown[0] == shown[1]
    codes = {person.send(path, email=address).status_code for address in (lan, "nobody@example.com")}
    assert codes == {200}


def test_a_wrong_password_and_an_unknown_address_answer_alike(person: Browser, lan: str) -> None:
    first, second = person.sign_in(lan, "wrong password"), person.sign_in("nobody@example.com", "wrong password")
    assert "E-mail or password is wrong." in first.text
    assert first.text.count("errsum") == second.text.count("errsum") == 1
    assert first.status_code == second.status_code == 422
    assert '<a href="#f-email">E-mail or password is wrong.</a>' in first.text
    assert not signed_in(person)


def test_blank_fields_are_named(person: Browser) -> None:
    answer = person.sign_in("", "")
    assert answer.status_code == 422
    for name, text in (("email", "Enter your e-mail address."), ("password", "Enter a password.")):
        assert f'<a href="#f-{name}">{text}</a>' in answer.text
        assert re.search(rf'id="f-{name}-err">.*?<span>{text}</span>', answer.text, re.DOTALL)


def test_the_sixth_try_must_wait_longer_and_longer(person: Browser, lan: str, clock: Clock, app: Flask) -> None:
    for _ in range(5):
        person.sign_in(lan, "wrong password")
    assert "Try again in 1 minute, at 10:01" in person.sign_in(lan, PASSWORD).text
    clock.advance(seconds=61)
    person.sign_in(lan, "wrong again")
    assert "Try again in 2 minutes" in person.sign_in(lan, PASSWORD).text
    clock.advance(seconds=121)
    assert person.sign_in(lan, PASSWORD).status_code == 302
    with app.app_context():
        assert not db.session.scalars(select(FailedSignIn)).all(), "a good password starts afresh"


def test_the_delay_is_the_same_for_accounts_that_do_not_exist(person: Browser) -> None:
    for _ in range(5):
        person.sign_in("nobody@example.com", "wrong password")
    assert "Try again in 1 minute" in person.sign_in("nobody@example.com", "x").text


def test_another_network_address_is_not_locked_out(person: Browser, lan: str) -> None:
    for _ in range(6):
        person.sign_in(lan, "wrong password")
    person.client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    assert person.sign_in(lan, PASSWORD).status_code == 302


def test_failures_are_forgotten_after_a_quarter_of_an_hour(person: Browser, lan: str, clock: Clock) -> None:
    for _ in range(5):
        person.sign_in(lan, "wrong password")
    clock.advance(minutes=16)
    assert person.sign_in(lan, PASSWORD).status_code == 302


def test_a_forgotten_password_is_reset_by_mail_and_ends_other_sessions(
    person: Browser, lan: str, outbox: Outbox, app: Flask
) -> None:
    other = Browser(app.test_client())
    other.sign_in(lan, PASSWORD)
    person.send("/en/reset", email=lan)
    link = link_in(outbox()[-1])
    refused = person.send(link, password="12345678910", password_confirm="12345678910")
    assert "easy to guess" in refused.text or "dễ đoán" in refused.text
    assert person.send(link, password=GOOD, password_confirm=GOOD).status_code == 302
    assert not signed_in(other)
    assert person.sign_in(lan, GOOD).status_code == 302
    assert "reset" in person.get(link).headers.get("Location", ""), "a used link is refused"
    assert outbox()[-1]["Subject"] in ("Your password was changed", "Mật khẩu của bạn đã được thay đổi")


def test_resetting_proves_the_address(person: Browser, outbox: Outbox, app: Flask) -> None:
    join(person)
    person.send("/en/reset", email="binh@example.com")
    link = link_in(outbox()[-1])
    person.send(link, password=PASSWORD, password_confirm=PASSWORD)
    with app.app_context():
        assert db.session.scalars(select(User)).one().confirmed_at


def test_changing_the_password_keeps_this_session_and_ends_the_others(person: Browser, lan: str, app: Flask) -> None:
    other = Browser(app.test_client())
    for each in (person, other):
        each.sign_in(lan, PASSWORD)
    path = "/en/account/password"
    wrong = person.send(path, password="no", new_password=GOOD, new_password_confirm=GOOD)
    assert "This password is wrong." in wrong.text
    differing = person.send(path, password=PASSWORD, new_password=GOOD, new_password_confirm=GOOD + "!")
    assert "The two passwords differ." in differing.text
    assert person.send(path, password=PASSWORD, new_password=GOOD, new_password_confirm=GOOD).status_code == 302
    assert signed_in(person)
    assert not signed_in(other)


def test_a_closed_account_is_signed_out_and_stays_out(person: Browser, lan: str, app: Flask) -> None:
    person.sign_in(lan, PASSWORD)
    with app.app_context():
        db.session.scalars(select(User)).one().active = False
        db.session.commit()
    assert not signed_in(person)
    assert "This account is closed." in person.sign_in(lan, PASSWORD).text


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "http://[", "javascript:alert(1)", "\x00"]
)
def test_going_on_elsewhere_is_refused(person: Browser, lan: str, target: str) -> None:
    assert "evil" not in person.client.get("/en/login", query_string={"next": target}).headers.get("Location", "")
    answer = person.send("/en/login", email=lan, password=PASSWORD, next=target)
    assert answer.status_code == 400
    assert not signed_in(person)


def test_signing_in_leads_back_to_the_form(person: Browser, lan: str) -> None:
    answer = person.send(
        "/en/login?next=/en/organisations/new", email=lan, password=PASSWORD, next="/en/organisations/new"
    )
    assert answer.headers["Location"] == "/en/organisations/new"


def test_a_form_without_token_is_refused(person: Browser, lan: str) -> None:
    assert person.client.post("/en/login", data={"email": lan, "password": PASSWORD}).status_code == 400


def test_a_form_open_for_too_long_comes_back_without_its_passwords(person: Browser) -> None:
    typed = {"name": "Trần Mai", "email": "mai@example.com", "password": GOOD, "terms": "y"}
    for path in ("/en/register", "/en/login", "/en/reset", "/en/confirm"):
        answer = person.client.post(path, data=typed)
        assert answer.status_code == 400
        assert "open for too long" in answer.text
        assert 'value="mai@example.com"' in answer.text
        assert GOOD not in answer.text
    again = person.client.post("/en/register", data=typed).text
    assert 'value="Trần Mai"' in again
    assert re.search(r'name="terms" value="y" checked', again)
    assert person.send("/en/register", **typed).headers["Location"] == "/en/account/check-mail"


@pytest.mark.parametrize("path", ["/en/register", "/en/login", "/en/reset", "/en/confirm"])
def test_broken_json_without_a_token_is_answered(person: Browser, path: str) -> None:
    assert person.client.post(path, data=b"{", content_type="application/json").status_code == 400


def test_a_line_end_in_the_address_of_an_expired_form_is_harmless(person: Browser, lan: str) -> None:
    person.sign_in(lan, PASSWORD)
    answer = person.client.post("/en/verify", environ_overrides={"QUERY_STRING": "next=/en/a\r\nSet-Cookie:b=c"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/en/verify?next=/en/a%0D%0ASet-Cookie:b=c"
    assert "b=c" not in str(answer.headers.getlist("Set-Cookie"))


def test_pages_about_passwords_are_kept_by_no_cache(person: Browser, lan: str) -> None:
    person.sign_in(lan, PASSWORD)
    for path in ("/en/account/password", "/en/verify"):
        assert "no-store" in [part.strip() for part in person.get(path).headers["Cache-Control"].split(",")]


def test_a_form_of_passwords_alone_asks_for_them_again(person: Browser, lan: str) -> None:
    person.sign_in(lan, PASSWORD)
    answer = person.client.post("/en/account/password", data={"password": PASSWORD, "new_password": GOOD})
    assert (answer.status_code, answer.location) == (303, "/en/account/password")
    assert "typed again" in person.get(answer.location).text


def test_signing_out_needs_a_form(person: Browser, lan: str) -> None:
    person.sign_in(lan, PASSWORD)
    assert person.get("/en/logout").status_code == 405
    assert signed_in(person)
    person.send("/en/logout", page="/en/account")
    assert not signed_in(person)


def test_cookies_are_kept_from_scripts_and_other_sites(person: Browser, lan: str) -> None:
    answer = person.sign_in(lan, PASSWORD, remember="y")
    cookies = [
        value for value in answer.headers.getlist("Set-Cookie") if value.startswith(("session", "remember_token"))
    ]
    assert len(cookies) == 2
    assert all("HttpOnly" in value and "SameSite=Lax" in value for value in cookies)


HOSTILE = [
    "",
    "x",
    "a@b",
    "\x00@example.com",
    "a" * 300 + "@example.com",
    "<b>@example.com",
    "a@b.com\r\nBcc: x@y.vn",
    "ậ@example.com",
]


@pytest.mark.parametrize("address", HOSTILE)
@pytest.mark.parametrize("path", ["/en/login", "/en/register", "/en/reset", "/en/confirm"])
def test_hostile_addresses_get_an_answer(person: Browser, path: str, address: str, outbox: Outbox) -> None:
    answer = person.send(path, email=address, password=GOOD, name="N", terms="y")
    assert answer.status_code in (200, 422)
    assert not outbox()


@pytest.mark.parametrize("name", ["", "   ", "\x00", "x" * 5000, "\u202e\u202e"])
def test_hostile_names_are_refused_at_the_field(person: Browser, name: str) -> None:
    assert 'id="f-name-err"' in join(person, name=name).text


@pytest.mark.parametrize("password", ["short", "password123", "nguyenvanbinh", "x" * 5000, "\x00" * 12])
def test_weak_passwords_are_refused(person: Browser, password: str) -> None:
    assert 'id="f-password-err"' in join(person, password=password).text


def test_without_consent_there_is_no_account(person: Browser) -> None:
    answer = join(person, terms="")
    assert 'id="f-terms-err"' in answer.text
    assert answer.status_code == 422


def test_json_is_not_spoken_here(person: Browser) -> None:
    token = re.search(r'content="([^"]+)"', person.get("/en/login").text.split("csrf-token")[1])
    assert person.client.post("/en/login", json=["\ud800"], headers={"X-CSRFToken": token[1]}).status_code == 415


def test_floods_are_slowed_down(person: Browser, lan: str) -> None:
    from marketplace.web.security import limiter

    limiter.enabled = True
    try:
        codes = [person.send("/en/reset", email=lan).status_code for _ in range(4)]
        last = person.send("/en/reset", email=lan)
    finally:
        limiter.enabled = False
        limiter.reset()
    assert codes == [200, 200, 200, 429]
    assert 60 < int(last.headers["Retry-After"]) <= 600  # this limit's own end, not that of one for all pages
    assert re.search(r"Try again in (\d+ seconds|\d+ minutes)", last.text)


def test_every_message_and_label_is_in_both_languages() -> None:
    from wtforms import Field  # noqa: F401 (the forms' fields are unbound until made)

    from marketplace.accounts.forms import FORMS
    from marketplace.accounts.messages import MESSAGES
    from marketplace.i18n import L

    for text, _ in MESSAGES.values():
        assert text.vi
        assert text.en
        assert text.vi != text.en
        assert sorted(re.findall(r"%\(\w+\)s", text.vi)) == sorted(re.findall(r"%\(\w+\)s", text.en))
    for form in FORMS.values():
        for name in dir(form):
            unbound = getattr(form, name)
            if type(unbound).__name__ == "UnboundField" and name not in ("next", "submit", "username"):
                assert isinstance(unbound.args[0], L), f"{form.__name__}.{name}"


def test_the_link_in_a_message_is_of_this_site_whatever_host_was_asked(
    person: Browser, lan: str, outbox: Outbox
) -> None:
    person.client.environ_base["HTTP_HOST"] = "evil.example"
    person.send("/en/reset", email=lan)
    assert "evil" not in outbox()[-1].as_string()
    assert link_in(outbox()[-1])


def test_mail_is_rolled_back_with_its_cause(app: Flask, clock: Clock) -> None:
    from marketplace import mail

    with app.app_context(), UnitOfWork(db.session(), clock, write=True) as uow:
        mail.send(uow, "a@example.com", "password_changed", locale="vi")
        uow.rollback()
        assert not uow.session.scalars(select(Job).where(Job.name == mail.JOB)).all()


def test_an_old_link_is_refused(person: Browser, outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    join(person)
    link, now = link_in(outbox()[-1]), time.time()
    monkeypatch.setattr(time, "time", lambda: now + timedelta(days=4).total_seconds())
    person.get(link)
    assert "too old" in person.get("/en/confirm").text
