"""Times of calls measured in turn (A B C A B C …), so that whatever else the machine does hits all of them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

Call = Callable[[int], Any]
Times = dict[str, float]  # "p50", "p95" and "mean", in milliseconds


def milliseconds(run: Callable[[], Any]) -> float:
    """Return how long one call takes."""
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1000


def in_turn(contenders: Mapping[str, Call], rounds: int = 60, warm: int = 12) -> dict[str, Times]:
    """Return the times of each contender; each is told the round's number, and warmed up `warm` times."""
    for n in range(warm):
        for call in contenders.values():
            call(n)
    spent: dict[str, list[float]] = {name: [] for name in contenders}
    for n in range(rounds):
        for name, call in contenders.items():
            spent[name].append(milliseconds(lambda call=call, n=n: call(n)))
    return {name: summary(each) for name, each in spent.items()}


def summary(times: list[float]) -> Times:
    """Return the median, the 95th percentile and the mean."""
    high = statistics.quantiles(times, n=20, method="inclusive")[18]
    return {"p50": statistics.median(times), "p95": high, "mean": statistics.fmean(times)}


def rate(run: Callable[[], Any], number: int) -> float:
    """Return how many a second, when `run` takes care of `number`."""
    return number / (milliseconds(run) / 1000)
