"""PDF files without what tells who made them."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from marketplace.listings.pictures import redraw

if TYPE_CHECKING:
    import pypdf
    from pypdf.generic import DictionaryObject

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every flaw in every file uploaded

# Any object may carry these: the document, a page, a picture, a form placed on a page (ISO 32000-2, 14.3 and 14.5).
_TELLING = ("/Metadata", "/PieceInfo", "/LastModified")


def bare(content: bytes) -> bytes | None:
    """Return a PDF without its metadata; None for one that is encrypted, or signed: a signature names who signed."""
    import pypdf  # half a second, for every command and process

    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        return None
    writer = pypdf.PdfWriter(clone_from=reader)
    writer.metadata = None
    _forget_attached(writer)
    for each in _dictionaries(writer.root_object):
        if each.get("/Type") == "/Sig":
            return None
        _strip(each)
    writer.compress_identical_objects(remove_unreferenced=True)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _strip(each: DictionaryObject) -> None:
    for key in _TELLING:
        each.pop(key, None)
    if "/Rect" in each and each.get("/Subtype") != "/Widget":
        each.pop("/T", None)  # a comment's author; in a form field it is the field's name
    if each.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        _redraw(each)


def _redraw(photo: Any) -> None:
    """Free a JPEG of place and camera. Printers' colours stay as they are: a screen's would be misread for them."""
    content = photo._data
    if b"\xff\xe1" in content[:65_536] and photo.get("/ColorSpace") in ("/DeviceRGB", "/DeviceGray"):
        photo._data = redraw(content, "image/jpeg", embedded=True).content


def _forget_attached(writer: pypdf.PdfWriter) -> None:
    if "/AcroForm" in writer.root_object or "/Names" not in writer.root_object:
        return
    names: Any = writer.root_object["/Names"].get_object()
    for key in ("/EmbeddedFiles", "/JavaScript"):
        names.pop(key, None)


def _dictionaries(root: DictionaryObject) -> Iterator[DictionaryObject]:
    """Yield every dictionary and stream that the document leads to, once; what was popped from one isn't followed."""
    from pypdf.generic import ArrayObject, DictionaryObject

    stack: list[Any] = [root]
    seen: set[int] = set()
    while stack:
        item = stack.pop().get_object()
        if id(item) in seen or not isinstance(item, DictionaryObject | ArrayObject):
            continue
        seen.add(id(item))
        if isinstance(item, DictionaryObject):
            yield item
            stack.extend(item.values())
        else:
            stack.extend(item)
