"""A demonstration: invented organisations in and around Hải Phòng, what they offer and need, who wrote to whom.

Loaded once, in one transaction, by the services that people use; nothing here is read once it is in the database.
"""

from __future__ import annotations

from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.app import Marketplace
from marketplace.db import db
from marketplace.demo import announcing, contacting, desking, files, posting
from marketplace.demo.people import PASSWORD, PEOPLE, sign_up
from marketplace.i18n import use_locale
from marketplace.uow import UnitOfWork

__all__ = ["SIGN_INS", "load"]

SIGN_INS: list[tuple[str, str, str]] = [(person.email, PASSWORD, person.meaning) for person in PEOPLE]


def load(market: Marketplace) -> bool:
    """Load the demonstration unless its accounts are there; tell whether it was loaded now. Needs an app context.

    Everything or nothing is loaded. Index jobs are left for the worker, as after any other change. Raise BadDemo for a
    line that can't be loaded, Invalid when somebody else holds one of the addresses.
    """
    calendar = posting.Calendar(market.clock())
    with use_locale("vi"), UnitOfWork(db.session(), calendar, write=True) as uow:
        if uow.session.scalar(select(User.id).where(User.email == PEOPLE[0].email)) is not None:
            return False
        organisations = posting.register(uow, calendar, files.organisations())
        acting = sign_up(uow, organisations)
        posted = [posting.post(uow, market, calendar, entry, organisations, acting) for entry in files.entries()]
        by_title = {words.title: listing for listing in posted for words in listing.texts.values()}
        contacting.contact(uow, market, calendar, files.interests(), by_title, organisations, acting)
        desking.take(uow, market, calendar, acting)
        announcing.announce(uow, calendar, files.news(), market.settings.timezone)
        uow.commit()
    return True
