"""The file itself: a ZIP whose last entry lists all others with their size and SHA-256.

tables/<name>.jsonl has the columns' names in its first line and a row in each other; files/<key> are the uploads;
settings.toml and manifest.json say where it comes from.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO, Self

from marketplace.errors import MarketplaceError

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20
# Whatever zipfile and what reads from it raise when bytes are not what they were.
DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, KeyError, ValueError, NotImplementedError)


class BackupError(MarketplaceError):
    """A backup can't be made or used; the message is one line that says why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Where a backup comes from and what is in it."""

    marketplace: str  # the version of the code
    made: str  # ISO 8601, UTC
    database: str  # "sqlite" or "postgresql"; it can be restored into either
    revisions: dict[str, str]  # of the core's and each plugin's migrations
    rows: dict[str, int]  # by table, in the order in which they can be put back
    entries: dict[str, list[Any]] = field(default_factory=dict)  # name → [bytes, SHA-256]
    format: int = FORMAT

    def keys(self) -> list[str]:
        """Return the keys of the uploads."""
        return [name.removeprefix("files/") for name in self.entries if name.startswith("files/")]


class Entry:
    """One entry being written, with its sum."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target, self.size, self.digest = target, 0, hashlib.sha256()

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self.target.write(data)
        self.size += len(data)
        self.digest.update(data)


class Writer:
    """A backup being written."""

    def __init__(self, target: BinaryIO) -> None:
        self.zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=5)
        self.entries: dict[str, list[Any]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self.zip.fp = None  # or its destructor would try to end the file, and say that it can't

    @contextmanager
    def entry(self, name: str, *, pack: bool = True) -> Iterator[Entry]:
        """Add an entry; uploads are mostly packed already."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED
        with self.zip.open(info, "w", force_zip64=True) as target:
            made = Entry(target)
            yield made
        self.entries[name] = [made.size, made.digest.hexdigest()]

    def add(self, name: str, data: bytes) -> None:
        """Add a small entry."""
        with self.entry(name) as entry:
            entry.write(data)

    def finish(self, facts: dict[str, Any]) -> Manifest:
        """Add the list of all entries and end the file."""
        manifest = Manifest(**facts, entries=self.entries)
        facts = {name: getattr(manifest, name) for name in Manifest.__slots__}
        self.zip.writestr(MANIFEST, json.dumps(facts, ensure_ascii=False, indent=1))
        self.zip.close()
        return manifest


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that appears under its name whole and on disk, or not at all; only its owner may read it.

    Raise BackupError when it can't be written, or when there is one of that name.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.exists():
            raise BackupError(f"{path} is there already; name a new file")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except OSError as error:
        raise BackupError(f"can't write {path}: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)


class Reader:
    """A backup being read. Every method raises BackupError for a damaged one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self.careful():
            self.zip = zipfile.ZipFile(path)
            facts = json.loads(self.zip.read(MANIFEST))
            if facts.get("format", FORMAT) != FORMAT:
                made = facts.get("marketplace", "?")
                raise BackupError(f"{path} was made by marketplace {made} in a form that this version can't read")
            self.manifest = Manifest(**facts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.zip.close()

    @contextmanager
    def careful(self) -> Iterator[None]:
        """Turn what a damaged file raises into one line."""
        try:
            yield
        except OSError as error:
            raise BackupError(f"can't read {self.path}: {error.strerror or error}") from error
        except (*DAMAGE, TypeError, AttributeError, RuntimeError) as error:
            raise BackupError(f"{self.path} is damaged or not a backup: {error}") from error

    def verify(self, report: Callable[[int, int | None], None]) -> None:
        """Compare every entry with its sum."""
        wanted = self.manifest.entries
        with self.careful():
            if {*wanted, MANIFEST} != set(self.zip.namelist()):
                raise ValueError("its entries are not those it lists")
            for number, (name, (size, digest)) in enumerate(wanted.items()):
                if measure(self.zip, name) != (size, digest):
                    raise ValueError(f"{name} is not what it was")
                report(number + 1, len(wanted))

    def rows(self, table: str, size: int) -> Iterator[tuple[list[str], list[tuple[Any, ...]]]]:
        """Yield a table's rows in batches, each with the columns' names."""
        with self.zip.open(f"tables/{table}.jsonl") as source:
            columns, batch = json.loads(next(source)), []
            for line in source:
                batch.append(tuple(json.loads(line)))
                if len(batch) == size:
                    yield columns, batch
                    batch = []
            yield columns, batch

    def file(self, key: str) -> IO[bytes]:
        """Return an upload for reading."""
        return self.zip.open(f"files/{key}")


def measure(archive: zipfile.ZipFile, name: str) -> tuple[int, str]:
    """Return size and SHA-256 of an entry as it is now."""
    size, digest = 0, hashlib.sha256()
    with archive.open(name) as source:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            digest.update(chunk)
    return size, digest.hexdigest()
