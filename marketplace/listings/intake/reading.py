"""What words in running text mean to a field: choices by their names, a TRL by its number, amounts beside a label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from marketplace.letters import plain
from marketplace.plugin_host.fields.base import Field
from marketplace.taxonomies.base import fold

LONGEST_LIST = 60  # choices that are looked for by name: in a long list something would be found by chance
SHORT = 12  # characters of a TRL with nothing else said
NEAR = 6  # words after (or before) a label in which its amount stands
# How profiles say it; longer phrases are looked for first, so that "not yet granted" is not "granted".
PHRASES: dict[str, dict[str, str]] = {
    "ip_status": {
        "applied": "applied for|application filed|patent pending|pending|not yet granted|da nop don|dang cho cap bang",
        "granted": "granted|registered|da cap bang|da duoc cap bang|da duoc cap|da bao ho",
        "know_how": "secret know how|know how|trade secret|bi quyet|bi mat kinh doanh",
        "none": "none applied|no protection|not protected|chua dang ky|chua bao ho",
    },
    "stage": {
        "on_market": "already on the market|da thuong mai hoa|da co tren thi truong",
        "demo_ready": "prototype available|demonstration|demonstrated|nguyen mau|trinh dien",
        "lab_tested": "tested in the laboratory|tested in laboratory|quy mo phong thi nghiem",
        "developing": "in development|development phase|dang nghien cuu",
    },
    "partnership_types": {
        "licence": "licence agreement|license agreement|licensing|license|li xang|chuyen quyen su dung",
        "assignment": "assignment|transfer of ownership|chuyen nhuong quyen",
        "commercial_ta": "technical assistance|kem ho tro ky thuat|ho tro ky thuat",
        "rd_cooperation": (
            "research and development cooperation|research cooperation|technical cooperation|research cooperation "
            "agreement|hop tac nghien cuu"
        ),
        "investment": "investment agreement|financial agreement|goi von",
        "joint_venture": "joint venture agreement",
        "supply": "supplier|supply agreement|cung cap",
        "manufacturing": "manufacturing agreement|gia cong",
        "outsourcing": "outsourcing agreement",
    },
    "partner_sizes": {
        "sme_0_10": "0 10|sme 10|micro|sieu nho",
        "sme_11_49": "11 49|11 50|small enterprise|doanh nghiep nho",
        "sme_50_249": "50 249|51 250|medium enterprise|doanh nghiep vua",
        "large": "big company|large enterprise|tap doan",
        "rto": "r d institution|research centre|research organisation|trung tam nghien cuu",
        "university": "universities|truong dai hoc",
    },
}
_TRL = re.compile(r"\bTRL\s*(?:level|mức)?\s*[:=]?\s*([1-9])(?![0-9])", re.IGNORECASE)
_WORD = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W\d_]|[%°‰Ω]")


def value_of(field: Field, text: str) -> tuple[Any, bool]:
    """Return the stored value of a labelled text and whether it holds all that is said; None when it can't be read."""
    try:
        return field.read(text), True
    except ma.ValidationError:
        pass
    if field.slug == "trl":
        return level_in(text) or level_in(f"TRL {text}"), len(text) < SHORT
    slugs = list(named(field, text))
    if not slugs:
        return None, False
    return field.read(slugs if field.is_set else slugs[0]), False


def level_in(text: str) -> int | None:
    """Return the first TRL named in a text; of "TRL 5-6" the lower, which is proven."""
    found = _TRL.search(text)
    return int(found[1]) if found else None


def named(field: Field, text: str) -> Iterator[str]:
    """Yield the choices of a short list that a text names, each phrase used once, the longest first."""
    if not 0 < len(field.choices) <= LONGEST_LIST:
        return
    phrases = {
        _spaced(name): choice.slug
        for choice in field.choices
        for name in (choice.label.en, choice.label.vi, *choice.aliases, *_known(field, choice.slug))
    }
    rest, seen = _spaced(text), set()
    for phrase in sorted(phrases, key=len, reverse=True):
        if len(phrase) > 3 and phrase in rest:
            rest = rest.replace(phrase, " | ")
            if phrases[phrase] not in seen:
                seen.add(phrases[phrase])
                yield phrases[phrase]


def _known(field: Field, slug: str) -> list[str]:
    return PHRASES.get(field.slug, {}).get(slug, "").split("|")


def _spaced(text: str) -> str:
    """Return folded words with one space around each, so that whole words are compared."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', fold(text)))} "


@dataclass(frozen=True, slots=True)
class Line:
    """A line's words, and what they are compared by."""

    words: list[str]
    keys: list[str]


def lines_of(text: str) -> list[Line]:
    """Return a text's lines, ready to be searched for one label after another."""
    found = map(_WORD.findall, text.splitlines())
    return [Line(words, [_key(word) for word in words]) for words in found]


def amount_beside(field: Field, lines: Iterable[Line]) -> Any:
    """Return the amount, with its unit, that stands beside one of the field's labels in a line of text, else None."""
    labels = [re.sub(r"\([^)]*\)", "", name) for name in (field.label.en, field.label.vi)]
    for label in (_keys(each) for each in labels):
        for words, keys in ((line.words, line.keys) for line in lines):
            for at in range(len(words) - len(label) + 1):
                if label and keys[at : at + len(label)] == label:
                    found = _read_near(field, words[at + len(label) :][:NEAR], words[max(0, at - NEAR) : at])
                    if found is not None:
                        return found
    return None


def _keys(text: str) -> list[str]:
    return [_key(word) for word in text.split()]


def _key(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", plain(word).casefold())


def _read_near(field: Field, after: list[str], before: list[str]) -> Any:
    """Read the longest amount that begins near the label, else the one that ends right before it ("60 t pull")."""
    for start in range(min(3, len(after))):
        for end in range(len(after), start, -1):
            if (found := _read(field, after[start:end])) is not None:
                return found
    for start in range(len(before)):
        if (found := _read(field, before[start:])) is not None:
            return found
    return None


def _read(field: Field, words: list[str]) -> Any:
    """Return the amount that these words are, None without a number or a unit in them."""
    text = " ".join(words).strip(" .,;:()=–")
    if not any(char.isdigit() for char in text) or not _LETTER.search(text):
        return None
    try:
        return field.read(text)
    except ma.ValidationError:
        return None
