"""Turn what an operator typed for a setting into its value."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def convert(kind: Any, value: Any) -> Any:
    """Return `value` as `kind`; the ValueError's text says what was expected."""
    if kind is bool:
        word = str(value).strip().lower()
        if word not in TRUE | FALSE:
            raise ValueError("yes or no")
        return word in TRUE
    if kind in (int, float):
        try:
            return kind(str(value))
        except ValueError:
            raise ValueError("a whole number" if kind is int else "a number") from None
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise ValueError(f"one of {', '.join(get_args(kind))}")
        return value
    if get_origin(kind) is tuple:
        words = value if isinstance(value, list) else str(value).split(",")
        return tuple(word.strip() for word in words if word.strip())
    if not isinstance(value, str):
        raise ValueError("a text")
    return kind(value)


def normal_url(url: str) -> str:
    """Return a database URL in SQLAlchemy's spelling: `postgres://` is what many hosts hand out."""
    for spelling in ("postgres://", "postgresql://"):
        if url.startswith(spelling):
            return "postgresql+psycopg://" + url.removeprefix(spelling)
    return url


def kept_secret(path: Path) -> str:
    """Return the key in `path`, making it (readable by the owner only) the first time, even if two processes race."""
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=path.parent)  # mode 0600
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, path)  # unlike a rename, never replaces the key of a process that was faster
        Path(draft).unlink()
    return path.read_text(encoding="ascii").strip()
