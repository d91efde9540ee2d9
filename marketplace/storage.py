"""The files port: where attachments and pictures are kept. A local folder here; another store is another class.

Files are named by the SHA-256 of what they hold, so that the same file is kept once and a name reveals nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

CHUNK = 1 << 20
KEY = re.compile(r"[0-9a-f]{64}")


class Storage(Protocol):
    """Keeps bytes under a key that it chooses."""

    def save(self, source: BinaryIO) -> str:
        """Keep everything that `source` yields and return its key. Saving the same bytes again gives the same key."""

    def open(self, key: str) -> BinaryIO:
        """Return the file for reading. Raise FileNotFoundError for an unknown key."""

    def delete(self, key: str) -> None:
        """Forget the file; an unknown key is no error. The caller makes sure that nothing else refers to it."""

    def keys(self) -> Iterator[str]:
        """Yield the key of every file, in no order."""


class LocalStorage:
    """Files in a folder, two levels deep. Each appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, source: BinaryIO) -> str:
        """Write to a draft beside, flush it to disk, then move it to its final name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix="draft-", delete=False) as draft:
            try:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
                    draft.write(chunk)
                draft.flush()
                os.fsync(draft.fileno())
                path = self._path(digest.hexdigest())
                path.parent.mkdir(parents=True, exist_ok=True)
                Path(draft.name).replace(path)
            except BaseException:
                Path(draft.name).unlink(missing_ok=True)
                raise
        return digest.hexdigest()

    def open(self, key: str) -> BinaryIO:
        """Return the file for reading. Raise FileNotFoundError for an unknown or malformed key."""
        return self._path(key).open("rb")

    def delete(self, key: str) -> None:
        """Remove the file if it is there."""
        self._path(key).unlink(missing_ok=True)

    def keys(self) -> Iterator[str]:
        """Yield the key of every file."""
        return (path.name for path in self.folder.glob("??/*") if KEY.fullmatch(path.name))

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise FileNotFoundError(f"not a storage key: {key!r}")
        return self.folder / key[:2] / key
