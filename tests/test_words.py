"""Every text of the interface is there in Vietnamese, and says the same."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from marketplace.i18n import TRANSLATIONS

PACKAGE = Path(__file__).parent.parent / "marketplace"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    """The Vietnamese catalogue as it is in the repository."""
    path = TRANSLATIONS / "vi" / "LC_MESSAGES" / "messages.po"
    return read_po(BytesIO(path.read_bytes()), locale="vi")


@pytest.fixture(scope="module")
def used() -> set[str]:
    """Every English text that code and templates mark for translation."""
    with (TRANSLATIONS / "babel.cfg").open() as file:
        mapping, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(PACKAGE), mapping, options, KEYWORDS)
    ids = (message for _file, _line, message, _comments, _context in found)
    return {each[0] if isinstance(each, tuple) else each for each in ids} - {""}


def test_every_text_has_a_translation(catalogue: Catalog, used: set[str]) -> None:
    """`make words` adds what is new; somebody must then write it."""
    missing = []
    for text in sorted(used):
        message = catalogue.get(text)
        string = message.string if message is not None else ""
        if not (string[0] if isinstance(string, tuple) else string):
            missing.append(text)

    assert missing == []


def test_no_translation_is_left_over(catalogue: Catalog, used: set[str]) -> None:
    """What the code no longer says goes from the catalogue, too."""
    kept = {message.id[0] if isinstance(message.id, tuple) else message.id for message in catalogue if message.id}

    assert sorted(kept - used) == []


def test_translations_keep_the_placeholders(catalogue: Catalog) -> None:
    """A lost or misspelt %(name)s would fail, or hide a fact, when the text is shown."""
    for message in catalogue:
        english = message.id[-1] if isinstance(message.id, tuple) else message.id
        vietnamese = message.string[0] if isinstance(message.string, tuple) else message.string
        if english and vietnamese:
            assert set(PLACEHOLDER.findall(vietnamese)) <= set(PLACEHOLDER.findall(english)) | {"num"}, english
