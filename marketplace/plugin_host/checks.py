"""Conformance: what `marketplace plugins check NAME` finds wrong with a plugin that loads."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import marshmallow as ma

from marketplace.i18n import LOCALES, L, use_locale
from marketplace.plugin_host import rules, sides
from marketplace.plugin_host.contributions import Contributions
from marketplace.plugin_host.declarations import KINDS, Sector
from marketplace.plugin_host.dimensions import rivals
from marketplace.plugin_host.facets import Range, Terms
from marketplace.plugin_host.fields import Boolean, Choice, Field, Money, Ordered, Quantity
from search.expand import Term

ALLOWED = "marketplace.plugin_api"
_CORE = ("marketplace", "search")


def problems(given: Contributions, icons: frozenset[str] | None = None) -> list[str]:
    """Return everything wrong with a plugin, in words. `icons`: those the site has; None leaves them unchecked."""
    return declared(given, icons) + imports(given.module)


def declared(given: Contributions, icons: frozenset[str] | None = None) -> list[str]:
    """Return everything wrong with what a plugin declares: whatever else is tried with it would stumble over that."""
    return words(given) + declarations(given, icons) + comparisons(given) + examples(given)


def words(given: Contributions) -> list[str]:
    """Return the labels, helps and glossary terms that lack a language."""
    found: list[str] = []
    for sector in given.sectors:
        place = f"sector {sector.slug}"
        found += _labels(place, [sector.name, sector.summary, *(entry.label for entry in sector.subcategories)])
        found += [f"{place}: {fault}" for term in sector.glossary for fault in _term(term)]
    for where, field, _ in _fields(given):
        labels = [field.label, field.help, field.group, *(choice.label for choice in field.choices)]
        found += _labels(where, [label for label in labels if label is not None])
    for taxonomy in given.taxonomies:
        found += _labels(f"taxonomy {taxonomy.slug}", [taxonomy.name, *(entry.label for entry in taxonomy)])
    for permission in given.permissions:
        found += _labels(f"permission {permission.slug}", [permission.label])
    return found


def declarations(given: Contributions, icons: frozenset[str] | None = None) -> list[str]:
    """Return what is wrong with sectors and choices: an unknown icon, a choice listed twice and the like."""
    found = [f"sector {sector.slug}: {fault}" for sector in given.sectors for fault in _sector(sector, icons)]
    for where, field, sector in _fields(given):
        found += [f"{where}: {fault}" for fault in (*_choices(field, sector), *_unit(field))]
    return found


def comparisons(given: Contributions) -> list[str]:
    """Return where facets and match rules don't fit their field, or offers and demands don't speak the same terms."""
    found = [f"{where}: {fault}" for where, field, _ in _fields(given) for fault in (*_facet(field), *_match(field))]
    return found + [f"sector {sector.slug}: {fault}" for sector in given.sectors for fault in sides.problems(sector)]


def examples(given: Contributions) -> list[str]:
    """Return the examples that a reader of a language could not type, or that mean two things."""
    return [f"{where}: {fault}" for where, field, _ in _fields(given) for fault in _example(field)]


def _fields(given: Contributions) -> Iterator[tuple[str, Field, Sector]]:
    """Yield every field of every side, with the words by which a problem names it; what both sides share, once."""
    for sector in given.sectors:
        ours, theirs = (sector.schema_class(kind)(kind=kind) for kind in KINDS)
        shared = {field.slug for field in ours.declared if ours.is_shared(field.slug, theirs)}
        for kind, schema in zip(KINDS, (ours, theirs), strict=True):
            for field in schema.declared:
                if field.slug not in shared:
                    yield f"sector {sector.slug}: {kind} {field.slug}", field, sector
                elif schema is ours:
                    yield f"sector {sector.slug}: {field.slug}", field, sector


def _term(term: Term) -> Iterator[str]:
    names: tuple[Any, ...] = (term.vi, term.en)
    if bare := [name for name in names if isinstance(name, str)]:
        yield f"a glossary term has tuples of names: write ({bare[0]!r},) in {term}"
    elif not (term.vi and term.en):
        yield f"a glossary term lacks a language: {term}"


def _sector(sector: Sector, icons: frozenset[str] | None) -> Iterator[str]:
    if icons is not None and sector.icon not in icons:
        yield f"there is no icon {sector.icon!r}"
    if not sector.subcategories:
        yield "it has no subcategories"
    slugs = Counter(entry.slug for entry in sector.subcategories)
    yield from (f"subcategory {slug!r} is listed {times} times" for slug, times in slugs.items() if times > 1)
    if bad := [goal for goal in sector.sdg if goal not in range(1, 18)]:
        yield f"{bad[0]} is no sustainable development goal"


def _choices(field: Field, sector: Sector) -> Iterator[str]:
    slugs = [choice.slug for choice in field.choices]
    if len(set(slugs)) < len(slugs):
        yield "a choice is listed twice"
    if strange := [m for choice in field.choices for m in choice.members if m not in slugs]:
        yield f"member {strange[0]!r} is no choice"
    for word in field.show:
        if not any(word in entry.slug for entry in sector.subcategories):
            yield f"show={word!r} fits no subcategory"


def _unit(field: Field) -> Iterator[str]:
    if type(field) is not Quantity or field.dimension_named:  # a whole number's unit only says what is counted
        return
    for scale in field.scales:
        unit, known = scale.unit.symbol, rivals(scale.unit.symbol)
        if len(known) > 1:
            yield f"its unit {unit!r} was taken as {known[0]}: write dimension= and one of {', '.join(known)}"


def _facet(field: Field) -> Iterator[str]:
    if isinstance(field.facet, Range) and not isinstance(field, Quantity):
        yield "a Range facet needs a number"
    elif isinstance(field.facet, Range) and isinstance(field, Quantity):
        low, high = field.low, field.high
        empty = [b for b in field.facet.bounds if (low is not None and b <= low) or (high is not None and b > high)]
        yield from (f"no value reaches beyond its facet's bound {bound:g}" for bound in empty)
    if isinstance(field.facet, Terms) and type(field) is Quantity and not field.presets:
        yield "a Terms facet of a quantity needs presets"
    if field.facet is not None and isinstance(field, Money):
        yield "prices are in no facet"


def _match(field: Field) -> Iterator[str]:
    rule = field.match
    if isinstance(rule, rules.ordered) and not isinstance(field, Ordered):
        yield "ordered() needs fields.Ordered"
    elif isinstance(rule, rules.overlaps) and not (field.is_set or field.is_numeric):
        yield "overlaps() needs a set or a number"
    elif isinstance(rule, rules.NumericRule) and not isinstance(rule, rules.overlaps) and not field.is_numeric:
        yield f"{type(rule).__name__}() needs a number or a date"
    elif isinstance(rule, rules.one_of | rules.contains_all) and not isinstance(field, Choice):
        yield f"{type(rule).__name__}() needs choices"
    if rule is not None and field.side != "both":
        yield "a match rule on a field that only one side has"


def _example(field: Field) -> Iterator[str]:
    """Read the example as a user of each language would type it."""
    if isinstance(field, Boolean) or not field.example:
        return
    read: list[Any] = []
    for locale in LOCALES:
        with use_locale(locale):
            try:
                read.append(field.deserialize(str(field.example)))
            except ma.ValidationError as error:
                yield f"its example {str(field.example)!r} is refused ({locale}): {error.messages[0]}"
    if len(read) == len(LOCALES) and isinstance(field, Quantity | Choice) and len(set(map(_meant, read))) > 1:
        yield "its example means one thing in Vietnamese and another in English"


def _meant(stored: Any) -> str:
    """Return a stored value without the words in which it was typed, to be compared."""
    said = ("typed", "lang")
    kept = {key: value for key, value in stored.items() if key not in said} if isinstance(stored, dict) else stored
    return repr(kept)


def _labels(place: str, labels: Iterable[Any]) -> Iterator[str]:
    for label in labels:
        if not isinstance(label, L):
            yield f"{place}: {label!r} is not a label in two languages"
        elif not (label.en.strip() and label.vi.strip()):
            yield f"{place}: {label.en!r} / {label.vi!r} lacks a language"


def imports(module: str) -> list[str]:
    """Return the imports by which a plugin's package reaches past `marketplace.plugin_api`."""
    own = module.partition(".")[0]
    return [
        f"{path.name}:{line}: imports {name}; only {ALLOWED} may be imported"
        for path in _sources(own)
        for line, name in _imported(path, path.stat().st_mtime_ns)
        if name.partition(".")[0] in _CORE and name != ALLOWED and not name.startswith(f"{ALLOWED}.")
    ]


def _sources(package: str) -> list[Path]:
    found = sys.modules.get(package)
    spec = found.__spec__ if found is not None else importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return []
    origin = Path(spec.origin)
    return sorted(origin.parent.rglob("*.py")) if origin.name == "__init__.py" else [origin]


@lru_cache(maxsize=4_096)
def _imported(path: Path, _changed: int) -> tuple[tuple[int, str], ...]:
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            whole = node.module == "marketplace"
            found += ((node.lineno, f"marketplace.{alias.name}" if whole else node.module) for alias in node.names)
    return tuple(found)
