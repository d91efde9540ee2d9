"""One step for many of one's listings at once. What can't take it stays as it is, and the reason is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from marketplace.errors import Invalid, NotAllowed, NotFound
from marketplace.i18n import gettext as _
from marketplace.listings import lifecycle
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

AT_MOST = 100  # a page
STEPS: dict[str, Callable[[Viewer, UnitOfWork, Market, str], Listing]] = {
    "renew": lifecycle.renew,
    "pause": lifecycle.pause,
    "resume": lifecycle.resume,
}


@dataclass
class Outcome:
    """The statuses of those that took the step, and how many stayed as they were for which reason."""

    done: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


def step(viewer: Viewer, uow: UnitOfWork, market: Market, action: str, public_ids: Sequence[str]) -> Outcome:
    """Take a step with each of at most `AT_MOST` listings. Raise NotFound for an unknown action, Invalid for too many.

    They are locked in the order of their ids, whatever order the viewer sees: two who overlap take turns.
    """
    if action not in STEPS:
        raise NotFound
    if len(set(public_ids)) > AT_MOST:
        raise Invalid({"_": [_("Choose at most %(limit)s.", limit=AT_MOST)]})
    outcome = Outcome()
    for public_id in sorted(set(public_ids)):
        try:
            with uow.session.begin_nested():
                outcome.done.append(STEPS[action](viewer, uow, market, public_id).status)
        except NotFound:
            outcome.refused[_("It is no longer there.")] += 1
        except NotAllowed as error:
            outcome.refused[error.reason] += 1
        except Invalid as error:
            outcome.refused[_reason(error)] += 1
    return outcome


def _reason(error: Invalid) -> str:
    """Return what is wrong; a listing that lacks entries says so in its own form, field by field."""
    if error.messages.keys() <= {"_", "valid_until"}:
        return " ".join(text for texts in error.messages.values() for text in texts)
    return _("Something that publishing needs is missing: open it to see what.")
