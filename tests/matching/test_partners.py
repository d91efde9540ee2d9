"""Possible partners of a listing, through the service and on the page. The pairs are those of the marine sector."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.app import Marketplace
from marketplace.i18n import use_locale
from marketplace.listings.disclosure import disclose
from marketplace.listings.models import Listing
from marketplace.matching.partners import Partner, possible
from marketplace.organisations.factories import make_organisation
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.discovery.conftest import FILLER, market, publish, rebuild, yard  # noqa: F401  (fixtures)

Make = Callable[..., Listing]
Find = Callable[..., list[Partner]]
TUG = {"bollard_pull": "65 tấn", "power": "3.840 kW", "length_overall": "28,5 m", "approvals": ["nk", "vr"]}
TUG_NEED = {"bollard_pull": "≥ 600 kN", "power": "≥ 5.000 CV", "length_overall": "≤ 30 m", "approvals": ["nk", "vr"]}
BALLAST = {
    "vessel_types": ["bulk", "general_cargo"], "dwt": "3.000–35.000 DWT", "treatment_flow": "500 m³/h",
    "offhire_days": "12 ngày", "approvals": ["ccs", "vr"], "imo_rules": ["bwm_d2"],
}  # fmt: skip
BALLAST_NEED = {
    "vessel_types": ["bulk"], "dwt": "22.500 DWT", "treatment_flow": "10.000 lít/phút", "offhire_days": "≤ 10 ngày",
    "approvals": ["iacs_any"], "imo_rules": ["bwm_d2"],
}  # fmt: skip


@pytest.fixture
def post(uow: UnitOfWork, market: Marketplace, publish: Make, yard: Organisation) -> Make:  # noqa: F811
    """Publish a marine listing: an offer of the yard's or a demand of a towage firm's, typed by Vietnamese people."""
    towage = make_organisation(uow, name_vi="Công ty Lai dắt Nam Triệu", name_en="Nam Trieu Towage")

    def make(kind: str, title: str, attrs: dict[str, Any], **values: Any) -> Listing:
        schema = market.plugins.schema("marine", kind)
        assert schema is not None
        with use_locale("vi"):
            stored = schema.load(attrs, partial=True)
        owner = yard if kind == "offer" else towage
        return publish(title, kind=kind, sector="marine", attrs=stored, organisation=owner, **values)

    return make


@pytest.fixture
def find(uow: UnitOfWork, market: Marketplace) -> Find:  # noqa: F811
    """Return the possible partners of a listing, in English."""

    def run(listing: Listing, viewer: Viewer | None = None) -> list[Partner]:
        who = viewer or Viewer.anonymous()
        with use_locale("en"):
            return possible(who, uow, market, disclose(who, listing, market))

    return run


def rows(partner: Partner) -> dict[str, Any]:
    return {row.name: row for row in partner.rows}


def test_a_pair_that_fits_is_found_from_both_sides_with_both_values_in_one_unit(post, rebuild, find):  # noqa: F811
    offer = post("offer", "Thiết kế và đóng tàu lai ASD", TUG)
    demand = post("demand", "Cần tàu lai cho bến container", TUG_NEED)
    rebuild()
    for asked, expected in ((offer, demand), (demand, offer)):
        (partner,) = find(asked)
        assert partner.card.listing.public_id == expected.public_id
        assert partner.tally == {"match": 4, "gap": 0, "unknown": 0}
        assert not partner.blocked
        pull = rows(partner)["bollard_pull"]
        assert (pull.offered, pull.needed) == ("65\u00a0t", "≥ 61.1832\u00a0t")


def test_a_gap_says_by_how_much(uow, post, rebuild, find):  # noqa: F811
    offer = post("offer", "Hệ xử lý nước dằn UV, hoán cải nhanh", BALLAST)
    post("demand", "Lắp hệ xử lý nước dằn cho tàu hàng rời", BALLAST_NEED)
    rebuild()
    (partner,) = find(offer, Viewer.system())
    found = rows(partner)
    assert found["treatment_flow"].result == "gap"
    assert found["treatment_flow"].gap == "100\u00a0m³/h too little (17\u00a0%)"
    assert found["offhire_days"].gap == "2\u00a0days too much (20\u00a0%)"
    assert found["imo_rules"].result == "match"
    assert [row.result for row in partner.rows] == ["match"] * 4 + ["gap"] * 2


def test_a_figure_that_the_reader_may_not_see_is_unknown_and_not_told(post, rebuild, find):  # noqa: F811
    offer = post("offer", "Hệ xử lý nước dằn UV, hoán cải nhanh", BALLAST, tiers={"attrs.treatment_flow": "nda"})
    demand = post("demand", "Lắp hệ xử lý nước dằn cho tàu hàng rời", BALLAST_NEED)
    rebuild()
    (partner,) = find(demand)
    flow = rows(partner)["treatment_flow"]
    assert (flow.result, flow.offered, flow.gap) == ("unknown", "Not disclosed", "")
    (told,) = find(demand, Viewer.system())
    assert rows(told)["treatment_flow"].offered == "500\u00a0m³/h"
    assert offer.public_id == told.card.listing.public_id


def test_a_mismatch_is_not_offered_though_both_say_the_same_words(post, rebuild, find):  # noqa: F811
    engine = {"vessel_types": ["lng", "container"], "power": "6–12 MW", "fuels": ["lng", "mgo"], "approvals": ["bv"]}
    wanted = {"vessel_types": ["passenger_hsc"], "power": "240 kW", "fuels": ["battery"], "approvals": ["vr"]}
    offer = post("offer", "Hệ động lực xanh cho tàu", engine)
    post("demand", "Hệ động lực xanh cho tàu khách", wanted)
    rebuild()
    assert find(offer) == []


def test_words_meet_across_languages(post, uow, rebuild, find):  # noqa: F811
    offer = post("offer", "Xử lý nước dằn", {})
    demand = post("demand", "", {})
    demand.texts["vi"].title = ""
    demand.texts["en"] = type(demand.texts["vi"])(
        lang="en", title="Ballast water treatment", summary="", description=""
    )
    post("demand", "Sơn chống hà", {})
    uow.commit()
    rebuild()
    best = find(offer)[0]
    assert best.card.listing.public_id == demand.public_id
    assert best.rows == ()


def test_what_was_withdrawn_or_is_of_the_same_kind_or_sector_else_is_no_partner(post, publish, uow, rebuild, find):  # noqa: F811
    offer = post("offer", "Tàu lai ASD", TUG)
    gone = post("demand", "Cần tàu lai", TUG_NEED)
    post("offer", "Tàu lai khác", TUG)
    publish("Cần tàu lai", kind="demand", sector="logistics")
    rebuild()
    gone.status = "withdrawn"
    uow.commit()
    assert find(offer) == []


def test_the_page_shows_each_figure_in_the_readers_language(app: Flask, client: FlaskClient, post, rebuild):  # noqa: F811
    offer = post("offer", "Hệ xử lý nước dằn UV, hoán cải nhanh", BALLAST)
    post("demand", "Lắp hệ xử lý nước dằn cho tàu hàng rời", BALLAST_NEED)
    rebuild()
    page = client.get(f"/vi/listings/{offer.public_id}").text
    assert "Đối tác có thể phù hợp" in page
    assert "có 500\u00a0m³/h, cần 600\u00a0m³/h" in page
    assert "thiếu 100\u00a0m³/h" in page
    english = client.get(f"/en/listings/{offer.public_id}").text
    assert "Possible partners" in english
    assert FILLER not in english.split("Possible partners")[1]
    assert "Công ty Lai dắt" in page


def test_no_gap_is_folded_away(client: FlaskClient, post, rebuild):  # noqa: F811
    offer = post("offer", "Hệ xử lý nước dằn UV, hoán cải nhanh", BALLAST | {"power": "500 kW"})
    post("demand", "Lắp hệ xử lý nước dằn cho tàu hàng rời", BALLAST_NEED | {"power": "≥ 400 kW"})
    rebuild()
    (partner,) = client.get(f"/en/listings/{offer.public_id}").text.split('<div class="partner">')[1:]
    opened, _, folded = partner.partition("<details")
    assert "100\u00a0m³/h too little" in opened
    assert "1 more field" in folded
    assert "Gap" not in folded.partition("</details>")[0]


def test_without_an_index_the_listing_is_shown_all_the_same(client: FlaskClient, post):
    offer = post("offer", "Tàu lai ASD", TUG)
    page = client.get(f"/en/listings/{offer.public_id}")
    assert page.status_code == 200
    assert "Possible partners" not in page.text


def test_where_no_figure_is_known_to_match_the_words_must_say_more(post, rebuild, find):  # noqa: F811
    need = post("demand", "Xử lý nước thải xi mạ niken", {"power": "240 kW"})
    near = post("offer", "Xử lý nước thải xi mạ niken", {})
    far = post("offer", "Xử lý nước thải sinh hoạt", {})
    rebuild()
    found = {each.card.listing.public_id: each for each in find(need)}
    assert found[near.public_id].tally == {"match": 0, "gap": 0, "unknown": 1}
    assert far.public_id not in found


def test_an_organisation_is_not_introduced_to_itself(post, yard, uow, rebuild, find):  # noqa: F811
    offer = post("offer", "Thiết kế và đóng tàu lai ASD", TUG)
    own, other = (post("demand", "Cần tàu lai cho bến container", TUG_NEED) for _ in range(2))
    own.organisation_id = yard.id
    uow.commit()
    rebuild()
    assert [partner.card.listing.public_id for partner in find(offer)] == [other.public_id]
