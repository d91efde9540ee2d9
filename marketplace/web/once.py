"""A form sent twice, by a double click or from the browser's history, is carried out once and answered alike."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from flask import g, redirect, request
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from marketplace.listings import stash
from marketplace.web.context import uow, viewer

ONCE = re.compile(r"[\w-]{16,64}")


def form_key() -> str:
    """Return what a page's forms send as `once`: new with every page, so that a form means one press of its button."""
    if "form_key" not in g:
        g.form_key = secrets.token_urlsafe(18)
    return str(g.form_key)


def only_once(act: Callable[[], str]) -> Response:
    """Run `act`, commit, and lead to the address that it returns; the same form sent again leads there, too.

    What `act` raises passes through, and the form may be sent again.
    """
    once = request.form.get("once", "")
    if not ONCE.fullmatch(once):
        target = act()
        uow().commit()
        return redirect(target, 303)
    key = f"once:{once}:{request.path}"[:120]
    if made := stash.load(viewer(), uow(), once, key):
        return redirect(made.data["target"], 303)
    try:
        target = act()
        stash.save(viewer(), uow(), once, key, request.path, {"target": target})
    except IntegrityError:  # the other of two equal requests was a moment faster
        uow().rollback()
        made = stash.load(viewer(), uow(), once, key)
        if made is None:
            raise
        return redirect(made.data["target"], 303)
    uow().commit()
    return redirect(target, 303)
