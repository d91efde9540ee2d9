"""What a listing must state before it is published. Drafts may be as empty as they like.

Source: the mandatory fields of the project's sheet on deals, section (a), and its rules "missing_role",
"missing_stage_ipr" and "identity_leak" of section (e).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from marketplace.i18n import LOCALES, current_locale
from marketplace.i18n import gettext as _
from marketplace.listings import fields, identity
from marketplace.listings.document import Document, as_date
from marketplace.listings.models import Listing
from marketplace.listings.ports import Market
from marketplace.organisations.models import Organisation

Errors = dict[str, list[str]]

WORDS_NEEDED: dict[str, tuple[str, ...]] = {
    "offer": ("title", "summary", "description", "partner_role"),
    "demand": ("title", "summary", "description", "expertise", "partner_role"),
}
FACTS_NEEDED: dict[str, tuple[str, ...]] = {
    "offer": ("partnership_types", "stage", "ip_status", "valid_until"),
    "demand": ("partnership_types", "valid_until"),
}
# A listing taken over from a public source may lack what its publisher never said.
WORDS_NEEDED_OF_SOURCES = ("title", "description")
FACTS_NEEDED_OF_SOURCES = ("valid_until",)


def missing(data: Document, market: Market, *, from_source: bool = False) -> Errors:
    """Return a message for each thing that is not stated, by dotted name; nothing when the listing is complete."""
    kind = data["kind"]
    words = WORDS_NEEDED_OF_SOURCES if from_source else WORDS_NEEDED[kind]
    facts = FACTS_NEEDED_OF_SOURCES if from_source else FACTS_NEEDED[kind]
    names = [*_missing_words(data, words), *(name for name in facts if not data.get(name))]
    if not from_source:
        names += _missing_attrs(data, market)
    return {name: [_("Please fill this in.")] for name in names}


def _missing_words(data: Document, needed: tuple[str, ...]) -> list[str]:
    """Return the missing words of the language that is nearest to complete; one complete language is enough."""
    texts, lang = data["texts"], leading_language(data, needed)
    return [f"texts.{lang}.{name}" for name in needed if not texts.get(lang, {}).get(name)]


def leading_language(data: Document, needed: tuple[str, ...]) -> str:
    """Return the language in which the listing is nearest to complete, the reader's when they are equally near."""
    texts = data.get("texts") or {}
    stated = {lang: sum(bool(texts.get(lang, {}).get(name)) for name in needed) for lang in LOCALES}
    return max(LOCALES, key=lambda lang: (stated[lang], lang == current_locale()))


def _missing_attrs(data: Document, market: Market) -> Iterator[str]:
    for slug, field in fields.attributes(data["kind"], data.get("sector"), market).items():
        if field.required and slug not in data["attrs"] and field.shown_in(data["subcategories"]):
            yield f"attrs.{slug}"


def problems(
    listing: Listing, data: Document, organisation: Organisation | None, market: Market, today: date
) -> Errors:
    """Return all that stands against publishing the listing with this data."""
    errors = missing(data, market, from_source=listing.source is not None)
    if organisation is None:
        errors.setdefault("organisation", []).append(_("Choose the organisation that publishes it."))
    if (until := as_date(data.get("valid_until"))) and until < today:
        errors.setdefault("valid_until", []).append(_("This date has passed."))
    if data.get("anonymous"):
        if organisation is not None:
            errors |= identity.leaks(data, organisation) | identity.leaks_in_files(listing.attachments, organisation)
        if any(not file.clean for file in listing.attachments):
            message = _(
                "Remove the documents that still carry their author's details, or give the organisation's name."
            )
            errors.setdefault("anonymous", []).append(message)
    return errors
