"""Organisations: who may do what, two editors at once, the last manager, invitations, and what the page gives away."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from marketplace.accounts.factories import PASSWORD, make_user, viewer_as
from marketplace.accounts.models import User
from marketplace.db import db
from marketplace.errors import Invalid, NotAllowed, NotFound, Stale
from marketplace.i18n import use_locale
from marketplace.jobs.models import Job
from marketplace.listings.models import Listing
from marketplace.organisations import invitations, members, policy, service
from marketplace.organisations.factories import make_membership, make_organisation
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.accounts.conftest import Browser
from tests.conftest import Clock

FACTS = {"name_vi": "Công ty CP Cơ khí Cầu Rào", "kind": "sme_50_249", "country": "VN", "province": "31"}


def test_who_makes_an_organisation_manages_it(uow: UnitOfWork) -> None:
    user = make_user(uow)
    organisation = service.create(viewer_as(uow, user), uow, FACTS)
    assert viewer_as(uow, user).manages(organisation.id)
    assert [one.public_id for one in service.mine(viewer_as(uow, user), uow)] == [organisation.public_id]


def test_an_unconfirmed_or_anonymous_person_makes_none(uow: UnitOfWork) -> None:
    for viewer in (Viewer.anonymous(), viewer_as(uow, make_user(uow, confirmed=False))):
        with pytest.raises(NotAllowed):
            service.create(viewer, uow, FACTS)


BAD = {
    "name_vi": "",
    "name_en": "x" * 201,
    "kind": "empire",
    "country": "XX",
    "province": "00",
    "zone": "moon",
    "website": "javascript:alert(1)",
    "year_founded": "2^63",
    "about_vi": "x" * 4001,
}


@pytest.mark.parametrize("field", BAD)
def test_each_wrong_value_is_told_at_its_field(uow: UnitOfWork, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        service.create(viewer_as(uow, make_user(uow)), uow, {**FACTS, field: BAD[field]})
    assert list(caught.value.messages) == [field]


def test_a_name_in_either_language_is_enough_and_stands_in_for_the_other(uow: UnitOfWork) -> None:
    made = service.create(
        viewer_as(uow, make_user(uow)),
        uow,
        {**FACTS, "name_vi": "", "name_en": "Cau Rao Works", "website": "caurao.vn"},
    )
    assert (made.name, made.website) == ("Cau Rao Works", "https://caurao.vn")


def test_a_foreign_organisation_has_no_vietnamese_province(uow: UnitOfWork) -> None:
    made = service.create(viewer_as(uow, make_user(uow)), uow, {**FACTS, "country": "NL"})
    assert made.province is None


def test_the_second_of_two_editors_is_told(uow: UnitOfWork) -> None:
    user = make_user(uow)
    organisation = service.create(viewer_as(uow, user), uow, FACTS)
    viewer, read = viewer_as(uow, user), organisation.version
    service.edit(viewer, uow, organisation.public_id, {**FACTS, "year_founded": "1998"}, read)
    with pytest.raises(Stale) as caught:
        service.edit(viewer, uow, organisation.public_id, {**FACTS, "year_founded": "1999"}, read)
    assert caught.value.current.year_founded == 1998


def test_a_new_name_has_to_be_verified_again(uow: UnitOfWork) -> None:
    user, operator = make_user(uow), make_user(uow, roles=("operator",))
    organisation = service.create(viewer_as(uow, user), uow, FACTS)
    with pytest.raises(NotAllowed):
        service.verify(viewer_as(uow, user), uow, organisation.public_id)
    service.verify(viewer_as(uow, operator), uow, organisation.public_id)
    uow.session.flush()
    assert organisation.verified_by_id == operator.id
    changed = {**FACTS, "name_vi": "Công ty khác"}
    service.edit(viewer_as(uow, user), uow, organisation.public_id, changed, organisation.version)
    assert organisation.verified_at is None


def test_the_last_manager_cannot_leave_or_step_down(uow: UnitOfWork) -> None:
    boss, other = make_user(uow), make_user(uow)
    organisation = make_organisation(uow, manager=boss)
    make_membership(uow, organisation, other)
    with pytest.raises(Invalid):
        members.remove(viewer_as(uow, boss), uow, organisation.public_id, boss.public_id)
    with pytest.raises(Invalid):
        members.set_role(viewer_as(uow, boss), uow, organisation.public_id, boss.public_id, "member")
    members.set_role(viewer_as(uow, boss), uow, organisation.public_id, other.public_id, "manager")
    uow.session.flush()
    members.remove(viewer_as(uow, boss), uow, organisation.public_id, boss.public_id)
    uow.session.flush()
    assert not viewer_as(uow, boss).belongs_to(organisation.id)


def test_a_member_may_leave_but_not_remove_others(uow: UnitOfWork) -> None:
    boss, member = make_user(uow), make_user(uow)
    organisation = make_organisation(uow, manager=boss)
    make_membership(uow, organisation, member)
    with pytest.raises(NotAllowed):
        members.remove(viewer_as(uow, member), uow, organisation.public_id, boss.public_id)
    members.remove(viewer_as(uow, member), uow, organisation.public_id, member.public_id)


def invited_by(uow: UnitOfWork, boss: User, organisation: Organisation, address: str) -> str:
    """Invite somebody and return what the mailed link carries."""
    invitations.invite(viewer_as(uow, boss), uow, organisation.public_id, address)
    uow.session.flush()
    (job,) = uow.session.scalars(select(Job).where(Job.name == "mail.send").order_by(Job.id.desc()).limit(1))
    return re.search(r"/join/([\w.-]+)", str(job.payload))[1]  # type: ignore[index]


def test_a_link_that_is_used_taken_back_replaced_or_old_opens_nothing(uow: UnitOfWork, clock: Clock) -> None:
    boss, guest = make_user(uow), make_user(uow)
    organisation = make_organisation(uow, manager=boss)
    first = invited_by(uow, boss, organisation, guest.email)
    second = invited_by(uow, boss, organisation, guest.email)
    with pytest.raises(NotFound):  # a newer one took its place
        invitations.join(viewer_as(uow, guest), uow, first)
    (waiting,) = invitations.pending(viewer_as(uow, boss), uow, organisation)
    assert invitations.withdraw(viewer_as(uow, boss), uow, organisation.public_id, waiting.public_id) == guest.email
    with pytest.raises(NotFound):
        invitations.join(viewer_as(uow, guest), uow, second)
    third = invited_by(uow, boss, organisation, guest.email)
    invitations.join(viewer_as(uow, guest), uow, third)
    members.remove(viewer_as(uow, boss), uow, organisation.public_id, guest.public_id)
    uow.session.flush()
    with pytest.raises(NotFound):  # who was removed does not come back by the old link
        invitations.join(viewer_as(uow, guest), uow, third)
    fourth = invited_by(uow, boss, organisation, guest.email)
    clock.advance(days=invitations.DAYS, seconds=1)
    with pytest.raises(NotFound):
        invitations.join(viewer_as(uow, guest), uow, fourth)
    assert list(invitations.pending(viewer_as(uow, boss), uow, organisation)) == []
    assert invitations.purge(uow) == 1


def test_only_managers_see_and_withdraw_invitations(uow: UnitOfWork) -> None:
    boss, member, stranger = make_user(uow), make_user(uow), make_user(uow)
    organisation, other = make_organisation(uow, manager=boss), make_organisation(uow, manager=stranger)
    make_membership(uow, organisation, member)
    invited_by(uow, boss, organisation, "moi@example.com")
    (waiting,) = invitations.pending(viewer_as(uow, boss), uow, organisation)
    for user in (member, stranger):
        with pytest.raises(NotAllowed):
            invitations.pending(viewer_as(uow, user), uow, organisation)
        with pytest.raises(NotAllowed):
            invitations.withdraw(viewer_as(uow, user), uow, organisation.public_id, waiting.public_id)
    with pytest.raises(NotFound):  # by way of an organisation of one's own
        invitations.withdraw(viewer_as(uow, stranger), uow, other.public_id, waiting.public_id)


def test_only_the_invited_address_can_accept(uow: UnitOfWork) -> None:
    boss, invited, thief = make_user(uow), make_user(uow, confirmed=False), make_user(uow)
    organisation = make_organisation(uow, manager=boss)
    token = invited_by(uow, boss, organisation, invited.email)
    for viewer, attempt in (
        (viewer_as(uow, thief), token),
        (viewer_as(uow, invited), token + "x"),
        (Viewer.anonymous(), token),
    ):
        with pytest.raises(NotFound):
            invitations.join(viewer, uow, attempt)
    for _ in range(2):
        invitations.join(viewer_as(uow, invited), uow, token)
    assert viewer_as(uow, invited).organisations == {organisation.id: "member"}
    assert uow.session.get_one(User, invited.id).confirmed_at


def test_nobody_else_sees_the_members(uow: UnitOfWork) -> None:
    organisation = make_organisation(uow, manager=make_user(uow))
    for viewer in (
        Viewer.anonymous(),
        viewer_as(uow, make_user(uow)),
        viewer_as(uow, make_user(uow, roles=("broker",))),
    ):
        with pytest.raises(NotAllowed):
            service.members(viewer, uow, organisation)


ACTIONS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["create", "read", "edit", "invite", "remove", "verify", "members", "leave"]).map(
        "organisation.{}".format
    ),
)


@given(ACTIONS, st.sampled_from(["member", "manager"]), st.integers(1, 3), st.booleans())
def test_belonging_elsewhere_gives_no_rights_here(action: str, role: str, home: int, broker: bool) -> None:
    viewer = Viewer(7, {home: role}, frozenset({"broker"} if broker else ()))
    organisation = Organisation(id=1, kind="rto")
    allowed = policy.may(viewer, action, organisation)
    if home != 1:
        assert allowed == (action in ("organisation.create", "organisation.read"))
    elif role == "member":
        assert allowed == (
            action in ("organisation.create", "organisation.read", "organisation.members", "organisation.leave")
        )
    else:
        assert not (allowed and action == "organisation.verify")


@pytest.fixture
def place(app: Flask, clock: Callable[[], object]) -> str:
    """An organisation managed by an@example.com: its public id."""
    with app.app_context(), UnitOfWork(db.session(), clock, write=True) as uow:
        organisation = make_organisation(uow, manager=make_user(uow, email="an@example.com"), name_en="Cau Rao Works")
        for anonymous in (False, True):
            moments = {"created_at": uow.now(), "updated_at": uow.now(), "published_at": uow.now()}
            uow.session.add(
                Listing(
                    kind="offer", status="published", organisation_id=organisation.id, anonymous=anonymous, **moments
                )
            )
        uow.commit()
        return organisation.public_id


def test_the_public_page_does_not_count_anonymous_listings(person: Browser, place: str) -> None:
    text = person.get(f"/en/organisations/{place}").text
    assert "1 offer<" in text
    assert "0 demands" in text
    assert "/edit" not in text


def test_adding_by_the_form_and_opening_the_page(person: Browser, place: str) -> None:
    person.sign_in("an@example.com", PASSWORD)
    refused = person.send("/en/organisations/new", name_vi="Xưởng Đóng tàu <b>", kind="", country="VN", website="x")
    assert refused.status_code == 422
    assert "Xưởng Đóng tàu &lt;b&gt;" in refused.text
    assert refused.text.count('class="err"') == 2
    made = person.send("/en/organisations/new", **FACTS)
    assert made.status_code == 303
    assert "Cầu Rào" in person.get(made.headers["Location"]).text


def test_a_stale_form_keeps_what_was_typed_and_shows_what_is_stored(person: Browser, place: str) -> None:
    person.sign_in("an@example.com", PASSWORD)
    path = f"/en/organisations/{place}/edit"
    version = re.search(r'name="version" value="(\d+)"', person.get(path).text)[1]
    form = {"name_en": "First", "kind": "rto", "country": "VN", "version": version}
    assert person.send(path, **form).status_code == 303
    stale = person.send(path, **{**form, "name_en": "Second"})
    assert stale.status_code == 409
    assert 'value="Second"' in stale.text
    assert "You changed this in another window" in stale.text
    assert "<dd>First</dd>" in stale.text
    newer = re.search(r'name="version" value="(\d+)"', stale.text)[1]
    assert person.send(path, **{**form, "name_en": "Second", "version": newer}).status_code == 303
    assert person.send(path, **{**form, "version": "9" * 30}).status_code == 409


def test_a_form_that_somebody_else_overtook_says_so(
    person: Browser, place: str, app: Flask, clock: Callable[[], object]
) -> None:
    person.sign_in("an@example.com", PASSWORD)
    with app.app_context(), UnitOfWork(db.session(), clock, write=True) as uow:
        organisation = service.get(Viewer.system(), uow, place)
        other = make_user(uow)
        make_membership(uow, organisation, other, role="manager")
        service.edit(viewer_as(uow, other), uow, place, {**FACTS, "year_founded": "1998"}, organisation.version)
        uow.commit()
    stale = person.send(f"/en/organisations/{place}/edit", **FACTS, version="1")
    assert stale.status_code == 409
    assert "Somebody else saved this" in stale.text
    assert "another window" not in stale.text


def test_inviting_tells_nothing_and_the_link_lets_in(
    person: Browser, place: str, outbox: Callable[[], list[EmailMessage]], app: Flask, clock: Callable[[], object]
) -> None:
    with app.app_context(), UnitOfWork(db.session(), clock, write=True) as uow:
        make_user(uow, email="moi@example.com", locale="en")
        uow.commit()
    person.sign_in("an@example.com", PASSWORD)
    path = f"/en/organisations/{place}/members"
    assert person.send(path, email="nonsense", role="member").status_code == 422
    for address in ("moi@example.com", "nobody@example.com"):
        assert person.send(path, email=address, role="member").status_code == 303
        assert f"on its way to {address}" in person.get(path).text
    message = next(one for one in outbox() if "moi@example.com" in one["To"])
    assert message["Subject"] == "Invitation to Cau Rao Works"
    link = re.search(r"http://localhost(/en/organisations/join/\S+)", message.get_body(("plain",)).get_content())[1]
    invited = Browser(app.test_client())
    assert "/login?next=" in invited.get(link).headers["Location"]
    invited.sign_in("moi@example.com", PASSWORD)
    assert "Join Cau Rao Works?" in invited.get(link).text
    assert invited.send(link).status_code == 303
    assert "See the members" in invited.get(f"/en/organisations/{place}").text
    assert invited.get(link).headers["Location"] == f"/en/organisations/{place}"
    assert "moi@example.com" not in person.get(path).text.partition("Invited, not here yet")[2]
    taking_back = re.search(r'action="(/en/\S+/withdraw)"', person.get(path).text)[1]
    assert "nobody@example.com is withdrawn" in person.get(person.send(taking_back).headers["Location"]).text
    assert "Invited, not here yet" not in person.get(path).text
    assert person.send(taking_back).status_code == 404


def test_an_invitation_is_headed_in_the_recipients_language_or_in_both(
    uow: UnitOfWork, outbox: Callable[[], list[EmailMessage]]
) -> None:
    boss, viet = make_user(uow), make_user(uow, email="viet@example.com", locale="vi")
    organisation = make_organisation(uow, manager=boss, name_vi="Viện Đo đạc", name_en="Survey Institute")
    with use_locale("en"):
        for address in (viet.email, "nobody@example.com"):
            invitations.invite(viewer_as(uow, boss), uow, organisation.public_id, address)
    uow.commit()
    subjects = {one["To"].addresses[0].addr_spec: one["Subject"] for one in outbox()}
    assert subjects == {
        "viet@example.com": "Lời mời tham gia Viện Đo đạc",
        "nobody@example.com": "Invitation to Survey Institute / Lời mời tham gia Viện Đo đạc",
    }


@pytest.mark.parametrize("public_id", ["aaa-aaa-aaa", "x", "1", "%00", "..%2f", "a" * 500])
def test_an_unknown_organisation_is_not_found(person: Browser, public_id: str) -> None:
    assert person.get(f"/en/organisations/{public_id}").status_code == 404


@pytest.mark.parametrize("path", ["", "new", "aaa-aaa-aaa/edit", "aaa-aaa-aaa/members", "join/x"])
def test_signed_out_people_are_sent_to_sign_in(person: Browser, path: str) -> None:
    assert "/login?next=" in person.get(f"/en/organisations/{path}").headers["Location"]
