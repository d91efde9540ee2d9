"""The one place where tantivy's failures, Rust panics among them, become the engine's own errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from search.engine import EngineError, EngineUnavailable


@contextmanager
def border(doing: str, kind: type[EngineError] = EngineUnavailable) -> Iterator[None]:
    """Turn what tantivy raises into `kind`. A panic derives from BaseException, so it is told by its name."""
    try:
        yield
    except EngineError:
        raise
    except OSError as error:
        raise EngineUnavailable(f"{doing}: {error}") from error
    except ValueError as error:
        raise kind(f"{doing}: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise kind(f"{doing}: {error}") from None
