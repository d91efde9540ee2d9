"""Everything measured at growing numbers of listings, in one run; written to a file from which the tables are made.

    python -m bench.scale --data ../shared/data --sizes 1000,10000 [--folder /tmp/bench] [--publish]

Sites stay in `--folder` and are used again. `--publish` records the run: bench/results.json, docs/performance.md and
the chart. Without it the tables are printed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask

from bench import elastic, freshness, import_rate, pages, reindexing, report, rival, searching
from bench.varied import filled_site

Results = dict[str, Any]
RESULTS = Path(__file__).with_name("results.json")
ROUNDS = 60
IMPORTED = 20_000


def steps(app: Flask, folder: Path) -> dict[str, Callable[[], Results]]:
    """Return what is measured of a site, in an order in which nothing disturbs what comes after it."""
    asked = {name: partial(searching.measure, app, name, ROUNDS) for name in searching.MEASURED}
    return {
        "reindex": partial(reindexing.measure, app, folder),
        **asked,
        "statements": partial(pages.statements, app),
        "disk": partial(pages.disk, app),
        "http": partial(pages.measure, app, folder),
        "rival": partial(rival.measure, folder, ROUNDS // 2),
        "fresh": partial(freshness.measure, app, folder),
    }


def say(text: str) -> None:
    """Tell whoever waits what is being done."""
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", file=sys.stderr, flush=True)


def timed(name: str, run: Callable[[], Any]) -> Any:
    """Run a step and say how long it took."""
    started = time.monotonic()
    found = run()
    say(f"{name}: {time.monotonic() - started:.0f} s")
    return found


def machine() -> dict[str, str]:
    """Return what was measured, where and when."""
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "commit": commit.stdout.strip() or "unknown",
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "machine": f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def numbers(text: str) -> list[int]:
    """Read numbers separated by commas."""
    return [int(part) for part in text.split(",")]


def run(options: argparse.Namespace, folder: Path) -> Results:
    """Measure every size, the import last; return all of it."""
    results: Results = {"made": machine(), "sizes": {}, "import": {}, "elasticsearch": {}}
    for size in options.sizes:
        say(f"{size:,} listings")
        app = timed("fill", partial(filled_site, folder / str(size), options.data, size))
        found = {name: timed(name, step) for name, step in steps(app, folder / str(size)).items()}
        results["sizes"][str(size)] = found
    for size in options.elasticsearch:
        timed("fill", partial(filled_site, folder / str(size), options.data, size))
        measured = timed("elasticsearch", partial(elastic.measure, folder / str(size), ROUNDS))
        results["elasticsearch"][str(size)] = measured
    for start in dict.fromkeys((0, options.sizes[-1])):
        site = folder / str(start) if start else None
        run_import = partial(import_rate.measure, options.data, IMPORTED, site)
        results["import"][str(start)] = timed("import", run_import)
    return results


def main() -> None:
    """Measure, and print or record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the real records")
    parser.add_argument("--sizes", type=numbers, default=[1_000, 10_000], help="numbers of listings, by commas, rising")
    parser.add_argument("--folder", type=Path, help="keep the sites here and use them again")
    parser.add_argument("--elasticsearch", type=numbers, default=[], help="numbers of listings to measure there, too")
    parser.add_argument("--publish", action="store_true", help="record the run and write the page and the chart")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        results = run(options, (options.folder or Path(scratch)).absolute())
    if options.publish:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        report.publish(results)
    else:
        print(report.tables(results))


if __name__ == "__main__":
    main()
