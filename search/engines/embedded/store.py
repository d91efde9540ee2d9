"""The folder: indexes, aliases, and indexes held open by this process.

PATH/indexes/<name>/    tantivy's files and fields.json, the neutral schema
PATH/aliases/<name>     the name of an index, replaced by renaming
"""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import tantivy

from search.analysis import analyzers
from search.engine import EngineError, EngineUnavailable
from search.engines.embedded.border import border
from search.engines.embedded.build import Builder
from search.engines.embedded.mapping import Mapping
from search.schema import Field, Kind, Schema

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_FIELDS = "fields.json"
_FOOTER_MAGIC = 1337


def check_name(name: str) -> str:
    """Return the name if it is safe as a file's. Raises `EngineError`."""
    if not _NAME.fullmatch(name):
        raise EngineError(f"not a usable index name: {name!r:.60}")
    return name


@dataclass(frozen=True)
class Handle:
    """An index open in this process, as it was at one moment: addresses of one searcher mean nothing to another.

    `identity` and `stamp` are what the folder looked like then.
    """

    mapping: Mapping
    index: tantivy.Index
    builder: Builder
    identity: tuple[int, int]
    stamp: tuple[int, int, int]
    searcher: tantivy.Searcher

    @property
    def analyzers(self) -> dict[str, tantivy.TextAnalyzer]:
        """Return the analyzers registered with the index."""
        return self.builder.analyzers


class Store:
    """Finds, opens and refreshes indexes. Handles belong to one process: after a fork they are opened anew."""

    def __init__(self, path: Path) -> None:
        self._indexes = path / "indexes"
        self._aliases = path / "aliases"
        self._handles: dict[str, Handle] = {}
        self._targets: dict[str, tuple[tuple[int, int, int], str]] = {}  # alias: its file as it was when read, index
        self._pid = os.getpid()
        self._lock = threading.Lock()

    def folder(self, index: str) -> Path:
        """Return where an index lives."""
        return self._indexes / check_name(index)

    def create(self, index: str, schema: Schema) -> None:
        """Make an empty index aside and move it into place. Raises `EngineError` if the name is taken."""
        target = self.folder(index)
        if target.exists():
            raise EngineError(f"index {index} exists already")
        mapping = Mapping(schema)
        mapping.check()
        aside = self._indexes / f".new-{index}-{os.getpid()}"
        with border(f"create {index}"):
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir(parents=True)
            tantivy.Index(mapping.build(), str(aside), reuse=False)
            rows = [asdict(field) for field in schema.fields]
            _write(aside / _FIELDS, json.dumps(rows, ensure_ascii=False, indent=1))
            aside.rename(target)

    def handle(self, index: str) -> Handle:
        """Return the index open and up to date. Raises `EngineUnavailable`."""
        folder = self.folder(index)
        with self._lock:
            if self._pid != os.getpid():
                self._handles, self._pid = {}, os.getpid()
            with border(f"open {index}"):
                identity, stamp = _identity(folder), _stamp(folder / "meta.json")
                held = self._handles.get(index)
                if held is None or held.identity != identity:
                    held = self._handles[index] = self._open(folder, identity, stamp)
                elif held.stamp != stamp:
                    held.index.reload()
                    held = self._handles[index] = replace(held, searcher=held.index.searcher(), stamp=stamp)
                return held

    def forget(self, index: str) -> None:
        """Close the index in this process, so that the next use reads the folder afresh."""
        with self._lock:
            self._handles.pop(index, None)

    def _open(self, folder: Path, identity: tuple[int, int], stamp: tuple[int, int, int]) -> Handle:
        if not tantivy.Index.exists(str(folder)):
            raise EngineUnavailable(f"{folder.name} is not an index")
        mapping = Mapping(read_schema(folder))
        index = tantivy.Index.open(str(folder))
        registered = analyzers()
        for name, analyzer in registered.items():
            index.register_tokenizer(name, analyzer)
        index.config_reader("manual")
        index.reload()
        return Handle(mapping, index, Builder(mapping, index, registered), identity, stamp, index.searcher())

    def point(self, alias: str, index: str) -> None:
        """Replace the alias file in one step."""
        if not self.folder(index).is_dir():
            raise EngineError(f"no index {index}")
        with border(f"point {alias}"):
            self._aliases.mkdir(parents=True, exist_ok=True)
            aside = self._aliases / f".{check_name(alias)}-{os.getpid()}-{threading.get_ident()}"
            _write(aside, index)
            aside.replace(self._aliases / alias)
            _sync(self._aliases)

    def target(self, alias: str) -> str | None:
        """Return the index of an alias: read again when its file is another one."""
        file = self._aliases / check_name(alias)
        try:
            stamp = _stamp(file)
            if (held := self._targets.get(alias)) is None or held[0] != stamp:
                held = self._targets[alias] = stamp, file.read_text("utf-8").strip()
            return held[1]
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise EngineUnavailable(f"alias {alias}: {error}") from error

    def resolve(self, alias: str) -> str:
        """Return the index of an alias, or the name itself if it is an index's. Raises `EngineUnavailable`."""
        target = self.target(alias)
        if target is None and not self.folder(alias).is_dir():
            raise EngineUnavailable(f"nothing to search: no index behind {alias}")
        return target or alias

    def names(self) -> list[str]:
        """Return all indexes."""
        try:
            return sorted(p.name for p in self._indexes.iterdir() if p.is_dir() and _NAME.fullmatch(p.name))
        except FileNotFoundError:
            return []

    def drop(self, index: str) -> None:
        """Delete the folder, renamed first so that no half index is ever seen. Readers keep what they have open.

        What a process that was killed while making or dropping it left behind goes, too.
        """
        folder = self.folder(index)
        self.forget(index)
        with suppress(FileNotFoundError):
            folder.rename(folder.with_name(f".old-{index}-{os.getpid()}"))
        for aside in (*folder.parent.glob(f".old-{index}-*"), *folder.parent.glob(f".new-{index}-*")):
            shutil.rmtree(aside, ignore_errors=True)

    def verify(self, index: str) -> list[str]:
        """Return what is wrong with the files: each carries its CRC32 in a footer that tantivy itself never checks."""
        folder = self.folder(index)
        if not folder.is_dir():
            return [f"{index}: no such index"]
        damage = list(_damage(folder))
        if not damage:
            try:
                self.forget(index)
                self.handle(index)
            except EngineError as error:
                damage.append(str(error))
        return damage


def read_schema(folder: Path) -> Schema:
    """Return the neutral schema that an index was made with. Raises `EngineUnavailable`."""
    try:
        rows = json.loads((folder / _FIELDS).read_text("utf-8"))
        return Schema(tuple(Field(**{**row, "kind": Kind(row["kind"])}) for row in rows))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise EngineUnavailable(f"{folder.name}: schema can't be read: {error}") from error


def _damage(folder: Path) -> Iterator[str]:
    try:
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        live = {segment["segment_id"].replace("-", "") for segment in meta["segments"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield f"meta.json: {error}"
        return
    seen = set()
    for file in sorted(folder.iterdir()):
        stem = file.name.split(".")[0]
        if stem not in live:
            continue
        seen.add(stem)
        try:
            if (reason := _bad_crc(file.read_bytes())) is not None:
                yield f"{file.name}: {reason}"
        except OSError as error:
            yield f"{file.name}: {error}"
    yield from (f"segment {stem} has no files" for stem in sorted(live - seen))


def _bad_crc(data: bytes) -> str | None:
    """Return what is wrong with one file: body, JSON footer, footer's length and a magic number, little-endian."""
    if len(data) < 8 or int.from_bytes(data[-4:], "little") != _FOOTER_MAGIC:
        return "no footer"
    size = int.from_bytes(data[-8:-4], "little")
    try:
        wanted = json.loads(data[-8 - size : -8])["crc"]
    except (ValueError, KeyError, TypeError):
        return "unreadable footer"
    return None if zlib.crc32(memoryview(data)[: -8 - size]) == wanted else "checksum differs"


def _identity(folder: Path) -> tuple[int, int]:
    found = (folder / _FIELDS).stat()
    return found.st_dev, found.st_ino


def _stamp(file: Path) -> tuple[int, int, int]:
    found = file.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _write(file: Path, text: str) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
