"""Find out how a text file is encoded: byte order marks, UTF-16 without one, UTF-8, Windows-1258, or Western.

Windows-1258 writes a Vietnamese tone as a byte of its own behind the vowel; that is what tells it from Windows-1252,
in which those bytes are capital and small letters that hardly ever follow a vowel.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from marketplace.i18n import gettext as _
from marketplace.listings.transfer.records import FileError

SAMPLE = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# a vowel, plain or as Windows-1258 has it (ă â ê ô ơ ư), then a tone: huyền, hỏi, ngã, sắc, nặng
_TONE = re.compile(rb"[aeiouyAEIOUY\xe3\xe2\xea\xf4\xf5\xfd\xc3\xc2\xca\xd4\xd5\xdd][\xcc\xd2\xde\xec\xf2]")
_D = re.compile(rb"(?<![a-zA-Z])[\xf0\xd0](?=[a-z\xe0-\xff])")  # đ begins a syllable; ð hardly ever stands there
SHOWN = {
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1258": "Windows-1258",
    "cp1252": "Windows-1252",
}


def detect(path: Path) -> str:
    """Return a codec's name. Raise FileError for a file that isn't text."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if b"\x00" in head:
        return _wide(head)
    return "utf-8" if _is_utf8(path) else _single_byte(_beyond_ascii(path) or head)


def check(name: str) -> str:
    """Return the name of the codec that a person asked for. Raise FileError for one that doesn't exist."""
    try:
        info = codecs.lookup(name)
        if not info._is_text_encoding:
            raise LookupError
    except (LookupError, ValueError):
        raise FileError(_("There is no encoding called “%(name)s”.", name=name[:40])) from None
    return info.name


def shown(name: str) -> str:
    """Return the encoding's name for readers."""
    return SHOWN.get(name, name)


def _wide(head: bytes) -> str:
    """Tell UTF-16 without a mark from a file that isn't text: Latin letters have a zero in every other byte."""
    half = max(len(head) // 2, 1)
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * 0.3 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.3 and odd < half * 0.05:
        return "utf-16-be"
    if even + odd > len(head) * 0.01 or head[:4] in (b"\x7fELF", b"PK\x03\x04", b"%PDF"):
        raise FileError(_("This is not a text file. CSV, XLSX and JSON Lines can be imported."))
    return "utf-8"


def _is_utf8(path: Path) -> bool:
    """Tell whether all of the file is UTF-8, or so nearly that its other bytes are mistakes in a few rows."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(SAMPLE):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        sample = _beyond_ascii(path)
        valid = sum(len(found) for found in _UTF8.findall(sample))
        return valid > len(_HIGH.findall(sample)) * 0.7
    return True


def _beyond_ascii(path: Path) -> bytes:
    """Return up to a megabyte of lines that are not plain ASCII."""
    found, size = [], 0
    with path.open("rb") as file:
        while size < SAMPLE and (line := file.readline(SAMPLE)):
            if not line.isascii():
                found.append(line)
                size += len(line)
    return b"".join(found)


def _single_byte(sample: bytes) -> str:
    high = len(_HIGH.findall(sample))
    vietnamese = 2 * len(_TONE.findall(sample)) + len(_D.findall(sample))
    return "cp1258" if high and vietnamese > high * 0.3 else "cp1252"
