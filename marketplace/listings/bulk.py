"""One step for many of one's listings at once. What can't take it stays as it is, and the reason is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from marketplace.errors import Invalid, NotAllowed, NotFound
from marketplace.listings import lifecycle
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

AT_MOST = 100
STEPS: dict[str, Callable[[Viewer, UnitOfWork, Market, str], Listing]] = {
    "renew": lifecycle.renew,
    "pause": lifecycle.pause,
    "resume": lifecycle.resume,
}  # steps that can be taken back, or do no harm


@dataclass
class Outcome:
    """The ids that took the step, and for each of the others why it did not."""

    done: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def step(viewer: Viewer, uow: UnitOfWork, market: Market, action: str, public_ids: Sequence[str]) -> Outcome:
    """Take a step with each of at most `AT_MOST` listings. Raise NotFound for an unknown action or listing."""
    if action not in STEPS:
        raise NotFound
    outcome = Outcome()
    for public_id in list(dict.fromkeys(public_ids))[:AT_MOST]:
        try:
            with uow.session.begin_nested():
                STEPS[action](viewer, uow, market, public_id)
            outcome.done.append(public_id)
        except NotAllowed as error:
            outcome.refused[public_id] = error.reason
        except Invalid as error:
            outcome.refused[public_id] = " ".join(text for texts in error.messages.values() for text in texts)
    return outcome
