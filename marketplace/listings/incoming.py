"""Files on their way into a listing: read, judged by their bytes and made fit to be published, without the database."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from marketplace.errors import Invalid
from marketplace.i18n import gettext as _
from marketplace.i18n import ngettext
from marketplace.listings.models import Attachment
from marketplace.listings.pictures import redraw
from marketplace.listings.sanitise import anonymise
from marketplace.listings.sniff import EXTENSIONS, Refused, Sniffed, sniff
from marketplace.plugin_host.clean import clean_line

MAX_FILES = 20
Made = tuple[Attachment, bytes] | Invalid | Refused  # a file without a place yet and its bytes, or why there is none


@dataclass(frozen=True, slots=True)
class Sent:
    """A file on its way in. `words`: alt_vi, alt_en, title_vi, title_en, tier."""

    filename: str
    stream: BinaryIO
    words: Mapping[str, Any] = field(default_factory=dict)


def ready(sent: Iterable[Sent], limit_mb: int) -> Iterator[tuple[Mapping[str, Any], Made]]:
    """Yield each file's words and what it was made into; no more than a listing holds, for nobody needs the rest."""
    left = MAX_FILES
    for each in sent:
        made: Made = full() if not left else _made(each, limit_mb)
        left -= isinstance(made, tuple)
        yield each.words, made


def _made(sent: Sent, limit_mb: int) -> Made:
    try:
        content = _read(sent.stream, limit_mb)
        return prepared(content, sniff(content), sent.filename)
    except (Invalid, Refused) as refusal:
        return refusal


def full() -> Invalid:
    """Return what is said of a file too many."""
    message = ngettext("A listing holds at most %(num)s file.", "A listing holds at most %(num)s files.", MAX_FILES)
    return Invalid({"file": [message]})


def _read(stream: BinaryIO, limit_mb: int) -> bytes:
    content = stream.read(limit_mb * 1_000_000 + 1)
    if len(content) > limit_mb * 1_000_000:
        raise Invalid({"file": [_("The file is larger than %(limit)s MB.", limit=limit_mb)]})
    return content


def prepared(content: bytes, found: Sniffed, filename: str) -> tuple[Attachment, bytes]:
    """Return an attachment that has no place yet, and the bytes to keep."""
    if found.kind == "picture":
        picture = redraw(content, found.media_type)
        made = Attachment(media_type=picture.media_type, clean=True, width=picture.width, height=picture.height)
        content = picture.content
    else:
        bare = anonymise(content, found.media_type)
        made = Attachment(media_type=found.media_type, clean=bare is not None)
        content = content if bare is None else bare
    made.kind, made.filename = found.kind, safe_name(filename, made.media_type)
    made.size, made.sha256 = len(content), hashlib.sha256(content).hexdigest()
    return made, content


def safe_name(filename: str, media_type: str) -> str:
    """Return the last part of the name, without control characters, with the ending that the bytes deserve."""
    name = clean_line(filename.replace("\\", "/").rsplit("/", 1)[-1])
    stem = name.rsplit(".", 1)[0] if "." in name else name
    stem = "".join("_" if c in '<>:"|?*' or unicodedata.category(c) == "Cf" else c for c in stem).strip(" .")
    return f"{stem[:120] or 'file'}.{EXTENSIONS[media_type]}"
