"""Texts of the site itself – about, help, terms – in Markdown, one file for each language: `texts/about.vi.md`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import request
from markdown_it import MarkdownIt
from markupsafe import Markup

from marketplace.i18n import current_locale
from marketplace.web.context import market

FOLDER = Path(__file__).parent / "texts"
HELP = ("good-offer", "good-demand", "trl")
_markdown = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True, slots=True)
class Text:
    """A text ready to be shown; `summary` is its first paragraph without markup."""

    slug: str
    title: str
    summary: str
    body: Markup


def read(slug: str) -> Text:
    """Return the text in the reader's language; an address that begins with "/" leads to that page in it."""
    settings = market().settings
    source = _source(slug, current_locale())
    for name, value in (("site", settings.name_in(current_locale())), ("mail", settings.mail_from)):
        source = source.replace(f"{{{name}}}", value)
    title, _, rest = source.partition("\n")
    html = _markdown.render(rest).replace('href="/', f'href="{request.script_root}/')
    return Text(slug, title.removeprefix("# "), _plain(rest), Markup(html))  # noqa: S704 (our own files, no HTML in them)


@cache
def _source(slug: str, locale: str) -> str:
    return (FOLDER / f"{slug}.{locale}.md").read_text(encoding="utf-8")


def _plain(source: str) -> str:
    """Return the first paragraph of a text."""
    return Markup(_markdown.render(source.strip().partition("\n\n")[0])).striptags()  # noqa: S704
