"""The files of a listing: `/api/v1/listings/<id>/files`. Who may see and add what is decided as for the pages."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import request, url_for
from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from marketplace.api import etags, shapes
from marketplace.api.bodies import json_object, refuse_unknown
from marketplace.api.listings import WRITING, require_sign_in, require_version
from marketplace.api.openapi import operation
from marketplace.api.problems import Refused
from marketplace.errors import Invalid, NotFound
from marketplace.i18n import L
from marketplace.i18n import gettext as _
from marketplace.interests.queries import granted
from marketplace.listings import attachments, queries
from marketplace.listings.disclosure import Disclosed, disclose
from marketplace.listings.models import Listing
from marketplace.listings.sniff import EXTENSIONS
from marketplace.web.context import let_others_write, market, uow, viewer
from marketplace.web.views.files import WORDS, send

bp = Blueprint("api_files", __name__, url_prefix="/api/v1/listings", description="Pictures and documents")
WANTED = L("Send multipart/form-data with the part “file”.", "Hãy gửi multipart/form-data với phần “file”.")


@operation(
    *(bp, "GET", "/<public_id>/files", "FileList", 404),
    conditional=True,
    summary=L("List a listing's files", "Liệt kê tệp của một tin"),
)
def index(public_id: str) -> Response:
    """Return the files; of those that this caller may not open only that there are some. The ETag is the listing's."""
    listing = queries.get(viewer(), uow(), market(), public_id)
    etag = etags.of(listing)
    if etags.unchanged(etag):
        return shapes.answer(None, 304, {"ETag": etag})
    return shapes.answer({"items": shapes.of_files(_seen(listing))}, headers={"ETag": etag})


@operation(
    *(bp, "POST", "/<public_id>/files", "File", 401, 403, 404, 415),
    status=201,
    body="Upload",
    body_type="multipart/form-data",
    summary=L("Add a file", "Thêm tệp"),
)
def upload(public_id: str) -> Response:
    """Add a picture or document: JPEG, PNG, WebP, PDF, DOCX, XLSX, PPTX, judged by their bytes."""
    require_sign_in("edit")
    if request.mimetype != "multipart/form-data":
        raise Refused(415, str(WANTED))
    refuse_unknown(request.form, WORDS)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid({"file": [_("Choose a file first.")]})
    words = {name: request.form[name] for name in WORDS if name in request.form}
    let_others_write()
    made = attachments.upload(
        viewer(), uow(), market(), public_id, sent.filename, cast(BinaryIO, sent.stream), words
    ).public_id
    uow().commit()
    location = url_for("api_files.show", public_id=public_id, file_id=made)
    return shapes.answer(_one(public_id, made), 201, {"Location": location, "ETag": _etag(public_id)})


@operation(
    bp,
    "GET",
    "/<public_id>/files/<file_id>",
    None,
    404,
    media=tuple(EXTENSIONS),
    summary=L("Download a file", "Tải tệp xuống"),
)
def show(public_id: str, file_id: str) -> Response:
    """Send the bytes of a file that this caller may open."""
    return send(public_id, file_id)


@operation(
    *(bp, "PATCH", "/<public_id>/files/<file_id>", "File", *WRITING),
    body="FileChange",
    if_match=True,
    summary=L("Describe a file", "Mô tả tệp"),
)
def describe(public_id: str, file_id: str) -> Response:
    """Change a file's alternative text, its title or who may open it."""
    require_sign_in("edit")
    data = json_object()
    refuse_unknown(data, WORDS)
    if wrong := [name for name in WORDS if not isinstance(data.get(name, ""), str)]:
        raise Invalid({name: [_("Enter text.")] for name in wrong})
    require_version(public_id, "edit")
    attachments.describe(viewer(), uow(), market(), public_id, file_id, data)
    uow().commit()
    return shapes.answer(_one(public_id, file_id), headers={"ETag": _etag(public_id)})


@operation(
    bp,
    "DELETE",
    "/<public_id>/files/<file_id>",
    None,
    401,
    403,
    404,
    412,
    status=204,
    if_match=True,
    summary=L("Take a file off a listing", "Gỡ tệp khỏi tin"),
)
def delete(public_id: str, file_id: str) -> Response:
    """Take a file off a listing."""
    require_sign_in("edit")
    require_version(public_id, "edit")
    attachments.remove(viewer(), uow(), market(), public_id, file_id)
    uow().commit()
    return shapes.answer(None, 204, {"ETag": _etag(public_id)})


def _etag(public_id: str) -> str:
    """Return the listing's: its files change with it, and who changes several of them needs it after each."""
    return etags.of(queries.get(viewer(), uow(), market(), public_id))


def _seen(listing: Listing) -> Disclosed:
    return disclose(viewer(), listing, market(), granted(viewer(), uow(), listing))


def _one(public_id: str, file_id: str) -> shapes.Json:
    listing = queries.get(viewer(), uow(), market(), public_id)
    found = [each for each in shapes.of_files(_seen(listing)) if each.get("id") == file_id]
    if not found:
        raise NotFound
    return found[0]
