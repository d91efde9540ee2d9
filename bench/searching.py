"""Searching in one process: the site's answers over WSGI against the engine's same calls and against tantivy alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.bare import Bare
from bench.questions import FACETS, FILTERS, LIMIT, TYPED, WORDS, engine_facets, engine_filters, turn
from bench.timing import Call, Times, in_turn
from marketplace.app import Marketplace
from marketplace.db import db
from marketplace.discovery import cards, service
from marketplace.discovery.documents import findable
from marketplace.discovery.filters import names, specs, start_of_today
from marketplace.discovery.index import ALIAS
from marketplace.discovery.request import read
from marketplace.garbage import settle
from marketplace.listings.models import Listing
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from search.query import Between, Query, Sort, Terms

Contenders = dict[str, Call]


class Site:
    """A filled site, its engine, and tantivy alone on the same index if that is the embedded one."""

    def __init__(self, app: Flask) -> None:
        self.app: Flask = app
        settle()  # as in a web process
        self.market: Marketplace = app.extensions["marketplace"]
        with app.app_context(), UnitOfWork(db.session(), self.market.clock) as uow:
            self.today = start_of_today(uow, self.market)
        self.still_open = Between("until", low=self.today)
        index = self.market.engine.target(ALIAS)
        assert index, "the site has no index"
        folder = self.market.settings.data_dir / "search/indexes" / index
        self.bare = Bare(folder, self.market.search_schema) if folder.exists() else None

    def ask(self, path: str, **query: str) -> Any:
        """Return a function that asks the application for a page, each time as another visitor."""
        environ = EnvironBuilder(path, query_string=query).get_environ()

        def run(n: int) -> None:
            visitor = {"REMOTE_ADDR": f"10.0.{n >> 8 & 255}.{n & 255}"}
            _body, status, _headers = run_wsgi_app(self.app, environ | visitor, buffered=True)
            assert status == "200 OK", (path, query, status)

        return run

    def query(self, text: str) -> Query:
        """Return the search with three filters and four facets in the engine's terms."""
        ways = self.market.lexicon.expand(text, self.market.plugins.glossary)
        filters = (*engine_filters(), self.still_open)
        return Query(text, filters, engine_facets(), limit=LIMIT, expansions=ways)

    def shown(self, text: str) -> list[tuple[str, int]]:
        """Return the texts, and the widths they are cut to, that the answer to a search marks."""
        with self.app.test_request_context(), UnitOfWork(db.session(), self.market.clock) as uow:
            asked, _problems = read([("q", text), *FILTERS.items()], names(self.market))
            found = service.search(Viewer.anonymous(), uow, self.market, asked).cards
        texts = [(card.listing.title, cards.TITLE_WIDTH) for card in found]
        return texts + [(card.listing.words["summary"].text, cards.SUMMARY_WIDTH) for card in found]

    def ids(self, number: int) -> Sequence[str]:
        """Return the ids of some offers, spread over all."""
        with self.app.app_context():
            highest = db.session.query(Listing.id).order_by(Listing.id.desc()).limit(1).scalar() or 0
            wanted = [1 + highest * n // number for n in range(number)]
            found = select(Listing.public_id).where(Listing.id.in_(wanted), Listing.kind == "offer", findable())
            return db.session.scalars(found).all()


def search(site: Site) -> Contenders:
    """JSON search with three filters and four facets."""
    facets = ",".join(FACETS)
    asked = turn([site.ask("/api/v1/search", q=text, facets=facets, **FILTERS) for text in WORDS])
    marked = turn([site.shown(text) for text in WORDS])
    word, engine, bare = turn(WORDS), site.market.engine, site.bare

    def alone(n: int) -> None:
        engine.search(ALIAS, site.query(word(n)))

    def same(n: int) -> None:
        query = site.query(word(n))
        engine.search(ALIAS, query)
        for text, width in marked(n):
            engine.highlight(ALIAS, query, text, width)

    found: Contenders = {"site": lambda n: asked(n)(n), "same calls": same, "engine": alone}
    if bare:
        kept = {name: bare.term(name, value) for name, value in FILTERS.items()} | {"": bare.open_at(site.today)}
        found["bare"] = lambda n: bare.search(word(n), kept, FACETS, LIMIT)
    return found


def facets(site: Site) -> Contenders:
    """Facets of everything: the search page's own, without words and filters."""
    wanted = tuple(spec.facet for spec in specs(site.market).values() if spec.facet)
    query = Query(filters=(site.still_open,), facets=wanted, limit=LIMIT, sort=Sort("published"))
    engine, bare = site.market.engine, site.bare
    found: Contenders = {"site": site.ask("/api/v1/search"), "engine": lambda n: engine.search(ALIAS, query)}
    if bare:
        whole, order, counted = bare.open_at(site.today), bare.column("published"), [facet.field for facet in wanted]
        found["bare"] = lambda n: (bare.ids(whole, LIMIT, order_by_field=order), bare.count(whole, counted))
    return found


def suggest(site: Site) -> Contenders:
    """Autocomplete, against a search for documents whose words begin so."""
    asked = turn([site.ask("/en/search/suggest", q=typed) for typed in TYPED])
    typed, engine, bare = turn(TYPED), site.market.engine, site.bare
    only = (site.still_open,)
    found: Contenders = {"site": lambda n: asked(n)(n), "engine": lambda n: engine.suggest(ALIAS, typed(n), only)}
    if bare:
        found["bare"] = lambda n: bare.begins(typed(n))
    return found


def similar(site: Site) -> Contenders:
    """Listings alike, with their cards."""
    pick, only = turn(site.ids(120)), (Terms("kind", ("offer",)), site.still_open)
    engine, bare = site.market.engine, site.bare

    def ours(n: int) -> None:
        with site.app.test_request_context(), UnitOfWork(db.session(), site.market.clock) as uow:
            listing = db.session.scalars(select(Listing).where(Listing.public_id == pick(n))).one()
            service.similar(Viewer.anonymous(), uow, site.market, listing)

    found: Contenders = {"site": ours, "engine": lambda n: engine.similar(ALIAS, pick(n), only, 4)}
    if bare:
        found["bare"] = lambda n: bare.alike(pick(n), "offer", 4)
    return found


MEASURED = {"search": search, "facets": facets, "suggest": suggest, "similar": similar}


def measure(app: Flask, kind: str, rounds: int) -> dict[str, Times]:
    """Return the times of one kind of search."""
    return in_turn(MEASURED[kind](Site(app)), rounds)
