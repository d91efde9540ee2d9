"""The counts that rate limits rest on."""

from __future__ import annotations

import threading

import pytest
from limits import RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from marketplace.web import counting


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> counting.ProcessStorage:
    found = storage_from_string("process://")
    assert isinstance(found, counting.ProcessStorage)
    return found


def test_a_limit_holds_within_its_window_and_not_after(monkeypatch, storage):
    now = [1_000_000.0]
    monkeypatch.setattr(counting.time, "time", lambda: now[0])
    limiter, limit = FixedWindowRateLimiter(storage), RateLimitItemPerMinute(3)
    assert [limiter.hit(limit, "reader") for _ in range(4)] == [True, True, True, False]
    assert limiter.hit(limit, "another")
    assert limiter.get_window_stats(limit, "reader").reset_time == now[0] + 60
    now[0] += 61
    assert limiter.get_window_stats(limit, "reader").remaining == 3
    assert limiter.hit(limit, "reader")


def test_counting_in_several_threads_loses_nothing(storage):
    threads = [threading.Thread(target=lambda: [storage.incr("key", 60) for _ in range(2_000)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert storage.get("key") == 8_000


def test_what_ran_out_does_not_fill_the_memory(monkeypatch, storage):
    now = [1_000_000.0]
    monkeypatch.setattr(counting.time, "time", lambda: now[0])
    monkeypatch.setattr(counting, "MANY", 10)
    for number in range(100):
        storage.incr(f"reader-{number}", 60)
        now[0] += 10
    assert storage.reset() <= 11


def test_a_key_can_be_forgotten(storage):
    storage.incr("key", 60, 5)
    storage.clear("key")
    assert storage.get("key") == 0
    assert storage.check()
