"""Files made fit to be published: pictures drawn anew, documents rid of what tells who made them."""

from __future__ import annotations

import io
import logging
import re
import warnings
import zipfile
from dataclasses import dataclass

from PIL import Image, ImageOps

from marketplace.i18n import L
from marketplace.listings.sniff import Refused, check_unpacked

log = logging.getLogger(__name__)
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every flaw in every file uploaded

MAX_PIXELS = 50_000_000
MAX_SIDE = 2_400  # pixels: sharp on a full-width screen of twice the density
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
_BROKEN_PICTURE = L("The picture can't be read.", "Không đọc được ảnh.")

_CORE = "docProps/core.xml"
_NEUTRAL_PARTS = {
    _CORE: b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}
# Names of people in tracked changes, comments and their author lists.
_AUTHOR_ATTRIBUTE = re.compile(rb'((?:[A-Za-z0-9]+:)?(?:author|initials|userId|userName|lastModifiedBy))="[^"]*"')
_AUTHOR_ELEMENT = re.compile(rb"(<(?:\w+:)?author>)[^<]*(</)")
_AUTHOR_LISTS = re.compile(r"(?:people|commentAuthors|authors|persons?)\w*\.xml$")
_NAME_ATTRIBUTE = re.compile(rb'\b((?:\w+:)?(?:name|displayName))="[^"]*"')


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it will be served."""

    content: bytes
    media_type: str
    width: int
    height: int


def redraw(content: bytes, media_type: str) -> Picture:
    """Decode and encode a picture again: upright, at most MAX_SIDE pixels a side, without any metadata.

    Raise Refused for a broken picture and for one of more than MAX_PIXELS.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(io.BytesIO(content), formats=[_FORMATS[media_type]])
        if image.width * image.height > MAX_PIXELS:
            raise Refused(L("The picture has too many pixels.", "Ảnh có quá nhiều điểm ảnh."))
        image = ImageOps.exif_transpose(image)
        image.thumbnail((MAX_SIDE, MAX_SIDE))
        return _encode(image, media_type)
    except Image.DecompressionBombError:
        raise Refused(L("The picture has too many pixels.", "Ảnh có quá nhiều điểm ảnh.")) from None
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 – an isolation border: decoders raise anything on hostile files
        log.info("a picture was refused: %r", error)
        raise Refused(_BROKEN_PICTURE) from None


def _encode(image: Image.Image, media_type: str) -> Picture:
    media_type = "image/png" if media_type == "image/gif" else media_type
    see_through = image.has_transparency_data and media_type != "image/jpeg"
    image = image.convert("RGBA" if see_through else "RGB")
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, _FORMATS[media_type], quality=85, optimize=True)
    return Picture(out.getvalue(), media_type, bare.width, bare.height)


def anonymise(content: bytes, media_type: str) -> bytes | None:
    """Return the document without author, company, comments' authors and editing history, or None when that fails."""
    try:
        return _bare_pdf(content) if media_type == "application/pdf" else _bare_office(content)
    except Exception as error:  # noqa: BLE001 – an isolation border: parsers raise anything on hostile files
        log.info("a document keeps its metadata: %r", error)
        return None


def _bare_pdf(content: bytes) -> bytes | None:
    import pypdf  # half a second, for every command and process
    from pypdf.generic import DictionaryObject, NameObject

    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        return None
    writer = pypdf.PdfWriter(clone_from=reader)
    writer.metadata = None
    for owner in (writer.root_object, *writer.pages):
        for key in ("/Metadata", "/PieceInfo", "/LastModified"):
            owner.pop(NameObject(key), None)
    for page in writer.pages:
        for annotation in page.get("/Annots") or ():
            mark = annotation.get_object()
            if isinstance(mark, DictionaryObject) and mark.get("/Subtype") != "/Widget":
                mark.pop(NameObject("/T"), None)  # a comment's author; in a form field it is the field's name
    if "/AcroForm" not in writer.root_object and "/Names" in writer.root_object:
        names = writer.root_object["/Names"].get_object()
        if isinstance(names, DictionaryObject):
            names.pop(NameObject("/EmbeddedFiles"), None)
            names.pop(NameObject("/JavaScript"), None)
    writer.compress_identical_objects(remove_unreferenced=True)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _bare_office(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        check_unpacked(source.infolist(), len(content))
        for entry in source.infolist():
            neutral = zipfile.ZipInfo(entry.filename)  # no time of its own
            neutral.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(neutral, _bare_part(entry.filename, source.read(entry)))
    return out.getvalue()


def _bare_part(name: str, content: bytes) -> bytes:
    if name in _NEUTRAL_PARTS:
        return _NEUTRAL_PARTS[name]
    if not name.endswith(".xml"):
        return content
    content = _AUTHOR_ELEMENT.sub(rb"\1\2", _AUTHOR_ATTRIBUTE.sub(rb'\1=""', content))
    return _NAME_ATTRIBUTE.sub(rb'\1=""', content) if _AUTHOR_LISTS.search(name) else content
