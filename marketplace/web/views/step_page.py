"""One step of the posting form, ready for its template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from marketplace.discovery import duplicates
from marketplace.discovery.pages import Card
from marketplace.i18n import gettext as _
from marketplace.listings import completeness, fields, lifecycle, statuses
from marketplace.listings.disclosure import disclose
from marketplace.listings.document import document
from marketplace.listings.intake import service as intake
from marketplace.listings.models import Attachment, Listing, StashedForm
from marketplace.listings.ports import today
from marketplace.organisations import service as organisations
from marketplace.plugin_host.declarations import Tier
from marketplace.viewer import Viewer
from marketplace.web import forms, halfway, wizard
from marketplace.web.context import market, page, uow, viewer
from marketplace.web.forms import FormField, Option, Sources
from marketplace.web.views import cards, mine
from marketplace.web.views.listing_page import ListingPage


@dataclass(frozen=True)
class Described:
    """What was typed for a file that is there already, and what is wrong with it, by name."""

    file_id: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def problems(self) -> list[tuple[str, str | None]]:
        """Return the rows of the error summary, each with the id of its input."""
        return [(text, f"{name}-{self.file_id}") for name, texts in self.errors.items() for text in texts]


@dataclass
class StepPage:
    """A step with its inputs, the way through the steps, and on the last one files, preview and what is missing."""

    listing: Listing
    step: fields.Step
    sources: Sources
    kept: StashedForm | None = None
    restored: bool = False
    version: int | None = None  # what the editor read, when a refused form comes back
    preview_as: str = ""
    words: Mapping[str, str] = field(default_factory=dict)  # of a file that was refused
    described: Described = field(default_factory=Described)

    def show(self, status: int = 200) -> Response:
        """Render the step."""
        form = wizard.Form(self.listing.kind, document(self.listing), market(), self.sources)
        groups = wizard.groups(self.step, form)
        if organisation := self._organisation():
            groups[-1].fields.append(organisation)
        shown = [item for group in groups for item in group]
        for item in shown:
            item.guessed = item.name in self._marks.guessed
            if item.name == "trl":
                item.ask = url_for("readiness.ask", listing=self.listing.public_id, kind=self.listing.kind)
        last = self.step.files
        uploads = self._uploads() if last else []
        template = "editing/review.html" if last else "editing/step.html"
        for group in groups:
            group.open = group.open or any(item.guessed for item in group)
        errors = {name: texts for name, texts in self.sources.errors.items() if self._file(name) is None}
        problems = forms.problems(errors, [*shown, *uploads]) + self.described.problems + self._of_files
        context = self._context() | {"groups": groups, "uploads": uploads, "problems": problems}
        return page(template, status=status, **context, **(self._review() if last else {}))

    def _file(self, name: str) -> Attachment | None:
        """Return the file that a dotted name is about ("files.k7m-2qp-9xw")."""
        return next((file for file in self.listing.attachments if name == f"files.{file.public_id}"), None)

    @property
    def _of_files(self) -> list[tuple[str, str | None]]:
        """Return the rows of the error summary about files, each with the id of where the file is described."""
        said = [(self._file(name), text) for name, texts in self.sources.errors.items() for text in texts]
        return [(f"{file.filename}: {text}", f"file-{file.public_id}") for file, text in said if file is not None]

    def _context(self) -> dict[str, Any]:
        listing, slug = self.listing, self.step.slug
        numbered = list(enumerate(fields.STEPS, start=1))
        number = next((n for n, each in numbered if each is self.step), 0)
        form = wizard.Form(listing.kind, document(listing), market(), self.sources)
        missing = {wizard.step_with(name).slug for name in self._missing}
        steps = [
            self._step(n, each) | {"current": each is self.step, "wrong": each.slug in missing} for n, each in numbered
        ]
        return {
            "public_id": listing.public_id,
            "kind": listing.kind,
            "state": listing.status,
            "state_label": statuses.label(listing.status),
            "updated_at": listing.updated_at,
            "version": listing.version if self.version is None else self.version,
            "name": name_of(listing),
            "step": self._step(number, self.step) | {"help": self._help()},
            "steps": steps,
            "slug": slug,
            "translate": self._url(fields.TRANSLATION.slug) if listing.texts else "",
            "target": wizard.written_in(form)[1],
            "stash_key": f"listing:{listing.public_id}:{slug}",
            "kept": self.kept,
            "restore_url": self._url(slug, restore=1),
            "restored": self.restored,
            "rest": self._marks.rest,
            "rest_key": intake.key_of(listing.public_id),
        }

    def _step(self, number: int, step: fields.Step) -> dict[str, Any]:
        return {"number": number, "label": str(step.label), "url": self._url(step.slug)}

    def _url(self, slug: str, **more: Any) -> str:
        return url_for("editing.edit", public_id=self.listing.public_id, step=slug, **more)

    def _help(self) -> str:
        texts = {
            "basics": _("One language is enough; a reader of the other one sees it marked as such."),
            "technology": _(
                "Units may be typed as you are used to: 1,200 kW, 1.6 MW, 40 km/h. Leave empty what is not known. "
                "The eye shows who may see an answer."
            ),
            "cooperation": _("Who you are looking for, and what each side would do."),
            "translation": _(
                "Each text stands beside its original. What you leave out is shown to readers in the original."
            ),
            "review": _("Add files, decide until when it is open, and read it as others will."),
        }
        return texts.get(self.step.slug, "")

    def _organisation(self) -> FormField | None:
        """Return the choice of the organisation, on the last step of a listing that was never published."""
        if not self.step.files or self.listing.published_at is not None:
            return None
        belongs_to = organisations.mine(viewer(), uow())
        chosen = next((each.public_id for each in belongs_to if each.id == self.listing.organisation_id), "")
        options = [Option(each.public_id, each.name, each.public_id == chosen) for each in belongs_to]
        shown = FormField(
            "organisation", _("Organisation"), "choice", chosen, options=options, narrow=True, required=True
        )
        shown.help = _("It publishes the listing and may stay anonymous.")
        shown.empty_label, shown.errors = _("Not chosen yet"), self.sources.errors_of("organisation")
        return shown

    def _uploads(self) -> list[FormField]:
        """Return the inputs for a new file: itself, and what it shows in both languages, one of which is enough."""
        errors = self.sources.errors_of
        file = FormField("file", _("Add files"), "file", required=True, multiple=False, errors=errors("file"))
        file.help = _("Drop files here, or choose them.")
        alts: list[FormField] = []
        for lang in wizard.languages():
            name = f"alt_{lang}"
            alt = FormField(name, _("What the picture shows"), value=self.words.get(name, ""), lang=lang)
            alt.errors, alt.max_length, alt.required = errors(name), 300, not alts
            alts.append(alt)
        alts[0].help = _("Needed for a picture, in one language: one sentence for those who can't see it.")
        return [file, *alts]

    @cached_property
    def _missing(self) -> dict[str, list[str]]:
        listing = self.listing
        return completeness.problems(listing, document(listing), listing.organisation, market(), today(uow(), market()))

    @cached_property
    def _marks(self) -> intake.Marks:
        """Return what of the listing came out of a text and is not checked yet."""
        return intake.marks(viewer(), uow(), halfway.token(), self.listing.public_id)

    @cached_property
    def _twins(self) -> list[Card]:
        """Return likely duplicates, for one that nobody can read yet."""
        if self.listing.published_at is not None:
            return []
        return duplicates.likely(viewer(), uow(), market(), self.listing)

    def _review(self) -> dict[str, Any]:
        listing, day = self.listing, today(uow(), market())
        declared = fields.declared(listing.kind, listing.sector, market())
        actions = lifecycle.open_actions(viewer(), uow(), market(), listing)
        wanted = Tier(self.preview_as) if self.preview_as in set(Tier) else Tier.PUBLIC
        seen = disclose(Viewer.anonymous(), listing, market(), lambda _viewer, _listing: wanted)
        tiers = {name: fields.tier_of_field(name, item, listing.kind, listing.tiers) for name, item in declared.items()}
        names = [(tier.value, str(fields.TIER_LABELS[tier])) for tier in Tier]
        return {
            "missing": list(self._to_do(declared)),
            "preview": ListingPage(seen, fields.sector_of(listing.sector, market()), day, word_tiers=tiers),
            "views": [
                (label, self._url("review", **{"as": tier}) + "#preview", tier == wanted) for tier, label in names
            ],
            "chosen": self.preview_as,
            "publish": next((each for each in actions if each.action in mine.PUBLISHING), None),
            "files": listing.attachments,
            "described": self.described,
            "wrong_files": [file.public_id for name in self.sources.errors if (file := self._file(name))],
            "new_tier": self.words.get("tier", ""),
            "twins": [cards.of(card) for card in self._twins],
            "twin_ids": " ".join(card.listing.public_id for card in self._twins),
            "tier_names": names,
        }

    def _to_do(self, declared: Mapping[str, Any]) -> Iterator[dict[str, str]]:
        for name, texts in self._missing.items():
            file = self._file(name)
            address = self._url(wizard.step_with(name).slug) + (f"#file-{file.public_id}" if file else _anchor(name))
            label = file.filename if file else _label(name, declared)
            yield from ({"label": label, "text": text, "url": address} for text in texts)


def name_of(listing: Listing) -> str:
    """Return what a listing is called while it may still have no title."""
    titles = [listing.texts[lang].title for lang in wizard.languages() if lang in listing.texts]
    return next(filter(None, titles), _("Listing without a title"))


def _label(name: str, declared: Mapping[str, Any]) -> str:
    if name == "organisation":
        return _("Organisation")
    word = name.rpartition(".")[2] if name.startswith("texts.") else name
    return str(declared[word].label) if word in declared else ""


def _anchor(name: str) -> str:
    return f"#{FormField(name, '').id}" if name != "_" else ""
