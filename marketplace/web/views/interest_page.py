"""What the pages of interests show, made only from what `see` and `disclose` let this viewer see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from flask import url_for

from marketplace.accounts.policy import is_confirmed
from marketplace.i18n import current_locale
from marketplace.i18n import gettext as _
from marketplace.interests import queries
from marketplace.interests.models import Interest
from marketplace.interests.seen import Person, SeenInterest, Step, contacts, timeline
from marketplace.interests.service import NOTE_LIMIT
from marketplace.interests.statuses import BY_ACTION, REASONS, Side, Transition
from marketplace.listings import policy as listing_policy
from marketplace.listings.disclosure import disclose
from marketplace.listings.models import Listing
from marketplace.listings.ports import today
from marketplace.organisations import service as organisations
from marketplace.web import forms
from marketplace.web.context import market, uow, viewer
from marketplace.web.forms import FormField, Option, Typed
from marketplace.web.views import cards

Errors = Mapping[str, Sequence[str]]


def message_field(name: str, label: str, typed: Typed, errors: Errors, *, required: bool = True) -> FormField:
    """Return the field of a message to the other side."""
    value = typed.get(name, "")
    shown = FormField(name, label, "textarea", value, required=required, max_length=NOTE_LIMIT)
    shown.rows = 7 if required else 3
    shown.errors = errors.get(name, ())
    return shown


class ExpressPage:
    """The form with which interest in a listing is expressed."""

    def __init__(self, listing: Listing, key: str, typed: Typed, errors: Errors, restored: bool) -> None:
        self.key, self.typed, self.errors, self.restored = key, typed, errors, restored
        self.live = queries.live(viewer(), uow(), listing)
        self.organisations = organisations.mine(viewer(), uow())
        self.listing = disclose(viewer(), listing, market(), only=("title", "trl", "country"))
        self.card = cards.of_listing(self.listing)
        self.confirmed = is_confirmed(viewer(), uow())
        self.days = market().settings.interest_days

    @property
    def every_organisation_has_one(self) -> bool:
        """Tell whether there is none left to express interest for."""
        mine = {each.id for each in self.organisations}
        return bool(self.live) and mine <= {each.organisation_id for each in self.live}

    @cached_property
    def fields(self) -> list[FormField]:
        """Return the organisation, unless there is but one, and the message."""
        message = message_field("message", _("Message to the owner"), self.typed, self.errors)
        message.help = _(
            "Say what you would do with it together, what is unclear to you, and what your organisation brings along."
        )
        return [*self._organisation(), message]

    def _organisation(self) -> list[FormField]:
        if len(self.organisations) == 1 and "organisation" not in self.errors:
            return []
        chosen = self.typed.get("organisation", "")
        options = [Option(each.public_id, each.name, each.public_id == chosen) for each in self.organisations]
        label = _("On behalf of which organisation?")
        shown = FormField("organisation", label, "choice", chosen, required=True, options=options, narrow=True)
        shown.empty_label, shown.errors = _("Not chosen yet"), self.errors.get("organisation", ())
        return [shown]

    @property
    def problems(self) -> list[tuple[str, str | None]]:
        """Return the error summary."""
        return forms.problems(self.errors, self.fields)


class InterestPage:
    """One interest, with the form of one action: the one asked for, or the answer that is waited for."""

    def __init__(self, interest: Interest, it: SeenInterest, action: str, typed: Typed, errors: Errors) -> None:
        self.it, self.typed, self.errors = it, typed, errors
        self.interest = interest
        self.chosen = self._choose(action)
        self.lost = typed.get("note", "") if self.chosen is None else ""  # typed for what is not possible any more

    def _choose(self, action: str) -> Transition | None:
        if not action:
            return self.it.actions[0] if self.it.actions and self.it.waits is self.it.side else None
        return next((each for each in self.it.actions if each.action == action), None)

    @property
    def steps(self) -> Sequence[Step]:
        """Return the timeline."""
        return timeline(self.it, self.interest)

    @property
    def contacts(self) -> list[tuple[str, Person]]:
        """Return whom to write to, once contact is accepted."""
        known = contacts(self.it, self.interest)
        names = {Side.OWNER: self.it.owner_text, Side.SENDER: self.it.sender.name}
        return [(name, known[side]) for side, name in names.items() if side in known]

    @property
    def listing_url(self) -> str | None:
        """Return the address of the listing while the viewer may open it."""
        listing = self.interest.listing
        open_to = listing_policy.can(viewer(), "view", listing, today(uow(), market()))
        return url_for("listings.show", public_id=listing.public_id) if open_to else None

    @property
    def title_lang(self) -> str:
        """Return the language of the listing's title."""
        words = self.it.listing.words.get("title")
        return words.lang if words else current_locale()

    @cached_property
    def fields(self) -> list[FormField]:
        """Return the fields of the chosen action's form."""
        if self.chosen is None:
            return []
        sender = self.it.side is Side.SENDER
        label = _("Message to the owner") if sender else _("Message to %(name)s", name=self.it.sender.name)
        note = message_field("note", label, self.typed, self.errors, required=self.chosen.needs_note)
        note.help = self._help(self.chosen)
        return [*self._reason(self.chosen), note]

    def _help(self, chosen: Transition) -> str:
        if chosen is not BY_ACTION["answer"]:
            return ""
        if self.it.listing.anonymous:
            return _("They then learn who you are, and both sides see each other's name and e-mail address.")
        return _("Both sides then see each other's name and e-mail address.")

    def _reason(self, chosen: Transition) -> list[FormField]:
        if not chosen.needs_reason:
            return []
        given = self.typed.get("reason", "")
        options = [Option(code, str(text), code == given) for code, text in REASONS.items()]
        shown = FormField("reason", _("Reason"), "choice", given, required=True, options=options, narrow=True)
        shown.empty_label, shown.errors = _("Not chosen yet"), self.errors.get("reason", ())
        return [shown]

    @property
    def problems(self) -> list[tuple[str, str | None]]:
        """Return the error summary."""
        return forms.problems(self.errors, self.fields)
