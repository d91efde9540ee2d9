"""Find what would give an anonymous organisation away in a listing's own words.

Source: the project's sheet on deals, section (e), rule "identity_leak", a reason to refuse publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from marketplace.i18n import gettext as _
from marketplace.letters import plain
from marketplace.listings.document import WORDS, Document
from marketplace.listings.models import Attachment
from marketplace.organisations.models import Organisation

_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_ADDRESS = re.compile(r"https?://|\bwww\.\w", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\d.,])(?:\+84|0)[\s.-]?[235789]\d?(?:[\s.-]?\d){7,8}(?![\d.,]?\d)")
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


def leaks(data: Document, organisation: Organisation) -> dict[str, list[str]]:
    """Return messages by dotted field name ("texts.vi.title") for words that name or lead to the organisation."""
    telling = _telling(organisation)
    found: dict[str, list[str]] = {}
    for lang, words in data["texts"].items():
        for name in WORDS:
            value = words.get(name) or ""
            messages = list(_problems(" · ".join(value) if isinstance(value, list) else value, telling))
            if messages:
                found[f"texts.{lang}.{name}"] = messages
    for slug, value in data["attrs"].items():
        if isinstance(value, str) and (messages := list(_problems(value, telling))):
            found[f"attrs.{slug}"] = messages
    return found


def leaks_in_files(files: Iterable[Attachment], organisation: Organisation) -> dict[str, list[str]]:
    """Return messages by "files.<public id>" for titles and alternative texts that name the organisation."""
    telling = _telling(organisation)
    said = {file.public_id: " · ".join((file.title_vi, file.title_en, file.alt_vi, file.alt_en)) for file in files}
    return {f"files.{key}": found for key, text in said.items() if (found := list(_problems(text, telling)))}


def _telling(organisation: Organisation) -> tuple[set[str], set[str]]:
    """Return phrases that only this organisation answers to: in any case (names, domain), and as capitalised words."""
    names = [name for name in (organisation.name_vi, organisation.name_en) if name]
    host = (urlsplit(organisation.website or "").hostname or "").removeprefix("www.")
    whole = {_plain(text).casefold() for text in (*names, host)}
    called = {run for name in names for run in _runs(name)}
    whole |= {run.casefold() for run in called if run.count(" ") > 1}  # three words are distinctive in any case
    return {phrase for phrase in whole if len(phrase) > 4}, called


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


def _plain(text: str) -> str:
    """Return the words of `text` without diacritics, in their case, by single spaces."""
    return " ".join(_WORD.findall(plain(text)))


def _problems(text: str, telling: tuple[set[str], set[str]]) -> Iterator[str]:
    plain = f" {_plain(text)} "
    whole, called = telling
    if any(f" {phrase} " in plain.casefold() for phrase in whole) or any(f" {run} " in plain for run in called):
        yield _("This names your organisation, which the listing keeps anonymous.")
    if _MAIL.search(text) or _ADDRESS.search(text) or _PHONE.search(text):
        yield _("An e-mail address, web address or phone number gives an anonymous organisation away.")
