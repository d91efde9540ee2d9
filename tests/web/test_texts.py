"""About, help, terms and privacy: there in both languages, with links that lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from marketplace.editorial.texts import FOLDER
from marketplace.taxonomies import taxonomy
from marketplace.web.texts import HELP

PAGES = ("/about", "/terms", "/privacy", "/help", *(f"/help/{slug}" for slug in HELP))


def test_every_text_is_there_in_both_languages() -> None:
    files = [path.name for path in Path(FOLDER).glob("*.md")]
    slugs = {name.split(".")[0] for name in files}
    assert slugs == {"about", "terms", "privacy", *HELP}
    assert sorted(files) == sorted(f"{slug}.{lang}.md" for slug in slugs for lang in ("vi", "en"))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_text_is_shown_and_its_links_lead_somewhere(client: FlaskClient, path: str, lang: str) -> None:
    answer = client.get(f"/{lang}{path}")
    assert answer.status_code == 200
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    assert "{site}" not in main
    assert "{mail}" not in main
    for address in set(re.findall(r'href="(/[^"#]*)"', main)):
        assert address.startswith(f"/{lang}/"), address
        assert client.get(address).status_code in (200, 303, 503), address  # sign in first; no index in this test


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_readiness_level_has_its_meaning_and_an_example(client: FlaskClient, lang: str) -> None:
    page = client.get(f"/{lang}/help/trl").text
    for level in taxonomy("trl"):
        assert f'id="trl-{level.code}"' in page
        assert getattr(level.example, lang) in page.replace("&#39;", "'")


def test_the_texts_are_linked_at_the_foot_of_each_page(client: FlaskClient) -> None:
    foot = client.get("/vi/about").text.partition("<footer")[2]
    for path in ("/about", "/terms", "/privacy", "/help/good-offer", "/help/good-demand", "/help/trl"):
        assert f'href="/vi{path}"' in foot


def test_an_unknown_help_page_does_not_exist(client: FlaskClient) -> None:
    assert client.get("/en/help/nothing").status_code == 404
    assert client.get("/en/help/about").status_code == 404
