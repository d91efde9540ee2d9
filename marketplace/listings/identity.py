"""Find what would give an anonymous organisation away in a listing's own words.

Source: the project's sheet on deals, section (e), rule "identity_leak", a reason to refuse publication.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from marketplace.i18n import gettext as _
from marketplace.letters import plain
from marketplace.listings.document import WORDS, Document
from marketplace.listings.models import Attachment
from marketplace.organisations.models import Organisation

_MAIL = re.compile(r"[\w.+-]+(?:@|\s?[(\[]\s?(?:at|a còng)\s?[)\]]\s?)[\w-]+\.\w", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|\bwww\.\w", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\d.,])(?:(?:\+84|0)[\s.()-]{0,3}[235789]\d?(?:[\s.()-]{0,2}\d){7,8}|\+[1-9](?:[\s.()-]{0,2}\d){8,13})"
    r"(?![\d.,]?\d)"
)
_WORD = re.compile(r"\w+")
# Words that half of all names contain; the run of capitalised words between them is what an organisation is called.
_COMMON = frozenset(
    """
    cong ty co phan cp tnhh mtv mot thanh vien trach nhiem huu han tap doan truong dai hoc trung tam nghien cuu khoa
    nghe ky thuat thuong mai dich vu san xuat dau tu phat trien viet nam hai phong va dong tau moi logistics cang
    bien company ltd limited jsc corporation corp group inc institute university centre center of for and the
    research science technology technologies engineering vietnam shipbuilding shipyard port green environment
    solutions
    """.split()  # noqa: SIM905 – one word a line would hide the names below
)


@dataclass(frozen=True, slots=True)
class _Telling:
    """Phrases that only this organisation answers to: in any case (names, domain), and as they are capitalised.

    `people`: names of its members as they are written, with three words or more in any case; `spelt`: with two words,
    which may mean something else, capitalised only.
    """

    whole: frozenset[str]
    called: frozenset[str]
    people: frozenset[str]
    spelt: frozenset[str]


def leaks(data: Document, organisation: Organisation) -> dict[str, list[str]]:
    """Return messages by dotted field name ("texts.vi.title") for words that name or lead to the organisation."""
    said = {f"texts.{lang}.{name}": words.get(name) for lang, words in data["texts"].items() for name in WORDS}
    return leaks_in(said | {f"attrs.{slug}": value for slug, value in data["attrs"].items()}, organisation)


def leaks_in(said: Mapping[str, Any], organisation: Organisation) -> dict[str, list[str]]:
    """Return messages by name for what is said anywhere in each value: a text, a list, a quantity with its remark."""
    telling = _telling(organisation)
    texts = {name: " · ".join(_strings(value)) for name, value in said.items()}
    return {name: found for name, text in texts.items() if text and (found := list(_problems(text, telling)))}


def leaks_in_files(files: Iterable[Attachment], organisation: Organisation) -> dict[str, list[str]]:
    """Return messages by "files.<public id>" for titles and alternative texts that name the organisation."""
    said = {f"files.{file.public_id}": [file.title_vi, file.title_en, file.alt_vi, file.alt_en] for file in files}
    return leaks_in(said, organisation)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _strings(each)


def _telling(organisation: Organisation) -> _Telling:
    names = [name for name in (organisation.name_vi, organisation.name_en) if name]
    host = (urlsplit(organisation.website or "").hostname or "").removeprefix("www.")
    whole = {_plain(text).casefold() for text in (*names, host)}
    called = {run for name in names for run in _runs(name)}
    whole |= {run.casefold() for run in called if run.count(" ") > 1}  # three words are distinctive in any case
    people, spelt = set[str](), set[str]()
    for person in organisation.people:
        words = _words(person.name)
        if len(words) > 2:
            people |= {_phrase(words).casefold(), _plain(person.name).casefold()}
        elif len(words) == 2 and not _COMMON.issuperset(_plain(person.name).casefold().split()):
            spelt |= {form for text in (_phrase(words), _plain(person.name)) for form in (text, text.upper())}
    long = (phrase for phrase in whole if len(phrase) > 4)
    return _Telling(frozenset(long), frozenset(called), frozenset(people), frozenset(spelt))


def _runs(name: str) -> Iterator[str]:
    """Yield the capitalised, uncommon runs of a name: "Lach Tray Xanh" of "Công ty CP Đóng tàu Lạch Tray Xanh"."""
    run: list[str] = []
    for word in (*_plain(name).split(), ""):
        if word[:1].isupper() and word.casefold() not in _COMMON:
            run.append(word)
        else:
            if len(run) > 1 or len("".join(run)) > 5:
                yield " ".join(run)
            run = []


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text))


def _phrase(words: Iterable[str]) -> str:
    return " ".join(words)


def _plain(text: str) -> str:
    """Return the words of `text` without diacritics, in their case, by single spaces."""
    return _phrase(_WORD.findall(plain(text)))


def _problems(text: str, telling: _Telling) -> Iterator[str]:
    """Yield what is wrong. People's names are compared with their tones: without, "lẽ ấn" would be Mr Lê An."""
    bare, spelt = f" {_plain(text)} ", f" {_phrase(_words(text))} "
    if _says(bare.casefold(), telling.whole) or _says(bare, telling.called):
        yield _("This names your organisation, which the listing keeps anonymous.")
    if _says(spelt.casefold(), telling.people) or _says(spelt, telling.spelt):
        yield _("This names a member of your organisation, which the listing keeps anonymous.")
    if _MAIL.search(text) or _ADDRESS.search(text) or _PHONE.search(text):
        yield _("An e-mail address, web address or phone number gives an anonymous organisation away.")


def _says(text: str, phrases: Iterable[str]) -> bool:
    return any(f" {phrase} " in text for phrase in phrases)
