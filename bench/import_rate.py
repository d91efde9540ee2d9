"""How many listings a second the import takes, with validation, on SQLite: real records repeated and varied.

    python -m bench.import_rate --data ../shared/data [--listings 100000]

Beside it: the bare database's own bulk insert of the same rows, measured in the same run.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert

from bench.varied import sources
from marketplace import prepare
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.db import db
from marketplace.listings.models import Listing, ListingText
from marketplace.listings.transfer import importing, mapping
from marketplace.listings.transfer.reading import open_source
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

SECTORS = {"marine": "1.200 kW", "semiconductors": "", "logistics": "", "greentech": "", "": ""}


def write(path: Path, data: Path, number: int) -> None:
    """Write a file of so many rows, a fifth of them with an attribute to be read."""
    real, names = sources(data), list(SECTORS)
    with path.open("w", encoding="utf-8") as file:
        for n in range(number):
            kind, title, text = real[n % len(real)]
            sector = names[n % len(names)]
            row = {
                "id": n,
                "kind": kind,
                "title": f"{title[:190]} {n}",
                "text": text,
                "trl": n % 9 + 1,
                "sector": sector,
            }
            row |= {"country": "VN", "power": SECTORS[sector], "keywords": "sensor; data"}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def bare(number: int) -> float:
    """Return rows a second of plain inserts into two tables."""
    from datetime import UTC, datetime

    now, started = datetime.now(UTC), time.perf_counter()
    for first in range(0, number, 1_000):
        shared = {"kind": "offer", "created_at": now, "updated_at": now, "source": "bare", "organisation_id": 1}
        rows = [{**shared, "id": 10_000_000 + n, "source_id": str(n)} for n in range(first, first + 1_000)]
        db.session.execute(insert(Listing), rows)
        texts = [{"listing_id": row["id"], "lang": "en", "title": "x" * 60, "description": "y" * 900} for row in rows]
        db.session.execute(insert(ListingText), texts)
        db.session.commit()
    return number / (time.perf_counter() - started)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--listings", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "rows.jsonl"
        write(path, options.data, options.listings)
        settings = Settings(data_dir=Path(scratch) / "site", secret_key="bench " * 8).prepare()
        prepare.database(settings)
        app = create_app(settings)
        market = app.extensions["marketplace"]
        with app.app_context(), UnitOfWork(db.session()) as uow:
            source = open_source(path)
            wishes = mapping.Wishes(
                constants={"organisation": "Bench"}, derived={"summary": "first_sentences(text)"}, lang="en"
            )
            decided = mapping.decide(source.columns, list(source.records())[:50], wishes, market)
            wanted = importing.Options("bench", publish=True, create_organisations=True, numbers="vi")
            started = time.process_time()
            report = importing.run(Viewer.system(), uow, market, source, decided, wanted)
            busy = time.process_time() - started
            again = importing.run(Viewer.system(), uow, market, source, decided, wanted)
            assert (report.created, again.unchanged) == (options.listings, options.listings), (report, again)
            plain = bare(min(options.listings, 20_000) // 1_000 * 1_000)
        print(f"| {options.listings:,} listings | a second | wanted |\n|---|---|---|")
        print(f"| import with validation, revision, events, index jobs | {report.rate:,.0f} | ≥ 3,000 |")
        print(f"| the same by processor time (other work on the machine left out) | {report.rows / busy:,.0f} | |")
        print(f"| second run, nothing changed | {again.rate:,.0f} | |")
        print(f"| bare inserts into two tables | {plain:,.0f} | |")


if __name__ == "__main__":
    main()
