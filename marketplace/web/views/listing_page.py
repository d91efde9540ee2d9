"""What the page of a listing shows, made only from what `disclose` lets this viewer see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for

from marketplace.i18n import L, current_locale
from marketplace.i18n import gettext as _
from marketplace.listings import fields
from marketplace.listings.disclosure import Disclosed, Fact, File, Words
from marketplace.listings.statuses import PUBLIC
from marketplace.organisations.models import KINDS
from marketplace.plugin_host.declarations import Sector, Tier
from marketplace.taxonomies import taxonomy
from marketplace.web.formatting import day
from marketplace.web.locale import in_locale

FACTS = ("trl", "stage", "ip_status", "ip_kinds")
COOPERATION = ("partnership_types", "partner_sizes", "target_countries", "languages")
CLASSES = ("ipc", "vsic", "nace", "vn_fields", "sdg")
SECTIONS = ("description", "advantages", "expertise", "stage_comment", "ip_comment")
LANGUAGES = {"vi": L("Vietnamese", "tiếng Việt"), "en": L("English", "tiếng Anh")}


@dataclass(frozen=True, slots=True)
class TierWords:
    """How a tier is named on the page."""

    label: str
    who: str
    icon: str


@dataclass(frozen=True, slots=True)
class Section:
    """A text of the listing under its heading."""

    name: str
    label: str
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Locked:
    """What opens at a higher tier."""

    title: str
    tier: Tier


@dataclass
class ListingPage:
    """Everything the template needs; built from the disclosed listing alone."""

    listing: Disclosed
    sector: Sector | None
    today: date
    panels: Sequence[Any] = ()
    asides: Sequence[Any] = ()
    similar: Sequence[Any] = ()
    partners: Sequence[Any] = ()
    actions: Sequence[Any] = ()
    word_tiers: Mapping[str, Tier] = field(default_factory=dict)
    may_edit: bool = False
    may_see_history: bool = False
    takes_interest: bool = False
    interests: Sequence[tuple[str, str, str]] = ()  # of the viewer's organisations: (id, organisation, status)
    crumbs: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Sort the facts into the page's parts."""
        attrs = self._attrs()
        self.facts = [fact for fact in (*self._core(FACTS), *attrs) if fact.state != "not_stated" or self._key(fact)]
        self.silent = [fact for fact in attrs if fact.state == "not_stated" and not self._key(fact)]
        self.cooperation = self._stated(COOPERATION)
        self.classes = self._stated(CLASSES) + self._keywords()
        self.crumbs = self._crumbs()

    def _core(self, names: Sequence[str]) -> list[Fact]:
        return [self.listing.facts[name] for name in names if name in self.listing.facts]

    def _stated(self, names: Sequence[str]) -> list[Fact]:
        return [fact for fact in self._core(names) if fact.state == "stated"]

    def _key(self, fact: Fact) -> bool:
        return fact.name == "trl" or bool(self.sector and fact.name.removeprefix("attrs.") in self.sector.key_fields)

    def _attrs(self) -> list[Fact]:
        """Return the sector's facts: the key ones first, then in declared order; no facts of other subcategories."""
        if self.sector is None:
            return []
        declared = self.sector.schema_class(self.listing.kind)._declared_fields
        keys = list(self.sector.key_fields)
        found = [(slug, fact) for slug, fact in self.listing.attrs.items() if self._asked(declared.get(slug), fact)]
        found.sort(key=lambda pair: keys.index(pair[0]) if pair[0] in keys else len(keys))
        return [fact for _slug, fact in found]

    def _asked(self, declared: Any, fact: Fact) -> bool:
        return fact.state == "stated" or declared is None or declared.shown_in(self.listing.subcategories)

    def _keywords(self) -> list[Fact]:
        words = self.listing.words.get("keywords")
        label = str(fields.words(self.listing.kind)["keywords"].label)
        return [Fact("keywords", label, "stated", Tier.PUBLIC, say=lambda: words.text)] if words else []

    def _crumbs(self) -> list[tuple[str, str]]:
        kind = self.listing.kind
        steps = [(_("Offers") if kind == "offer" else _("Demands"), url_for("search.index", kind=kind))]
        if self.sector is not None:
            steps.append((str(self.sector.name), url_for("search.index", kind=kind, sector=self.sector.slug)))
        return steps

    @property
    def public(self) -> bool:
        """Tell whether everybody may read it."""
        return self.listing.status in PUBLIC

    @property
    def title(self) -> str:
        """Return the title, or what stands for it in an empty draft."""
        return self.listing.title or _("Listing without a title")

    @property
    def title_lang(self) -> str:
        """Return the title's language."""
        return self._word("title").lang

    @property
    def summary(self) -> str:
        """Return the summary."""
        return self._word("summary").text

    @property
    def summary_lang(self) -> str:
        """Return the summary's language."""
        return self._word("summary").lang

    def _word(self, name: str) -> Words:
        return self.listing.words.get(name) or Words("", current_locale(), False, False)

    @property
    def sections(self) -> list[Section]:
        """Return the texts, but the partner's role, which stands with the cooperation."""
        declared = fields.words(self.listing.kind)
        found = [(name, self.listing.words.get(name)) for name in SECTIONS if name in declared]
        return [Section(name, str(declared[name].label), words.text, words.lang) for name, words in found if words]

    @property
    def role(self) -> Words | None:
        """Return the partner's role."""
        return self.listing.words.get("partner_role")

    @property
    def place(self) -> str:
        """Return "Hải Phòng, Việt Nam"."""
        names = (self.listing.facts.get(name) for name in ("zone", "province", "country"))
        return ", ".join(fact.text for fact in names if fact is not None and fact.state == "stated")

    @property
    def verified(self) -> bool:
        """Tell whether the (named) organisation was verified."""
        return self.listing.organisation is not None and self.listing.organisation.verified_at is not None

    @property
    def fallback(self) -> str:
        """Return the notice for a text in the other language or translated by machine; "" when there is none."""
        title = self._word("title")
        if title.fallback:
            return _("This listing is written in %(language)s only.", language=str(LANGUAGES[title.lang]))
        if title.machine_translated:
            return _("This text was translated by machine.")
        return ""

    @property
    def other_url(self) -> str | None:
        """Return where the original of a machine translation stands."""
        title = self._word("title")
        other = next((lang for lang in self.listing.languages if lang != title.lang), None)
        return in_locale(other) if title.machine_translated and other else None

    @property
    def pictures(self) -> list[File]:
        """Return the pictures this viewer may see."""
        return [file for file in self.listing.files if file.kind == "picture" and not file.locked]

    @property
    def documents(self) -> list[File]:
        """Return the documents this viewer may open."""
        return [file for file in self.listing.files if file.kind != "picture" and not file.locked]

    @property
    def locked(self) -> list[Locked]:
        """Return what opens later: files without their names, and by tier the labels of hidden facts and texts."""
        rows = [
            Locked(_("A document") if file.kind != "picture" else _("A picture"), file.tier)
            for file in self.listing.files
            if file.locked
        ]
        declared = fields.words(self.listing.kind)
        labels: dict[Tier, list[str]] = {}
        for fact in (*self.listing.facts.values(), *self._attrs()):
            if fact.state == "not_disclosed":
                labels.setdefault(fact.tier, []).append(fact.label)
        for name in sorted(self.listing.hidden_words & declared.keys()):
            labels.setdefault(self.word_tiers[name], []).insert(0, str(declared[name].label))
        return rows + [Locked(", ".join(labels[tier]), tier) for tier in Tier if tier in labels]

    @property
    def tiers(self) -> dict[str, TierWords]:
        """Return the words for each tier."""
        symbols = {Tier.PUBLIC: "lock-open", Tier.MEMBER: "user", Tier.PARTY: "users", Tier.NDA: "shield-check"}
        who = {
            Tier.PUBLIC: _("Public: anyone can read it."),
            Tier.MEMBER: _("Open to everybody who has signed in."),
            Tier.PARTY: _("Open once the owner has accepted your interest."),
            Tier.NDA: _("Open to both sides once the non-disclosure agreement is signed."),
        }
        return {tier.value: TierWords(str(fields.TIER_LABELS[tier]), who[tier], symbols[tier]) for tier in Tier}

    @property
    def about(self) -> list[tuple[str, str]]:
        """Return what may be known of the organisation."""
        organisation, size = self.listing.organisation, self.listing.facts.get("client_size")
        rows = [(_("Name"), self.listing.organisation_text)]
        if organisation is not None:
            rows.append((_("Type"), str(KINDS[organisation.kind])))
            rows.append((_("Place"), taxonomy("country").label(organisation.country)))
            if organisation.verified_at is not None:
                rows.append((_("Verified"), day(organisation.verified_at)))
        elif size is not None and size.state == "stated":
            rows.append((size.label, size.text))
        return rows

    def file_url(self, file: File) -> str:
        """Return the address of a file."""
        return url_for("files.show", public_id=self.listing.public_id, file_id=file.public_id, name=file.name)
