"""The documents all cases look at, and short ways to ask for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import pytest

from search.engine import SearchEngine, Upsert
from search.query import Query
from search.schema import Field, Kind, Schema

Outage = Callable[[], AbstractContextManager[None]]

SCHEMA = Schema(
    (
        Field("title", Kind.TEXT, weight=3.0),
        Field("keywords", Kind.TEXT, weight=2.0),
        Field("body", Kind.TEXT),
        Field("kind", Kind.KEYWORD, facet=True),
        Field("sector", Kind.KEYWORD, facet=True),
        Field("owner", Kind.KEYWORD, sortable=True),
        Field("trl", Kind.INTEGER, facet=True, sortable=True),
        Field("price", Kind.NUMBER, sortable=True),
        Field("published", Kind.DATE, sortable=True),
        Field("power", Kind.INTERVAL),
        Field("marine.hull", Kind.KEYWORD, facet=True, dynamic=True),
        Field("marine.pull.value", Kind.INTERVAL, dynamic=True),
        Field("marine.crew", Kind.INTEGER, facet=True, dynamic=True),
        Field("marine.draught", Kind.NUMBER, dynamic=True),
    )
)

DOCUMENTS: dict[str, dict[str, Any]] = {
    "tug-vi": {
        "title": "Tàu lai dắt chạy điện",
        "keywords": ["tàu kéo", "động cơ điện"],
        "body": "Tàu lai công suất lớn cho cảng biển Hải Phòng, vận hành không phát thải.",
        "kind": "offer",
        "sector": ["marine", "greentech"],
        "owner": "Viện Cơ khí",
        "trl": 7,
        "price": 1.5,
        "published": date(2026, 1, 2),
        "power": (1200.0, 1600.0),
        "marine.hull": ["steel"],
        "marine.pull.value": (60.0, None),
        "marine.crew": 4,
        "marine.draught": 3.5,
    },
    "tug-en": {
        "title": "Electric harbour tugs",
        "keywords": ["tugboat", "battery propulsion"],
        "body": "Battery driven vessels that push ships in ports. Charging takes two hours.",
        "kind": "offer",
        "sector": ["marine"],
        "owner": "Acme",
        "trl": 5,
        "price": -2.25,
        "published": datetime(2026, 3, 1, 12, tzinfo=UTC),
        "power": (2000.0, 2500.0),
        "marine.hull": ["aluminium", "steel"],
        "marine.pull.value": (20.0, 30.0),
        "marine.crew": 3,
        "marine.draught": 2.0,
    },
    "ballast-vi": {
        "title": "Hệ thống xử lý nước dằn",
        "keywords": ["nước dằn", "lọc nước"],
        "body": "Xử lý nước dằn tàu biển bằng tia cực tím, đạt chuẩn IMO.",
        "kind": "offer",
        "sector": ["marine"],
        "owner": "Công ty Biển Xanh",
        "trl": 9,
        "price": 10.0,
        "published": date(2025, 12, 31),
        "power": (None, 50.0),
    },
    "ballast-plain": {
        "title": "He thong xu ly nuoc dan",
        "body": "Ban mo ta go khong dau.",
        "kind": "demand",
        "sector": ["marine"],
        "trl": 9,
    },
    "ballast-en": {
        "title": "Ballast water treatment wanted",
        "keywords": ["ballast water"],
        "body": "We look for treating ballast water on bulk carriers, filters and ultraviolet lamps.",
        "kind": "demand",
        "sector": ["marine", "greentech"],
        "owner": "Đại Dương",
        "price": 10.0,
    },
    "crane": {
        "title": "Automated container crane",
        "keywords": ["crane", "smart port"],
        "body": "Remote control for quay cranes; plug-in sensors.",
        "kind": "offer",
        "sector": ["logistics"],
        "owner": "acme",
        "trl": 8,
        "published": date(2026, 2, 1),
    },
    "seed": {
        "title": "Bán hạt giống lúa",
        "body": "Bạn của nhà nông: giống lúa chịu mặn.",
        "kind": "offer",
        "sector": ["greentech"],
        "trl": 9,
    },
    "desk": {
        "title": "Bàn làm việc cho kỹ sư",
        "body": "Chân bàn bằng thép, mặt gỗ tre ép.",
        "kind": "offer",
        "sector": ["greentech"],
    },
}


def ids(engine: SearchEngine, text: str = "", **asked: Any) -> list[str]:
    """Return the ids found in the corpus, in order."""
    return [hit.id for hit in engine.search("corpus", Query(text, **asked)).hits]


class Corpus:
    """Base of all cases: loads the documents once a class."""

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def corpus(cls, engine: SearchEngine) -> Iterator[None]:
        """Fill the index `corpus-1` and point the alias `corpus` to it."""
        engine.create("corpus-1", SCHEMA)
        report = engine.write("corpus-1", [Upsert(id, 1, fields) for id, fields in DOCUMENTS.items()])
        assert (report.written, report.ignored, report.refused) == (len(DOCUMENTS), 0, ())
        engine.point("corpus", "corpus-1")
        yield
        engine.drop("corpus-1")
