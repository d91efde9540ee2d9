"""Who is told of a step: the managers of the other side and who wrote there, in the app and by mail."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select

from marketplace.accounts.brokers import with_role, working_in
from marketplace.accounts.models import User
from marketplace.i18n import gettext as _
from marketplace.interests.models import Interest
from marketplace.interests.seen import SeenInterest, contacts, see, timeline
from marketplace.interests.statuses import EVENTS, Side, Transition
from marketplace.listings.ports import Market
from marketplace.notifications.service import tell as notify
from marketplace.organisations.models import Membership
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

TITLE = 120  # characters of a title in one line


def tell(viewer: Viewer, uow: UnitOfWork, market: Market, interest: Interest, transition: Transition) -> None:
    """Tell everybody to whom the last step is news but who took it, in their language and as far as they may know."""
    for side in transition.tells:
        for user, reader in _readers(viewer, uow, interest, side):
            _tell_one(uow, market, interest, transition, user, reader)


def _readers(viewer: Viewer, uow: UnitOfWork, interest: Interest, side: Side) -> list[tuple[User, Viewer]]:
    """Return the people of a side but who took the step, each as the viewer they are there, whatever else they may be.

    A listing whose owner has nobody here is the broker desk's to care for: those who work in its sector, and where no
    broker does, those who run the site.
    """
    owner = interest.listing.organisation_id
    if side is Side.SENDER:
        people, as_member = _people(uow, interest.organisation_id, interest.created_by_id), interest.organisation_id
    else:
        people, as_member = _people(uow, owner, interest.listing.created_by_id), owner or 0
    if people or side is Side.SENDER:
        return [(user, Viewer(user.id, {as_member: "member"})) for user in people if user.id != viewer.user_id]
    brokers = [user for user in working_in(uow, interest.listing.sector) if user.id != viewer.user_id]
    people, role = (brokers, "broker") if brokers else (with_role(uow, "operator"), "operator")
    return [(user, Viewer(user.id, roles=frozenset({role}))) for user in people if user.id != viewer.user_id]


def _people(uow: UnitOfWork, organisation_id: int | None, author_id: int | None) -> Iterable[User]:
    if organisation_id is None:
        author = uow.session.get(User, author_id) if author_id is not None else None
        return [author] if author is not None and author.active else []
    concerned = or_(Membership.role == "manager", Membership.user_id == author_id)
    belonging = Membership.organisation_id == organisation_id, User.active
    query = select(User).join(Membership, Membership.user_id == User.id).where(*belonging, concerned)
    return uow.session.scalars(query.order_by(User.id)).all()


def _tell_one(
    uow: UnitOfWork, market: Market, interest: Interest, transition: Transition, user: User, reader: Viewer
) -> None:
    def say() -> str:
        return _line(reader, transition, see(reader, interest, market))

    def letter() -> tuple[str, dict[str, object]]:
        seen = see(reader, interest, market)
        last = timeline(seen, interest)[-1]
        return "interest", {"it": seen, "step": last, "contacts": contacts(seen, interest)}

    kind = EVENTS[transition.action]
    notify(uow, user, kind, "interests.show", {"public_id": interest.public_id}, say, letter)


def _line(reader: Viewer, transition: Transition, seen: SeenInterest) -> str:
    """Return the line that tells of a transition, in the current language; the desk is told why it is told."""
    title = seen.title if len(seen.title) <= TITLE else seen.title[: TITLE - 1].rstrip() + "…"
    said = transition.notice.format(title=title, sender=seen.sender.name)
    if seen.side is not Side.DESK:
        return said
    why = _("you are told because you work at the broker desk")
    if reader.is_operator:
        why = _("you are told because no broker works in its sector")
    return f"{said} – {why}"
