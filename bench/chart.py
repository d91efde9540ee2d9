"""Growth as a picture: milliseconds by number of listings, both on logarithmic scales. Plain SVG, light and dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil, floor, log10
from typing import Any

WIDTH, HEIGHT = 900, 470
LEFT, RIGHT, TOP, BOTTOM = 64, 272, 58, 46
GAP = 17  # least distance between two names at the end of lines
# (name, kind of measurement, whose); the order is that of the colours
LINES = (
    ("Datasette, same search, HTTP", "rival", "Datasette"),
    ("facets of everything", "facets", "site"),
    ("similar listings", "similar", "site"),
    ("JSON search, 4 facets", "search", "site"),
    ("tantivy alone, same search", "search", "bare"),
    ("autocomplete", "suggest", "site"),
)
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2933; }
  .title { font-size: 15px; font-weight: 600; } .dim { fill: #52606d; } .grid { stroke: #d9dee4; }
  path { fill: none; stroke-width: 2.25; stroke-linejoin: round; } .other path { stroke-dasharray: 6 4; }
  .c0 { --c: #b4232c; } .c1 { --c: #8a5a00; } .c2 { --c: #6b3fa0; } .c3 { --c: #0b5cad; } .c4 { --c: #52606d; }
  .c5 { --c: #1b7a43; } g path { stroke: var(--c); } g circle { fill: var(--c); } g text { fill: var(--c); }
  .back { fill: #ffffff; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6eaef; } .dim { fill: #a9b4c0; } .grid { stroke: #3a4550; } .back { fill: #12181f; }
    .c0 { --c: #ff8a8a; } .c1 { --c: #f0b45a; } .c2 { --c: #c9a6f5; } .c3 { --c: #7db8ff; } .c4 { --c: #a9b4c0; }
    .c5 { --c: #6fd29a; }
  }
"""


class Scale:
    """Places of values between two powers of ten."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high, self.start, self.end = low, high, start, end

    def __call__(self, value: float) -> float:
        """Return where a value lies."""
        return self.start + (log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    def powers(self) -> Iterator[int]:
        """Yield the powers of ten on the scale."""
        yield from range(ceil(self.low), floor(self.high) + 1)


def draw(results: dict[str, Any]) -> str:
    """Return the picture of a run."""
    sizes = [int(size) for size in results["sizes"]]
    series = [(n, *each) for n, each in enumerate(points(results)) if each[1]]
    values = [value for _, _, line in series for _, value in line]
    across = Scale(log10(sizes[0]), log10(sizes[-1]) or 1, LEFT, WIDTH - RIGHT)
    up = Scale(floor(log10(min(values))), ceil(log10(max(values))), HEIGHT - BOTTOM, TOP)
    ends = spread([up(line[-1][1]) for _, _, line in series])
    parts = [
        *frame(across, up, sizes),
        *(curve(*each, end, across, up) for each, end in zip(series, ends, strict=True)),
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t">'
    title = f'<title id="t">Median milliseconds of an answer, by number of listings ({results["made"]["date"]})</title>'
    return "\n".join([head, title, f"<style>{STYLE}</style>", *parts, "</svg>", ""])


def points(results: dict[str, Any]) -> Iterator[tuple[str, list[tuple[int, float]]]]:
    """Yield the name of each line and its points (listings, milliseconds)."""
    for name, kind, who in LINES:
        cells = [(int(size), each[kind].get(who)) for size, each in results["sizes"].items()]
        yield name, [(size, cell["p50"]) for size, cell in cells if cell]


def spread(places: Sequence[float]) -> list[float]:
    """Return places for the names near the ends of their lines, none on top of another."""
    found, last = dict[int, float](), float("-inf")
    for n in sorted(range(len(places)), key=lambda n: places[n]):
        found[n] = last = max(places[n], last + GAP)
    return [found[n] for n in range(len(places))]


def frame(across: Scale, up: Scale, sizes: Sequence[int]) -> Iterator[str]:
    """Yield the background, the grid and its numbers."""
    yield f'<rect class="back" width="{WIDTH}" height="{HEIGHT}" rx="8"/>'
    yield f'<text class="title" x="{LEFT}" y="26">An answer’s median time as the site grows</text>'
    yield f'<text class="dim" x="{LEFT}" y="44">milliseconds, one process; both scales logarithmic</text>'
    for power in up.powers():
        y = up(10**power)
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="dim" x="{LEFT - 10}" y="{y + 4:.1f}" text-anchor="end">{10**power:,g}</text>'
    for size in sizes:
        yield f'<text class="dim" x="{across(size):.1f}" y="{HEIGHT - 18}" text-anchor="middle">{size:,}</text>'


def curve(number: int, name: str, line: list[tuple[int, float]], end: float, across: Scale, up: Scale) -> str:
    """Return a line with its points, and its name and last value at the right."""
    places = [(across(size), up(value)) for size, value in line]
    path = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2"/>' for x, y in places)
    last = line[-1][1]
    label = f"{last:,.0f} ms  {name}" if last >= 10 else f"{last:.1f} ms  {name}"
    text = f'<text x="{places[-1][0] + 12:.1f}" y="{end + 4:.1f}">{escape(label)}</text>'
    kind = f"c{number} other" if "alone" in name or "Datasette" in name else f"c{number}"
    return f'<g class="{kind}"><path d="{path}"/>{dots}{text}</g>'
