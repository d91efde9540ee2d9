"""What an uploaded file really is, told from its bytes: names and declared types are only claims."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import puremagic

from marketplace.i18n import L

MAX_ENTRIES = 5_000
MAX_UNPACKED = 200_000_000  # bytes
MAX_RATIO = 200  # real office files stay under 50; a bomb is in the thousands

PICTURE_SIGNATURES = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
OFFICE_PARTS = {
    "word/document.xml": (_OFFICE + "wordprocessingml.document", "docx"),
    "xl/workbook.xml": (_OFFICE + "spreadsheetml.sheet", "xlsx"),
    "ppt/presentation.xml": (_OFFICE + "presentationml.presentation", "pptx"),
}
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}
EXTENSIONS |= dict(OFFICE_PARTS.values())


class Refused(ValueError):
    """The file is not accepted; `reason` says why in the reader's language."""

    def __init__(self, reason: L) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """`kind` is "picture" or "document"; the media type is what the bytes say."""

    kind: str
    media_type: str


def sniff(content: bytes) -> Sniffed:
    """Tell a JPEG, PNG, GIF, WebP, PDF, DOCX, XLSX or PPTX; raise Refused for anything else."""
    if not content:
        raise Refused(L("The file is empty.", "Tệp rỗng."))
    for media_type, signatures in PICTURE_SIGNATURES.items():
        if content.startswith(signatures) and (media_type != "image/webp" or content[8:12] == b"WEBP"):
            return Sniffed("picture", media_type)
    if content.startswith(b"%PDF-"):
        return Sniffed("document", "application/pdf")
    if content.startswith(b"PK\x03\x04"):
        return Sniffed("document", _office_type(content))
    raise Refused(_not_accepted(_guess(content)))


def _guess(content: bytes) -> str:
    """Return the usual file name ending of what this looks like, "" if unknown."""
    try:
        return puremagic.from_string(content[:4096]).lstrip(".")
    except (puremagic.PureError, ValueError):
        return ""


def _not_accepted(found: str) -> L:
    seen_en, seen_vi = (f" It looks like “{found}”.", f" Tệp này giống “{found}”.") if found else ("", "")
    return L(
        f"Only JPEG, PNG, WebP, GIF, PDF, DOCX, XLSX and PPTX files are accepted.{seen_en}",
        f"Chỉ nhận tệp JPEG, PNG, WebP, GIF, PDF, DOCX, XLSX và PPTX.{seen_vi}",
    )


def _office_type(content: bytes) -> str:
    """Look inside a ZIP: it must be an office document, without macros, and not blow up when unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        raise Refused(L("The file is damaged.", "Tệp bị hỏng.")) from None
    check_unpacked(entries, len(content))
    names = {entry.filename for entry in entries}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(
            L("The document contains macros; save it without them.", "Tài liệu có macro; hãy lưu lại không kèm macro.")
        )
    for part, (media_type, _extension) in OFFICE_PARTS.items():
        if part in names and "[Content_Types].xml" in names:
            return media_type
    raise Refused(_not_accepted("zip"))


def check_unpacked(entries: list[zipfile.ZipInfo], packed: int) -> None:
    """Raise Refused for a ZIP that is encrypted, or whose declared contents are too many or too large."""
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(L("The document is protected by a password.", "Tài liệu được bảo vệ bằng mật khẩu."))
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(packed, 50_000):
        raise Refused(L("The document is too large when unpacked.", "Tài liệu quá lớn khi giải nén."))
