from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from marketplace.errors import Invalid, NotAllowed, NotFound, Stale
from marketplace.i18n import use_locale
from marketplace.jobs.models import DomainEvent, Job
from marketplace.listings import lifecycle, queries, service
from marketplace.listings.document import document
from marketplace.listings.factories import listing_data, make_listing
from marketplace.listings.models import Listing
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.conftest import Clock
from tests.listings.conftest import Market


def complete(uow: UnitOfWork, kind: str = "offer", **changes: object) -> dict[str, object]:
    return listing_data(kind, valid_until=(uow.now() + timedelta(days=100)).date().isoformat(), **changes)


def names(refused: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return set(refused.value.messages)


def test_a_draft_needs_nothing_but_its_kind(uow: UnitOfWork, market: Market, owner: Viewer) -> None:
    listing = service.create_draft(owner, uow, market, "demand")
    assert (listing.status, listing.kind, listing.version) == ("draft", "demand", 1)
    assert listing.organisation_id == next(iter(owner.organisations))


def test_a_visitor_and_an_outsider_may_not_post(
    uow: UnitOfWork, market: Market, owner: Viewer, organisation: Organisation
) -> None:
    with pytest.raises(NotAllowed):
        service.create_draft(Viewer.anonymous(), uow, market, "offer")
    with pytest.raises(NotAllowed):
        service.create_draft(Viewer(user_id=owner.user_id), uow, market, "offer", organisation_id=organisation.id)


def test_all_wrong_values_are_named_at_once(uow: UnitOfWork, market: Market, owner: Viewer) -> None:
    data = {
        "trl": "11",
        "stage": ["x"],
        "nonsense": 1,
        "sector": "tugs",
        "subcategories": ["space"],
        "valid_until": "31/02/2027",
        "texts": {"vi": {"title": "x" * 257, "summary": {"a": 1}}, "fr": {}},
        "attrs": {"power": "rất nhiều", "colour": "red"},
        "tiers": {"trl": "secret", "title": "nda", "attrs.yard": "public", "trl2": ["x"]},
    }
    with pytest.raises(Invalid) as refused:
        service.create_draft(owner, uow, market, "offer", data)
    assert names(refused) == {
        *("trl", "stage", "nonsense", "subcategories", "valid_until", "texts.vi.title", "texts.vi.summary", "texts.fr"),
        *("attrs.power", "attrs.colour", "tiers.trl", "tiers.title", "tiers.trl2"),
    }


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_messages_are_in_the_readers_language(uow: UnitOfWork, market: Market, owner: Viewer, locale: str) -> None:
    with use_locale(locale), pytest.raises(Invalid) as refused:
        service.create_draft(owner, uow, market, "offer", {"texts": {"vi": {"title": "x" * 258}}})
    assert ("thừa 2 ký tự" in str(refused.value)) == (locale == "vi")


@pytest.mark.parametrize(
    "data", [[], "x", {"texts": []}, {"attrs": "x"}, {"tiers": 3}, {"texts": {"vi": "x"}}, {"subcategories": {"a": 1}}]
)
def test_data_of_the_wrong_shape_is_refused_not_crashed_on(
    uow: UnitOfWork, market: Market, owner: Viewer, data: object
) -> None:
    with pytest.raises(Invalid):
        service.create_draft(owner, uow, market, "offer", data)  # type: ignore[arg-type]


def test_texts_are_kept_in_one_normal_form_without_deceiving_characters(
    uow: UnitOfWork, market: Market, owner: Viewer
) -> None:
    title = "Ha\u0309i Pho\u0300ng\x00 \u202egnp.exe\ud800 <b>đ</b>"
    listing = service.create_draft(owner, uow, market, "offer", {"texts": {"vi": {"title": title}}})
    assert listing.texts["vi"].title == "Hải Phòng gnp.exe <b>đ</b>"


def test_publishing_says_all_that_is_missing(uow: UnitOfWork, market: Market, owner: Viewer) -> None:
    listing = service.create_draft(owner, uow, market, "offer", {"sector": "tugs", "texts": {"en": {"title": "A tug"}}})
    with pytest.raises(Invalid) as refused:
        lifecycle.publish(owner, uow, market, listing.public_id)
    assert names(refused) == {
        *("texts.en.summary", "texts.en.description", "texts.en.partner_role"),
        *("partnership_types", "stage", "ip_status", "valid_until", "attrs.approval"),
    }
    assert listing.status == "draft"


def test_a_demand_needs_what_is_sought_but_no_stage(uow: UnitOfWork, market: Market, owner: Viewer) -> None:
    data = complete(uow, "demand", stage=None, ip_status="")
    listing = service.create_draft(owner, uow, market, "demand", data)
    assert lifecycle.publish(owner, uow, market, listing.public_id).status == "published"
    data["texts"]["vi"]["expertise"] = data["texts"]["en"]["expertise"] = ""  # type: ignore[index]
    other = service.create_draft(owner, uow, market, "demand", data)
    with pytest.raises(Invalid) as refused:
        lifecycle.publish(owner, uow, market, other.public_id)
    assert names(refused) == {"texts.vi.expertise"}


def test_one_complete_language_is_enough(uow: UnitOfWork, market: Market, owner: Viewer) -> None:
    data = complete(uow)
    data["texts"]["vi"] = {"title": "Tàu lai"}  # type: ignore[index]
    listing = service.create_draft(owner, uow, market, "offer", data)
    assert lifecycle.publish(owner, uow, market, listing.public_id).published_at == uow.now()


def test_a_change_leaves_an_event_a_revision_and_for_public_ones_an_index_job(
    uow: UnitOfWork, market: Market, owner: Viewer
) -> None:
    listing = service.create_draft(owner, uow, market, "offer", complete(uow))
    assert not list(uow.session.scalars(select(Job)))
    lifecycle.publish(owner, uow, market, listing.public_id)
    service.edit(owner, uow, market, listing.public_id, {"trl": 8}, listing.version)
    job = uow.session.scalars(select(Job)).one()  # an unstarted job isn't doubled
    assert (job.name, job.payload) == ("index.listing", {"id": listing.id, "version": 3})
    events = [event.name for event in uow.session.scalars(select(DomainEvent).order_by(DomainEvent.id))]
    assert events == ["listing.created", "listing.published", "listing.edited"]


def test_an_edit_changes_what_it_names_only(uow: UnitOfWork, market: Market, owner: Viewer) -> None:
    data = complete(uow, sector="tugs", attrs={"power": "1.200 kW", "yard": "Cấm"})
    listing = service.create_draft(owner, uow, market, "offer", data)
    before = document(listing)
    service.edit(
        owner, uow, market, listing.public_id, {"trl": "", "texts": {"vi": {"title": "Mới"}}, "attrs": {"yard": ""}}, 1
    )
    after = document(listing)
    assert (after["trl"], after["texts"]["vi"]["title"], set(after["attrs"])) == (None, "Mới", {"power"})
    assert after["texts"]["en"] == before["texts"]["en"]
    assert after["attrs"]["power"] == before["attrs"]["power"]


def test_an_edit_without_a_difference_makes_no_version(uow: UnitOfWork, market: Market, owner: Viewer) -> None:
    listing = service.create_draft(owner, uow, market, "offer", complete(uow))
    service.edit(owner, uow, market, listing.public_id, {"trl": 7}, 1)
    assert listing.version == 1


def test_what_a_document_says_can_be_sent_back_unchanged(uow: UnitOfWork, market: Market, owner: Viewer) -> None:
    attrs = {"power": "≥ 1.200 kW", "fuels": ["mgo"], "yard": "Cấm"}
    listing = service.create_draft(
        owner, uow, market, "offer", complete(uow, sector="tugs", subcategories=["river"], attrs=attrs)
    )
    service.edit(owner, uow, market, listing.public_id, document(listing), 1)
    assert listing.version == 1


def test_another_sector_drops_the_fields_of_the_first(uow: UnitOfWork, market: Market, owner: Viewer) -> None:
    listing = service.create_draft(owner, uow, market, "offer", {"sector": "tugs", "attrs": {"yard": "Cấm"}})
    service.edit(owner, uow, market, listing.public_id, {"sector": None}, 1)
    assert (listing.sector, listing.attrs) == (None, {})


def test_the_second_of_two_editors_sees_both_versions(uow: UnitOfWork, market: Market, owner: Viewer) -> None:
    listing = service.create_draft(owner, uow, market, "offer", complete(uow))
    service.edit(owner, uow, market, listing.public_id, {"texts": {"vi": {"title": "Của người thứ nhất"}}}, 1)
    with pytest.raises(Stale) as refused:
        service.edit(owner, uow, market, listing.public_id, {"texts": {"vi": {"title": "Của người thứ hai"}}}, 1)
    conflict = refused.value.current
    (change,) = conflict.changes
    assert (conflict.version, change.name) == (2, "texts.vi.title")
    assert (change.before, change.after) == ("Của người thứ nhất", "Của người thứ hai")
    assert change.runs == (("same", "Của người thứ"), ("gone", "nhất"), ("new", "hai"))
    assert listing.texts["vi"].title == "Của người thứ nhất"


def test_what_is_public_stays_complete(
    uow: UnitOfWork, market: Market, owner: Viewer, organisation: Organisation
) -> None:
    listing = make_listing(uow, organisation)
    with pytest.raises(Invalid) as refused:
        service.edit(owner, uow, market, listing.public_id, {"partnership_types": []}, 1)
    assert names(refused) == {"partnership_types"}
    assert listing.partnership_types == ["licence", "rd_cooperation"]


def test_validity_ends_at_most_365_days_after_publication(
    uow: UnitOfWork, market: Market, owner: Viewer, clock: Clock
) -> None:
    today = uow.now().date()
    data = complete(uow) | {"valid_until": (today + timedelta(days=366)).isoformat()}
    with pytest.raises(Invalid) as refused:
        service.create_draft(owner, uow, market, "offer", data)
    assert names(refused) == {"valid_until"}
    listing = service.create_draft(owner, uow, market, "offer", complete(uow))
    lifecycle.publish(owner, uow, market, listing.public_id)
    clock.advance(days=50)
    later = (today + timedelta(days=366)).isoformat()
    with pytest.raises(Invalid):
        service.edit(owner, uow, market, listing.public_id, {"valid_until": later}, listing.version)


def test_an_end_in_the_past_is_refused_but_one_that_passed_stands_in_nobodys_way(
    uow: UnitOfWork, market: Market, owner: Viewer, clock: Clock
) -> None:
    today = uow.now().date()
    with pytest.raises(Invalid) as refused:
        service.create_draft(owner, uow, market, "offer", {"valid_until": (today - timedelta(days=1)).isoformat()})
    assert names(refused) == {"valid_until"}
    draft = service.create_draft(owner, uow, market, "offer", {"valid_until": today.isoformat()})
    clock.advance(days=2)
    data = {"valid_until": today.isoformat(), "trl": 5}  # as the form sends it back
    assert service.edit(owner, uow, market, draft.public_id, data, draft.version).trl == 5


def test_an_old_version_comes_back_as_a_new_change(uow: UnitOfWork, market: Market, owner: Viewer) -> None:
    listing = service.create_draft(owner, uow, market, "offer", complete(uow, sector="tugs", attrs={"power": "900 kW"}))
    first = document(listing)
    service.edit(
        owner, uow, market, listing.public_id, {"trl": 3, "attrs": {"power": "1 MW"}, "texts": {"en": None}}, 1
    )
    service.restore_revision(owner, uow, market, listing.public_id, 1, 2)
    assert document(listing) == first
    assert listing.version == 3
    with pytest.raises(NotFound):
        service.restore_revision(owner, uow, market, listing.public_id, 99, 3)
    with pytest.raises(Stale):
        service.restore_revision(owner, uow, market, listing.public_id, 1, 2)


def test_going_back_names_nobody_who_is_anonymous_now_and_opens_nothing_that_is_closed(
    uow: UnitOfWork, market: Market, owner: Viewer
) -> None:
    listing = service.create_draft(owner, uow, market, "offer", complete(uow, sector="tugs", attrs={"yard": "Bến"}))
    kept = {"anonymous": True, "tiers": {"attrs.yard": "nda"}, "valid_until": "2027-05-01"}
    service.edit(owner, uow, market, listing.public_id, kept | {"trl": 3}, 1)
    service.restore_revision(owner, uow, market, listing.public_id, 1, 2)
    restored = document(listing)
    assert {name: restored[name] for name in kept} == kept
    assert restored["trl"] == 7


def test_the_history_reads_in_the_readers_language(
    uow: UnitOfWork, market: Market, owner: Viewer, stranger: Viewer
) -> None:
    listing = service.create_draft(owner, uow, market, "offer", complete(uow, sector="tugs"))
    change = {"stage": "on_market", "attrs": {"power": "1,6 MW"}, "tiers": {"attrs.yard": "nda"}, "anonymous": True}
    service.edit(owner, uow, market, listing.public_id, change, 1)
    with use_locale("en"):
        newest, oldest = service.history(owner, uow, market, listing.public_id)
    shown = {entry.label: (entry.before, entry.after) for entry in newest.changes}
    assert shown["Stage of development"] == ("Available for demonstration", "On the market")
    assert shown["Yard: who may see it"] == ("", "Partners under a non-disclosure agreement")
    assert shown["Keep our organisation's name hidden"] == ("No", "Yes")
    assert shown["Power"][0] == ""
    assert "1,600" in shown["Power"][1]
    assert (newest.label, oldest.label, newest.by.startswith("Người")) == ("Edited", "Created", True)
    with use_locale("vi"):
        assert service.history(owner, uow, market, listing.public_id)[0].label == "Chỉnh sửa"
    with pytest.raises(NotFound):
        service.history(stranger, uow, market, listing.public_id)


def test_a_copy_is_a_draft_without_dates_or_past(
    uow: UnitOfWork, market: Market, owner: Viewer, stranger: Viewer, organisation: Organisation
) -> None:
    listing = make_listing(uow, organisation)
    copy = service.duplicate(owner, uow, market, listing.public_id)
    assert copy.public_id != listing.public_id
    assert (copy.status, copy.valid_until, copy.published_at, copy.version) == ("draft", None, None, 1)
    assert copy.texts["en"].title == listing.texts["en"].title
    with pytest.raises(NotAllowed):
        service.duplicate(stranger, uow, market, listing.public_id)


def test_a_deleted_draft_comes_back_until_it_is_purged(
    uow: UnitOfWork, market: Market, owner: Viewer, clock: Clock
) -> None:
    listing = service.create_draft(owner, uow, market, "offer", complete(uow))
    service.delete_draft(owner, uow, market, listing.public_id)
    with pytest.raises(NotFound):
        queries.get(owner, uow, market, listing.public_id)
    clock.advance(days=29)
    assert service.purge_deleted(Viewer.system(), uow) == 0
    service.undelete(owner, uow, market, listing.public_id)
    assert queries.get(owner, uow, market, listing.public_id).texts["vi"].title
    service.delete_draft(owner, uow, market, listing.public_id)
    clock.advance(days=31)
    assert service.purge_deleted(Viewer.system(), uow) == 1
    assert uow.session.scalar(select(Listing)) is None


def test_what_was_published_is_withdrawn_not_deleted(
    uow: UnitOfWork, market: Market, owner: Viewer, organisation: Organisation
) -> None:
    listing = make_listing(uow, organisation)
    with pytest.raises(NotAllowed):
        service.delete_draft(owner, uow, market, listing.public_id)
    assert lifecycle.withdraw(owner, uow, market, listing.public_id).status == "archived"
    with pytest.raises(NotFound):
        queries.get(Viewer.anonymous(), uow, market, listing.public_id)


@pytest.mark.parametrize("public_id", ["", "x", "k7m-2qp-9x", "../../etc", "k7m-2qp-9xw\x00", "k7m-2qp-9xw"])
def test_an_id_that_is_none_is_not_found(uow: UnitOfWork, market: Market, public_id: str) -> None:
    with pytest.raises(NotFound):
        queries.get(Viewer.anonymous(), uow, market, public_id)


def test_a_plugins_complaints_stand_beside_the_cores(uow: UnitOfWork, market: Market, owner: Viewer) -> None:
    market.plugin.complaints.append(("attrs.power", "too weak for its size"))
    data = {"valid_until": date(2030, 1, 1).isoformat()}
    with pytest.raises(Invalid) as refused:
        service.create_draft(owner, uow, market, "offer", data)
    assert names(refused) == {"attrs.power", "valid_until"}


def test_the_history_says_sectors_and_their_parts_in_words(uow: UnitOfWork, market: Market, owner: Viewer) -> None:
    """What belongs to the sector that was left goes with it, and is named as it was called there."""
    facts = {"subcategories": ["harbour", "river"], "attrs": {"power": "1,6 MW"}, "tiers": {"attrs.yard": "nda"}}
    listing = service.create_draft(owner, uow, market, "offer", complete(uow, sector="tugs", **facts))
    service.edit(owner, uow, market, listing.public_id, {"sector": None, "tiers": {}}, 1)
    with use_locale("en"):
        changes = service.history(owner, uow, market, listing.public_id)[0].changes
    assert [(each.label, each.before, each.after) for each in changes] == [
        ("Sector", "Tugs", ""),
        ("Parts of the sector", "Harbour, River", ""),
        ("Power", "1.6 MW (1,600\xa0kW)", ""),
        ("Yard: who may see it", "Partners under a non-disclosure agreement", ""),
    ]
