"""The steps of the posting form: which inputs each shows, how they are grouped, and what was sent from them.

Which field belongs to which step is declared with the fields (`listings.fields.STEPS`); nothing here names a field of a
sector.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from marketplace.i18n import LOCALES, current_locale
from marketplace.i18n import gettext as _
from marketplace.listings import fields
from marketplace.listings.completeness import FACTS_NEEDED, WORDS_NEEDED, leading_language
from marketplace.listings.fields import STEPS, TRANSLATION, Step
from marketplace.plugin_host.declarations import Tier
from marketplace.web.form_builder import build
from marketplace.web.forms import FormField, Option, Sources, Typed, nested, read, tier_options

CLASSES = ("ipc", "vsic", "nace", "vn_fields", "sdg")  # known to few, so folded away until one is filled in
COMMENTS = ("stage_comment", "ip_comment")  # words few have: folded away, too
ROWS = {"summary": 4, "description": 9, "advantages": 5, "expertise": 6, "partner_role": 5}  # of text areas
CHARACTERS = 55  # about what fits on a row of half the page
FOLDED_FROM = 4  # facts of a sector that are worth a fold
CHOSEN_APART = ("sector", "subcategories")  # facts whose choices come from the plugins


@dataclass(slots=True)
class Group:
    """Inputs under one heading: either alone or, for words, in pairs of languages."""

    label: str = ""
    help: str = ""
    fields: list[FormField] = field(default_factory=list)
    pairs: list[tuple[FormField, ...]] = field(default_factory=list)
    collapsed: bool = False
    open: bool = False  # a collapsed group that must not be overlooked
    filled: int = 0  # inputs of a collapsed group that hold a value

    def __iter__(self) -> Iterator[FormField]:
        """Yield the inputs in their order on the page."""
        yield from self.fields
        for pair in self.pairs:
            yield from pair


@dataclass(frozen=True)
class Form:
    """A listing being edited: its kind, its document, and where shown values come from."""

    kind: str
    document: Mapping[str, Any]
    market: Any
    sources: Sources

    @property
    def sector(self) -> str | None:
        """Return the sector in force: the one just chosen, else the stored one."""
        typed = self.sources.typed
        return typed["sector"] or None if typed is not None and "sector" in typed else self.document.get("sector")


def step_of(slug: str | None) -> Step:
    """Return the step by its slug; an unknown one means the first."""
    return next((step for step in (*STEPS, TRANSLATION) if step.slug == slug), STEPS[0])


def step_after(step: Step) -> Step | None:
    """Return the next step, None at the end and beside the way."""
    place = STEPS.index(step) + 1 if step in STEPS else len(STEPS)
    return STEPS[place] if place < len(STEPS) else None


def languages() -> tuple[str, ...]:
    """Return the languages, the reader's first."""
    return tuple(sorted(LOCALES, key=lambda code: code != current_locale()))


def written_in(form: Form) -> tuple[str, ...]:
    """Return the languages, the one that the listing is written in first, for that one is asked to be complete."""
    leading = leading_language(dict(form.document), WORDS_NEEDED[form.kind])
    return tuple(sorted(LOCALES, key=lambda code: code != leading))


def groups(step: Step, form: Form) -> list[Group]:
    """Return the inputs of a step."""
    if step is TRANSLATION:
        return [Group(pairs=list(_translated(form)))]
    facts, pairs = list(_facts(step, form)), list(_pairs(step, form))
    comments = [pair for pair in pairs if pair[0].name.rpartition(".")[2] in COMMENTS]
    found = [
        Group(pairs=[pair for pair in pairs if pair not in comments]),
        Group(fields=[each for each in facts if each.name not in CLASSES]),
    ]
    if step.attrs:
        found += _attributes(form)
    if found[0].pairs and found[1].fields:
        found[0].label, found[1].label = _("In words"), _("Facts")
    found.append(_rare(Group(_("Comments on stage and IP"), pairs=comments)))
    found.append(_rare(Group(_("Classification"), fields=[each for each in facts if each.name in CLASSES])))
    return [group for group in found if group.fields or group.pairs]


def _rare(group: Group, *, shown: bool = False) -> Group:
    """Fold a group away unless it holds an error; `shown`: unless it holds a value, too."""
    group.collapsed = True
    group.filled = sum(bool(each.value) for each in group)
    group.open = any(each.errors for each in group) or (shown and group.filled > 0)
    return group


def _pairs(step: Step, form: Form) -> Iterator[tuple[FormField, ...]]:
    declared = fields.words(form.kind)
    for name in step.words:
        if name in declared:
            item = declared[name]
            pair = [
                build(item, f"texts.{lang}.{name}", form.sources, kind=form.kind, lang=lang)
                for lang in written_in(form)
            ]
            pair[0].required = name in WORDS_NEEDED[form.kind]
            for shown in pair:
                shown.rows = ROWS.get(name, 3)
            _offer_tiers(pair[0], name, item, form)
            yield tuple(pair)


def _translated(form: Form) -> Iterator[tuple[FormField, ...]]:
    """Yield an input in the other language for each text that there is, with what it translates."""
    source, target = written_in(form)
    texts, declared = form.document.get("texts") or {}, fields.words(form.kind)
    for name in TRANSLATION.words:
        if name in declared and (original := fields.shown(declared[name], texts.get(source, {}).get(name))):
            shown = build(declared[name], f"texts.{target}.{name}", form.sources, kind=form.kind, lang=target)
            shown.rows, shown.help, shown.example = max(ROWS.get(name, 3), len(original) // CHARACTERS), "", ""
            shown.beside, shown.beside_lang = original, source
            yield (shown,)


def _facts(step: Step, form: Form) -> Iterator[FormField]:
    declared = fields.core(form.kind)
    for name in step.facts:
        if name in CHOSEN_APART:
            yield from _apart(name, form)
        elif name in declared:
            shown = build(declared[name], name, form.sources, kind=form.kind)
            shown.required = name in FACTS_NEEDED[form.kind]
            if shown.widget == "boolean":  # a fact of the core is never unknown
                shown.options = shown.options[1:]
            _offer_tiers(shown, name, declared[name], form)
            yield shown


def _apart(name: str, form: Form) -> Iterator[FormField]:
    if name == "sector":
        yield sector_field(form)
        return
    sector = fields.sector_of(form.sector, form.market)
    if sector is not None and sector.subcategories:
        typed = form.sources.typed
        chosen = typed.getlist(name) if typed is not None and name in typed else form.document.get(name) or []
        options = [Option(part.slug, str(part.label), part.slug in chosen) for part in sector.subcategories]
        shown = FormField(name, _("Parts of the sector"), "choices", chosen, options=options)
        shown.help, shown.errors = _("Decides which facts the next step asks for."), form.sources.errors_of(name)
        yield shown


def sector_field(form: Form) -> FormField:
    """Return the choice of the sector."""
    sectors = form.market.plugins.sectors.values()
    options = [Option(each.slug, str(each.name), each.slug == form.sector) for each in sectors]
    if form.sector and fields.sector_of(form.sector, form.market) is None:  # saving must not lose it, nor its facts
        options.append(Option(form.sector, _("%(sector)s (not available at present)", sector=form.sector), True))
    shown = FormField("sector", _("Sector"), "choice", form.sector or "", options=options, narrow=True)
    shown.help = _("Each sector asks for its own facts, by which partners compare.")
    shown.empty_label, shown.errors = _("None of these"), form.sources.errors_of("sector")
    return shown


def _attributes(form: Form) -> list[Group]:
    """Return a sector's inputs: those that its plugin names first, then the others, folded away until one is used."""
    sector = fields.sector_of(form.sector, form.market)
    if sector is None:
        return []
    found: dict[str, Group] = {}
    parts, stored = form.document.get("subcategories") or [], form.document.get("attrs") or {}
    for slug, declared in fields.attributes(form.kind, form.sector, form.market).items():
        if declared.shown_in(parts) or slug in stored:
            shown = build(declared, f"attrs.{slug}", form.sources, kind=form.kind)
            _offer_tiers(shown, f"attrs.{slug}", declared, form)
            label = str(declared.group or sector.name)
            found.setdefault(label, Group(label)).fields.append(shown)
    return [part for number, group in enumerate(found.values()) for part in _folded(group, leads=number == 0)]


def _folded(group: Group, *, leads: bool) -> list[Group]:
    """Fold what is long and not asked of everybody, so that the page begins with the few facts that are.

    Of a group without such facts all is folded away, but never of the one that `leads`.
    """
    first, rest = [each for each in group.fields if each.first], [each for each in group.fields if not each.first]
    if len(rest) < FOLDED_FROM or (leads and not first):
        return [group]
    if not first:
        return [_rare(group, shown=True)]
    return [
        Group(group.label, fields=first),
        _rare(Group(_("%(sector)s: more facts", sector=group.label), fields=rest), shown=True),
    ]


def _offer_tiers(shown: FormField, name: str, declared: Any, form: Form) -> None:
    if name in fields.ALWAYS_PUBLIC:
        return
    usual, typed = declared.tier_for(form.kind), form.sources.typed
    chosen = form.document.get("tiers", {}).get(name, "")
    if typed is not None:
        chosen = typed.get(f"tiers.{name}", chosen)
    offered = [("" if tier == usual else tier.value, str(fields.TIER_LABELS[tier])) for tier in Tier]
    shown.tier_key, shown.tiers = name, tier_options("" if chosen == usual else chosen, offered)


def sent(step: Step, form: Form, typed: Typed) -> dict[str, Any]:
    """Return what a step's form sent, in the shape services take. What the form did not show is left out."""
    flat: dict[str, Any] = {}
    for name, declared in _declared(step, form):
        if name in typed:
            flat[name] = read(declared, name, typed)
    for name in CHOSEN_APART:
        if name in typed and name in step.facts:
            values = [value for value in typed.getlist(name) if value]
            flat[name] = values if name == "subcategories" else (values[0] if values else None)
    if flat.get("sector", form.document.get("sector")) != form.document.get("sector"):
        flat["subcategories"] = []
    data = nested(flat)
    tiers = _sent_tiers(form, typed)
    return data | {"tiers": tiers} if tiers != form.document.get("tiers", {}) else data


def _declared(step: Step, form: Form) -> Iterator[tuple[str, Any]]:
    words, facts = fields.words(form.kind), fields.core(form.kind)
    yield from ((f"texts.{lang}.{name}", words[name]) for lang in LOCALES for name in step.words if name in words)
    yield from ((name, facts[name]) for name in step.facts if name in facts)
    if step.attrs:
        attrs = fields.attributes(form.kind, form.document.get("sector"), form.market)
        yield from ((f"attrs.{slug}", declared) for slug, declared in attrs.items())


def _sent_tiers(form: Form, typed: Typed) -> dict[str, str]:
    chosen = dict(form.document.get("tiers", {}))
    for key in typed:
        if key.startswith("tiers."):
            chosen[key.removeprefix("tiers.")] = typed[key]
    return {name: tier for name, tier in chosen.items() if tier}


def step_with(name: str) -> Step:
    """Return the step on which a dotted name is asked, to lead there from a message."""
    word = name.rpartition(".")[2] if name.startswith("texts.") else name
    if name.startswith("attrs."):
        return next(step for step in STEPS if step.attrs)
    return next((step for step in STEPS if word in step.words or word in step.facts), STEPS[-1])
