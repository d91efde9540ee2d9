"""Pictures drawn anew, so that nothing but what they show is left of them."""

from __future__ import annotations

import io
import logging
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from marketplace.i18n import L
from marketplace.listings.sniff import Refused

log = logging.getLogger(__name__)

MAX_PIXELS = 50_000_000
MAX_SIDE = 2_400  # pixels: sharp on a full-width screen of twice the density
FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/tiff": "TIFF",  # inside documents only
}
_BROKEN_PICTURE = L("The picture can't be read.", "Không đọc được ảnh.")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it will be served."""

    content: bytes
    media_type: str
    width: int
    height: int


def redraw(content: bytes, media_type: str, *, embedded: bool = False) -> Picture:
    """Decode and encode a picture again: upright, at most MAX_SIDE pixels a side, without any metadata.

    One `embedded` in a document keeps its size, its sides and its type, by which the document shows it.
    Raise Refused for a broken picture and for one of more than MAX_PIXELS.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(io.BytesIO(content), formats=[FORMATS[media_type]])
        if image.width * image.height > MAX_PIXELS:
            raise Refused(L("The picture has too many pixels.", "Ảnh có quá nhiều điểm ảnh."))
        if embedded:
            return _encode(image, media_type)
        image = ImageOps.exif_transpose(image)
        image.thumbnail((MAX_SIDE, MAX_SIDE))
        return _encode(image, "image/png" if media_type == "image/gif" else media_type)
    except Image.DecompressionBombError:
        raise Refused(L("The picture has too many pixels.", "Ảnh có quá nhiều điểm ảnh.")) from None
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 – an isolation border: decoders raise anything on hostile files
        log.info("a picture was refused: %r", error)
        raise Refused(_BROKEN_PICTURE) from None


def _encode(image: Image.Image, media_type: str) -> Picture:
    out = io.BytesIO()
    if media_type == "image/gif":  # it may move
        image.save(out, "GIF", save_all=True, comment=b"")
        return Picture(out.getvalue(), media_type, image.width, image.height)
    see_through = image.has_transparency_data and media_type != "image/jpeg"
    image = image.convert("RGBA" if see_through else "L" if image.mode == "L" else "RGB")
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    bare.save(out, FORMATS[media_type], quality=85, optimize=True)
    return Picture(out.getvalue(), media_type, bare.width, bare.height)
