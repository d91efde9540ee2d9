"""Fixtures for imports and exports: the real application with its sectors, and files written by each test."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from marketplace.db import db
from marketplace.i18n import use_locale
from marketplace.listings.transfer import importing, mapping
from marketplace.listings.transfer.reading import open_source
from marketplace.listings.transfer.rejects import Rejects
from marketplace.listings.transfer.report import Report
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer

LONG = "Xử lý nước thải thủy sản bằng màng lọc sinh học, vận hành tự động."


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages in English."""
    with use_locale("en"):
        yield


@pytest.fixture
def market(app: Flask) -> Any:
    """The application's parts."""
    return app.extensions["marketplace"]


@pytest.fixture
def institute(uow: UnitOfWork) -> str:
    """An organisation that imported listings belong to."""
    make_organisation(uow, name_vi="Viện Thử", name_en="Trial Institute")
    uow.commit()
    return "Trial Institute"


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    """Write rows of dictionaries to a CSV file."""

    def write(
        rows: list[dict[str, Any]], name: str = "rows.csv", encoding: str = "utf-8", delimiter: str = ","
    ) -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def load(uow: UnitOfWork, market: Any, institute: str) -> Callable[..., Report]:
    """Import a file as the system does and return the report."""

    def load(path: Path, *, rejected: Path | None = None, viewer: Viewer | None = None, **given: Any) -> Report:
        source = open_source(path)
        constants = {"kind": "offer", "organisation": institute} | given.pop("constants", {})
        lang = given.pop("lang", "vi")
        wishes = mapping.Wishes(given.pop("columns", {}), constants, given.pop("derived", {}), lang=lang)
        decided = mapping.decide(source.columns, list(source.records())[:50], wishes, market)
        options = importing.Options(given.pop("source", "partner"), **given)
        with Rejects(source, rejected) as rejects:
            return importing.run(viewer or Viewer.system(), uow, market, source, decided, options, rejects)

    return load


def rows(number: int, **values: Any) -> list[dict[str, Any]]:
    """Return rows with different ids and titles."""
    return [{"id": f"r{n}", "tên": f"Công nghệ số {n}", "mô tả": LONG, **values} for n in range(number)]


def session() -> Any:
    """Return the session of the current app context."""
    return db.session
