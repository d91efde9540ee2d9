"""One suite that every engine passes unchanged.

Subclass `EngineConformance` and give it two class-scoped fixtures: `engine`, an empty `SearchEngine`, and `outage`, a
function that returns a context manager during which that engine can't answer. Nothing here knows any engine.

    class TestMine(EngineConformance):
        @pytest.fixture(scope="class")
        @classmethod
        def engine(cls, tmp_path_factory): ...
        @pytest.fixture(scope="class")
        @classmethod
        def outage(cls, engine): ...
"""

from __future__ import annotations

from search.conformance.facets import FacetCases
from search.conformance.help import HelpCases
from search.conformance.hostile import HostileCases
from search.conformance.paging import PagingCases
from search.conformance.texts import TextCases
from search.conformance.writing import WritingCases


class EngineConformance(TextCases, FacetCases, PagingCases, HelpCases, WritingCases, HostileCases):
    """All cases together."""


__all__ = ["EngineConformance"]
