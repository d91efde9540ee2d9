"""What comes before and after every request of the API: its language, and whose it is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime

from flask import Flask, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

from marketplace.accounts import tokens
from marketplace.accounts.models import ApiToken, User
from marketplace.accounts.service import viewer_of
from marketplace.api.problems import Refused, is_api, unauthorised
from marketplace.db import db
from marketplace.i18n import LOCALES, L, current_locale, use_locale
from marketplace.uow import UnitOfWork
from marketplace.web.context import UNSAFE, market, uow, viewer
from marketplace.web.security import csrf

VARY = ("Accept-Language", "Authorization", "Cookie")
BAD_KEY = L("This key is unknown, expired or revoked.", "Khóa này không tồn tại, đã hết hạn hoặc đã bị thu hồi.")
READ_ONLY = L("This key may only read.", "Khóa này chỉ được phép đọc.")


def setup(app: Flask) -> None:
    """Install the hooks: `begin` before all others, so that their errors have the right language."""
    app.before_request_funcs.setdefault(None, []).insert(0, begin)
    app.before_request(authenticate)
    app.after_request(finish)
    app.teardown_request(end)


def begin() -> None:
    """Give the request the language that `Accept-Language` asks for."""
    if not is_api():
        return
    g.api = ExitStack()
    accepted = parse_accept_header(request.headers.get("Accept-Language", ""), LanguageAccept)
    # Unlike the pages, which prefer the language last chosen there.
    g.api.enter_context(use_locale(accepted.best_match(LOCALES) or current_locale()))


def finish(response: Response) -> Response:
    """Say on what the answer depends."""
    if "api" in g:
        response.vary.update(VARY)
        response.headers.setdefault("Content-Language", current_locale())
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def end(_error: BaseException | None) -> None:
    """Put the language back."""
    if stack := g.pop("api", None):
        stack.close()


def authenticate() -> ResponseReturnValue | None:
    """Find out whose request it is: a key decides alone; without one it is the session's, if changes carry its token.

    A request with any `Authorization` was not checked for forgery, so that its cookie must count for nothing.
    """
    if not is_api():
        return None
    header = request.headers.get("Authorization")
    if header is None:
        if request.method in UNSAFE and viewer().signed_in:
            csrf.protect()  # also when they are remembered and have no session yet
        return None
    scheme, _space, text = header.partition(" ")
    token = _used(text.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        return unauthorised(str(BAD_KEY), "invalid_token")
    if request.method in UNSAFE and "write" not in token.scopes:
        challenge = 'Bearer realm="marketplace", error="insufficient_scope", scope="write"'
        raise Refused(403, str(READ_ONLY), headers={"WWW-Authenticate": challenge})
    g.token, g.viewer = token, viewer_of(uow(), uow().session.get(User, token.user_id))
    return None


def _used(text: str) -> ApiToken | None:
    """Return the key of this text, and note its use now and then."""
    if request.method in UNSAFE:  # with the change it makes, in its transaction
        token = tokens.find(uow(), text)
        if token is not None and tokens.due(token, uow().now()):
            tokens.note_use(uow(), token.id)
        return token
    return _read_with(text, market().clock)


def _read_with(text: str, clock: Callable[[], datetime]) -> ApiToken | None:
    """Do so for a request that reads: its own transaction must not become a writing one."""
    with Session(db.engine) as session, UnitOfWork(session, clock) as unit:
        token = tokens.find(unit, text)
        session.expunge_all()  # so that it outlives the session
    if token is not None and tokens.due(token, clock()):
        # Not worth failing for when the database is busy.
        with (
            suppress(OperationalError),
            Session(db.engine) as session,
            UnitOfWork(session, clock, write=True) as unit,
        ):
            tokens.note_use(unit, token.id)
            unit.commit()
    return token
