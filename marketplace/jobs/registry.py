"""Which function runs which job. One registry per app, filled by `create_app` and by plugins.

A handler may run twice for one job: a worker can die after an outside effect (a mail sent, an index written) and before
the commit. So a handler sets a state ("make the index agree with the row") instead of adding to one, or looks first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from croniter import croniter

from marketplace.errors import MarketplaceError
from marketplace.i18n import L
from marketplace.jobs.models import DomainEvent
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

Payload = Mapping[str, Any]
DELIVER = "events.deliver"


class Retry(MarketplaceError):
    """Raised by a handler that wants to be called again after `seconds`, e.g. because a server asked it to wait."""

    def __init__(self, seconds: float, reason: str = "") -> None:
        self.seconds = seconds
        super().__init__(reason or f"asked to be called again in {seconds} s")


@dataclass(slots=True)
class JobContext:
    """What a handler works with. `market` is the app's `Marketplace`; `viewer` is the system itself."""

    uow: UnitOfWork
    market: Any
    viewer: Viewer = field(default_factory=Viewer.system)
    attempt: int = 1
    beat: Callable[[], None] = lambda: None

    def heartbeat(self) -> None:
        """Ask from a long loop whether to go on. Raise Interrupted when the worker is to stop or lost the lease."""
        self.beat()


class Interrupted(MarketplaceError):
    """The job must stop now: its worker was told to, or another worker has taken it over. It will be run again."""

    seconds = 0.0  # that it waits before


class Postponed(Interrupted):
    """Raised by a handler that can't work now (a server is away, a lock is taken). No attempt is counted."""

    def __init__(self, seconds: float, reason: str) -> None:
        self.seconds = seconds
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Handler:
    """A registered job. See `JobRegistry.register`."""

    name: str
    run: Callable[..., None]
    label: str
    batch: int = 1
    writes: bool = True


@dataclass(frozen=True, slots=True)
class Recurring:
    """A registered schedule."""

    name: str
    cron: str
    job: str
    payload: Payload


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A function that is told of domain events, each in a job of its own."""

    name: str
    handle: Callable[[JobContext, DomainEvent], None]
    events: Collection[str] | None


class JobRegistry:
    """The jobs, schedules and event subscribers of one app."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        self.schedules: dict[str, Recurring] = {}
        self.subscribers: dict[str, Subscriber] = {}
        self.register(
            DELIVER, self._deliver, L("Tell other parts what happened", "Báo cho các phần khác việc vừa xảy ra")
        )

    def register(
        self, name: str, handler: Callable[..., None], label: str = "", *, batch: int = 1, writes: bool = True
    ) -> None:
        """Let `handler(context, payload)` run the jobs called `name`; `label` says to operators what it does.

        With `batch` above 1 it is called as `handler(context, payloads)` with up to that many at once. A handler that
        changes nothing in the database (it sends mail, it writes to the index) should say `writes=False`: then it does
        not keep others from writing to SQLite while it works. Raise ValueError for a name that is taken.
        """
        if name in self.handlers:
            raise ValueError(f"two handlers for job {name!r}")
        self.handlers[name] = Handler(name, handler, label, batch, writes)

    def schedule(self, name: str, cron: str, job: str, payload: Payload | None = None) -> None:
        """Enqueue `job` whenever `cron` (five fields, the site's time zone) says so. Raise ValueError if it's none."""
        if not croniter.is_valid(cron):
            raise ValueError(f"schedule {name!r}: {cron!r} is not a cron expression")
        if name in self.schedules:
            raise ValueError(f"two schedules called {name!r}")
        self.schedules[name] = Recurring(name, cron, job, dict(payload or {}))

    def subscribe(
        self, name: str, handle: Callable[[JobContext, DomainEvent], None], events: Sequence[str] | None = None
    ) -> None:
        """Call `handle(context, event)` after each domain event (of the names given) has been committed.

        Each subscriber gets each event as a job of its own: it is retried alone and holds up nobody.
        """
        if name in self.subscribers:
            raise ValueError(f"two subscribers called {name!r}")
        self.subscribers[name] = Subscriber(name, handle, frozenset(events) if events is not None else None)

    def label_of(self, name: str) -> str:
        """Return what jobs of that name do, in the reader's language; "" for a job that nobody described."""
        return str(self.handlers[name].label) if name in self.handlers else ""

    def wanting(self, event_name: str) -> list[Subscriber]:
        """Return the subscribers that want events called `event_name`."""
        return [each for each in self.subscribers.values() if each.events is None or event_name in each.events]

    def _deliver(self, context: JobContext, payload: Payload) -> None:
        subscriber = self.subscribers.get(payload["to"])
        event = context.uow.session.get(DomainEvent, payload["event"])
        if subscriber is not None and event is not None:  # a plugin may have been removed meanwhile
            subscriber.handle(context, event)
