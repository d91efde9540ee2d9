from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from marketplace.i18n import use_locale
from marketplace.ids import new_public_id
from marketplace.listings.disclosure import Disclosed, disclose, tier_of
from marketplace.listings.factories import VIETNAMESE, make_listing
from marketplace.listings.models import Attachment, Listing
from marketplace.organisations.models import Organisation
from marketplace.plugin_host.declarations import Tier
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.listings.conftest import Market


def strings(value: Any) -> Iterator[str]:
    """Yield every string and number in a value, however deep."""
    if is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from strings(getattr(value, each.name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(key)
            yield from strings(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from strings(inner)
    elif value is not None:
        yield str(value)


def secret_listing(uow: UnitOfWork, organisation: Organisation, **values: Any) -> Listing:
    attrs = {"power": {"typed": "900 kW", "min": 900.0, "max": 900.0}, "yard": "Xưởng số 3", "price": "hai triệu đô"}
    listing = make_listing(
        uow,
        organisation,
        **{"sector": "tugs", "attrs": attrs, "tiers": {"description": "party", "trl": "member"}} | values,
    )
    for tier, clean in (("public", True), ("public", False), ("nda", True)):
        file = Attachment(
            kind="document", filename="Lach Tray Xanh - bao cao.pdf", media_type="application/pdf", size=10
        )
        file.sha256 = file.storage_key = "0" * 64
        file.tier, file.clean, file.created_at = tier, clean, uow.now()
        file.alt_vi = file.alt_en = file.title_vi = file.title_en = ""
        listing.attachments.append(file)
    uow.session.flush()
    return listing


def test_everybody_sees_the_public_tier_only(uow: UnitOfWork, market: Market, organisation: Organisation) -> None:
    seen = disclose(Viewer.anonymous(), secret_listing(uow, organisation), market)
    assert (seen.attrs["power"].state, seen.attrs["yard"].state, seen.attrs["price"].state) == (
        "stated",
        "not_disclosed",
        "not_disclosed",
    )
    assert (seen.facts["trl"].state, seen.facts["zone"].state) == ("not_disclosed", "not_stated")
    assert "description" not in seen.words
    assert seen.hidden_words == {"description"}
    everything = " ".join(strings(seen))
    assert "Xưởng số 3" not in everything
    assert "hai triệu" not in everything
    assert VIETNAMESE["description"] not in everything
    assert [file.locked for file in seen.files] == [False, False, True]


def test_members_see_the_members_tier_and_the_owner_everything(
    uow: UnitOfWork, market: Market, organisation: Organisation, stranger: Viewer, owner: Viewer
) -> None:
    listing = secret_listing(uow, organisation)
    member, own = disclose(stranger, listing, market), disclose(owner, listing, market)
    assert (member.attrs["yard"].text, member.attrs["price"].state) == ("Xưởng số 3", "not_disclosed")
    assert (own.attrs["price"].text, own.tier, own.is_owner) == ("hai triệu đô", Tier.NDA, True)
    assert "description" in own.words
    assert not own.hidden_words


def test_a_grant_opens_its_tier_and_never_closes_one(
    uow: UnitOfWork, organisation: Organisation, stranger: Viewer
) -> None:
    listing = secret_listing(uow, organisation)
    assert tier_of(stranger, listing, lambda viewer, listing: Tier.PARTY) == Tier.PARTY
    assert tier_of(stranger, listing, lambda viewer, listing: Tier.PUBLIC) == Tier.MEMBER
    assert tier_of(stranger, listing) == Tier.MEMBER


@hypothesis(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_anonymous_organisation_is_in_nothing_that_outsiders_get(
    uow: UnitOfWork, market: Market, organisation: Organisation, stranger: Viewer, data: st.DataObject
) -> None:
    tier = st.sampled_from(["public", "member", "party", "nda"])
    values = {
        "status": data.draw(st.sampled_from(["published", "paused", "draft"])),
        "tiers": data.draw(st.dictionaries(st.sampled_from(["trl", "description", "attrs.yard", "attrs.price"]), tier)),
        "source": "lachtrayxanh",
        "source_id": new_public_id(),
        "source_url": "https://www.lachtrayxanh.example/1",
    }
    listing = secret_listing(uow, organisation, anonymous=True, **values)
    broker = Viewer(user_id=stranger.user_id, roles=frozenset({"broker"}))
    for viewer in (Viewer.anonymous(), stranger, broker):
        for locale in ("vi", "en"):
            with use_locale(locale):
                granted = st.sampled_from([Tier.PUBLIC, Tier.MEMBER, None])
                seen = disclose(viewer, listing, market, lambda viewer, listing: data.draw(granted))  # noqa: B023
            everything = " ".join(strings(seen)).casefold()
            assert seen.organisation is None
            assert not any(
                word in everything for word in ("lạch tray", "lach tray", "lachtray", organisation.public_id)
            )
            assert seen.files[1].locked  # a file that may name its author stays shut


def test_its_own_people_and_operators_know_an_anonymous_organisation(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer, operator: Viewer
) -> None:
    listing = secret_listing(uow, organisation, anonymous=True)
    for viewer in (owner, operator):
        assert disclose(viewer, listing, market).organisation is organisation


def test_who_was_accepted_as_a_party_knows_an_anonymous_organisation(
    uow: UnitOfWork, market: Market, organisation: Organisation, stranger: Viewer
) -> None:
    listing = secret_listing(uow, organisation, anonymous=True)
    assert disclose(stranger, listing, market, lambda viewer, listing: Tier.PARTY).organisation is organisation


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_a_text_missing_in_the_readers_language_is_shown_in_the_other_and_marked(
    uow: UnitOfWork, market: Market, organisation: Organisation, locale: str
) -> None:
    texts = {
        "vi": {"title": "Tàu lai", "summary": "Tóm tắt"},
        "en": {"title": "Tug", "advantages": "Cheap", "machine_translated": True},
    }
    listing = make_listing(uow, organisation, texts=texts)
    with use_locale(locale):
        seen: Disclosed = disclose(Viewer.anonymous(), listing, market)
    assert seen.title == {"vi": "Tàu lai", "en": "Tug"}[locale]
    assert (seen.words["summary"].lang, seen.words["summary"].fallback) == ("vi", locale == "en")
    assert (seen.words["advantages"].lang, seen.words["advantages"].machine_translated) == ("en", True)
    assert seen.texts["vi"]["title"] == "Tàu lai"
    assert seen.texts["en"]["title"] == "Tug"


def test_of_an_anonymous_listing_the_day_alone_is_told(
    uow: UnitOfWork, market: Market, organisation: Organisation
) -> None:
    """To the second it would stand among the others of one import."""
    listing = secret_listing(uow, organisation, anonymous=True)
    seen, own = disclose(Viewer.anonymous(), listing, market), disclose(Viewer.system(), listing, market)
    for name in ("created_at", "updated_at", "published_at"):
        assert f"{getattr(seen, name):%H:%M:%S.%f}" == "00:00:00.000000"
        assert getattr(own, name) == getattr(listing, name)
