"""Documents made fit to be published: rid of what tells who made them."""

from __future__ import annotations

import logging

from marketplace.listings import office, portable

log = logging.getLogger(__name__)


def anonymise(content: bytes, media_type: str) -> bytes | None:
    """Return the document without author, company, comments' authors and editing history, or None when that fails."""
    try:
        return portable.bare(content) if media_type == "application/pdf" else office.bare(content)
    except Exception as error:  # noqa: BLE001 – an isolation border: parsers raise anything on hostile files
        log.info("a document keeps its metadata: %r", error)
        return None
