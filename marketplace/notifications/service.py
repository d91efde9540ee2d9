"""Telling people, and what they do with what they were told. Everybody sees and changes their own only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from flask import current_app
from sqlalchemy import CursorResult, delete, func, select, update

from marketplace import mail
from marketplace.accounts.models import User
from marketplace.errors import NotAllowed, NotFound
from marketplace.i18n import use_locale
from marketplace.lists import Page, page_of
from marketplace.notifications.models import Notification
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

PAGE_SIZE = 20
MOST = 99  # unread ones that are counted one by one


def tell(
    uow: UnitOfWork,
    user: User,
    kind: str,
    endpoint: str,
    values: Mapping[str, str],
    say: Callable[[], str],
    letter: Callable[[], tuple[str, Mapping[str, Any]]],
) -> None:
    """Put a line on somebody's list and a message into the mail, both of which exist once the caller commits.

    `say` returns the line, `letter` the mail's template and context, each in the language current when it is called.
    Closed accounts are left alone; no mail goes to an address that was never confirmed.
    """
    if not user.active:
        return
    path = current_app.url_map.bind("localhost").build(endpoint, dict(values))
    texts = {locale: _said(say, locale) for locale in ("vi", "en")}
    uow.session.add(
        Notification(
            user_id=user.id, kind=kind, path=path, text_vi=texts["vi"], text_en=texts["en"], created_at=uow.now()
        )
    )
    if user.confirmed_at is None:
        return
    with use_locale(user.locale):
        template, context = letter()
    link = mail.link(endpoint, user.locale, **values)
    subject = texts[user.locale]
    mail.send(uow, user.email, template, locale=user.locale, name=user.name, headline=subject, link=link, **context)


def _said(say: Callable[[], str], locale: str) -> str:
    with use_locale(locale):
        return mail.one_line(say())


def unread(viewer: Viewer, uow: UnitOfWork) -> int:
    """Return how many notifications the viewer has not looked at, counting no further than `MOST` + 1."""
    if not viewer.signed_in:
        return 0
    some = select(Notification.id).where(Notification.user_id == viewer.user_id, Notification.read_at.is_(None))
    return uow.session.scalar(select(func.count()).select_from(some.limit(MOST + 1).subquery())) or 0


def page(viewer: Viewer, uow: UnitOfWork, number: int = 1) -> Page[Notification]:
    """Return a page of the viewer's notifications, newest first."""
    _require(viewer)
    mine = select(Notification).where(Notification.user_id == viewer.user_id)
    return page_of(uow.session, mine.order_by(Notification.id.desc()), number, PAGE_SIZE)


def read(viewer: Viewer, uow: UnitOfWork, public_id: str) -> Notification:
    """Note that the viewer looked at one; once more changes nothing. Raise NotFound unless it is theirs."""
    _require(viewer)
    query = select(Notification).where(Notification.user_id == viewer.user_id, Notification.public_id == public_id)
    found: Notification | None = uow.session.scalar(query)
    if found is None:
        raise NotFound
    found.read_at = found.read_at or uow.now()
    return found


def arrived(viewer: Viewer, uow: UnitOfWork, path: str) -> bool:
    """Note that the viewer is where notifications lead, however they came there; tell whether any had been unread."""
    here = Notification.user_id == viewer.user_id, Notification.read_at.is_(None), Notification.path == path
    found = uow.session.scalars(select(Notification).where(*here)).all()
    for each in found:
        each.read_at = uow.now()
    return bool(found)


def read_all(viewer: Viewer, uow: UnitOfWork) -> None:
    """Note that the viewer looked at all."""
    _require(viewer)
    mine = update(Notification).where(Notification.user_id == viewer.user_id, Notification.read_at.is_(None))
    uow.session.execute(mine.values(read_at=uow.now()).execution_options(synchronize_session=False))


def purge(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Remove notifications made before a time, read or not, at most `limit`; return how many.

    Ids rise with time: only the oldest are looked at, however many there are.
    """
    oldest = select(Notification.id).order_by(Notification.id).limit(limit).scalar_subquery()
    old = delete(Notification).where(Notification.id.in_(oldest), Notification.created_at < before)
    return cast(CursorResult[Any], uow.session.execute(old.execution_options(synchronize_session=False))).rowcount


def _require(viewer: Viewer) -> None:
    if not viewer.signed_in:
        raise NotAllowed("notifications")
