"""Markdown becomes HTML that harms nobody."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.editorial.markdown import SCHEMES, TAGS, first_paragraph, render
from tests.hostile.asking import Balance

ATTRIBUTES = {"href", "rel", "start", "title"}


class Reader(Balance):
    """Notices elements and attributes that Markdown has no use for, and addresses that are none."""

    @classmethod
    def complaints(cls, html: str) -> list[str]:
        """Return what is wrong with a piece of HTML."""
        reader = cls()
        reader.feed(html)
        reader.close()
        return reader.wrong

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        super().handle_starttag(tag, attrs)
        target = urlsplit(dict(attrs).get("href") or "").scheme
        if tag not in TAGS | {"div"} or not {name for name, _value in attrs} <= ATTRIBUTES:
            self.wrong.append(f"<{tag} {attrs}>")
        if target not in SCHEMES | {""}:
            self.wrong.append(f"leads to {target}:")


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "![x](https://evil.example/count.gif)",
        '<img src=x onerror="alert(1)">',
        '<https://a.example/"onmouseover=alert(1)>',
        "[x](<javascript:alert(1)>)",
        '[x](https://a.example "\\" onclick=alert(1) \\"")',
    ],
)
def test_nothing_runs_and_nothing_is_loaded(source: str) -> None:
    assert Reader.complaints(render(source)) == []


@given(st.text(alphabet="<>[]()\"'`*_#!&; \n-/:javscriptdonclk=1", max_size=120))
def test_any_text_is_closed_html_that_does_nothing(source: str) -> None:
    assert Reader.complaints(f"<div>{render(source, '/vi')}</div>") == []


def test_links_within_the_site_keep_the_readers_language() -> None:
    html = render("[a](/help/trl) [b](https://example.vn/x) [c](//evil.example/y) [d](mailto:a@b.vn)", "/vi")
    assert 'href="/vi/help/trl"' in html
    assert 'href="https://example.vn/x"' in html
    assert 'href="/vi/evil.example/y"' in html
    assert 'href="mailto:a@b.vn"' in html


def test_the_page_keeps_one_heading_of_the_first_level() -> None:
    assert render("# Đề mục") == "<h2>Đề mục</h2>\n"


def test_the_first_paragraph_is_plain() -> None:
    assert first_paragraph("## Mục\n\nMột **đoạn** [văn](/x) & hơn\n\nHai") == "Một đoạn văn & hơn"
    assert first_paragraph("") == ""
