"""Both engines answer the same questions about the demonstration's listings alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import true

from marketplace import prepare
from marketplace.db import db
from marketplace.discovery.documents import Documents, is_findable
from search.engines.elasticsearch import ElasticsearchEngine
from search.expand import Lexicon
from tests.search.test_elasticsearch import made
from tests.support import parity, parity_questions
from tests.support.elastic import Cluster

pytestmark = pytest.mark.xdist_group("elasticsearch")

LEAST_ALIKE = 0.97
"""Share of questions whose first ten must be the same; docs/search-engines.md says where the rest comes from."""


@pytest.fixture
def both(app: Flask, elasticsearch: Cluster) -> Iterator[tuple[Flask, ElasticsearchEngine]]:
    prepare.demo(app)
    market = app.extensions["marketplace"]
    engine = made(elasticsearch)
    with app.app_context():
        documents = Documents(market)
        rows = [row for row in documents.rows(db.session(), true()) if is_findable(row)]
        upserts = documents.upserts(db.session(), rows)
    for each in (engine, market.engine):
        each.create("parity-1", market.search_schema)
        assert each.write("parity-1", upserts).written == len(upserts) > 100
        each.point("parity", "parity-1")
    yield app, engine
    engine.drop("parity-1")


def test_over_two_hundred_questions_are_answered_alike(both: tuple[Flask, ElasticsearchEngine]) -> None:
    app, engine = both
    market = app.extensions["marketplace"]
    asked = parity_questions.queries()
    asked = [replace(q, expansions=Lexicon.load().expand(q.text, market.plugins.glossary)) for q in asked] + asked[::2]
    assert len(asked) > 200
    found = {query: parity.differences(market.engine, engine, "parity", query) for query in asked}
    other = {query.text: lines for query, lines in found.items() if any("order" not in line for line in lines)}
    assert other == {}
    order = {query.text: lines for query, lines in found.items() if lines}
    assert len(order) <= (1 - LEAST_ALIKE) * len(asked), order
