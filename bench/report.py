"""The page of measurements, from the results of a run: nobody edits a figure by hand.

    python -m bench.report

Writes what stands between the marks in docs/performance.md, and docs/pictures/growth.svg.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench import chart

ROOT = Path(__file__).resolve().parent.parent
PAGE, PICTURE = ROOT / "docs/performance.md", ROOT / "docs/pictures/growth.svg"
MARKS = ("<!-- figures: made by `python -m bench.report` -->", "<!-- end of figures -->")
Results = dict[str, Any]
Row = tuple[str, ...]


def table(head: Row, rows: Iterable[Row]) -> str:
    """Return a table in Markdown; all columns but the first are numbers."""
    lines = [head, ("---", *("---:" for _ in head[1:])), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def ms(value: float) -> str:
    """Return milliseconds with two or three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def met(ok: bool) -> str:
    """Return whether a mark was met."""
    return "yes" if ok else "**no**"


# (name, kind of measurement, beside whom, which figure, at most so many times theirs)
COMPARED = (
    ("JSON search, 3 filters, 4 facets, p50 / tantivy alone", "search", "bare", "p50", 1.5),
    ("the same / the engine's same calls", "search", "same calls", "p50", 1.5),
    ("the same / the engine's search", "search", "engine", "p50", None),
    ("the same, p95 / tantivy alone", "search", "bare", "p95", None),
    ("facets of everything, p50 / tantivy alone", "facets", "bare", "p50", None),
    ("autocomplete, p95 / bare prefix query", "suggest", "bare", "p95", 3),
    ("similar listings, p50 / tantivy alone", "similar", "bare", "p50", None),
)


def marks(results: Results) -> Iterator[Row]:
    """Yield what was to be reached, at the largest number of listings."""
    found = list(results["sizes"].values())[-1]
    for name, kind, other, figure, most in COMPARED:
        ours, theirs = found[kind]["site"][figure], found[kind][other][figure]
        wanted = (f"≤ {most:g} ×", met(ours / theirs <= most)) if most else ("", "")
        yield (name, f"{ms(ours)} ms", f"{ms(theirs)} ms", f"{ours / theirs:.2f} ×", *wanted)
    if rival := found["rival"]:
        yield from faster(rival)
    fresh = found["fresh"]["p95"]
    yield ("published → findable, p95", f"{ms(fresh)} ms", "", "", "≤ 1,000 ms", met(fresh <= 1_000))
    yield from imports(results)
    yield from reindexed(found["reindex"])
    yield from memory(found["http"]["memory"]["web"])
    counts = {tuple(each["statements"].values()) for each in results["sizes"].values()}
    shown = ", ".join(f"{name} {number}" for name, number in found["statements"].items())
    yield (f"SQL statements a page ({shown})", "", "", "", "constant", met(len(counts) == 1))


def faster(found: Results) -> Iterator[Row]:
    """Yield the marks beside Datasette."""
    for figure, name in (("mean", "mean of all queries"), ("p50", "p50"), ("p95", "p95")):
        ours, theirs = found["site"][figure], found["Datasette"][figure]
        cells = (f"{ms(ours)} ms", f"{ms(theirs)} ms", f"{theirs / ours:.1f} × faster")
        yield (f"JSON search over HTTP, {name} / Datasette", *cells, "≥ 10 ×", met(theirs >= 10 * ours))


def imports(results: Results) -> Iterator[Row]:
    """Yield the import's marks, into an empty site and into the largest one."""
    for start, found in results["import"].items():
        place = f"a site of {int(start):,}" if int(start) else "an empty site"
        speed, other = found["site"], found["bare"]
        cells = (f"{speed:,.0f}/s", f"{other:,.0f}/s", f"{speed / other:.2f} ×", "≥ 3,000/s", met(speed >= 3_000))
        yield (f"import into {place} / bare inserts", *cells)


def reindexed(found: Results, form: str = "tantivy fed its own form") -> Iterator[Row]:
    """Yield the marks of building the index anew."""
    for other, name in (("engine", "the engine fed ready documents"), ("bare", form)):
        part = found["site"] / found[other]
        cells = (f"{found['site']:,.0f}/s", f"{found[other]:,.0f}/s", f"{part:.2f} ×", "≥ 0.60 ×", met(part >= 0.6))
        yield (f"reindex / {name}", *cells)


def memory(web: Results) -> Iterator[Row]:
    """Yield the mark of a web process's memory."""
    own, resident = web["own"], web["resident"]
    yield ("web process after 1,000 pages: its own memory", f"{own:,.0f} MB", "", "", "≤ 250 MB", met(own <= 250))
    yield ("the same with the pages of the index that it has read", f"{resident:,.0f} MB", "", "", "", "")


NAMES = {"search": "JSON search", "facets": "facets of everything", "suggest": "autocomplete", "similar": "similar"}
GROWTH = (
    ("JSON search, site", "search", "site"), ("JSON search, tantivy alone", "search", "bare"),
    ("JSON search over HTTP, Datasette", "rival", "Datasette"), ("facets of everything", "facets", "site"),
    ("autocomplete", "suggest", "site"), ("similar listings", "similar", "site"),
)  # fmt: skip


def growth(results: Results) -> Iterator[Row]:
    """Yield median and 95th percentile by number of listings."""
    sizes = results["sizes"].values()
    for name, kind, who in GROWTH:
        cells = [each[kind].get(who) for each in sizes]
        yield (name, *(f"{ms(cell['p50'])} / {ms(cell['p95'])}" if cell else "" for cell in cells))
    yield ("published → findable", *(f"{ms(each['fresh']['p50'])} / {ms(each['fresh']['p95'])}" for each in sizes))


def clustered(results: Results) -> Iterator[Row]:
    """Yield the median times over Elasticsearch."""
    for size, found in results["elasticsearch"].items():
        for kind in ("search", "facets", "suggest", "similar") if found else ():
            ours, engine, bare = (found[kind][who] for who in ("site", "engine", "bare"))
            ratios = (f"{ours[figure] / bare[figure]:.2f} ×" for figure in ("p50", "p95"))
            cells = (f"{ms(each['p50'])} / {ms(each['p95'])}" for each in (ours, engine, bare))
            yield (f"{NAMES[kind]}, {int(size):,} listings", *cells, *ratios)


def rebuilt(results: Results) -> Iterator[Row]:
    """Yield the marks of building the index anew over Elasticsearch."""
    for size, found in results["elasticsearch"].items():
        if "bare" in found.get("reindex", {}):
            for name, *cells in reindexed(found["reindex"], "the same bulk requests sent bare"):
                yield (f"{name}, {int(size):,} listings", *cells)


def pages(results: Results) -> Iterator[Row]:
    """Yield pages a second by kind, number of listings and clients."""
    largest = list(results["sizes"].values())[-1]["http"]["pages"]
    yield ("barest Flask page", "", *(f"{rate:,.0f}" for rate in largest["plain"].values()))
    for size, each in results["sizes"].items():
        for kind, speed in each["http"]["pages"].items():
            if kind != "plain":
                yield (kind, f"{int(size):,}", *(f"{rate:,.0f}" for rate in speed.values()))


def costs(results: Results) -> Iterator[Row]:
    """Yield what a site holds on disk and in memory."""
    for size, each in results["sizes"].items():
        disk, memory = each["disk"], each["http"]["memory"]
        cells = (
            disk["database"],
            disk["index"],
            memory["web"]["own"],
            memory["web"]["resident"],
            memory["worker"]["own"],
        )
        yield (f"{int(size):,}", *(f"{cell:,.0f}" for cell in cells))


def tables(results: Results) -> str:
    """Return all tables in Markdown."""
    made, sizes = results["made"], [f"{int(size):,}" for size in results["sizes"]]
    clients = ("1 client", "4", "16")
    parts = [
        f"Run of {made['date']} on {made['machine']}, Python {made['python']}, commit `{made['commit']}`.",
        f"## What was to be reached, at {sizes[-1]} listings",
        table(("", "site", "beside it", "ratio", "wanted", "met"), marks(results)),
        "## Growth (p50 / p95, milliseconds)",
        table(("listings", *sizes), growth(results)),
        "## Pages a second over HTTP (two web processes, the clients on the same machine)",
        table(("page", "listings", *clients), pages(results)),
        "## What it holds (MB)",
        table(("listings", "database", "index", "web process", "with file pages", "worker"), costs(results)),
    ]
    if results["elasticsearch"]:
        head = ("p50 / p95, ms", "site", "engine", "same requests bare", "p50", "p95")
        parts += ["## Over Elasticsearch (one node, 1 GB heap, the same machine)", table(head, clustered(results))]
        parts += [table(("", "site", "beside it", "ratio", "wanted", "met"), rebuilt(results))]
        parts += [
            f"{int(size):,} over Elasticsearch: run of {found['made']['date']}, commit `{found['made']['commit']}`."
            for size, found in results["elasticsearch"].items()
            if "made" in found
        ]
    return "\n\n".join(parts)


def publish(results: Results) -> None:
    """Write the tables into the page, and draw the chart."""
    before, after = MARKS
    page = PAGE.read_text(encoding="utf-8")
    text = f"{before}\n\n{tables(results)}\n\n{after}"
    pattern = re.escape(before) + ".*" + re.escape(after)
    PAGE.write_text(re.sub(pattern, lambda _: text, page, flags=re.DOTALL), encoding="utf-8")
    PICTURE.write_text(chart.draw(results), encoding="utf-8")


if __name__ == "__main__":
    publish(json.loads(Path(__file__).with_name("results.json").read_text(encoding="utf-8")))
