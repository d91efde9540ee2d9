"""What the site proposes to search for finds something in the demonstration, by all its words."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from marketplace.i18n import LOCALES


@pytest.mark.parametrize("locale", LOCALES)
def test_the_examples_of_the_home_page_find_something(stocked: Flask, locale: str) -> None:
    client = stocked.test_client()
    page = client.get(f"/{locale}/").text
    tries = re.findall(rf'href="(/{locale}/search\?q=[^"]+)"', page)
    examples = re.findall(r'placeholder="[^:"]+: ([^"]+)"', page)
    assert len(tries) >= 4
    assert examples
    asked = [path.replace(f"/{locale}/", "/api/v1/") for path in tries]
    asked += [f"/api/v1/search?q={example}" for example in examples]
    answers = {path: client.get(path).json for path in asked}
    assert [path for path, answer in answers.items() if not answer["total"] or answer["some_words"]] == []
