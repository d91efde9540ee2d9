"""The page of one's keys: make one, see which there are, revoke one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request
from flask_login import current_user
from werkzeug.wrappers import Response

from marketplace.accounts import tokens
from marketplace.errors import Invalid
from marketplace.i18n import L
from marketplace.i18n import gettext as _
from marketplace.web import halfway
from marketplace.web.context import back_to, market, page, require_sign_in, uow, viewer
from marketplace.web.forms import FormField, Option

bp = Blueprint("tokens", __name__, url_prefix="/account/tokens")
SCOPES = {"read": L("Read", "Chỉ đọc"), "write": L("Read and change", "Đọc và sửa")}
DAYS = {
    "30": L("30 days", "30 ngày"),
    "90": L("90 days", "90 ngày"),
    "365": L("A year", "Một năm"),
    "never": L("Without end", "Không thời hạn"),
}


@bp.get("")
def index() -> Response:
    """List one's keys, with the form for a new one."""
    require_sign_in()
    return _show(halfway.restored() or {"scope": "read", "days": "90"})


@bp.post("")
def create() -> Response:
    """Make a key and show it, this once."""
    require_sign_in()
    try:
        _token, text = tokens.create(viewer(), uow(), _user(), request.form)
    except Invalid as error:
        uow().rollback()
        return _show(request.form, error.messages, status=422)
    uow().commit()
    response = _show({"scope": "read", "days": "90"}, made=text)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/<public_id>/revoke")
def revoke(public_id: str) -> Response:
    """End a key."""
    require_sign_in()
    token = tokens.revoke(viewer(), uow(), _user(), public_id)
    uow().commit()
    flash(_("The key “%(name)s” no longer works.", name=token.name), "ok")
    return back_to("tokens.index")


def _user() -> Any:
    return current_user._get_current_object()


def _show(values: Any, errors: dict[str, list[str]] | None = None, *, made: str = "", status: int = 200) -> Response:
    now, errors = market().clock(), errors or {}
    rows = [
        {
            "token": each,
            "works": tokens.works(each, now),
            "scope": SCOPES["write" if "write" in each.scopes else "read"],
        }
        for each in tokens.of_user(viewer(), uow(), _user())
    ]
    name = FormField("name", _("What it is for"), value=values.get("name", ""), required=True, max_length=80)
    name.example = _("Nightly import from our ERP")
    fields = [
        name,
        _chooser("scope", _("What it may do"), SCOPES, values.get("scope", "")),
        _chooser("days", _("How long it works"), DAYS, values.get("days", "")),
    ]
    for field in fields:
        field.errors, field.narrow = errors.get(field.name, ()), True
    problems = errors.get("_", [])
    return page("accounts/tokens.html", status=status, rows=rows, fields=fields, made=made, problems=problems)


def _chooser(name: str, label: str, choices: dict[str, L], value: str) -> FormField:
    options = [Option(code, str(text), code == value) for code, text in choices.items()]
    return FormField(name, label, "choice", value, required=True, options=options)
