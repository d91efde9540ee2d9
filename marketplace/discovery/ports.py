"""What discovery needs of the app around it, beside what listings need."""

from __future__ import annotations

from typing import Protocol

from marketplace.listings import ports
from search.engine import SearchEngine
from search.expand import Lexicon
from search.schema import Schema


class Market(ports.Market, Protocol):
    """The part of `marketplace.app.Marketplace` that is used here."""

    @property
    def engine(self) -> SearchEngine: ...  # noqa: D102
    @property
    def lexicon(self) -> Lexicon: ...  # noqa: D102
    @property
    def search_schema(self) -> Schema: ...  # noqa: D102
