"""The menus: the core's entries, then those of plugins."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from werkzeug.routing import BuildError

from marketplace.i18n import gettext as _
from marketplace.web.context import market, viewer


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry; `current` marks the page the reader is on."""

    label: str
    url: str
    current: bool = False


def menu() -> list[MenuItem]:
    """Return the entries of the main menu that this viewer may follow."""
    kinds = request.args.getlist("kind")
    searching = request.endpoint == "search.index"
    items = [
        MenuItem(_("Offers"), url_for("search.index", kind="offer"), searching and kinds == ["offer"]),
        MenuItem(_("Demands"), url_for("search.index", kind="demand"), searching and kinds == ["demand"]),
    ]
    if not viewer().is_broker:  # the desk has its place: seven entries don't fit
        items.append(MenuItem(_("Post a listing"), url_for("editing.new"), request.blueprint == "editing"))
    if viewer().signed_in:
        items.append(MenuItem(_("My listings"), url_for("mine.index"), request.blueprint == "mine"))
        items.append(MenuItem(_("Interests"), url_for("interests.index"), request.blueprint == "interests"))
    if viewer().is_broker:
        items.append(MenuItem(_("Desk"), url_for("desk.index"), request.blueprint == "desk"))
    if viewer().is_operator:
        items.append(
            MenuItem(_("Running the site"), url_for("operator_overview.show"), request.path.startswith("/operator"))
        )
    return items + _of_plugins("main")


def duties() -> list[MenuItem]:
    """Return what those who work for the exchange itself do here, beside listings of their own."""
    found = []
    if viewer().is_operator:
        found.append(MenuItem(_("Running the site"), url_for("operator_overview.show")))
    if viewer().is_broker:
        known = [
            ("desk.index", _("The broker desk")),
            ("interests.index", _("Interests")),
            ("search.index", _("Search all listings")),
        ]
        found += [MenuItem(label, url) for endpoint, label in known if (url := _address(endpoint))]
        found.append(MenuItem(_("Demands closing soon"), url_for("search.index", kind="demand", sort="closing")))
    return found


def account_links() -> list[MenuItem]:
    """Return what a signed-in person finds under "Account"."""
    known = [("organisations.index", _("My organisations")), ("accounts.profile", _("Profile"))]
    known.append(("security.change_password", _("Change the password")))
    items = [MenuItem(label, url) for endpoint, label in known if (url := _address(endpoint))]
    return items + _of_plugins("account")


def _of_plugins(place: str) -> list[MenuItem]:
    entries = [entry for entry in market().plugins.menu_items(viewer()) if entry.place == place]
    found = [(str(entry.label), _address(entry.endpoint)) for entry in sorted(entries, key=lambda entry: entry.order)]
    return [MenuItem(label, url, url.endswith(request.path)) for label, url in found if url]


def _address(endpoint: str) -> str | None:
    try:
        return url_for(endpoint)
    except BuildError:
        return None
