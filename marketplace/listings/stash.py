"""Half-typed forms survive a refused save, an expired session and a closed tab.

The holder of a random token (a cookie, so that it works before sign-in) finds the form again; once the form was saved
by a signed-in person, that person finds it on any device.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.errors import Invalid
from marketplace.i18n import gettext as _
from marketplace.listings.models import StashedForm
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

KEEP = timedelta(days=30)
MAX_BYTES = 200_000  # many times the longest form; files are never stashed


def new_token() -> str:
    """Return a token for the visitor's cookie."""
    return secrets.token_urlsafe(24)


def save(viewer: Viewer, uow: UnitOfWork, token: str, form_key: str, path: str, data: Mapping[str, Any]) -> StashedForm:
    """Keep what was typed into `form_key` ("listing:new:offer", "listing:k7m-2qp-9xw"), replacing what was kept before.

    Raise Invalid when it is absurdly large. A person has one of each form: on PostgreSQL the second of two first saves
    at the same moment gets an IntegrityError, by which a form sent twice is known; `put` replaces instead.
    """
    if len(json.dumps(data)) > MAX_BYTES:
        raise Invalid({"_": [_("The form is too large to be kept.")]})
    stashed = _find(uow.session, viewer, token, form_key)
    if stashed is not None and stashed.user_id is None and viewer.signed_in:  # theirs from now on, in the older's place
        older = StashedForm.form_key == stashed.form_key, StashedForm.user_id == viewer.user_id
        uow.session.execute(delete(StashedForm).where(*older), execution_options={"synchronize_session": "fetch"})
    if stashed is None:
        stashed = StashedForm(token=token, form_key=_plain(form_key, 120), created_at=uow.now())
        uow.session.add(stashed)
    stashed.user_id = viewer.user_id or stashed.user_id
    stashed.path, stashed.data, stashed.expires_at = _plain(path, 500), dict(data), uow.now() + KEEP
    uow.session.flush()
    return stashed


def put(viewer: Viewer, uow: UnitOfWork, token: str, form_key: str, path: str, data: Mapping[str, Any]) -> StashedForm:
    """Keep what was typed as `save` does; of two tabs that do so at the same moment, the later one's words stay."""
    try:
        with uow.session.begin_nested():
            return save(viewer, uow, token, form_key, path, data)
    except IntegrityError:  # the other tab has committed by now, so that its form is there to be replaced
        return save(viewer, uow, token, form_key, path, data)


def load(viewer: Viewer, uow: UnitOfWork, token: str, form_key: str) -> StashedForm | None:
    """Return what was kept last, by the viewer or the token; None when there is nothing or it has expired."""
    stashed = _find(uow.session, viewer, token, form_key)
    return stashed if stashed and stashed.expires_at > uow.now() else None


def drop(viewer: Viewer, uow: UnitOfWork, token: str, form_key: str) -> None:
    """Forget a form: it was saved for good, or its author threw it away."""
    uow.session.execute(
        delete(StashedForm).where(StashedForm.form_key == _plain(form_key, 120), _holder(viewer, token)),
        execution_options={"synchronize_session": "fetch"},
    )


def purge(uow: UnitOfWork) -> int:
    """Remove expired forms; return how many."""
    gone = delete(StashedForm).where(StashedForm.expires_at <= uow.now()).returning(StashedForm.id)
    return len(uow.session.execute(gone).all())


def _holder(viewer: Viewer, token: str) -> ColumnElement[bool]:
    """A form that a signed-in person saved is theirs: the token alone (a shared computer) no longer opens it."""
    by_token = (StashedForm.token == token) & StashedForm.user_id.is_(None)
    return or_(by_token, StashedForm.user_id == viewer.user_id) if viewer.signed_in else by_token


def _plain(text: str, length: int) -> str:
    """Return text as a column can hold it: addresses come from outside, and PostgreSQL takes no NUL."""
    return text.replace("\0", "")[:length]


def _find(session: Session, viewer: Viewer, token: str, form_key: str) -> StashedForm | None:
    newest = StashedForm.expires_at.desc(), StashedForm.user_id.is_(None), StashedForm.id.desc()
    query = (
        select(StashedForm)
        .where(StashedForm.form_key == _plain(form_key, 120), _holder(viewer, token))
        .order_by(*newest)
    )
    return session.scalars(query.limit(1)).first()
