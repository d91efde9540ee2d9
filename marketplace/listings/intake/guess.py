"""From a text to a listing's data: which part goes into which field, and what found none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marketplace.i18n import gettext as _
from marketplace.i18n import use_numbers
from marketplace.listings import fields
from marketplace.listings.document import WORDS
from marketplace.listings.intake import reading
from marketplace.listings.intake.reach import apart
from marketplace.listings.intake.sections import Section, split
from marketplace.listings.intake.sector import names, sector_in
from marketplace.listings.ports import Market
from marketplace.listings.texts import excess
from marketplace.listings.transfer.targets import Targets
from marketplace.plugin_host.clean import clean_text

MAX_TEXT = 30_000  # characters: several times the longest profile
_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
COMMENTS = {"stage": "stage_comment", "trl": "stage_comment", "ip_status": "ip_comment"}  # where more words go
_OFTEN = 40  # of so many characters at least one has marks that only Vietnamese has


@dataclass
class Guess:
    """`data` is ready for `service.edit`; `said` has the words behind each guessed field; `rest` found no field."""

    data: dict[str, Any] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    rest: list[tuple[str, str]] = field(default_factory=list)  # (label, text)

    def put(self, name: str, value: Any, said: str) -> None:
        """Put a value into the field of that dotted name."""
        *path, last = name.split(".")
        place = self.data
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
        self.said[name] = said


def language_of(text: str) -> str:
    """Return the language that a text is mostly written in."""
    return "vi" if len(_VIETNAMESE.findall(text)) * _OFTEN > len(text) else "en"


def sector_of(text: str, kind: str, market: Market) -> str | None:
    """Return the sector that a text names under that label, else the one that it is clearly about, if any."""
    text, sectors = clean_text(text), market.plugins.sectors
    said = [each.text for each in split(text, Targets.of(market, kind, None)) if each.target == "sector"]
    named = [slug for slug, sector in sectors.items() if any(names(sector, each) for each in said)]
    return named[0] if len(named) == 1 else sector_in(text, market.plugins)


def guess(text: str, kind: str, sector: str | None, market: Market) -> Guess:
    """Put a text's parts into the fields of a listing of this kind and sector. Never raises for what was written."""
    text = clean_text(text)
    lang, made = language_of(text), Guess()
    targets = Targets.of(market, kind, sector)
    declared = fields.declared(kind, sector, market)
    with use_numbers(lang):
        sections = [each for each in split(text, targets) if not _is_the_sector(each, sector, market)]
        for section in sections:
            _keep_private(section, made)
            _place(section, lang, declared, made)
        _without_headings(sections[0] if sections else None, lang, declared, made)
        _read_between(text, declared, made)
    return made


def _is_the_sector(section: Section, sector: str | None, market: Market) -> bool:
    """Tell whether a section only says in which sector this is posted."""
    return section.target == "sector" and sector is not None and names(market.plugins.sectors[sector], section.text)


def _keep_private(section: Section, made: Guess) -> None:
    """Take out of what everybody is going to read how to reach somebody."""
    if section.label and not section.target:
        return  # it goes into no field as it is
    section.text, told = apart(section.text)
    label = _("Kept out of the public text: a phone number or an e-mail address")
    made.rest += [(label, each) for each in told]


def _place(section: Section, lang: str, declared: Mapping[str, Any], made: Guess) -> None:
    """Put a section into its field, or among the rest; the text before all headings comes later."""
    name = section.target.rpartition(".")[2] if section.target.startswith("texts.") else section.target
    if not section.label or (section.target and not section.text):
        return
    if name in WORDS:
        if name not in declared or not _add_words(name, lang, section.text, declared, made):
            made.rest.append((section.label, section.text))
        return
    if name not in declared or name in made.said or not _read_fact(name, section, lang, declared, made):
        made.rest.append((section.label, section.text))


def _read_fact(name: str, section: Section, lang: str, declared: Mapping[str, Any], made: Guess) -> bool:
    """Read a fact from a section, or from its first line: what follows may be no part of it. False when it can't be."""
    line, _, after = section.text.partition("\n")
    ways = ((section.text, ""), (line, after.strip()))
    for text, left in ways if declared[name].is_set else reversed(ways):
        value, whole = reading.value_of(declared[name], text)
        if value not in (None, []):
            made.put(name, value, text)
            made.rest += [("", left)] if left else []
            comment = COMMENTS.get(name)
            if not whole and not (comment and _add_words(comment, lang, text, declared, made)):
                made.rest.append((section.label, text))
            return True
    return False


def _add_words(name: str, lang: str, text: str, declared: Mapping[str, Any], made: Guess) -> bool:
    """Put words behind those that the field has already; False when they don't fit."""
    key, item = f"texts.{lang}.{name}", declared[name]
    text = " ".join(text.split()) if name in ("title", "keywords") else text
    glue = ", " if name == "keywords" else "\n\n"
    both = glue.join(filter(None, (made.said.get(key, ""), text)))
    if name == "keywords":
        parts = [part for part in re.split(r"[;,\n]", both) if part.strip()]
        if len(parts) > item.limit or any(excess(part.strip(), item.length) for part in parts):
            return False
    elif excess(both, item.limit) or (name == "title" and key in made.said):
        return False
    made.put(key, both, both)
    return True


def _without_headings(first: Section | None, lang: str, declared: Mapping[str, Any], made: Guess) -> None:
    """Read what stands before the headings: its first line names the thing, a short paragraph sums it up."""
    if first is None or first.label:
        return
    line, _, after = first.text.partition("\n")
    untitled = f"texts.{lang}.title" not in made.said
    text = after if untitled and _add_words("title", lang, line, declared, made) else first.text
    left = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    if left and f"texts.{lang}.summary" not in made.said and _add_words("summary", lang, left[0], declared, made):
        left = left[1:]
    body = "\n\n".join(left)
    if body and (f"texts.{lang}.description" in made.said or not _add_words("description", lang, body, declared, made)):
        made.rest.insert(0, ("", body))


def _read_between(text: str, declared: Mapping[str, Any], made: Guess) -> None:
    """Read the level and the amounts that stand in running text."""
    if "trl" in declared and "trl" not in made.said and (level := reading.level_in(text)):
        made.put("trl", level, f"TRL {level}")
    lines = reading.lines_of(text)
    for name, item in declared.items():
        if item.is_numeric and name.startswith("attrs.") and name not in made.said:
            value = reading.amount_beside(item, lines)
            if value is not None:
                made.put(name, value, str(value.get("typed", "")))
