"""A typed client made from the OpenAPI file alone works against the running site: the file is true, and complete."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from mypy import api as mypy
from werkzeug.serving import make_server

from marketplace.api.openapi import document
from marketplace.discovery.reindex import driver
from marketplace.listings.factories import listing_data
from tests.api.client_maker import write
from tests.api.conftest import Script

Scripts = Callable[..., Script]
TYPED = """
from client import Client, Listing, ListingPart, Refused

def publish(client: Client, title: str) -> str:
    made = client.listings_create({"kind": "offer", "trl": 7, "texts": {"en": {"title": title}}}, idempotency_key="k-1")
    etag: str = made.headers["ETag"]
    changed = client.listings_edit(made.body["id"], {"country": "VN", "stage": None}, if_match=etag)
    read: Listing | ListingPart = client.listings_show(changed.body["id"], fields=["title"]).body
    found = client.search_index(q=title, limit=5, trl=["7"]).body
    total: int = found["total"]
    try:
        client.listings_publish(made.body["id"], {"note": "now"})
    except Refused as refused:
        return ", ".join(refused.problem["errors"])
    return f"{total} {read['title']} {found['items'][0]['title']}"
"""
WRONG = {
    "a kind that is none": 'client.listings_create({"kind": "wish"})',
    "a field that is none": 'client.listings_create({"kind": "offer", "colour": "red"})',
    "a parameter that is none": "client.search_index(colour=1)",
    "a number as text": 'client.search_index(limit="5")',
    "an answer's field that is none": 'client.me_show().body["colour"]',
    "a body left out": "client.interests_create()",
}


@pytest.fixture
def source(app: Flask) -> str:
    """The client's source."""
    with app.app_context():
        return write(document())


@pytest.fixture
def client_module(source: str, tmp_path: Path) -> ModuleType:
    """The client, imported."""
    path = tmp_path / "client.py"
    path.write_text(source)
    spec = importlib.util.spec_from_file_location("client", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The application behind a web server; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_it_creates_publishes_searches_and_reads_back(
    app: Flask, script: Scripts, client_module: ModuleType, site: str
) -> None:
    key = script().headers["Authorization"].removeprefix("Bearer ")
    client: Any = client_module.Client(site, key)
    organisation = client.me_show().body["organisations"][0]["id"]

    made = client.listings_create({"kind": "offer", "organisation": organisation}, idempotency_key="first")
    assert (
        client.listings_create({"kind": "offer", "organisation": organisation}, idempotency_key="first").body
        == made.body
    )
    data = listing_data(valid_until="2027-03-01")
    edited = client.listings_edit(made.body["id"], data, if_match=made.headers["ETag"])
    with pytest.raises(client_module.Refused) as stale:
        client.listings_edit(made.body["id"], data, if_match=made.headers["ETag"])
    assert stale.value.status == 412
    assert client.listings_publish(made.body["id"], if_match=edited.headers["ETag"]).body["status"] == "published"
    driver.rebuild(app)

    visitor: Any = client_module.Client(site, locale="vi")
    found = visitor.search_index(q="tàu kéo", kind=["offer"]).body
    assert [each["id"] for each in found["items"]] == [made.body["id"]]
    read = visitor.listings_show(made.body["id"], include=["organisation"]).body
    assert read["texts"]["en"]["title"] == data["texts"]["en"]["title"]
    assert list(read["included"]["organisations"]) == [organisation]
    assert client.upsert_upsert("erp", {"items": [{"source_id": "1", "kind": "offer", **data}]}).body["created"] == 1
    assert client.past_duplicate(made.body["id"]).status == 201
    with pytest.raises(client_module.Refused, match="401"):
        visitor.mine_index()


@pytest.mark.slow
def test_its_types_hold_and_catch_mistakes(source: str, tmp_path: Path) -> None:
    (tmp_path / "client.py").write_text(source)
    (tmp_path / "typed.py").write_text(TYPED)
    wrong = [f"    {line}  # {name}" for name, line in WRONG.items()]
    (tmp_path / "wrong.py").write_text(
        "\n".join(["from client import Client", "def wrong(client: Client) -> None:", *wrong])
    )

    options = ["--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}", "--no-error-summary"]
    names = [str(tmp_path / name) for name in ("client.py", "typed.py", "wrong.py")]
    report, trouble, _status = mypy.run([*options, *names])

    assert trouble == ""
    lines = [line for line in report.splitlines() if ": error:" in line]
    assert [line for line in lines if "wrong.py" not in line] == []
    assert {int(line.split(":")[1]) - 3 for line in lines} == set(range(len(WRONG))), report
