"""What people see and do: from the button on a listing's page to the answer, the list and the bell."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from marketplace.accounts.factories import make_user
from marketplace.accounts.models import User
from marketplace.db import db
from marketplace.interests.models import Interest
from marketplace.listings.factories import ENGLISH, make_listing
from marketplace.organisations.factories import make_membership, make_organisation
from marketplace.uow import UnitOfWork
from tests.interests.conftest import MESSAGE, OWNER, SENDER
from tests.support.apps import signed_in, statements
from tests.web.conftest import Send, send, token

__all__ = ["send"]
Publish = Callable[..., str]


def browser(app: Flask, **user: Any) -> FlaskClient:
    """Return the browser of a new person with an organisation of the given name, or with none."""
    names = user.pop("names", None)
    with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
        made = make_user(uow, **user)
        if names:
            make_organisation(uow, manager=made, **names)
        uow.commit()
        uniquifier = made.fs_uniquifier
    return signed_in(app, uniquifier)


@pytest.fixture
def owner(app: Flask) -> FlaskClient:
    """The browser of who owns the listing."""
    return browser(app, names=OWNER, email="owner@example.com", name="Owner Person", locale="en")


@pytest.fixture
def sender(app: Flask) -> FlaskClient:
    """The browser of who is interested."""
    return browser(app, names=SENDER, email="sender@example.com", name="Sender Person", locale="vi")


@pytest.fixture
def publish(app: Flask, owner: FlaskClient) -> Publish:
    """Return a function that publishes a listing of the owner's; it returns the id."""

    def publish(**values: Any) -> str:
        with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
            person = uow.session.scalars(select(User).where(User.email == "owner@example.com")).one()
            from marketplace.organisations.models import Membership

            membership = uow.session.scalars(select(Membership).where(Membership.user_id == person.id)).one()
            public_id = make_listing(uow, membership.organisation, **values).public_id
            uow.commit()
        return public_id

    return publish


def express(client: FlaskClient, public_id: str, send: Send, message: str = MESSAGE, **form: str) -> str:
    """Express interest and return its id."""
    answer = send(client, f"/en/listings/{public_id}/interest", message=message, **form)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rpartition("/")[2]


def test_from_the_button_to_the_answer_and_the_contact(
    sender: FlaskClient, owner: FlaskClient, publish: Publish, send: Send
) -> None:
    listing = publish()
    address = f"/en/listings/{listing}/interest"
    assert f'href="{address}"' in sender.get(f"/en/listings/{listing}").text
    assert "Van Ninh Port" in sender.get(address).text
    interest = express(sender, listing, send)
    shown = sender.get(f"/en/listings/{listing}").text
    assert f'href="/en/interests/{interest}"' in shown
    assert f'href="{address}"' not in shown
    theirs = owner.get(f"/en/interests/{interest}").text
    assert MESSAGE in theirs
    assert "Your turn" in theirs
    assert "sender@example.com" not in theirs
    done = send(owner, f"/en/interests/{interest}/answer", note="Come and see it.", version="1")
    assert done.headers["Location"] == f"/en/interests/{interest}"
    ours = sender.get(f"/en/interests/{interest}").text
    assert "Come and see it." in ours
    assert "owner@example.com" in ours
    assert "sender@example.com" in owner.get(f"/en/interests/{interest}").text


def test_a_visitor_comes_to_the_form_by_the_sign_in(app: Flask, publish: Publish) -> None:
    listing = publish()
    visitor = app.test_client()
    assert f'href="/en/listings/{listing}/interest"' in visitor.get(f"/en/listings/{listing}").text
    answer = visitor.get(f"/en/listings/{listing}/interest")
    assert answer.headers["Location"] == f"/en/login?next=/en/listings/{listing}/interest"


def test_who_has_no_organisation_or_no_confirmed_address_is_told_what_to_do(app: Flask, publish: Publish) -> None:
    listing = publish()
    alone = browser(app).get(f"/en/listings/{listing}/interest").text
    assert 'href="/en/organisations/new"' in alone
    assert "<textarea" not in alone
    unconfirmed = browser(app, names=SENDER, confirmed=False).get(f"/en/listings/{listing}/interest").text
    assert "Confirm your e-mail address first" in unconfirmed
    assert "<textarea" not in unconfirmed


def test_the_owners_page_has_no_button_and_the_form_is_not_for_them(owner: FlaskClient, publish: Publish) -> None:
    listing = publish()
    assert "/interest" not in re.sub(r"/interests", "", owner.get(f"/en/listings/{listing}").text)
    assert owner.get(f"/en/listings/{listing}/interest").status_code == 403


def test_a_paused_listing_says_that_it_takes_no_interest(sender: FlaskClient, publish: Publish) -> None:
    listing = publish(status="paused")
    assert "does not take interest at present" in sender.get(f"/en/listings/{listing}").text
    assert sender.get(f"/en/listings/{listing}/interest").status_code == 403


def test_the_same_form_sent_twice_is_one_interest(
    app: Flask, sender: FlaskClient, publish: Publish, send: Send
) -> None:
    listing = publish()
    assert express(sender, listing, send) == express(sender, listing, send)
    with app.app_context():
        assert db.session.scalar(select(func.count(Interest.id))) == 1


def test_other_words_from_a_second_window_can_be_added_to_the_open_interest(
    sender: FlaskClient, publish: Publish, send: Send
) -> None:
    listing = publish()
    interest = express(sender, listing, send)
    answer = send(sender, f"/en/listings/{listing}/interest", message="And its charger?")
    assert answer.status_code == 409
    assert "What you typed now is not sent yet" in answer.text
    assert f'action="/en/interests/{interest}/add"' in answer.text
    assert "And its charger?</textarea>" in answer.text
    version = re.findall(r'name="version" value="(\d+)"', answer.text)[0]
    send(sender, f"/en/interests/{interest}/add", note="And its charger?", version=version)
    assert "And its charger?" in sender.get(f"/en/interests/{interest}").text


def test_a_refused_form_keeps_what_was_typed(
    sender: FlaskClient, owner: FlaskClient, publish: Publish, send: Send
) -> None:
    listing, long = publish(), "  <b> " + "x" * 4001
    answer = send(sender, f"/en/listings/{listing}/interest", message=long)
    assert answer.status_code == 422
    assert f">\n{html.escape(long)}</textarea>" in answer.text
    assert 'href="#f-message"' in answer.text
    interest = express(sender, listing, send)
    answer = send(owner, f"/en/interests/{interest}/decline", note="Sorry & thanks", reason="", version="1")
    assert answer.status_code == 422
    assert "Sorry &amp; thanks</textarea>" in answer.text
    assert 'href="#f-reason"' in answer.text


def test_who_is_overtaken_sees_what_is_new_and_still_has_their_words(
    sender: FlaskClient, owner: FlaskClient, publish: Publish, send: Send
) -> None:
    interest = express(sender, publish(), send)
    send(sender, f"/en/interests/{interest}/add", note="And its charger?", version="1")
    late = send(owner, f"/en/interests/{interest}/answer", note="Come and see it.", version="1")
    assert late.status_code == 409
    assert "And its charger?" in late.text
    assert "Come and see it.</textarea>" in late.text
    assert 'name="version" value="2"' in late.text
    assert "The other side was faster" in late.text
    twice = send(sender, f"/en/interests/{interest}/add", note="And its crane?", version="1")
    assert twice.status_code == 409
    assert "You changed this in another window" in twice.text
    send(sender, f"/en/interests/{interest}/withdraw", version="2")
    later = send(owner, f"/en/interests/{interest}/answer", note="Come and see it.", version="2")
    assert later.status_code == 409
    assert "This step is no longer possible" in later.text
    assert "Come and see it.</textarea>" in later.text


@pytest.mark.parametrize("where", ["new", "answer"])
def test_words_sent_after_the_session_ended_wait_behind_the_sign_in(
    sender: FlaskClient, owner: FlaskClient, publish: Publish, send: Send, where: str
) -> None:
    listing = publish()
    if where == "new":
        client, path, name = sender, f"/en/listings/{listing}/interest", "message"
    else:
        client, path, name = owner, f"/en/interests/{express(sender, listing, send)}/answer", "note"
    form = {"csrf_token": token(client), "version": "1", name: "Typed before it ended."}
    with client.session_transaction() as session:
        signed_in = dict(session)
        session.clear()
    answer = client.post(path, data=form)
    assert answer.headers["Location"].startswith(f"/en/login?next={path}")
    with client.session_transaction() as session:
        session.update({key: signed_in[key] for key in ("_user_id", "_fresh")})
    assert "Typed before it ended.</textarea>" in client.get(f"{path}?restore=1").text


def test_words_go_along_to_another_answer_and_nothing_is_done(
    sender: FlaskClient, owner: FlaskClient, publish: Publish, send: Send
) -> None:
    interest = express(sender, publish(), send)
    page = owner.get(f"/en/interests/{interest}").text
    assert f'formaction="/en/interests/{interest}/decline/form#act"' in page
    turned = send(owner, f"/en/interests/{interest}/decline/form", note="Words & more", version="1")
    assert turned.status_code == 200
    assert "Words &amp; more</textarea>" in turned.text
    assert 'name="reason"' in turned.text
    assert "Your turn" in owner.get(f"/en/interests/{interest}").text
    assert send(sender, f"/en/interests/{interest}/nonsense/form", note="x").status_code == 404


def test_withdrawing_asks_first(sender: FlaskClient, owner: FlaskClient, publish: Publish, send: Send) -> None:
    interest = express(sender, publish(), send)
    assert "The owner is told" in sender.get(f"/en/interests/{interest}/withdraw").text
    assert sender.get(f"/en/interests/{interest}/nothing").status_code == 404
    send(sender, f"/en/interests/{interest}/withdraw", version="1")
    assert "Withdrawn" in owner.get(f"/en/interests/{interest}").text


def test_others_see_nothing_and_the_desk_sees_all(
    app: Flask, sender: FlaskClient, publish: Publish, send: Send, sign_in: Callable[..., FlaskClient]
) -> None:
    interest = express(sender, publish(), send)
    stranger, broker = sign_in(), sign_in("broker", organisation=False)
    assert stranger.get(f"/en/interests/{interest}").status_code == 404
    assert send(stranger, f"/en/interests/{interest}/answer", note="x", version="1").status_code == 404
    assert app.test_client().get(f"/en/interests/{interest}").status_code == 303
    assert MESSAGE in broker.get(f"/en/interests/{interest}").text
    assert send(broker, f"/en/interests/{interest}/answer", note="x", version="1").status_code == 403
    assert f"/en/interests/{interest}" in broker.get("/en/interests?box=all").text
    assert f"/en/interests/{interest}" not in stranger.get("/en/interests?box=all").text


def test_an_anonymous_owner_is_on_no_page_of_the_sender(
    sender: FlaskClient, owner: FlaskClient, publish: Publish, send: Send
) -> None:
    listing = publish(anonymous=True)
    interest = express(sender, listing, send)
    send(owner, f"/en/interests/{interest}/ask", note="How deep is the berth?", version="1")
    pages = (f"/listings/{listing}", f"/interests/{interest}", "/interests?box=sent", "/notifications")
    for page in [f"/{lang}{page}" for page in pages for lang in ("vi", "en")]:
        shown = sender.get(page).text
        assert not [word for word in ("Cửa Cấm", "Cua Cam", "Owner Person", "owner@example.com") if word in shown], page


def test_acceptance_opens_what_is_for_partners_on_the_listings_page(
    sender: FlaskClient, owner: FlaskClient, publish: Publish, send: Send
) -> None:
    listing = publish(tiers={"description": "party"}, anonymous=True)
    interest = express(sender, listing, send)
    page = f"/en/listings/{listing}"
    assert ENGLISH["description"] not in sender.get(page).text
    send(owner, f"/en/interests/{interest}/answer", note="Come and see it.", version="1")
    shown = sender.get(page).text
    assert ENGLISH["description"] in shown
    assert "Cua Cam Shipyard" in shown


def test_lists_are_by_box_and_status(sender: FlaskClient, owner: FlaskClient, publish: Publish, send: Send) -> None:
    first, second = (express(sender, publish(), send) for _ in range(2))
    send(owner, f"/en/interests/{first}/decline", reason="too_early", version="1")
    declined = owner.get("/en/interests?status=declined").text
    assert first in declined
    assert second not in declined
    assert "Declined (1)" in declined
    assert "You have not expressed interest yet" in owner.get("/en/interests?box=sent").text
    assert "Nobody has expressed interest yet" in sender.get("/vi/interests".replace("vi", "en")).text


@pytest.mark.parametrize("query", ["box=x", "box=all", "status=x", "page=-1", "page=99999999999999999999", "page=x"])
def test_odd_lists_are_answered(sender: FlaskClient, query: str) -> None:
    assert sender.get(f"/en/interests?{query}").status_code == 200


def test_the_number_of_statements_does_not_grow_with_the_list(
    app: Flask, sender: FlaskClient, owner: FlaskClient, publish: Publish, send: Send
) -> None:
    counts = []
    for _round in range(2):
        express(sender, publish(), send)
        express(sender, publish(), send)
        with statements(app) as seen:
            owner.get("/en/interests")
            owner.get("/en/notifications")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16


def bell(client: FlaskClient) -> str:
    """Return what the bell says."""
    return re.search(r'class="btn bell"[^>]*aria-label="([^"]+)"', client.get("/en/").text)[1]  # type: ignore[index]


def test_the_bell_counts_and_reading_quiets_it(
    app: Flask, sender: FlaskClient, owner: FlaskClient, publish: Publish, send: Send
) -> None:
    first, second, _third = (express(sender, publish(), send) for _ in range(3))
    assert bell(owner) == "Notifications, 3 unread"
    page = owner.get("/en/notifications").text
    assert page.count("Van Ninh Port is interested in") == 3
    newest, *_rest = re.findall(r'action="/en/notifications/([\w-]+)"', page)
    assert send(owner, f"/en/notifications/{newest}").headers["Location"].startswith("/en/interests/")
    assert bell(owner) == "Notifications, 2 unread"
    assert send(sender, f"/en/notifications/{newest}").status_code == 404
    assert sender.get(f"/en/interests/{first}").status_code == owner.get(f"/vi/interests/{first}").status_code == 200
    assert bell(owner) == "Notifications, 1 unread"  # however one comes to what it leads to
    assert send(owner, "/en/notifications").headers["Location"] == "/en/notifications"
    assert bell(owner) == "Notifications"
    assert f'href="/en/interests/{first}"' in owner.get("/en/notifications").text
    assert f'href="/vi/interests/{second}"' in owner.get("/vi/notifications").text
    assert "bell" not in app.test_client().get("/en/").text.partition("<main")[0]


def test_a_member_of_two_organisations_chooses_one(
    app: Flask, sender: FlaskClient, publish: Publish, send: Send
) -> None:
    with app.app_context(), UnitOfWork(db.session(), app.extensions["marketplace"].clock, write=True) as uow:
        person = uow.session.scalars(select(User).where(User.email == "sender@example.com")).one()
        second = make_organisation(uow, name_en="Second Firm")
        make_membership(uow, second, person)
        chosen = second.public_id
        uow.commit()
    listing = publish()
    assert send(sender, f"/en/listings/{listing}/interest", message=MESSAGE).status_code == 422
    interest = express(sender, listing, send, organisation=chosen)
    assert "Second Firm" in sender.get(f"/en/interests/{interest}").text


def test_a_half_typed_message_waits_on_the_form(sender: FlaskClient, publish: Publish, send: Send) -> None:
    listing = publish()
    address = f"/en/listings/{listing}/interest"
    key = re.search(r'data-stash-key="([^"]+)"', sender.get(address).text)[1]  # type: ignore[index]
    send(sender, "/en/listings/stash", {"_form": key, "_path": address, "message": "Half a mess"})
    assert "Half a mess</textarea>" in sender.get(address).text
    express(sender, listing, send)
    assert "Half a mess" not in sender.get(f"/en/listings/{publish()}/interest").text
