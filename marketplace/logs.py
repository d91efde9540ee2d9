"""Log lines: ours by structlog, the libraries' by logging, both through one formatter and to standard error.

Whatever is logged on behalf of a request carries its id, in the web process and in the jobs that it left behind.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from structlog.types import Processor

from marketplace.config import Settings

PASSWORD = re.compile(r"(://[^/\s:@\"']*):[^/\s\"']+@")  # up to the last @ before the host: a password may hold one


def request_id() -> str | None:
    """Return the id of the request on whose behalf this runs, if there is one."""
    found: str | None = structlog.contextvars.get_contextvars().get("request_id")
    return found


@contextmanager
def on_behalf_of(request: str | None) -> Iterator[None]:
    """Let what is logged and enqueued in the block carry the id of a request."""
    if request is None:
        yield
        return
    with structlog.contextvars.bound_contextvars(request_id=request):
        yield


def without_passwords(_logger: Any, _method: str, line: Any) -> Any:
    """Mask passwords in addresses (`smtp://user:password@host`), wherever in the line they come from."""
    return PASSWORD.sub(r"\1:***@", line) if isinstance(line, str) else line


def configure(settings: Settings) -> None:
    """Set up logging for this process. JSON lines unless standard error is a terminal or the settings say otherwise."""
    plain = settings.log_format == "plain" or (settings.log_format == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    tracebacks = structlog.dev.plain_traceback  # the pretty one prints local variables, secrets among them
    last: list[Processor] = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=tracebacks)]
    if not plain:
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, settings.log_level.upper())),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    formatter = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last, without_passwords]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=formatter, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for noisy in ("alembic", "sqlalchemy", "werkzeug", "mail.log"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
