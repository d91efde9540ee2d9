"""How many listings a second the import takes, with validation, on SQLite: real records repeated and varied.

    python -m bench.import_rate --data ../shared/data [--listings 100000]

Beside it: the bare database's own bulk insert of the same rows, measured in the same run.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert

from bench.varied import sources
from marketplace import prepare
from marketplace.app import Marketplace, create_app
from marketplace.config import Settings
from marketplace.db import db
from marketplace.listings.models import Listing, ListingText
from marketplace.listings.transfer import importing, mapping
from marketplace.listings.transfer.reading import open_source
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

DATABASE = "marketplace.sqlite3"
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


def measure(data: Path, number: int, start: Path | None = None) -> dict[str, float]:
    """Return listings a second of an import into an empty site, or into a copy of the site in `start`.

    "site" is by the clock, "busy" by processor time, "again" the same file once more, "bare" plain inserts.
    """
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(data_dir=Path(scratch) / "site", secret_key="bench " * 8, log_level="warning").prepare()
        if start:
            shutil.copy(start / DATABASE, settings.data_dir / DATABASE)
        prepare.database(settings)
        app = create_app(settings)
        write(Path(scratch) / "rows.jsonl", data, number)
        with app.app_context():
            return imported(app.extensions["marketplace"], Path(scratch) / "rows.jsonl", number)


def imported(market: Marketplace, path: Path, number: int) -> dict[str, float]:
    """Import a file twice and return what `measure` does."""
    source = open_source(path)
    derived = {"summary": "first_sentences(text)"}
    wishes = mapping.Wishes(constants={"organisation": "Bench"}, derived=derived, lang="en")
    decided = mapping.decide(source.columns, list(source.records())[:50], wishes, market)
    wanted = importing.Options("bench-import", publish=True, create_organisations=True, numbers="vi")
    with UnitOfWork(db.session()) as uow:
        started = time.process_time()
        report = importing.run(Viewer.system(), uow, market, source, decided, wanted)
        busy = time.process_time() - started
        again = importing.run(Viewer.system(), uow, market, source, decided, wanted)
        assert (report.created, again.unchanged) == (number, number), (report, again)
        plain = bare(min(number, 20_000) // 1_000 * 1_000)
    return {"site": report.rate, "busy": report.rows / busy, "again": again.rate, "bare": plain}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--listings", type=int, default=20_000)
    options = parser.parse_args()
    found = measure(options.data, options.listings)
    print(f"| {options.listings:,} listings | a second | wanted |\n|---|---|---|")
    print(f"| import with validation, revision, events, index jobs | {found['site']:,.0f} | ≥ 3,000 |")
    print(f"| the same by processor time (other work on the machine left out) | {found['busy']:,.0f} | |")
    print(f"| second run, nothing changed | {found['again']:,.0f} | |")
    print(f"| bare inserts into two tables | {found['bare']:,.0f} | |")


if __name__ == "__main__":
    main()
