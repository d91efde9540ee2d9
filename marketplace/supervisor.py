"""Keep a few processes running until told to stop, and leave none of them behind."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess

from marketplace.config import ConfigError
from marketplace.processes import STOPPING, fork, stop, wait_for_answer

SHORT_LIFE = 5.0  # seconds: who ends sooner than this would only end again
LOOK = 0.2


@dataclass
class Child:
    """A process to keep: what it does, and if it listens, where and what to ask it to see that it is up."""

    name: str
    target: Callable[[], None]
    environ: Mapping[str, str]
    listens: tuple[str, int] | None = None
    question: bytes = b""
    process: ForkProcess = field(init=False)
    started: float = field(init=False, default=0.0)

    def start(self) -> None:
        """Start it."""
        self.process, self.started = fork(self.name, self.target, self.environ), time.monotonic()


class Stopped(Exception):
    """A signal asked us to stop."""


def supervise(children: Sequence[Child], ready: Callable[[], None]) -> None:
    """Start all, call `ready` once they listen, restart who dies, and stop all on a signal.

    Raise ConfigError when a process does not come up.
    """
    running: list[Child] = []
    for number in STOPPING:
        signal.signal(number, asked_to_stop)
    try:
        for child in children:
            child.start()
            running.append(child)
        for child in children:
            if child.listens and not wait_for_answer(child.process, child.listens, child.question):
                raise ConfigError(f"{child.name} did not start; its own lines above say why")
        ready()
        while True:
            time.sleep(LOOK)
            for child in children:
                revive(child)
    except Stopped:
        sys.stderr.write("Stopping …\n")
    finally:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not cut the tidying short
        stop([child.process for child in running])


def asked_to_stop(number: int, frame: object) -> None:
    """Turn a signal into an exception."""
    raise Stopped


def revive(child: Child) -> None:
    """Start a child again that died after running for a while. Raise ConfigError if it never ran properly."""
    if child.process.is_alive():
        return
    code = child.process.exitcode
    if time.monotonic() - child.started < SHORT_LIFE:
        raise ConfigError(f"{child.name} ended with exit code {code} right after its start")
    sys.stderr.write(f"{child.name} ended with exit code {code}; starting it again\n")
    stop([child.process], 0)
    child.start()
