"""Which column goes into which field: declared in a file or by options, guessed for the rest, shown before use."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from marketplace.i18n import DEFAULT_LOCALE, LOCALES
from marketplace.i18n import gettext as _
from marketplace.listings.ports import Market
from marketplace.listings.transfer.derive import Derivation
from marketplace.listings.transfer.records import OWN_PREFIX, FileError, Record, text_of
from marketplace.listings.transfer.targets import Targets
from marketplace.plugin_host.declarations import KINDS

_VIETNAMESE = re.compile("[ăđơưĂĐƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
# What an export says about a listing that is not the file's to decide.
INFORMATIVE = frozenset({"version", "created_at", "updated_at", "published_at", "source"})


@dataclass(frozen=True)
class Wishes:
    """What the person says about the mapping. `columns`: column → field; `constants` and `derived`: field → value."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    lang: str | None = None

    def over(self, other: Wishes) -> Wishes:
        """Return these wishes laid over others, those of a file."""
        return Wishes(
            {**other.columns, **self.columns},
            {**other.constants, **self.constants},
            {**other.derived, **self.derived},
            self.ignored | other.ignored,
            self.lang or other.lang,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table that shows the mapping. `how`: "declared", "guessed", "constant", "derived", "unmapped"."""

    column: str
    target: str
    label: str
    how: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnMap:
    """The mapping decided on."""

    columns: dict[str, str]
    constants: dict[str, str]
    derived: dict[str, Derivation]
    guessed: frozenset[str]
    unmapped: tuple[str, ...]
    lang: str
    targets: Targets

    def values(self, record: Record) -> dict[str, Any]:
        """Return a row's values by canonical field; constants stand where the row states nothing."""
        found = {target: record.values[name] for name, target in self.columns.items() if name in record.values}
        for target, derivation in self.derived.items():
            found[target] = derivation.of(record.values)
        for target, constant in self.constants.items():
            if found.get(target) in (None, "", []):
                found[target] = constant
        return found

    def table(self, sample: Sequence[Record]) -> list[Line]:
        """Return the mapping for the reader, with values of the first rows."""

        def samples(column: str) -> tuple[str, ...]:
            return tuple(text_of(record.values.get(column)) for record in sample[:3])

        lines = [
            Line(
                name,
                target,
                str(self.targets.labels[target]),
                "guessed" if name in self.guessed else "declared",
                samples(name),
            )
            for name, target in self.columns.items()
        ]
        for target, derivation in self.derived.items():
            shown = tuple(text_of(derivation.of(record.values)) for record in sample[:3])
            lines.append(Line(str(derivation), target, str(self.targets.labels[target]), "derived", shown))
        for target, constant in self.constants.items():
            lines.append(Line("", target, str(self.targets.labels[target]), "constant", (constant,)))
        return lines + [Line(name, "", "", "unmapped", samples(name)) for name in self.unmapped]


def decide(columns: Sequence[str], sample: Sequence[Record], wishes: Wishes, market: Market) -> ColumnMap:
    """Return the mapping for a file's columns. Raise FileError for a column or field that doesn't exist."""
    lang = wishes.lang or language(sample)
    _check(wishes, lang, market)
    targets = Targets.of(market, wishes.constants.get("kind"), wishes.constants.get("sector"))
    constants, declared, derived = _named(wishes, targets, lang)
    used = {derivation.column for derivation in derived.values()}
    _check_columns((*wishes.columns, *wishes.ignored, *used), columns)
    if len(set(declared.values())) < len(declared):
        raise FileError(_("Two columns are mapped to the same field."))
    open_columns = [name for name in columns if name and name not in declared and name not in wishes.ignored]
    guessed = guess(open_columns, targets, lang, {*declared.values(), *derived, *constants})
    both = {**guessed, **declared}
    mapped = {name: both[name] for name in columns if name in both}
    passed_over = mapped.keys() | INFORMATIVE | used
    unmapped = tuple(name for name in open_columns if name not in passed_over and not name.startswith(OWN_PREFIX))
    return ColumnMap(mapped, constants, derived, frozenset(guessed), unmapped, lang, targets)


def _check(wishes: Wishes, lang: str, market: Market) -> None:
    kind, sector = wishes.constants.get("kind"), wishes.constants.get("sector")
    if kind is not None and kind not in KINDS:
        raise FileError(_("kind: choose offer or demand."))
    if sector is not None and sector not in market.plugins.sectors:
        names = ", ".join(market.plugins.sectors)
        raise FileError(_("There is no sector “%(name)s”. There are: %(names)s.", name=sector[:40], names=names))
    if lang not in LOCALES:
        raise FileError(_("Texts are given by language: vi, en."))


def _check_columns(wanted: Iterable[str], columns: Sequence[str]) -> None:
    for name in wanted:
        if name not in columns:
            names = ", ".join(dict.fromkeys(columns))
            raise FileError(_("There is no column “%(name)s”. There are: %(names)s.", name=name[:60], names=names))


def _named(wishes: Wishes, targets: Targets, lang: str) -> tuple[dict[str, str], dict[str, str], dict[str, Derivation]]:
    """Return the wishes by canonical field: constants, columns and derivations."""
    try:
        constants = {targets.demand(name, lang): value for name, value in wishes.constants.items()}
        declared = {column: targets.demand(name, lang) for column, name in wishes.columns.items()}
        wanted = {targets.demand(name, lang): text for name, text in wishes.derived.items()}
        return constants, declared, {target: Derivation.parse(text, target) for target, text in wanted.items()}
    except ValueError as error:
        raise FileError(str(error)) from None


def guess(columns: Iterable[str], targets: Targets, lang: str, taken: set[str]) -> dict[str, str]:
    """Return the field each column most likely means; the surest name wins a field that two columns could mean."""
    found: dict[str, str] = {}
    used = set(taken)
    rest = [name for name in columns if not name.startswith(OWN_PREFIX) and name.casefold() not in INFORMATIVE]
    exact = [name for name in rest if name in targets.labels or name in targets.words]
    for name in (*exact, *rest):
        target = targets.find(name, lang)
        if target and target not in used and name not in found:
            found[name] = target
            used.add(target)
    return found


def language(sample: Sequence[Record]) -> str:
    """Return the language of the texts of the first rows: Vietnamese if a tenth of the longer cells has its letters."""
    cells = [cell for record in sample for cell in record.values.values() if isinstance(cell, str) and len(cell) > 20]
    if not cells:
        return DEFAULT_LOCALE
    return "vi" if sum(bool(_VIETNAMESE.search(cell)) for cell in cells) > len(cells) / 10 else "en"


def load(path: Path) -> tuple[Wishes, dict[str, str]]:
    """Return the wishes in a TOML or JSON file, and its other settings (source, organisation). Raise FileError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise FileError(_("%(path)s can't be read: %(why)s", path=path, why=error)) from None
    if not isinstance(data, dict) or not _is_fine(data):
        raise FileError(
            _(
                "%(path)s: a mapping has the tables columns, set and derive, the list ignore, and lang and source.",
                path=path,
            )
        )
    columns, constants, derived = (
        {str(k): str(v) for k, v in data.get(name, {}).items()} for name in ("columns", "set", "derive")
    )
    wishes = Wishes(columns, constants, derived, frozenset(map(str, data.get("ignore", []))), data.get("lang"))
    return wishes, {"source": data["source"]} if "source" in data else {}


def _is_fine(data: dict[str, Any]) -> bool:
    tables = all(isinstance(data.get(name, {}), dict) for name in ("columns", "set", "derive"))
    texts = all(isinstance(data.get(name, ""), str) for name in ("lang", "source"))
    known = set(data) <= {"columns", "set", "derive", "ignore", "lang", "source"}
    return tables and texts and known and isinstance(data.get("ignore", []), list)
