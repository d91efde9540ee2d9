"""The page where the line for a box of listings is made, the script of that line, and the lines in the documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from marketplace.web.assets import STATIC
from marketplace.web.embedding import SANDBOX
from tests.web.conftest import Stock, named

SignIn = Callable[..., FlaskClient]


def test_the_script_is_kept_for_an_hour_and_may_be_loaded_by_any_site(client: FlaskClient) -> None:
    answer = client.get("/embed.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer.headers
    assert client.get("/embed.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


class Lines(HTMLParser):
    """Collects the elements of a line of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))


def code(page: str, name: str) -> tuple[str, dict[str, str | None]]:
    """Return the element that a box of code on the page shows: nothing but one."""
    shown = unescape(re.search(rf'<code id="{name}">(.*?)</code>', page, re.S)[1])  # type: ignore[index]
    [found] = Lines(shown).found
    return found


def test_the_line_is_made_from_the_choices(client: FlaskClient, stock: Stock) -> None:
    owner = stock({"texts": named("Tug")})
    query = f"show=organisation:{owner}&lang=vi&number=3&theme=dark"
    page = client.get(f"/en/embedding?{query}").text
    tag, script = code(page, "line")
    assert tag == "script"
    assert script == {
        "src": "http://localhost/embed.js", "data-organisation": owner, "data-number": "3", "data-theme": "dark",
        "data-lang": "vi", "async": None,
    }  # fmt: skip
    tag, frame = code(page, "plain")
    assert tag == "iframe"
    assert frame["title"] == "Newest listings: Ocean <Institute>"
    assert "allow-top-navigation" not in str(frame["sandbox"])
    framed = urlsplit(str(frame["src"]))
    assert (framed.path, parse_qs(framed.query)) == (
        "/vi/embed", {"organisation": [owner], "number": ["3"], "theme": ["dark"]}
    )  # fmt: skip
    assert client.get(f"{framed.path}?{framed.query}").status_code == 200
    assert re.search(r'<iframe id="preview" src="/vi/embed\?organisation=', page)


def test_the_maker_starts_with_a_sector_and_offers_ones_own_organisations(client: FlaskClient, sign_in: SignIn) -> None:
    assert code(client.get("/vi/embedding").text, "line")[1]["data-sector"]
    member = sign_in()
    page = member.get("/vi/embedding").text
    own = re.search(r'<option value="(organisation:[^"]+)"', page)
    assert own is not None
    assert "organisation:" not in client.get("/vi/embedding").text
    assert code(member.get(f"/vi/embedding?show={own[1]}").text, "line")[1]["data-organisation"] in own[1]


@pytest.mark.parametrize("query", ["show=sector:nothing", "number=99", "theme=pink", "lang=fr", "show=x&number=zz"])
def test_a_wrong_choice_is_told_on_its_field_and_makes_no_line(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/en/embedding?{query}")
    assert answer.status_code == 422
    assert 'class="err"' in answer.text
    assert 'id="line"' not in answer.text
    assert "One entry needs correcting" in answer.text or "entries need correcting" in answer.text
    part = client.get(f"/en/embedding?{query}", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "needs correcting" in part.text or "need correcting" in part.text


def test_what_was_typed_stays(client: FlaskClient) -> None:
    assert 'value="99"' in client.get("/en/embedding?number=99").text


def test_the_lines_in_the_documents_work(client: FlaskClient, stock: Stock) -> None:
    stock({"texts": named("Tug")})
    text = (Path(__file__).parents[2] / "docs" / "embedding.md").read_text()
    (script, said), (_frame, plain) = Lines(re.sub(r"`[^`]*`", "", text)).found
    assert script == "script"
    assert client.get(urlsplit(said["src"]).path).status_code == 200
    known = set(re.findall(r"`data-(\w+)`", text))
    assert {name.removeprefix("data-") for name in said if name.startswith("data-")} <= known
    read = (STATIC / "js" / "embed.js").read_text()
    assert all(f'"{name}"' in read or f"wish.{name}" in read for name in known)
    framed = urlsplit(plain["src"])
    assert "Tug (vi)</b>" in client.get(f"{framed.path}?{framed.query}").text
    assert plain["sandbox"] == SANDBOX == re.search(r'frame.sandbox = "([^"]+)"', read)[1]  # type: ignore[index]


def test_pages_lead_to_the_line(client: FlaskClient, stock: Stock, sign_in: SignIn) -> None:
    owner = stock({"texts": named("Tug")})
    assert "/vi/embedding?show=sector:marine" in client.get("/vi/sectors/marine").text
    assert '/vi/embedding"' in client.get("/vi/about").text.partition("<footer")[2]
    assert "embedding?show=organisation" not in client.get(f"/vi/organisations/{owner}").text
    member = sign_in()
    own = re.search(r'href="(/vi/organisations/\w{3}-\w{3}-\w{3})"', member.get("/vi/organisations/").text)
    assert own is not None
    assert "embedding?show=organisation:" in member.get(own[1]).text
