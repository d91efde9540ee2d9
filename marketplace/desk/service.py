"""Use cases of the desk: hand rows over, take that back, say in which sectors a broker works. The caller commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.brokers import sectors_of
from marketplace.accounts.models import BrokerSector, User
from marketplace.desk import policy
from marketplace.desk.models import Hand
from marketplace.desk.query import PAGE_SIZE, WHATS, Desk, Key
from marketplace.desk.rows import Holder, holders
from marketplace.errors import Invalid, NotFound, Stale
from marketplace.i18n import gettext as _
from marketplace.ids import PUBLIC_ID, new_public_id
from marketplace.interests.models import Interest
from marketplace.listings.glimpses import glimpses
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

NOBODY = "-"  # in place of a broker's public id


@dataclass(frozen=True, slots=True)
class Token:
    """A row as a form names it: what it is, its public id, and the version of who had it in hand when it was shown."""

    what: str
    public_id: str
    version: int


def tokens(given: Iterable[str]) -> list[Token]:
    """Read what a form chose; what names no row is passed over, and so is more than a page has."""
    found: dict[tuple[str, str], Token] = {}
    for text in given:
        what, _colon, rest = text.partition(":")
        public_id, _colon, version = rest.partition(":")
        numeric = version.isascii() and version.isdigit() and len(version) < 9
        if what in WHATS and PUBLIC_ID.fullmatch(public_id) and numeric:
            found.setdefault((what, public_id), Token(what, public_id, int(version)))
    return list(found.values())[:PAGE_SIZE]


def chosen(desk: Desk, wanted: Sequence[Token]) -> list[Key]:
    """Return the rows chosen, as they stand now."""
    return desk.named([(each.what, each.public_id) for each in wanted])


def hand_over(viewer: Viewer, uow: UnitOfWork, market: Market, wanted: Sequence[Token], to: str) -> str:
    """Put all these rows into one person's hands (a public id; NOBODY: nobody's); return the id to undo it by.

    All or none. Raise NotAllowed by the policy, Invalid without rows or for somebody who can't take them, Stale when a
    row was handed over or left the desk since it was shown; its `current` are the rows concerned that are left.
    """
    desk = Desk(viewer, uow, market)
    if not wanted:
        raise Invalid({"row": [_("Choose at least one row.")]})
    target = _target(desk, to)
    keys = chosen(desk, wanted)
    hands = _hands(uow, keys)
    seen = {(each.what, each.public_id): each.version for each in wanted}
    versions = {key: hands[key.what, key.id].version if (key.what, key.id) in hands else 0 for key in keys}
    changed = [key for key in keys if versions[key] != seen[key.what, key.public_id]]
    if changed or len(keys) < len(wanted):
        raise Stale(changed)
    if target is not None:
        _covers(desk, target, keys)
    batch = new_public_id()
    try:
        with uow.session.begin_nested():
            for key in keys:
                _give(viewer, uow, key, hands.get((key.what, key.id)), target, batch)
            uow.session.flush()
    except IntegrityError:  # somebody took a row that nobody had, at the same moment
        raise Stale(keys) from None
    return batch


def _target(desk: Desk, to: str) -> Holder | None:
    if to == NOBODY:
        return None
    for each in holders(desk):
        if each.public_id == to and each.works:
            return each
    raise Invalid({"to": [_("Choose who takes them.")]})


def _covers(desk: Desk, target: Holder, keys: Sequence[Key]) -> None:
    sectors = sectors_of(desk.uow, target.id)
    if not sectors:
        return
    found = glimpses(desk.uow.session, {key.listing_public_id for key in keys})
    strange = {each.sector for each in found.values()} - sectors
    if strange and not _runs_the_site(desk, target):
        raise Invalid({"to": [_("%(name)s does not work in the sector of every row chosen.", name=target.name)]})


def _runs_the_site(desk: Desk, target: Holder) -> bool:
    return any(role.name == "operator" for role in desk.uow.session.get_one(User, target.id).roles)


def _hands(uow: UnitOfWork, keys: Iterable[Key]) -> dict[tuple[str, int], Hand]:
    """Return who has these rows, kept from other writers until the commit."""
    ids: dict[str, list[int]] = {what: [key.id for key in keys if key.what == what] for what in WHATS}
    concerned = or_(Hand.listing_id.in_(ids["listing"]), Hand.interest_id.in_(ids["interest"]))
    query = select(Hand).where(concerned).order_by(Hand.id).with_for_update()
    found = uow.session.scalars(query.execution_options(populate_existing=True))
    return {_of(each): each for each in found}


def _of(hand: Hand) -> tuple[str, int]:
    return ("listing", hand.listing_id) if hand.listing_id is not None else ("interest", hand.interest_id or 0)


def _give(viewer: Viewer, uow: UnitOfWork, key: Key, hand: Hand | None, to: Holder | None, batch: str) -> None:
    if hand is None:
        hand = Hand(version=0, **{f"{key.what}_id": key.id})
        uow.session.add(hand)
    _move(viewer, uow, hand, to.id if to else None, batch, f"{key.what}:{key.public_id}")


def _move(viewer: Viewer, uow: UnitOfWork, hand: Hand, to: int | None, batch: str, subject: str) -> None:
    hand.previous_id, hand.broker_id = hand.broker_id, to
    hand.version, hand.batch, hand.by_id, hand.at = hand.version + 1, batch, viewer.user_id, uow.now()
    data = {"from_user_id": hand.previous_id, "to_user_id": to, "batch": batch}
    uow.record("desk.handed_over", subject, data, viewer)


def undo(viewer: Viewer, uow: UnitOfWork, market: Market, batch: str) -> int:
    """Give the rows of one's own hand-over back to who had them; return how many.

    Those that somebody handed on since stay where they are. Raise NotFound when none is left.
    """
    desk = Desk(viewer, uow, market)
    mine = Hand.batch == batch, Hand.by_id == viewer.user_id
    hands = uow.session.scalars(select(Hand).where(*mine).order_by(Hand.id).with_for_update()).all()
    keys = {(key.what, key.id): key for key in desk.named(_names(uow, hands))}
    back = new_public_id()
    left = [hand for hand in hands if _of(hand) in keys]
    if not left:
        raise NotFound
    for hand in left:
        key = keys[_of(hand)]
        _move(viewer, uow, hand, hand.previous_id, back, f"{key.what}:{key.public_id}")
    return len(left)


def _names(uow: UnitOfWork, hands: Iterable[Hand]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for what, model in (("listing", Listing), ("interest", Interest)):
        ids = [number for kind, number in map(_of, hands) if kind == what]
        found += [(what, name) for name in uow.session.scalars(select(model.public_id).where(model.id.in_(ids)))]
    return found


def assign_sectors(viewer: Viewer, uow: UnitOfWork, market: Market, user: User, sectors: Collection[str]) -> None:
    """Let a broker work in exactly these sectors; none means all. Raise NotAllowed, Invalid for an unknown sector."""
    policy.require(viewer, "assign_sectors")
    if not any(role.name == "broker" for role in user.roles):
        raise NotFound
    if set(sectors) - set(market.plugins.sectors) - sectors_of(uow, user.id):
        raise Invalid({"sector": [_("There is no such sector.")]})
    for old in uow.session.scalars(select(BrokerSector).where(BrokerSector.user_id == user.id)):
        uow.session.delete(old)
    uow.session.flush()
    uow.session.add_all(BrokerSector(user_id=user.id, sector=each) for each in sorted(set(sectors)))
    uow.record("user.sectors", f"user:{user.public_id}", {"sectors": sorted(set(sectors))}, viewer)
