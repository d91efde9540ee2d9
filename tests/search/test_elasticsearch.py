"""The engine over a genuine cluster passes the shared suite, and what only a cluster can do to it."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
import uuid
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from search.conformance import EngineConformance
from search.conformance.corpus import SCHEMA, Outage
from search.cursor import seal, unseal
from search.engine import BadCursor, Delete, EngineError, EngineUnavailable, Upsert
from search.engines.elasticsearch import ElasticsearchEngine, Place, link, write
from search.query import Facet, Query, Sort, Terms
from search.schema import Field, Kind, Schema
from tests.support.elastic import Cluster

pytestmark = pytest.mark.xdist_group("elasticsearch")


def made(cluster: Cluster, **options: Any) -> ElasticsearchEngine:
    return ElasticsearchEngine(Place(tuple(cluster.urls), prefix=f"test-{uuid.uuid4().hex[:8]}-", **options))


def wait_until_answering(engine: ElasticsearchEngine) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(EngineUnavailable):
            engine.indexes()
            return
        time.sleep(0.1)


def frozen(cluster: Cluster, engine: ElasticsearchEngine) -> contextlib.AbstractContextManager[None]:
    """Return a block during which the server's process stands still."""

    @contextlib.contextmanager
    def freeze() -> Iterator[None]:
        if not cluster.nodes:
            pytest.skip("the server is not ours to freeze")
        cluster.nodes[0].freeze()
        try:
            yield
        finally:
            cluster.nodes[0].thaw()
            wait_until_answering(engine)

    return freeze()


class TestConformance(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls, elasticsearch: Cluster) -> ElasticsearchEngine:
        return made(elasticsearch)

    @pytest.fixture(scope="class")
    @classmethod
    def outage(cls, elasticsearch: Cluster, engine: ElasticsearchEngine) -> Outage:
        return lambda: frozen(elasticsearch, engine)


@pytest.fixture
def engine(elasticsearch: Cluster) -> Iterator[ElasticsearchEngine]:
    engine = made(elasticsearch)
    engine.create("one", SCHEMA)
    engine.write("one", [Upsert("a", 1, {"title": "pump", "trl": 3, "kind": "offer"})])
    engine.point("all", "one")
    yield engine
    for index in engine.indexes():
        engine.drop(index)


def name_of(engine: ElasticsearchEngine, index: str) -> str:
    return engine._store.full(index)


def found(engine: ElasticsearchEngine, text: str = "pump") -> list[str]:
    return [hit.id for hit in engine.search("all", Query(text)).hits]


def test_frozen_cluster_costs_one_reader_two_seconds_and_then_nobody_anything(
    engine: ElasticsearchEngine, elasticsearch: Cluster
) -> None:
    assert found(engine) == ["a"]
    with frozen(elasticsearch, engine):
        started = time.monotonic()
        with pytest.raises(EngineUnavailable, match=r"nothing within 1\.8 s"):
            found(engine)
        assert time.monotonic() - started < 2.3
        started = time.monotonic()
        for _ in range(200):
            with pytest.raises(EngineUnavailable):
                found(engine)
        assert time.monotonic() - started < 0.5
    assert found(engine) == ["a"]


def test_readers_that_come_all_at_once_are_all_let_go_within_two_seconds(
    engine: ElasticsearchEngine, elasticsearch: Cluster
) -> None:
    found(engine)
    waited: list[float] = []

    def read() -> None:
        started = time.monotonic()
        with contextlib.suppress(EngineUnavailable):
            found(engine)
        waited.append(time.monotonic() - started)

    with frozen(elasticsearch, engine):
        readers = [threading.Thread(target=read) for _ in range(24)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    assert len(waited) == 24
    assert max(waited) < 2.5


def test_nobody_listening_is_known_at_once() -> None:
    engine = ElasticsearchEngine(Place(("http://reader:secret@127.0.0.1:9", "http://127.0.0.1:10")))
    started = time.monotonic()
    with pytest.raises(
        EngineUnavailable, match=r"no answer from http://127\.0\.0\.1:9, http://127\.0\.0\.1:10"
    ) as caught:
        engine.search("all", Query())
    assert time.monotonic() - started < 0.5
    assert "secret" not in str(caught.value)


def test_child_of_a_fork_has_connections_of_its_own(engine: ElasticsearchEngine) -> None:
    assert found(engine) == ["a"]
    children = []
    for _ in range(3):
        child = os.fork()
        if child == 0:
            os._exit(0 if all(found(engine) == ["a"] for _ in range(20)) else 1)
        children.append(child)
    assert all(found(engine) == ["a"] for _ in range(20))
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0]


def test_credentials_in_an_address_are_used_and_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    place = Place(("https://op%40x:ge%2Cheim@localhost:9999/es",), api_key="")
    assert place.login == ("op@x", "ge,heim")
    assert str(place) == "https://localhost:9999/es"
    with pytest.raises(EngineUnavailable) as caught:
        ElasticsearchEngine(place).target("all")
    for shown in (repr(place), str(place), str(caught.value), repr(caught.value), caplog.text):
        assert "heim" not in shown


@pytest.mark.parametrize(
    "urls", [(), ("localhost:9200",), ("ftp://x",), ("http://",), ("http://a b",), ("http://a:b",)]
)
def test_senseless_address_is_refused(urls: tuple[str, ...]) -> None:
    with pytest.raises(EngineError):
        Place(urls)


@pytest.mark.parametrize("sign", ["/", "#", "?", "[", " ", "/x@"])
def test_password_whose_signs_break_the_address_is_refused_and_not_shown(sign: str) -> None:
    with pytest.raises(EngineError, match=r"address 2 .*%2F") as caught:
        Place(("https://a:9200", f"https://op:123{sign}heim@localhost:9200"))
    assert "123" not in str(caught.value)
    assert "heim" not in str(caught.value)


def test_unsupported_release_is_named(engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "LEAST", (9, 99))
    with pytest.raises(EngineUnavailable, match=r"is Elasticsearch 8\.\d+\.\d+; this needs 9\.99 or later"):
        engine.create("two", SCHEMA)
    with pytest.raises(EngineUnavailable, match=r"needs 9\.99"):  # before anything is begun on it
        engine.indexes()
    assert "needs 9.99" in engine.verify("one")[0]


def test_a_server_that_is_something_else_is_called_so(tmp_path: Path) -> None:
    files = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        engine = ElasticsearchEngine(Place((f"http://127.0.0.1:{server.server_port}",)))
        with pytest.raises(EngineUnavailable, match="not Elasticsearch"):
            engine.indexes()
        server.shutdown()


def test_index_of_somebody_else_under_our_alias_is_unavailable_and_named(
    engine: ElasticsearchEngine, elasticsearch: Cluster
) -> None:
    client = elasticsearch.client()
    foreign = name_of(engine, "foreign")
    client.indices.create(index=foreign, mappings={"properties": {"title": {"type": "text"}}})
    client.index(index=foreign, document={"title": "pump"}, refresh=True)
    alias = name_of(engine, "all")
    actions = [
        {"remove": {"index": name_of(engine, "one"), "alias": alias}},
        {"add": {"index": foreign, "alias": alias}},
    ]
    client.indices.update_aliases(actions=actions)
    with pytest.raises(EngineUnavailable, match="made by something else"):
        found(engine)
    assert "foreign" not in engine.indexes()
    assert "made by something else" in engine.verify("foreign")[0]
    assert engine.schema_of("foreign") == ""
    with pytest.raises(EngineUnavailable):
        engine.write("foreign", [Upsert("b", 1, {"title": "pump"})])
    engine.point("all", "one")
    assert found(engine) == ["a"]
    client.indices.delete(index=foreign)


def test_foreign_index_with_the_name_of_our_alias_is_named(engine: ElasticsearchEngine, elasticsearch: Cluster) -> None:
    client = elasticsearch.client()
    client.indices.create(index=name_of(engine, "taken"))
    with pytest.raises(EngineError, match="taken"):
        engine.point("taken", "one")
    with pytest.raises(EngineUnavailable, match="taken is an index of somebody else"):
        engine.target("taken")
    client.indices.delete(index=name_of(engine, "taken"))


def test_our_alias_on_an_index_outside_our_prefix_is_named_and_left_alone(
    engine: ElasticsearchEngine, elasticsearch: Cluster
) -> None:
    client, alias = elasticsearch.client(), name_of(engine, "elsewhere")
    client.indices.create(index="of-another-program", aliases={alias: {}})
    try:
        with pytest.raises(EngineUnavailable, match=f"{alias} is an alias of of-another-program"):
            engine.target("elsewhere")
    finally:
        client.indices.delete(index="of-another-program")
    assert engine.target("elsewhere") is None


def test_an_alias_on_two_of_ours_means_the_younger_and_is_told_of(
    engine: ElasticsearchEngine, elasticsearch: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    engine.create("two", SCHEMA)
    indices, alias = elasticsearch.client().indices, name_of(engine, "all")
    indices.create(index=name_of(engine, "foreign"), aliases={alias: {}})
    indices.put_alias(index=name_of(engine, "two"), name=alias)
    assert engine.target("all") == "two"
    assert f"{alias} means 3 indexes" in caplog.text
    (fault,) = engine.verify("two")
    assert f"{alias} means 3 indexes" in fault
    engine.point("all", "two")
    assert (engine.target("all"), engine.verify("two")) == ("two", [])
    indices.delete(index=name_of(engine, "foreign"))


def test_mapping_that_lacks_a_field_is_found_by_verify_and_refuses_documents_one_by_one(
    engine: ElasticsearchEngine, elasticsearch: Cluster
) -> None:
    client = elasticsearch.client()
    body = client.indices.get_mapping(index=name_of(engine, "one")).body[name_of(engine, "one")]["mappings"]
    del body["properties"]["f_trl"]
    settings = client.indices.get_settings(index=name_of(engine, "one")).body[name_of(engine, "one")]["settings"]
    older = name_of(engine, "older")
    gate = {f"{older}.write": {}}
    client.indices.create(
        index=older, mappings=body, settings={"index": {"analysis": settings["index"]["analysis"]}}, aliases=gate
    )
    assert engine.verify("older") == [f"{older}: the mapping lacks f_trl"]
    report = engine.write("older", [Upsert("b", 1, {"title": "pump", "trl": 3}), Upsert("c", 1, {"title": "pump"})])
    assert report.written == 1
    assert "f_trl" in report.refused[0][1]
    engine.point("all", "older")
    assert found(engine) == ["c"]
    with pytest.raises(EngineUnavailable, match="f_trl"):
        engine.search("all", Query(sort=Sort("trl")))


def test_facet_on_analysed_text_is_refused_when_the_index_is_made(engine: ElasticsearchEngine) -> None:
    with pytest.raises(EngineError, match="title"):
        engine.create("odd", Schema((Field("title", Kind.TEXT, facet=True),)))


def test_document_over_the_limit_is_refused_with_its_size(
    engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "LARGEST", 100_000)
    report = engine.write("one", [Upsert("big", 1, {"title": "pump " * 30_000}), Upsert("b", 1, {"title": "pump"})])
    assert (report.written, report.refused[0][0]) == (1, "big")
    assert "bytes" in report.refused[0][1]


def test_document_of_ten_megabytes_is_taken(engine: ElasticsearchEngine) -> None:
    assert engine.write("one", [Upsert("big", 1, {"body": "nước dằn tàu " * 700_000})]).written == 1


def test_full_disk_stops_writing_at_once_with_the_reason_and_loses_nothing(
    engine: ElasticsearchEngine, elasticsearch: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The block that the server itself puts on an index when its disk is full."""
    judged: list[int] = []
    inner = write.Bulk._judge

    def judge(self: Any, batch: Any, answers: Any) -> Any:
        again, reason = inner(self, batch, answers)
        judged.append(len(again))
        return again, reason

    monkeypatch.setattr(write.Bulk, "_judge", judge)
    client = elasticsearch.client()
    index = name_of(engine, "one")
    client.indices.put_settings(index=index, settings={"index.blocks.read_only_allow_delete": True})
    try:
        with pytest.raises(EngineUnavailable, match=r"takes no writes.*cluster_block_exception"):
            engine.write("one", [Upsert("b", 1, {"title": "pump"})])
    finally:
        client.indices.put_settings(index=index, settings={"index.blocks.read_only_allow_delete": None})
    assert judged == [1]
    assert engine.write("one", [Upsert("b", 1, {"title": "pump"})]).written == 1


def test_read_only_index_is_found_by_verify(engine: ElasticsearchEngine, elasticsearch: Cluster) -> None:
    indices, blocked = elasticsearch.client().indices, {"index.blocks.read_only_allow_delete": True}
    indices.put_settings(index=name_of(engine, "one"), settings=blocked)
    (fault,) = engine.verify("one")
    assert "takes no writes (read_only_allow_delete); its nodes' disks are full" in fault
    for lifted in (False, None):
        indices.put_settings(index=name_of(engine, "one"), settings=dict.fromkeys(blocked, lifted))
        assert engine.verify("one") == []


def test_deletion_is_remembered_after_a_flush_and_longer_than_the_server_would(
    engine: ElasticsearchEngine, elasticsearch: Cluster
) -> None:
    client = elasticsearch.client()
    index = name_of(engine, "one")
    client.indices.put_settings(index=index, settings={"index.gc_deletes": "0s"})
    engine.write("one", [Delete("a", 5)])
    client.indices.flush(index=index, force=True)
    client.indices.forcemerge(index=index, max_num_segments=1)
    assert engine.write("one", [Upsert("a", 4, {"title": "pump"})]).ignored == 1
    assert found(engine) == []


def test_write_to_an_index_that_is_dropped_meanwhile_makes_no_new_one(
    engine: ElasticsearchEngine, elasticsearch: Cluster
) -> None:
    engine.create("two", SCHEMA)
    other = ElasticsearchEngine(engine._link.place)

    def rows() -> Iterator[Upsert]:
        for number in range(write.BATCH + 1):
            if number == write.BATCH:
                other.drop("two")
            yield Upsert(f"n{number}", 1, {"title": "pump"})

    with pytest.raises(EngineUnavailable):
        engine.write("two", rows())
    assert not elasticsearch.client().indices.exists(index=name_of(engine, "two"))


def test_reader_follows_an_alias_that_another_process_moves_to_another_schema(engine: ElasticsearchEngine) -> None:
    assert found(engine) == ["a"]
    other = ElasticsearchEngine(engine._link.place)
    wider = Schema((*SCHEMA.fields, Field("colour", Kind.KEYWORD, facet=True)))
    other.create("two", wider)
    other.write("two", [Upsert("b", 1, {"title": "pump", "colour": "red"})])
    other.point("all", "two")
    answer = engine.search("all", Query(filters=(Terms("colour", ("red",)),), facets=(Facet("colour"),)))
    assert [hit.id for hit in answer.hits] == ["b"]
    assert [(bucket.value, bucket.count) for bucket in answer.facets["colour"]] == [("red", 1)]
    other.drop("one")
    assert found(engine) == ["b"]
    assert engine.suggest("all", "pu") == ["pump"]


def test_pages_stand_still_while_documents_come_and_go(engine: ElasticsearchEngine) -> None:
    engine.write("one", [Upsert(f"d{n:02}", 1, {"title": "valve"}) for n in range(10)])
    first = engine.search("all", Query("valve", limit=3))
    second = engine.search("all", Query("valve", limit=3, cursor=first.next))
    engine.write("one", [Delete("d06", 2), Upsert("d061", 1, {"title": "valve"})])
    third = engine.search("all", Query("valve", limit=3, cursor=second.next))
    assert [hit.id for hit in third.hits] == ["d06", "d07", "d08"]
    assert third.total == 10


def test_cursor_outlives_its_point_in_time(engine: ElasticsearchEngine, elasticsearch: Cluster) -> None:
    engine.write("one", [Upsert(f"d{n:02}", 1, {"title": "valve"}) for n in range(10)])
    first = engine.search("all", Query("valve", limit=3))
    second = engine.search("all", Query("valve", limit=3, cursor=first.next))
    state = elasticsearch.client().nodes.stats(metric="indices", index_metric="search")
    assert sum(node["indices"]["search"]["open_contexts"] for node in state["nodes"].values()) >= 1
    query = Query("valve", limit=3, cursor=second.next)
    fuzzy, _key, last, point = unseal(query, str(second.next))
    elasticsearch.client().close_point_in_time(id=str(point))
    third = engine.search("all", query)
    assert [hit.id for hit in third.hits] == ["d06", "d07", "d08"]
    forged = seal(query, [fuzzy, "x", last, None])
    with pytest.raises(BadCursor):
        engine.search("all", Query("valve", limit=3, cursor=forged))
