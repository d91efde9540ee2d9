"""The reference pages that come from the code: the hooks, and the units that a quantity may have. In Markdown."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

from marketplace.plugin_host import hookspecs
from marketplace.plugin_host.dimensions import DIMENSIONS
from marketplace.plugin_host.physical import PER
from marketplace.plugin_host.units import Dimension, Unit

_WRITTEN = "<!-- Written by `make docs` from {source}: change the words there. -->"
_PARAM = re.compile(r":param (\w+): ")
_UNITS = """
`unit=` is what values are stored and shown in. A reader may type any unit of the same dimension by any of its names, in
any case, with or without diacritics. Values of two dimensions are never compared. A unit that stands in several
dimensions means the first of them in this table (`m` a length, not a depth), unless `dimension=` names another.

One that is missing is declared in the plugin's module and given to the field, as `dimension=` too:
`Dimension("turbidity", L("turbidity", "độ đục"), (Unit("NTU"), Unit("FTU")))`. A whole example, with factors and names
in both languages, is in [plugins-fields.md](plugins-fields.md#a-unit-of-your-own).

Rates are listed as `[things] / [periods]`: each of the things may be typed with each of the periods, and for `/` also
per, mỗi, a or một: m³/h, m3 per hour, khối mỗi giờ.
"""
_COLUMNS = "| `dimension=` | Means | Units |\n|---|---|---|"
_EXAMPLE = re.compile(r"Example: `(.+)`", re.DOTALL)


def specs() -> dict[str, Callable[..., Any]]:
    """Return the hook specifications by name, in their order."""
    return {name: found for name, found in vars(hookspecs).items() if hasattr(found, "marketplace_spec")}


def hooks() -> str:
    """Return the page on hooks: what each is for, what it gets and returns, with an example."""
    intro = inspect.cleandoc(hookspecs.__doc__ or "")
    index = [f"| [`{name}`](#{name}) | {first_sentence(spec)} |" for name, spec in specs().items()]
    head = ["# Hooks", _WRITTEN.format(source="marketplace/plugin_host/hookspecs.py"), joined(intro)]
    table = "\n".join(["| Hook | |", "|---|---|", *index])
    return "\n\n".join([*head, table, *(hook(name, spec) for name, spec in specs().items())]) + "\n"


def hook(name: str, spec: Callable[..., Any]) -> str:
    """Return one hook's section."""
    signature = str(inspect.signature(spec)).replace("'", "")
    return "\n\n".join([f"## {name}", f"```python\ndef {name}{signature}: ...\n```", *paragraphs(spec)])


def paragraphs(spec: Callable[..., Any]) -> Iterator[str]:
    """Yield a docstring's paragraphs as Markdown: parameters as a list, the example as code."""
    for block in (inspect.getdoc(spec) or "").split("\n\n"):
        if example := _EXAMPLE.fullmatch(block):
            yield f"```python\n{joined(example[1])}\n```"
        elif block.startswith(":param"):
            yield "\n".join(_PARAM.sub(r"- `\1`: ", joined(entry)) for entry in re.split(r"\n(?=:param)", block))
        else:
            yield joined(block)


def first_sentence(spec: Callable[..., Any]) -> str:
    """Return what a hook is for, in a sentence."""
    return joined((inspect.getdoc(spec) or "").split("\n\n")[0]).partition(". ")[0].rstrip(".") + "."


def joined(text: str) -> str:
    """Return text without the line ends that the code's width asked for, paragraphs kept."""
    return "\n\n".join(" ".join(block.split()) for block in text.split("\n\n"))


def units() -> str:
    """Return the page on dimensions: what may be measured, in which units, and how these may be typed."""
    rows = [
        f"| `{dimension.name}` | {dimension.label.en} / {dimension.label.vi} | {spellings(dimension)} |"
        for dimension in DIMENSIONS.values()
    ]
    head = ["# Units", _WRITTEN.format(source="marketplace/plugin_host/physical.py and dimensions.py")]
    return "\n\n".join([*head, _UNITS.strip(), "\n".join([_COLUMNS, *rows])]) + "\n"


def spellings(dimension: Dimension) -> str:
    """Return a dimension's units, each with its other names in brackets."""
    return "; ".join(map(_spelling, dimension.units))


def _spelling(unit: Unit) -> str:
    names, things, periods = told(unit)
    if things:
        names = [f"[{', '.join(things)}] / [{', '.join(periods)}]", *names]
    symbol = f"**{unit.symbol}**" if unit.symbol else "(none)"
    return f"{symbol} ({', '.join(names)})" if names else symbol


def told(unit: Unit) -> tuple[list[str], list[str], list[str]]:
    """Return a unit's other names; of those made by `per`, only the things and the periods that they combine."""
    names = list(dict.fromkeys(name for name in (unit.vi, *unit.names) if name and name != unit.symbol))
    rates = [name for name in (unit.symbol, *names) if name.replace("/", PER[1], 1) in set(names) - {name}]
    combined = {rate.replace("/", word, 1) for rate in rates for word in PER}
    things, periods = ([rate.partition("/")[side] for rate in rates] for side in (0, 2))
    return [name for name in names if name not in combined], list(dict.fromkeys(things)), list(dict.fromkeys(periods))
