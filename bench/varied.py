"""Many listings made by repeating and varying real ones, for measurements. The texts stay in their folder.

site = filled_site(Path("/tmp/bench"), Path("../shared/data"), 100_000)
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select

from marketplace import logs, prepare
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.db import db
from marketplace.listings.models import Listing, ListingText
from marketplace.organisations.models import Organisation

OFFERS, DEMANDS = ("offers_nasa", "sbir_awards", "horizon"), ("needs_sbir", "needs_eu_calls")
SECTORS = ("marine", "logistics", "semiconductors", "greentech", None)
NUMBERS = {"marine": "power", "logistics": "throughput", "semiconductors": "pin_count", "greentech": "power"}
COUNTRIES, STAGES = ("VN", "VN", "VN", "KR", "JP", "DE", "FI"), ("concept", "lab_tested", "demo_ready", "on_market")
RIGHTS, PARTNERSHIPS = (
    ("none", "know_how", "applied", "granted"),
    ("licence", "rd_cooperation", "joint_venture", "commercial"),
)
ORGANISATIONS = 400
BATCH = 2_000


def sources(data: Path) -> list[tuple[str, str, str]]:
    """Return (kind, title, text) of every real record."""
    found = []
    for kind, folders in (("offer", OFFERS), ("demand", DEMANDS)):
        for folder in folders:
            with (data / folder / "docs.jsonl").open(encoding="utf-8") as lines:
                rows = map(json.loads, lines)
                found += [(kind, str(row["title"])[:200], str(row.get("text") or row["title"])[:1500]) for row in rows]
    return found


def varied(data: Path, number: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield (columns, words): real texts in turn, with some of their words exchanged and facts drawn at random."""
    rng, real = random.Random(7), sources(data)
    rng.shuffle(real)
    now = datetime.now(UTC)
    for place in range(number):
        kind, title, text = real[place % len(real)]
        words = text.split()
        for _ in range(len(words) // 10):
            words[rng.randrange(len(words))] = rng.choice(words)
        sector = rng.choice(SECTORS)
        value = float(rng.randrange(1, 20_000))
        columns = {
            "kind": kind, "status": "published", "organisation_id": 1 + place % ORGANISATIONS, "sector": sector,
            "attrs": {NUMBERS[sector]: {"typed": str(value), "min": value, "max": value}} if sector else {},
            "trl": rng.randrange(1, 10), "stage": rng.choice(STAGES), "ip_status": rng.choice(RIGHTS),
            "partnership_types": rng.sample(PARTNERSHIPS, 2), "country": rng.choice(COUNTRIES), "sdg": ["9"],
            "valid_until": (now + timedelta(days=rng.randrange(2, 360))).date(), "source": "bench",
            "source_id": str(place), "created_at": now, "updated_at": now - timedelta(hours=1),
            "published_at": now - timedelta(minutes=rng.randrange(300_000)), "version": 1,
        }  # fmt: skip
        yield columns, {"lang": "en", "title": title, "summary": " ".join(words)[:480], "description": " ".join(words)}


def filled_site(folder: Path, data: Path, number: int, plugins: tuple[object, ...] = ()) -> Flask:
    """Return an app over a database with `number` listings, made unless it is there already; without an index."""
    settings = Settings(data_dir=folder, secret_key="bench " * 8, log_level="warning").prepare()
    logs.configure(settings)
    prepare.database(settings)
    app = create_app(settings, plugins=plugins)
    with app.app_context():
        if (db.session.scalar(select(func.count()).select_from(Listing)) or 0) >= number:
            return app
        db.session.add_all(
            Organisation(name_vi=f"Đơn vị {n}", name_en=f"Unit {n}", kind="other") for n in range(ORGANISATIONS)
        )
        db.session.commit()
        pending = list[tuple[dict[str, Any], dict[str, Any]]]()
        for pair in varied(data, number):
            pending.append(pair)
            if len(pending) == BATCH:
                _store(pending)
        _store(pending)
    return app


def _store(pending: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    if not pending:
        return
    ids = db.session.scalars(
        insert(Listing).returning(Listing.id, sort_by_parameter_order=True), [c for c, _ in pending]
    )
    rows = [{**words, "listing_id": key} for key, (_, words) in zip(ids.all(), pending, strict=True)]
    db.session.execute(insert(ListingText), rows)
    db.session.commit()
    pending.clear()
