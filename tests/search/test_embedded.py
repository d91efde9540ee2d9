"""The embedded engine passes the shared suite, and what only a folder of files can do to it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.conformance import EngineConformance
from search.conformance.corpus import SCHEMA, Outage
from search.engine import EngineError, EngineUnavailable, Upsert
from search.engines.embedded import EmbeddedEngine, write
from search.query import Query


class TestConformance(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def folder(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return tmp_path_factory.mktemp("engine")

    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls, folder: Path) -> EmbeddedEngine:
        return EmbeddedEngine(folder, heap_mb=32, threads=1)

    @pytest.fixture(scope="class")
    @classmethod
    def outage(cls, folder: Path) -> Outage:
        @contextlib.contextmanager
        def away() -> Iterator[None]:
            aside = folder.with_name(folder.name + "-away")
            folder.rename(aside)
            try:
                yield
            finally:
                aside.rename(folder)

        return away


@pytest.fixture
def engine(tmp_path: Path) -> EmbeddedEngine:
    made = EmbeddedEngine(tmp_path / "engine", heap_mb=32, threads=1)
    made.create("one", SCHEMA)
    made.write("one", [Upsert("a", 1, {"title": "pump"})])
    made.point("all", "one")
    return made


def found(engine: EmbeddedEngine, text: str = "pump") -> list[str]:
    return [hit.id for hit in engine.search("all", Query(text)).hits]


def test_engine_on_a_missing_folder_is_unavailable_until_an_index_is_made(tmp_path: Path) -> None:
    fresh = EmbeddedEngine(tmp_path / "nothing")
    assert fresh.indexes() == []
    with pytest.raises(EngineUnavailable):
        found(fresh)
    fresh.create("one", SCHEMA)
    fresh.point("all", "one")
    assert found(fresh) == []


def test_folder_deleted_under_an_open_engine_and_built_again_is_picked_up(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    assert found(engine) == ["a"]
    shutil.rmtree(tmp_path / "engine")
    with pytest.raises(EngineUnavailable):
        found(engine)
    other = EmbeddedEngine(tmp_path / "engine", heap_mb=32, threads=1)
    other.create("one", SCHEMA)
    other.write("one", [Upsert("b", 1, {"title": "pump"})])
    other.point("all", "one")
    assert found(engine) == ["b"]


def test_commit_by_another_engine_is_seen_at_once(engine: EmbeddedEngine, tmp_path: Path) -> None:
    reader = EmbeddedEngine(tmp_path / "engine")
    assert found(reader) == ["a"]
    engine.write("one", [Upsert("b", 1, {"title": "pump"})])
    assert found(reader) == ["a", "b"]


def test_child_of_a_fork_sees_later_commits(engine: EmbeddedEngine) -> None:
    assert found(engine) == ["a"]
    to_child, from_parent = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(from_parent)
        os.read(to_child, 1)
        os._exit(0 if found(engine) == ["a", "b"] else 1)
    os.close(to_child)
    engine.write("one", [Upsert("b", 1, {"title": "pump"})])
    os.close(from_parent)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize("broken", ["meta.json", "fields.json"])
def test_garbage_in_a_control_file_is_unavailable(engine: EmbeddedEngine, tmp_path: Path, broken: str) -> None:
    (tmp_path / "engine/indexes/one" / broken).write_text("{")
    with pytest.raises(EngineUnavailable):
        found(EmbeddedEngine(tmp_path / "engine"))


def test_missing_segment_is_unavailable_and_named_by_verify(engine: EmbeddedEngine, tmp_path: Path) -> None:
    folder = tmp_path / "engine/indexes/one"
    for file in folder.glob("*.term"):
        file.unlink()
    fresh = EmbeddedEngine(tmp_path / "engine")
    assert fresh.verify("one")
    with pytest.raises(EngineUnavailable):
        found(fresh)


def test_flipped_byte_is_found_by_verify(engine: EmbeddedEngine, tmp_path: Path) -> None:
    assert engine.verify("one") == []
    file = max((tmp_path / "engine/indexes/one").glob("*.fast"), key=lambda path: path.stat().st_size)
    data = bytearray(file.read_bytes())
    data[len(data) // 3] ^= 0xFF
    file.chmod(0o600)
    file.write_bytes(data)
    (damage,) = engine.verify("one")
    assert file.name in damage


def test_verify_of_no_index_says_so(engine: EmbeddedEngine) -> None:
    assert engine.verify("nothing") == ["nothing: no such index"]


def test_truncated_footer_is_damage(engine: EmbeddedEngine, tmp_path: Path) -> None:
    file = next((tmp_path / "engine/indexes/one").glob("*.store"))
    file.write_bytes(file.read_bytes()[:-3])
    assert any("footer" in line for line in engine.verify("one"))


def test_second_writer_waits_and_then_gives_up(
    engine: EmbeddedEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "_LOCK_WAIT", 0.2)
    started, go_on = threading.Event(), threading.Event()

    def slowly() -> Iterator[Upsert]:
        yield Upsert("slow", 1, {"title": "pump"})
        started.set()
        go_on.wait(10)

    thread = threading.Thread(target=lambda: engine.write("one", slowly()))
    thread.start()
    try:
        assert started.wait(10)
        other = EmbeddedEngine(tmp_path / "engine", heap_mb=32, threads=1)
        with pytest.raises(EngineUnavailable):
            other.write("one", [Upsert("b", 1, {"title": "pump"})])
    finally:
        go_on.set()
        thread.join()
    assert found(engine) == ["a", "slow"]


def test_writes_that_fail_half_way_leave_nothing_behind(engine: EmbeddedEngine) -> None:
    def broken() -> Iterator[Upsert]:
        yield Upsert("b", 1, {"title": "pump"})
        raise RuntimeError("source went away")

    with pytest.raises(RuntimeError):
        engine.write("one", broken())
    assert found(engine) == ["a"]
    engine.write("one", [Upsert("b", 1, {"title": "pump"})])
    assert found(engine) == ["a", "b"]


def test_alias_to_a_missing_index_is_refused(engine: EmbeddedEngine) -> None:
    with pytest.raises(EngineError):
        engine.point("all", "nowhere")
    assert engine.target("all") == "one"


def test_index_dropped_while_open_elsewhere_is_answered_from_where_the_alias_went(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    reader = EmbeddedEngine(tmp_path / "engine")
    assert found(reader) == ["a"]
    engine.create("two", SCHEMA)
    engine.write("two", [Upsert("c", 1, {"title": "pump"})])
    engine.point("all", "two")
    engine.drop("one")
    assert found(reader) == ["c"]


def test_no_text_of_a_document_but_its_beginning_is_stored(engine: EmbeddedEngine, tmp_path: Path) -> None:
    fields = json.loads((tmp_path / "engine/indexes/one/meta.json").read_text())["schema"]
    assert {field["name"] for field in fields if field["options"].get("stored")} == {"id", "like"}


def test_threads_read_while_one_writes(engine: EmbeddedEngine) -> None:
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                assert "a" in found(engine)
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for thread in readers:
        thread.start()
    for number in range(15):
        engine.write("one", [Upsert(f"n{number}", 1, {"title": "pump"}), Upsert("a", 2 + number, {"title": "pump"})])
    done.set()
    for thread in readers:
        thread.join()
    assert failures == []
