"""What a viewer may see of a listing. Views, the API, exports, e-mails and the search index all render from `disclose`.

It copies only what may be seen into a `Disclosed`; what is hidden never leaves here, so that no template can leak it.
Three states of a field are told apart: stated, "not stated" (its owner is silent) and "not disclosed" (hidden from this
viewer). An anonymous organisation's name, id, people, source and file names are withheld from everybody outside it
until it accepts them as a party.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from marketplace.i18n import LOCALES, L, current_locale, use_locale
from marketplace.listings import fields, policy
from marketplace.listings.document import COLUMNS, WORDS, empty
from marketplace.listings.glimpses import OrganisationGlimpse, Seen
from marketplace.listings.models import Attachment
from marketplace.listings.ports import Market
from marketplace.listings.sniff import EXTENSIONS
from marketplace.listings.statuses import label as status_label
from marketplace.organisations.models import Organisation
from marketplace.plugin_host.declarations import Tier
from marketplace.plugin_host.fields.base import Field
from marketplace.viewer import Viewer

NOT_STATED = L("Not stated", "Chưa nêu")
NOT_DISCLOSED = L("Not disclosed", "Chưa công bố")
ANONYMOUS = L("Anonymous organisation", "Tổ chức ẩn danh")

# Says which tier an accepted interest or a signed NDA gives a viewer; see `interests.queries`.
Grants = Callable[[Viewer, Seen], Tier | None]


def no_grants(viewer: Viewer, listing: Seen) -> Tier | None:
    """Return that nothing was granted to anybody."""
    return None


@dataclass(frozen=True, slots=True)
class Fact:
    """One field as this viewer sees it. `value` is stored, `text` for the reader; both empty unless "stated"."""

    name: str
    label: str
    state: str  # "stated" | "not_stated" | "not_disclosed"
    tier: Tier
    value: Any = None
    say: Callable[[], str] = str  # writing a value costs more than all else here, and most facts are never read

    @property
    def text(self) -> str:
        """Return the value for the reader, in the language current when this was made."""
        return self.say()


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the language it is in: `lang` may differ from the reader's (`fallback`), so put it into `lang=`."""

    text: str
    lang: str
    fallback: bool
    machine_translated: bool


@dataclass(frozen=True, slots=True)
class File:
    """An attachment, or the row of a locked one: then there is no link, name or title."""

    public_id: str | None
    kind: str
    tier: Tier
    name: str
    media_type: str
    size: int
    alt: str
    title: str
    width: int | None = None
    height: int | None = None

    @property
    def locked(self) -> bool:
        """Tell whether the viewer may not open it."""
        return self.public_id is None


@dataclass(frozen=True)
class Disclosed:
    """A listing as one viewer may see it, in the language current when it was made."""

    public_id: str
    kind: str
    status: str
    status_label: str
    version: int
    tier: Tier  # the viewer's
    is_owner: bool
    sector: str | None
    subcategories: tuple[str, ...]
    anonymous: bool
    organisation: Organisation | OrganisationGlimpse | None  # None: hidden or none; see organisation_text
    organisation_text: str
    valid_until: date | None
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    source: str | None
    source_url: str | None
    facts: dict[str, Fact]  # core facts by name
    attrs: dict[str, Fact]  # the sector's by slug
    words: dict[str, Words]  # in the reader's language where there are any
    texts: dict[str, dict[str, Any]]  # all that may be seen, by language, for the index, the API and exports
    hidden_words: frozenset[str] = field(default_factory=frozenset)  # stated, but not for this viewer
    files: tuple[File, ...] = ()

    @property
    def title(self) -> str:
        """Return the title in the reader's language or the other one; "" for a draft without."""
        found = self.words.get("title")
        return found.text if found else ""

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages in which it is written."""
        return tuple(self.texts)


def tier_of(viewer: Viewer, listing: Seen, grants: Grants = no_grants) -> Tier:
    """Return how far into the listing the viewer sees."""
    if viewer.is_operator or policy.Owner().check(viewer, listing, date.min):
        return Tier.NDA
    granted = grants(viewer, listing)
    own = Tier.MEMBER if viewer.signed_in else Tier.PUBLIC
    return own if granted is None or granted.rank < own.rank else granted


def disclose(
    viewer: Viewer,
    listing: Seen,
    market: Market,
    grants: Grants = no_grants,
    only: Collection[str] | None = None,
) -> Disclosed:
    """Return what the viewer may see; the caller has made sure that they may see the listing at all (`queries.get`).

    A card needs little of a listing: `only` names the fields to work out ("title", "trl", "attrs.power"), and files are
    left out with it.
    """
    tier = tier_of(viewer, listing, grants)
    inside = _knows_identity(viewer, listing, tier)
    declared = fields.declared(listing.kind, listing.sector, market)
    if only is not None:
        declared = {name: declared[name] for name in only if name in declared}
    tiers = {name: fields.tier_of_field(name, item, listing.kind, listing.tiers) for name, item in declared.items()}
    open_words = [name for name in WORDS if name in tiers and tiers[name].rank <= tier.rank]
    texts = _texts(listing, open_words)
    told = (lambda moment: moment) if inside else on_its_day
    return Disclosed(
        public_id=listing.public_id,
        kind=listing.kind,
        status=listing.status,
        status_label=status_label(listing.status),
        version=listing.version,
        tier=tier,
        is_owner=policy.Owner().check(viewer, listing, date.min),
        sector=listing.sector,
        subcategories=tuple(listing.subcategories),
        anonymous=listing.anonymous,
        organisation=listing.organisation if inside else None,
        organisation_text=_organisation_text(listing, inside),
        valid_until=listing.valid_until,
        created_at=told(listing.created_at),
        updated_at=told(listing.updated_at),
        published_at=told(listing.published_at) if listing.published_at else None,
        source=listing.source if inside else None,
        source_url=listing.source_url if inside else None,
        facts=_facts(listing, declared, tiers, tier),
        attrs=_attrs(listing, declared, tiers, tier),
        words=_words(listing, texts),
        texts=texts,
        hidden_words=_hidden_words(listing, open_words) if only is None else frozenset(),
        files=_files(listing, tier, inside) if only is None else (),
    )


def on_its_day(moment: datetime) -> datetime:
    """Return the beginning of the day (UTC): all that is told of when an anonymous listing was made or changed.

    To the second, it would stand among the others of one import or one afternoon, and so tell whose it is.
    """
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _knows_identity(viewer: Viewer, listing: Seen, tier: Tier) -> bool:
    """Tell whether the viewer may know whose it is: everybody, unless anonymous; then insiders, operators, parties."""
    return (
        not listing.anonymous
        or tier.rank >= Tier.PARTY.rank
        or any(rule.check(viewer, listing, date.min) for rule in policy.PERMISSIONS["see_identity"])
    )


def _organisation_text(listing: Seen, inside: bool) -> str:
    if not inside:
        return str(ANONYMOUS)
    return listing.organisation.name if listing.organisation else str(NOT_STATED)


def _fact(name: str, item: Field, stored: Any, needed: Tier, tier: Tier) -> Fact:
    # Silence comes first: nobody should sign in, or ask for a meeting, to be shown an empty field.
    if stored is None or stored in ([], ""):
        return Fact(name, str(item.label), "not_stated", needed)
    if needed.rank > tier.rank:
        return Fact(name, str(item.label), "not_disclosed", needed)
    return Fact(name, str(item.label), "stated", needed, stored, partial(_say, item, stored, current_locale()))


def _say(item: Field, stored: Any, locale: str) -> str:
    with use_locale(locale):
        return item.display(stored)


def _facts(listing: Seen, declared: Mapping[str, Field], tiers: dict[str, Tier], tier: Tier) -> dict[str, Fact]:
    found = {}
    for name in COLUMNS:
        if name in declared:
            stored = getattr(listing, name)
            stored = stored.isoformat() if isinstance(stored, date) else stored
            found[name] = _fact(name, declared[name], stored, tiers[name], tier)
    return found


def _attrs(listing: Seen, declared: Mapping[str, Field], tiers: dict[str, Tier], tier: Tier) -> dict[str, Fact]:
    return {
        name.removeprefix("attrs."): _fact(
            name, item, listing.attrs.get(name.removeprefix("attrs.")), tiers[name], tier
        )
        for name, item in declared.items()
        if name.startswith("attrs.")
    }


def _texts(listing: Seen, names: list[str]) -> dict[str, dict[str, Any]]:
    return {
        lang: {name: getattr(listing.texts[lang], name) or empty(name) for name in names}
        | {"machine_translated": listing.texts[lang].machine_translated}
        for lang in LOCALES
        if lang in listing.texts
    }


def _words(listing: Seen, texts: dict[str, dict[str, Any]]) -> dict[str, Words]:
    """Return each text in the reader's language, or else marked as being in another."""
    wanted = current_locale()
    found: dict[str, Words] = {}
    for lang in sorted(texts, key=lambda each: each != wanted):
        for name in WORDS:
            value = texts[lang].get(name)
            if value and name not in found:
                text = ", ".join(value) if isinstance(value, list) else value
                found[name] = Words(text, lang, lang != wanted, texts[lang]["machine_translated"])
    return found


def _hidden_words(listing: Seen, open_words: list[str]) -> frozenset[str]:
    stated = {name for row in listing.texts.values() for name in WORDS if getattr(row, name)}
    return frozenset(stated.difference(open_words))


def _files(listing: Seen, tier: Tier, inside: bool) -> tuple[File, ...]:
    return tuple(_file(place, each, tier, inside) for place, each in enumerate(listing.attachments, start=1))


def _file(place: int, file: Attachment, tier: Tier, inside: bool) -> File:
    needed = Tier(file.tier)
    if needed.rank > tier.rank or not (inside or file.clean):
        return File(None, file.kind, needed, "", file.media_type, 0, "", "")
    vi_first = current_locale() == "vi"
    alt, title = (
        (vi or en) if vi_first else (en or vi)
        for vi, en in ((file.alt_vi, file.alt_en), (file.title_vi, file.title_en))
    )
    # The name that its author gave a file may be the organisation's own.
    name = file.filename if inside else f"{file.kind}-{place}.{EXTENSIONS[file.media_type]}"
    return File(
        file.public_id, file.kind, needed, name, file.media_type, file.size, alt, title, file.width, file.height
    )
