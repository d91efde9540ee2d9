"""Where the processor time of a search goes, by sampling: what there is to gain, and where.

    python -m bench.spent --data ../shared/data --size 100000 [--folder /tmp/bench]

Every millisecond of processor time the stack is looked at; a sample counts for the innermost part that stands on it.
"""

from __future__ import annotations

import argparse
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from bench import searching
from bench.questions import WORDS, turn
from bench.varied import filled_site

REST = "Flask, sign-in, limits, and all else"
PARTS = {
    ("search/engines/embedded/engine.py", "search"): "the engine: hits, total, facets",
    ("search/engines/embedded/engine.py", "highlight"): "marking words",
    ("marketplace/listings/glimpses.py", "glimpses"): "reading the listings found",
    ("marketplace/listings/disclosure.py", "disclose"): "what may be seen of them",
    ("marketplace/discovery/service.py", "search"): "filters, facets' labels, words added",
    ("marketplace/api/search.py", "_page"): "the answer's shape",
    ("marketplace/api/shapes.py", "answer"): "JSON",
    ("marketplace/web/context.py", "page"): "templates",
    ("marketplace/web/views/search.py", "index"): "what the page shows",
}
WARM, ROUNDS = 48, 600


def part_of(frame: FrameType | None) -> str:
    """Return the innermost part that a stack is in."""
    while frame is not None:
        code = frame.f_code
        for (file, name), part in PARTS.items():
            if code.co_name == name and code.co_filename.endswith(file):
                return part
        frame = frame.f_back
    return REST


def spent(ask: Callable[[int], None], rounds: int = ROUNDS) -> dict[str, float]:
    """Return milliseconds of processor time an answer by part, the dearest first."""
    for n in range(WARM):
        ask(n)
    seen: Counter[str] = Counter()
    signal.signal(signal.SIGPROF, lambda _number, frame: seen.update((part_of(frame),)))
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    for n in range(rounds):
        ask(n)
    signal.setitimer(signal.ITIMER_PROF, 0)
    each = (time.process_time() - started) * 1000 / rounds
    return {part: each * number / seen.total() for part, number in seen.most_common()}


def main() -> None:
    """Print a table for the JSON search with filters and facets, and one for the search page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, help="where sites of bench.scale are kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = (options.folder or Path(scratch)).absolute() / str(options.size)
        site = searching.Site(filled_site(folder, options.data, options.size))
        pages = turn([site.ask("/en/search", q=text) for text in WORDS])
        kinds = {"JSON search": searching.search(site)["site"], "search page": lambda n: pages(n)(n)}
        for kind, ask in kinds.items():
            found = spent(ask)
            print(f"\n| {kind}, {options.size:,} listings | ms | |\n| --- | ---: | ---: |")
            for part, ms in found.items():
                print(f"| {part} | {ms:.2f} | {ms / sum(found.values()):.0%} |")
            print(f"| all | {sum(found.values()):.2f} | |")


if __name__ == "__main__":
    main()
