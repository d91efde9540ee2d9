"""Markdown to HTML that can harm nobody: CommonMark without HTML of its own, and then cleaned all the same."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong", "ul"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
SCHEMES = {"http", "https", "mailto", "tel"}
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def render(source: str, root: str = "") -> Markup:
    """Return a text as HTML; an address that begins with "/" leads to that page under `root` ("/vi")."""
    tokens = _markdown.parse(source)
    for token in tokens:
        if token.type in ("heading_open", "heading_close") and token.tag == "h1":
            token.tag = "h2"  # the page's title is the only one of its level
        for part in token.children or ():
            target = str(part.attrGet("href") or "")
            if part.type == "link_open" and target.startswith("/"):
                part.attrSet("href", root + "/" + target.lstrip("/"))
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}, "ol": {"start"}}, url_schemes=SCHEMES)
    return Markup(clean)  # noqa: S704 (cleaned on the line above)


def first_paragraph(source: str) -> str:
    """Return a text's first paragraph without markup, for lists and previews of links."""
    blocks = (block.strip() for block in source.strip().split("\n\n"))
    return render(next((block for block in blocks if block and not block.startswith("#")), "")).striptags()
