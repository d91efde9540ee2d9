"""My listings: a list that can be narrowed, and steps that many of them take at once."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from marketplace.i18n import gettext as _
from marketplace.i18n import ngettext
from marketplace.listings import bulk, lifecycle, policy, queries, statuses
from marketplace.listings.disclosure import disclose
from marketplace.listings.models import Listing
from marketplace.listings.ports import today
from marketplace.listings.statuses import BY_ACTION, MEANINGS, Status
from marketplace.plugin_host.clean import clean_line
from marketplace.plugin_host.declarations import KINDS
from marketplace.web.context import market, page, require_sign_in, uow, viewer
from marketplace.web.flashes import say
from marketplace.web.once import only_once
from marketplace.web.paging import asked, number_in, pages_of
from marketplace.web.views import cards
from marketplace.web.views.mine import CONFIRMED, bp


@bp.get("/my/listings")
def index() -> Response:
    """List one's own listings and those of one's organisations."""
    require_sign_in()
    filters = _filters()
    found = queries.mine(viewer(), uow(), market(), page=asked(), **filters)
    counts, used = found.counts, _address(filters)
    tabs = [("", _("All"), sum(counts.values()))]
    tabs += [(each.value, statuses.label(each.value), counts[each.value]) for each in Status if counts.get(each.value)]
    context: dict[str, Any] = {
        "rows": [_row(listing) for listing in found.items],
        "tabs": tabs,
        "confirmed": CONFIRMED,
        "steps": [(name, BY_ACTION[name].label) for name in bulk.STEPS],
        "number": found.page,
        "meanings": [(label, str(MEANINGS[Status(value)])) for value, label, _count in tabs if value],
        "filters": filters,
        "used": used,
        "narrowed": used.keys() - {"status", "sort"},
        "many": queries.PAGE_SIZE,
    }
    pages = pages_of(found, queries.PAGE_SIZE, "mine.index", **used)
    return page("mine/index.html", pages=pages, **context)


def _row(listing: Listing) -> dict[str, Any]:
    day = today(uow(), market())
    return {
        "listing": listing,
        "card": cards.of_listing(disclose(viewer(), listing, market())),
        "label": statuses.label(listing.status),
        "actions": lifecycle.open_actions(viewer(), uow(), market(), listing),
        "may_edit": policy.can(viewer(), "edit", listing, day),
        "may_delete": policy.can(viewer(), "delete", listing, day),
    }


def _filters() -> dict[str, Any]:
    """Return what the address, or a form that carries it, asks of the list; nonsense asks nothing."""
    asked_for = request.values
    status, kind, sort = (asked_for.get(name, "") for name in ("status", "kind", "sort"))
    return {
        "status": status if status in set(Status) else None,
        "kind": kind if kind in KINDS else None,
        "sort": sort if sort in queries.SORTS else "",
        "words": clean_line(asked_for.get("q", "")[:100]),
    }


def _address(filters: dict[str, Any]) -> dict[str, Any]:
    """Return the part of an address that asks for the same list."""
    names = {"words": "q"}
    return {names.get(name, name): value for name, value in filters.items() if value}


@bp.post("/my/listings/chosen")
def chosen() -> Response:
    """Take one step with all the chosen listings, once, and say how many took it and why the others did not."""
    require_sign_in()
    return only_once(_step)


def _step() -> str:
    ids, action = request.form.getlist("listing"), request.form.get("action", "")
    outcome = bulk.step(viewer(), uow(), market(), action, ids)
    if not ids:
        say(_("Choose at least one listing."), "warn")
    in_review = sum(status == Status.IN_REVIEW for status in outcome.done)
    if done := len(outcome.done) - in_review:
        say(_done_many(action, done), "ok")
    if in_review:
        said = ngettext(
            "%(num)s listing renewed; your changes to it are reviewed before everybody sees them.",
            "%(num)s listings renewed; your changes to them are reviewed before everybody sees them.",
            in_review,
        )
        say(said, "ok")
    for reason, number in outcome.refused.items():  # a line a reason: the session's cookie holds no dozen of titles
        left = ngettext("%(num)s listing stayed as it was.", "%(num)s listings stayed as they were.", number)
        say(f"{left} {reason}", "warn")
    number = number_in(request.form.get("page", ""))
    return url_for("mine.index", page=number if number > 1 else None, **_address(_filters()))


def _done_many(action: str, num: int) -> str:
    texts = {
        "renew": ngettext("%(num)s listing renewed.", "%(num)s listings renewed.", num),
        "pause": ngettext("%(num)s listing closed to interest.", "%(num)s listings closed to interest.", num),
        "resume": ngettext("%(num)s listing open to interest again.", "%(num)s listings open to interest again.", num),
    }
    return texts[action]
