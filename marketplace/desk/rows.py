"""What a row of the desk shows, whose the listing is only as far as `disclose` tells this viewer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select

from marketplace.accounts.models import Role, User, user_roles
from marketplace.database import name_key
from marketplace.desk import rules
from marketplace.desk.query import Desk, Key
from marketplace.i18n import gettext as _
from marketplace.interests import statuses as interests
from marketplace.listings import statuses as listings
from marketplace.listings.disclosure import Disclosed, disclose
from marketplace.listings.glimpses import glimpses
from marketplace.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has rows in hand or may take some."""

    id: int
    public_id: str
    name: str
    works: bool  # is a broker or runs the site, and may take rows


@dataclass(frozen=True, slots=True)
class Row:
    """A row in the reader's language."""

    key: Key
    listing: Disclosed
    sector: str  # its name; the slug of one whose plugin is gone
    sender: str
    holder: Holder | None
    age: int  # days since the last step

    @property
    def title(self) -> str:
        """Return the listing's title."""
        return self.listing.title or _("Listing without a title")

    @property
    def owner(self) -> str:
        """Return whose the listing is, or that this is not told."""
        return self.listing.organisation_text

    @property
    def status_label(self) -> str:
        """Return the status's name."""
        if self.key.what == "listing":
            return listings.label(self.key.status)
        return interests.label(self.key.status)

    @property
    def next_step(self) -> str:
        """Return what is to be done next."""
        return rules.label(self.key.place)


def rows_of(desk: Desk, keys: Sequence[Key], holders: Iterable[Holder]) -> list[Row]:
    """Return the rows of the keys, in two statements however many there are."""
    session, known = desk.uow.session, {each.id: each for each in holders}
    seen = glimpses(session, {key.listing_public_id for key in keys})
    senders = {key.sender_id for key in keys if key.sender_id is not None}
    names = {each.id: each.name for each in session.scalars(select(Organisation).where(Organisation.id.in_(senders)))}
    shown = {name: disclose(desk.viewer, each, desk.market, only=("title",)) for name, each in seen.items()}
    sectors = {slug: str(sector.name) for slug, sector in desk.market.plugins.sectors.items()}
    return [
        Row(
            key,
            shown[key.listing_public_id],
            sectors.get(shown[key.listing_public_id].sector or "", shown[key.listing_public_id].sector or ""),
            names.get(key.sender_id or 0, ""),
            known.get(key.broker_id or 0),
            max(0, (desk.times.now - key.at).days),
        )
        for key in keys
    ]


def holders(desk: Desk, also: Collection[int | None] = ()) -> list[Holder]:
    """Return the brokers and operators, and who else has one of the rows, by name, in one statement."""
    works = and_(_works(), User.active)
    ids = sorted({each for each in also if each is not None})
    query = select(User.id, User.public_id, User.name, works).where(or_(works, User.id.in_(ids)))
    found = [Holder(*row) for row in desk.uow.session.execute(query)]
    return sorted(found, key=lambda each: name_key(each.name))


def _works() -> ColumnElement[bool]:
    """Return the SQL condition for people who work at the desk."""
    roles = select(user_roles.c.user_id).join(Role, Role.id == user_roles.c.role_id)
    return User.id.in_(roles.where(Role.name.in_(("broker", "operator"))))
