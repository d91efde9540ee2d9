"""Log lines: ours by structlog, the libraries' by logging, both through one formatter and to standard error."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.types import Processor

from marketplace.config import Settings


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
    formatter = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=formatter, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for noisy in ("alembic", "sqlalchemy", "werkzeug", "mail.log"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
