"""Texts of the site itself – about, help, terms, privacy – ready to be shown in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request
from markupsafe import Markup

from marketplace.editorial import texts
from marketplace.editorial.markdown import first_paragraph, render
from marketplace.i18n import current_locale
from marketplace.web.context import market, uow

HELP = ("good-offer", "good-demand", "trl")


@dataclass(frozen=True, slots=True)
class Text:
    """A text ready to be shown; `summary` is its first paragraph, plain; `changed` when an operator wrote it."""

    slug: str
    title: str
    summary: str
    body: Markup
    changed: datetime | None


def read(slug: str) -> Text:
    """Return a text. Raise NotFound."""
    return read_all((slug,))[0]


def read_all(slugs: Sequence[str]) -> list[Text]:
    """Return several texts, in one statement."""
    lang = current_locale()
    found = texts.current(uow(), slugs)
    return [
        shown(slug, found[slug].words[lang], lang, found[slug].updated_at if lang in found[slug].own else None)
        for slug in slugs
    ]


def shown(slug: str, words: texts.Words, lang: str, changed: datetime | None = None) -> Text:
    """Return words as a page shows them: {site} and {mail} filled in, Markdown rendered."""
    title, body = filled(words.get("title", ""), lang), filled(words.get("body", ""), lang)
    return Text(slug, title, first_paragraph(body), render(body, request.script_root), changed)


def filled(source: str, lang: str) -> str:
    """Return a text with the site's name and address in place of {site} and {mail}."""
    settings = market().settings
    return source.replace("{site}", settings.name_in(lang)).replace("{mail}", settings.mail_from)
