"""Posting and editing: steps, refused and stale forms, forms sent twice, sessions that ended, files, undo."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.db import db
from marketplace.listings.models import Listing
from tests.web.conftest import Send, token

SignIn = Callable[..., FlaskClient]
WORDS = {
    "texts.en.title": "Electric tug for river ports",
    "texts.en.summary": "A yard offers the design of an electric tug and seeks a licensee.",
}


@pytest.fixture
def start(author: FlaskClient, send: Send) -> Callable[..., str]:
    """Return a function that starts a draft and returns its public id."""

    def start(client: FlaskClient = author, **values: str) -> str:
        form = {"kind": "offer", "sector": "marine", "once": once(client)} | values
        return re.search(r"listings/([\w-]+)/edit", send(client, "/en/listings/new", form).headers["Location"])[1]  # type: ignore[index]

    return start


def once(client: FlaskClient) -> str:
    """Return the mark of a new form."""
    return re.search(r'name="once" value="([^"]+)"', client.get("/en/listings/new").text)[1]  # type: ignore[index]


def version(client: FlaskClient, public_id: str) -> str:
    """Return the version that the form carries."""
    return re.search(r'name="version" value="(\d+)"', client.get(f"/en/listings/{public_id}/edit").text)[1]  # type: ignore[index]


def save(client: FlaskClient, public_id: str, step: str, **form: str) -> object:
    """Send a step as the browser would."""
    data = {"csrf_token": token(client), "version": version(client, public_id)} | form
    return client.post(f"/en/listings/{public_id}/edit?step={step}", data=data)


def test_a_draft_goes_from_the_first_question_to_publication(
    author: FlaskClient, start: Callable[..., str], send: Send
) -> None:
    public_id = start()
    facts = {"stage": "demo_ready", "trl": "7", "ip_status": "applied", "attrs.power": "1,200 kW"}
    steps = [
        ("basics", {**WORDS, "country": "VN"}),
        ("technology", {"texts.en.description": "A 2.5 MWh battery lasts for three jobs.", **facts}),
        ("cooperation", {"texts.en.partner_role": "A port that runs it for a year.", "partnership_types": "licence"}),
    ]
    for step, form in steps:
        answer = save(author, public_id, step, **form, then="next")
        assert answer.status_code == 303, answer.text  # type: ignore[attr-defined]
    review = author.get(f"/en/listings/{public_id}/edit?step=review").text
    assert "Ready to publish" in review
    published = send(author, f"/en/my/listings/{public_id}/publish")
    assert published.headers["Location"] == f"/en/listings/{public_id}"
    page = author.application.test_client().get(f"/en/listings/{public_id}").text
    assert WORDS["texts.en.title"] in page
    assert "1,200" in page
    assert "TRL 7" in page


def test_the_same_new_form_sent_twice_makes_one_draft(app: Flask, author: FlaskClient, send: Send) -> None:
    form = {"kind": "demand", "once": once(author)}
    first, second = (send(author, "/en/listings/new", form).headers["Location"] for _ in range(2))
    assert first == second
    with app.app_context():
        assert len(db.session.scalars(select(Listing)).all()) == 1


def test_the_same_step_sent_twice_changes_once(author: FlaskClient, start: Callable[..., str]) -> None:
    public_id = start()
    form = {"csrf_token": token(author), "version": version(author, public_id), **WORDS, "then": "next"}
    answers = [author.post(f"/en/listings/{public_id}/edit?step=basics", data=form) for _ in range(2)]
    assert [each.headers["Location"] for each in answers] == [f"/en/listings/{public_id}/edit?step=technology"] * 2
    assert version(author, public_id) == "2"


def test_a_refused_form_keeps_exactly_what_was_typed(author: FlaskClient, start: Callable[..., str]) -> None:
    public_id, typed = start(), "  viel <b> & “x”"
    answer = save(author, public_id, "technology", **{"attrs.power": typed, "texts.en.description": "  spaces  "})
    assert answer.status_code == 422  # type: ignore[attr-defined]
    page = answer.text  # type: ignore[attr-defined]
    assert 'value="  viel &lt;b&gt; &amp; “x”"' in page
    assert ">\n  spaces  </textarea>" in page
    assert 'href="#f-attrs-power"' in page
    assert 'aria-invalid="true"' in page
    assert "All the rest is saved." in page
    assert ">\nspaces</textarea>" in author.get(f"/en/listings/{public_id}/edit?step=technology").text


def test_a_refused_form_can_be_put_back_later(author: FlaskClient, start: Callable[..., str]) -> None:
    public_id = start()
    save(author, public_id, "basics", **{"texts.en.summary": "y" * 501})
    page = author.get(f"/en/listings/{public_id}/edit?step=basics").text
    assert "Put it back" in page
    assert "y" * 501 not in page
    assert "y" * 501 in author.get(f"/en/listings/{public_id}/edit?step=basics&restore=1").text


@pytest.mark.parametrize("typed", ["-1", "NaN", "1e999", "9" * 40, "12 bananas", "\u202e5 kW", "<script>"])
def test_hostile_numbers_are_errors_of_their_field(author: FlaskClient, start: Callable[..., str], typed: str) -> None:
    public_id = start()
    assert save(author, public_id, "technology", **{"attrs.power": typed}).status_code in (303, 422)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "form", [{"valid_until": "31/02/2027"}, {"valid_until": "x"}, {"trl": "99"}, {"sector": "nothing"}, {"stage": "\0"}]
)
def test_values_that_no_input_offers_are_refused(
    author: FlaskClient, start: Callable[..., str], form: dict[str, str]
) -> None:
    steps = {"valid_until": "review", "trl": "technology", "stage": "technology", "sector": "basics"}
    answer = save(author, start(), steps[next(iter(form))], **form)
    assert answer.status_code == 422 if form != {"stage": "\0"} else answer.status_code in (303, 422)  # type: ignore[attr-defined]


def test_two_editors_see_both_versions(author: FlaskClient, start: Callable[..., str]) -> None:
    public_id = start()
    read = version(author, public_id)
    save(author, public_id, "basics", **{"texts.en.title": "By the first"})
    late = {"csrf_token": token(author), "version": read, "texts.en.title": "By the second"}
    answer = author.post(f"/en/listings/{public_id}/edit?step=basics", data=late)
    assert answer.status_code == 409
    assert "By the first" in answer.text
    assert "By the second" in answer.text
    choice = {"version": version(author, public_id), "take:texts.en.title": "mine", "texts.en.title": "By the second"}
    chosen = author.post(f"/en/listings/{public_id}/resolve?step=basics", data={"csrf_token": token(author), **choice})
    assert chosen.status_code == 303
    assert 'value="By the second"' in author.get(f"/en/listings/{public_id}/edit?step=basics").text


@pytest.mark.parametrize("read", ["", "x", "-1", "9" * 30])
def test_a_damaged_version_counts_as_outdated(author: FlaskClient, start: Callable[..., str], read: str) -> None:
    answer = save(author, start(), "basics", **WORDS, version=read)
    assert answer.status_code == 409  # type: ignore[attr-defined]


def test_a_form_sent_after_the_session_ended_waits_behind_the_sign_in(
    author: FlaskClient, start: Callable[..., str]
) -> None:
    public_id = start()
    form = {
        "csrf_token": token(author),
        "version": version(author, public_id),
        "texts.en.title": "Typed before it ended",
    }
    with author.session_transaction() as session:
        signed_in = dict(session)
        session.clear()
    answer = author.post(f"/en/listings/{public_id}/edit?step=basics", data=form)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"/en/login?next=/en/listings/{public_id}/edit")
    with author.session_transaction() as session:
        session.update({key: signed_in[key] for key in ("_user_id", "_fresh")})
    back = author.get(f"/en/listings/{public_id}/edit?step=basics&restore=1").text
    assert 'value="Typed before it ended"' in back


def test_a_half_typed_form_is_kept_without_saving(author: FlaskClient, start: Callable[..., str], send: Send) -> None:
    public_id = start()
    kept = {"_form": f"listing:{public_id}:basics", "_path": "/en/x", "texts.en.title": "Half a ti", "version": "1"}
    answer = send(author, "/en/listings/stash", kept)
    assert answer.status_code == 200
    assert answer.json["text"].startswith("Kept at")
    assert "Half a ti" not in author.get(f"/en/listings/{public_id}/edit").text
    assert 'value="Half a ti"' in author.get(f"/en/listings/{public_id}/edit?restore=1").text
    send(author, "/en/listings/stash/drop", {"_form": kept["_form"]})
    assert "Put it back" not in author.get(f"/en/listings/{public_id}/edit").text


def test_others_can_neither_see_nor_change_a_draft(
    author: FlaskClient, start: Callable[..., str], sign_in: SignIn, send: Send
) -> None:
    public_id, other = start(), sign_in(locale="en")
    assert other.get(f"/en/listings/{public_id}/edit").status_code == 404
    for path in (
        f"/en/listings/{public_id}/edit",
        f"/en/my/listings/{public_id}/publish",
        f"/en/listings/{public_id}/files",
    ):
        assert send(other, path, {"version": "1", "texts.en.title": "Mine now"}).status_code in (303, 404)
    assert "Mine now" not in author.get(f"/en/listings/{public_id}").text


def test_the_preview_shows_each_tier_what_it_may_see(author: FlaskClient, start: Callable[..., str]) -> None:
    public_id = start()
    secret = {"texts.en.description": "The secret recipe.", "tiers.description": "nda"}
    save(author, public_id, "technology", **secret)
    for tier, shown in (("public", False), ("party", False), ("nda", True)):
        page = author.get(f"/en/listings/{public_id}/edit?step=review&as={tier}").text
        assert ("The secret recipe." in page) is shown


def test_a_file_is_judged_by_its_bytes(author: FlaskClient, start: Callable[..., str], send: Send) -> None:
    public_id = start()
    sent = {"file": (io.BytesIO(b"MZ\x90\0" + b"\0" * 99), "offer.pdf")}
    assert "offer.pdf: " in send(author, f"/en/listings/{public_id}/files", sent).text
    page = author.get(f"/en/listings/{public_id}/edit?step=review").text
    assert 'class="file"' not in page


def test_a_picture_is_added_shown_and_removed(author: FlaskClient, start: Callable[..., str], send: Send) -> None:
    public_id = start()
    picture = io.BytesIO()
    from PIL import Image

    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    picture.seek(0)
    send(author, f"/en/listings/{public_id}/files", {"file": (picture, "gate.png"), "alt_en": "A gate"})
    page = author.get(f"/en/listings/{public_id}").text
    address = re.search(r'<img src="([^"]+)"', page)[1]  # type: ignore[index]
    served = author.get(address)
    assert served.status_code == 200
    assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert author.application.test_client().get(address).status_code == 404  # of a draft
    file_id = address.split("/")[-2]
    send(author, f"/en/listings/{public_id}/files/{file_id}", {"then": "remove"})
    assert "<img" not in author.get(f"/en/listings/{public_id}").text


def test_words_that_name_an_anonymous_owner_stand_refused_in_their_field(
    author: FlaskClient, start: Callable[..., str], send: Send
) -> None:
    public_id = start()
    picture = io.BytesIO()
    from PIL import Image

    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    picture.seek(0)
    send(author, f"/en/listings/{public_id}/files", {"file": (picture, "gate.png"), "alt_en": "The gate"})
    save(author, public_id, "review", anonymous="true")
    page = author.get(f"/en/listings/{public_id}/edit?step=review").text
    file_id = re.search(r'id="file-([^"]+)"', page)[1]  # type: ignore[index]
    organisation = author.get("/api/v1/me").json["organisations"][0]["name"]  # type: ignore[index]
    typed = {"title_en": f"Tests at {organisation}", "title_vi": "Chạy thử", "alt_en": "The gate", "tier": "public"}
    refused = send(author, f"/en/listings/{public_id}/files/{file_id}", typed)
    assert refused.status_code == 422
    field = re.search(rf'<input id="title_en-{file_id}"[^>]*>', refused.text)[0]  # type: ignore[index]
    assert 'aria-invalid="true"' in field
    assert organisation in field
    assert 'value="Chạy thử"' in refused.text
    assert "This names your organisation" in refused.text


def test_a_file_that_names_who_becomes_anonymous_is_led_to(
    author: FlaskClient, start: Callable[..., str], send: Send
) -> None:
    from PIL import Image

    public_id, picture = start(), io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    picture.seek(0)
    organisation = author.get("/api/v1/me").json["organisations"][0]["name"]  # type: ignore[index]
    title = f"Tests at {organisation}"
    send(author, f"/en/listings/{public_id}/files", {"file": (picture, "gate.png"), "alt_en": title})
    save(author, public_id, "basics", **WORDS, country="VN")
    save(author, public_id, "technology", **{"texts.en.description": "A 2.5 MWh battery.", "stage": "demo_ready"})
    save(author, public_id, "technology", trl="7", ip_status="applied", **{"attrs.power": "1,200 kW"})
    save(author, public_id, "cooperation", **{"texts.en.partner_role": "A port.", "partnership_types": "licence"})
    save(author, public_id, "review", anonymous="true")
    to_do = author.get(f"/en/listings/{public_id}/edit?step=review").text
    file_id = re.search(r'id="file-([^"]+)"', to_do)[1]  # type: ignore[index]
    assert f'step=review#file-{file_id}">gate.png</a> This names your organisation' in to_do

    save(author, public_id, "review", anonymous="false", then="publish")
    assert send(author, f"/en/my/listings/{public_id}/publish").status_code == 303
    refused = save(author, public_id, "review", anonymous="true").text  # type: ignore[attr-defined]
    assert f'<a href="#file-{file_id}">gate.png: This names your organisation' in refused
    assert f'id="file-{file_id}" open' in refused


def test_deleting_a_draft_can_be_undone(author: FlaskClient, start: Callable[..., str], send: Send) -> None:
    public_id = start()
    send(author, f"/en/my/listings/{public_id}/delete")
    listed = author.get("/en/my/listings").text
    assert f"/en/my/listings/{public_id}/undelete" in listed
    assert f"/en/listings/{public_id}/edit" not in listed
    send(author, f"/en/my/listings/{public_id}/undelete")
    assert f"/en/listings/{public_id}/edit" in author.get("/en/my/listings").text


def test_publishing_an_incomplete_draft_says_what_is_missing(
    author: FlaskClient, start: Callable[..., str], send: Send
) -> None:
    public_id = start()
    answer = send(author, f"/en/my/listings/{public_id}/publish")
    assert answer.headers["Location"] == f"/en/listings/{public_id}/edit?step=review"
    page = author.get(answer.headers["Location"]).text
    assert "published yet" in page
    assert f"/en/listings/{public_id}/edit?step=basics#f-texts-en-title" in page


def test_an_earlier_version_is_brought_back(author: FlaskClient, start: Callable[..., str], send: Send) -> None:
    public_id = start()
    save(author, public_id, "basics", **{"texts.en.title": "First title"})
    save(author, public_id, "basics", **{"texts.en.title": "Second title"})
    history = author.get(f"/en/listings/{public_id}/history").text
    assert "<del>First</del> <ins>Second</ins>" in history
    send(author, f"/en/listings/{public_id}/history/2", version="3")
    assert 'value="First title"' in author.get(f"/en/listings/{public_id}/edit").text


def test_withdrawing_asks_first(author: FlaskClient, start: Callable[..., str], send: Send) -> None:
    public_id = start()
    assert author.get(f"/en/my/listings/{public_id}/withdraw").status_code == 404  # a draft is deleted instead
    assert author.get(f"/en/my/listings/{public_id}/archive").status_code == 200


@pytest.mark.parametrize(
    "query", ["status=nothing", "page=-1", "page=99999999999999999999", "page=x", "status=draft&page=2"]
)
def test_odd_lists_are_answered(author: FlaskClient, query: str) -> None:
    assert author.get(f"/en/my/listings?{query}").status_code == 200


def test_no_page_of_the_form_depends_on_scripts() -> None:
    templates = Path(__file__).parents[2] / "marketplace" / "web" / "templates" / "editing"
    assert all("hx-" not in path.read_text() for path in templates.iterdir())


def test_users_read_the_language_of_the_address(author: FlaskClient, app: Flask) -> None:
    with app.app_context():
        assert db.session.scalar(select(User.locale)) == "en"
    assert '<html lang="vi"' in author.get("/vi/my/listings").text


def test_publishing_from_the_last_step_keeps_what_was_just_chosen_there(
    app: Flask, author: FlaskClient, start: Callable[..., str]
) -> None:
    public_id = start()
    save(author, public_id, "basics", **WORDS, country="VN")
    save(author, public_id, "technology", **{"texts.en.description": "A 2.5 MWh battery.", "stage": "demo_ready"})
    save(author, public_id, "technology", trl="7", ip_status="applied", **{"attrs.power": "1,200 kW"})
    save(author, public_id, "cooperation", **{"texts.en.partner_role": "A port.", "partnership_types": "licence"})
    page = author.get(f"/en/listings/{public_id}/edit?step=review").text
    assert 'form="step-form" name="then" value="publish"' in page
    answer = save(author, public_id, "review", anonymous="yes", valid_until="28/02/2027", then="publish")
    assert answer.headers["Location"] == f"/en/listings/{public_id}"  # type: ignore[attr-defined]
    shown = app.test_client().get(f"/en/listings/{public_id}").text
    assert "Anonymous organisation" in shown
    assert "2027-02-28" in shown


def test_long_groups_of_facts_are_folded_until_one_is_filled_in(author: FlaskClient, start: Callable[..., str]) -> None:
    public_id = start(sector="greentech")

    def group(label: str) -> str:
        page = author.get(f"/en/listings/{public_id}/edit?step=technology").text
        return re.search(rf"<details class=\"group\"[^>]*><summary>{label} [^/]*", page)[0]  # type: ignore[index]

    assert "(optional)" in group("Removal efficiency")
    assert " open" not in group("Removal efficiency")
    save(author, public_id, "technology", **{"attrs.removal_cod": "95 %"}, then="stay")
    assert "1 filled in" in group("Removal efficiency")
    assert " open" in group("Removal efficiency")
    assert " open" not in group("Emissions after treatment")


def test_each_answer_says_in_one_control_who_may_see_it(author: FlaskClient, start: Callable[..., str]) -> None:
    public_id = start()
    page = author.get(f"/en/listings/{public_id}/edit?step=technology").text
    assert re.search(r'<label class="vh" for="f-attrs-power-tier">Who may see it</label>', page)
    save(author, public_id, "technology", **{"attrs.power": "1200 kW", "tiers.attrs.power": "nda"}, then="stay")
    page = author.get(f"/en/listings/{public_id}/edit?step=technology").text
    control = re.search(r'name="tiers.attrs.power">(.*?)</select>', page, re.DOTALL)[1]  # type: ignore[index]
    assert re.search(r'value="nda" selected', control)
