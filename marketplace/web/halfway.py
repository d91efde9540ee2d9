"""Half-typed forms in the browser's terms: the cookie that finds them again, and what of a form is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from marketplace.errors import Invalid
from marketplace.i18n import gettext as _
from marketplace.listings import stash
from marketplace.listings.models import StashedForm
from marketplace.web.context import uow, viewer
from marketplace.web.errors import to_sign_in
from marketplace.web.flashes import say

COOKIE = "halfway"
TOKEN = re.compile(r"[\w-]{20,64}")
MONTH = 30 * 24 * 3600
PAGES = {  # small forms, each kept under the address of the page that shows it
    "accounts.save_profile": "accounts.profile",
    "members.invite": "members.index",
    "mine.act": "mine.confirm",
    "operator_news.create": "operator_news.new",
    "operator_news.save": "operator_news.edit",
    "operator_texts.save": "operator_texts.edit",
    "organisations.create": "organisations.new",
    "organisations.save": "organisations.edit",
    "tokens.create": "tokens.index",
}
NOT_KEPT = frozenset({"csrf_token", "version", "then", "once"})


def token() -> str:
    """Return the visitor's token, making one if need be; `send_cookie` puts it into the answer."""
    known = request.cookies.get(COOKIE, "")
    if TOKEN.fullmatch(known):
        return known
    if "halfway_token" not in g:
        g.halfway_token = stash.new_token()
    return str(g.halfway_token)


def send_cookie(response: Response) -> Response:
    """Set the cookie if a token was made for this request."""
    if "halfway_token" in g:
        response.set_cookie(
            COOKIE, g.halfway_token, max_age=MONTH, samesite="Lax", secure=request.is_secure, httponly=True
        )
    return response


def words_of(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """Return what is worth keeping of a form: its typed values by name."""
    return {name: values for name, values in form.lists() if name not in NOT_KEPT and not name.startswith("_")}


def part_of(form: MultiDict[str, str], names: Iterable[str]) -> MultiDict[str, str]:
    """Return the inputs of these fields, their parts ("attrs.power.currency") included."""
    prefixes = tuple(f"{each}." for each in names)
    return MultiDict([item for item in form.items(multi=True) if f"{item[0]}.".startswith(prefixes)])


def keep(key: str, path: str, form: MultiDict[str, str]) -> bool:
    """Keep a form and commit; False if it is absurdly large."""
    uow().rollback()
    try:
        stash.put(viewer(), uow(), token(), key, path, words_of(form))
    except Invalid:
        return False
    uow().commit()
    return True


def rescue(key: str, back: str) -> Response:
    """Keep the form sent although the session is over; lead to `back`, which restores it, by the sign-in if need be."""
    keep(key, back, request.form)
    if viewer().signed_in:
        say(_("This page was open for too long. What you typed is kept: look through it and save it again."), "warn")
        return redirect(back, 303)
    say(_("You were signed out. What you typed is kept: sign in and go on."), "warn")
    return send_cookie(to_sign_in(back))


def rescue_small() -> Response | None:
    """Keep a small form; its page finds it by `restored`. None for a mere button: there is nothing to keep."""
    if not any(text.strip() for texts in words_of(request.form).values() for text in texts):
        return None
    endpoint = PAGES[str(request.endpoint)]
    values = {name: str(value)[:40] for name, value in (request.view_args or {}).items()}
    return rescue(_address(endpoint, values), url_for(endpoint, **values, restore=1))  # type: ignore[arg-type]


def restored() -> MultiDict[str, str] | None:
    """Return what was kept of the small form on this page, if this is the way back to it, and say so."""
    stored = kept(_address(str(request.endpoint), request.view_args or {})) if "restore" in request.args else None
    if stored is None:
        return None
    say(_("What you had typed is back in the form. Save it to keep it."), "ok")
    return typed(stored)


def _address(endpoint: str, values: Mapping[str, Any]) -> str:
    return ":".join(["page", endpoint, *map(str, values.values())])


def kept(key: str) -> StashedForm | None:
    """Return what was kept for the form."""
    return stash.load(viewer(), uow(), token(), key)


def forget(key: str) -> None:
    """Drop what was kept; the caller commits."""
    stash.drop(viewer(), uow(), token(), key)


def typed(stored: StashedForm) -> MultiDict[str, str]:
    """Return a kept form as it was sent."""
    data: dict[str, Any] = stored.data
    return MultiDict([(name, value) for name, values in data.items() for value in values])
