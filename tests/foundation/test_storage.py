"""Files are kept once, whole, and under names that reveal nothing."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from marketplace.storage import LocalStorage


def test_what_was_saved_can_be_read_and_deleted(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path / "files")
    key = storage.save(io.BytesIO(b"x" * 3_000_000))
    with storage.open(key) as file:
        assert file.read() == b"x" * 3_000_000
    assert list(storage.keys()) == [key]
    storage.delete(key)
    storage.delete(key)
    assert list(storage.keys()) == []
    with pytest.raises(FileNotFoundError):
        storage.open(key)


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)
    assert storage.save(io.BytesIO(b"same")) == storage.save(io.BytesIO(b"same"))
    assert len(list(storage.keys())) == 1


def test_a_source_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise ConnectionError("the upload was cut")
            return super().read(1)

    with pytest.raises(ConnectionError):
        LocalStorage(tmp_path).save(Broken(b"abc"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["", "../secret_key", "a" * 63, "A" * 64, "a" * 64 + "\n", f"{'a' * 62}/x"])
def test_a_key_can_never_leave_the_folder(tmp_path: Path, key: str) -> None:
    for act in (LocalStorage(tmp_path).open, LocalStorage(tmp_path).delete):
        with pytest.raises(FileNotFoundError):
            act(key)
