"""Reading a listing: its page, its files, its past."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, request
from werkzeug.wrappers import Response as BaseResponse

from marketplace.discovery.service import similar
from marketplace.i18n import gettext as _
from marketplace.interests import policy as interest_policy
from marketplace.interests import queries as interests
from marketplace.interests.statuses import label as interest_label
from marketplace.listings import fields, lifecycle, policy, queries, revisions, service
from marketplace.listings.disclosure import disclose
from marketplace.listings.models import Listing
from marketplace.listings.ports import today
from marketplace.matching.partners import possible
from marketplace.plugin_host.declarations import Tier
from marketplace.web.context import back_to, market, page, uow, viewer
from marketplace.web.flashes import say
from marketplace.web.views import cards, oembed, partners, structured
from marketplace.web.views.listing_page import ListingPage

bp = Blueprint("listings", __name__, url_prefix="/listings")


def word_tiers(listing: Listing) -> dict[str, Tier]:
    """Return from which tier each text of the listing is open."""
    declared = fields.words(listing.kind)
    return {name: fields.tier_of_field(name, item, listing.kind, listing.tiers) for name, item in declared.items()}


@bp.get("/<public_id>")
def show(public_id: str) -> BaseResponse:
    """Show a listing as far as this viewer may see it."""
    who, work, site = viewer(), uow(), market()
    listing = queries.get(who, work, site, public_id)
    day = today(work, site)
    live = interests.live(who, work, listing)
    disclosed = disclose(who, listing, site, interests.granting(live, listing))
    context = {"viewer": who, "listing": disclosed}
    shown = ListingPage(
        disclosed,
        fields.sector_of(listing.sector, site),
        day,
        panels=site.plugins.panels("listing.main", context),
        asides=site.plugins.panels("listing.aside", context),
        similar=[cards.of(card) for card in similar(who, work, site, listing)],
        partners=partners.of(possible(who, work, site, disclosed)) if disclosed.status == "published" else [],
        actions=lifecycle.open_actions(who, work, site, listing),
        word_tiers=word_tiers(listing),
        may_edit=policy.can(who, "edit", listing, day),
        may_see_history=policy.can(who, "see_history", listing, day),
        takes_interest=interest_policy.is_open(listing, day),
        interests=[(each.public_id, each.organisation.name, interest_label(each.status)) for each in live],
    )
    return page(
        "listings/show.html",
        page=shown,
        structured=structured.listing(shown),
        oembed=partial(oembed.address, public_id),
        preview_type="article",
        preview_image=structured.picture(shown),
    )


@bp.get("/<public_id>/history")
def history(public_id: str) -> BaseResponse:
    """Show who changed what, newest first."""
    listing = queries.get(viewer(), uow(), market(), public_id)
    policy.require(viewer(), "see_history", listing, today(uow(), market()))
    past = revisions.history(uow(), market(), listing)
    may_edit = policy.can(viewer(), "edit", listing, today(uow(), market()))
    title = disclose(viewer(), listing, market()).title or _("Listing without a title")
    return page("listings/history.html", listing=listing, past=past, title=title, may_edit=may_edit)


@bp.post("/<public_id>/history/<int(max=2000000000):number>")
def restore(public_id: str, number: int) -> BaseResponse:
    """Bring an earlier version back, as a new one."""
    version = request.form.get("version", -1, type=int)
    service.restore_revision(viewer(), uow(), market(), public_id, number, version)
    uow().commit()
    say(_("Version %(number)s is back. The one before is kept in the history.", number=number), "ok")
    return back_to("listings.history", public_id=public_id)
