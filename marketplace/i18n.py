"""Two equal languages. The current one is a context variable, so that services, jobs and the CLI need no request.

Code and templates mark interface text in English with `gettext`; the Vietnamese is in `translations/vi`. Labels that
belong to data (fields, choices, sectors, taxonomies) carry both languages where they stand: `L("Draught", "Mớn nước")`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy, NullTranslations, Translations

LOCALES: tuple[str, ...] = ("vi", "en")
DEFAULT_LOCALE = "vi"
TRANSLATIONS = Path(__file__).parent / "translations"

_locale: ContextVar[str] = ContextVar("marketplace_locale", default=DEFAULT_LOCALE)
_numbers: ContextVar[str | None] = ContextVar("marketplace_numbers", default=None)


def current_locale() -> str:
    """Return "vi" or "en": the language the reader of the current context uses."""
    return _locale.get()


def number_locale() -> str:
    """Return the language whose way of writing numbers is read: the reader's own, unless a file follows another."""
    return _numbers.get() or _locale.get()


@contextmanager
def use_numbers(locale: str) -> Iterator[None]:
    """Run a block that reads numbers as `locale` writes them, and still speaks the reader's language."""
    token = _numbers.set(locale)
    try:
        yield
    finally:
        _numbers.reset(token)


@contextmanager
def use_locale(locale: str) -> Iterator[None]:
    """Run a block in `locale`; an unknown one means the default."""
    token = _locale.set(locale if locale in LOCALES else DEFAULT_LOCALE)
    try:
        yield
    finally:
        _locale.reset(token)


@lru_cache
def _catalogue(locale: str) -> NullTranslations:
    """Read the text catalogue itself: 50 ms once a process, and no compiled file can be out of date or missing."""
    path = TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return Translations(compiled)


def gettext(message: str, **values: Any) -> str:
    """Return `message` in the current language, with `%(name)s` replaced from `values`."""
    text = _catalogue(current_locale()).ugettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """Return the form for `num`, which is also available as `%(num)s`."""
    text = _catalogue(current_locale()).ungettext(singular, plural, num)
    return text % {"num": num, **values}


def lazy_gettext(message: str, **values: Any) -> LazyProxy:
    """Like `gettext`, but read when shown: for constants made at import."""
    return LazyProxy(gettext, message, enable_cache=False, **values)


class L(str):
    """A label that carries both languages: `str(L("Draught", "Mớn nước"))` is in the current one.

    It is a `str` (the English text) so that libraries which insist on one accept it, and it formats lazily.
    """

    vi: str
    en: str

    def __new__(cls, en: str, vi: str) -> L:
        """Keep both; the value as a plain `str` is the English text."""
        label = super().__new__(cls, en)
        label.en, label.vi = en, vi
        return label

    def __str__(self) -> str:
        """Return the text in the current language."""
        return self.vi if current_locale() == "vi" else self.en

    def __html__(self) -> str:
        """Return the current language's text, escaped: what Jinja asks for."""
        from markupsafe import escape

        return escape(str(self))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def format(self, *args: Any, **values: Any) -> str:
        """Fill placeholders in the current language (marshmallow calls this on error messages)."""
        return str(self).format(*args, **values)

    def __reduce__(self) -> tuple[type[L], tuple[str, str]]:
        return L, (self.en, self.vi)
