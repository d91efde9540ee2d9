"""Where an institute makes the line that puts listings on its own page, and the script of that line."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from marketplace.errors import NotFound
from marketplace.i18n import LOCALES, current_locale
from marketplace.i18n import gettext as _
from marketplace.organisations import service as organisations
from marketplace.web import embedding
from marketplace.web.assets import Assets
from marketplace.web.context import market, page, uow, viewer
from marketplace.web.embedding import Box
from marketplace.web.forms import FormField, Option
from marketplace.web.locale import root_path
from marketplace.web.security import policy
from marketplace.web.views.embed import shelf_of

NAMES = {"vi": "Tiếng Việt", "en": "English"}
bp = Blueprint("embed_line", __name__)


@dataclass(frozen=True, slots=True)
class Made:
    """What comes of the choices: the line, the plain frame, and what the preview needs."""

    name: str
    title: str
    script: str
    frame: str
    preview: str
    height: int


@bp.get("/embed.js")
def script() -> Response:
    """Return the script. Its address is written into pages of others for years: no hash in it."""
    assets: Assets = current_app.extensions["marketplace_assets"]
    response = assets.respond(request, "js/embed.js")
    if response is None:
        raise NotFound
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@bp.get("/embedding")
def show() -> Response:
    """Show the choices and what comes of them: the line, and the box as readers will see it."""
    asked = request.args.to_dict()
    known = _known()
    source, _colon, value = (asked.get("show") or next(iter(known), "")).partition(":")
    lang = asked.get("lang") or current_locale()
    box, problems = embedding.read({**asked, "sector": "", "organisation": "", source: value})
    if lang not in LOCALES:
        lang, problems["lang"] = current_locale(), _("Choose one of the languages.")
    made = None if problems else _made(box, lang, problems)
    if made is not None:
        known.setdefault(f"{box.source}:{box.value}", made.name)
    fields = _fields(box, lang, known, problems, asked.get("number"))
    summary = [(problems[field.name], field.id) for field in fields if field.name in problems]
    response = page(
        "embed/line.html",
        fragment="embed/made.html",
        status=422 if problems else 200,
        fields=fields,
        made=made,
        problems=summary,
    )
    response.headers["Content-Security-Policy"] = policy(frame_src="'self'")
    return response


def _known() -> dict[str, str]:
    """Return what may be shown, by its key in the address: each sector, then the viewer's organisations."""
    sectors = {f"sector:{slug}": str(sector.name) for slug, sector in market().plugins.sectors.items()}
    own = organisations.mine(viewer(), uow()) if viewer().signed_in else []
    return sectors | {f"organisation:{each.public_id}": each.name for each in own}


def _made(box: Box, lang: str, problems: dict[str, str]) -> Made | None:
    """Return what comes of it, or note that there is no such source."""
    try:
        name = shelf_of(box).name
    except NotFound:
        problems["show"] = _("There is no such sector or organisation here.")
        return None
    address = embedding.box_address(box, lang)
    title = _("Newest listings: %(name)s", name=name)
    return Made(
        name,
        title,
        embedding.script_line(box, lang),
        embedding.frame_line(address, title, "100%", box.height),
        root_path() + address.removeprefix(market().settings.site_url),
        box.height,
    )


def _fields(box: Box, lang: str, known: dict[str, str], problems: dict[str, str], typed: str | None) -> list[FormField]:
    chosen = {"show": f"{box.source}:{box.value}", "lang": lang, "theme": box.theme}
    themes = {"auto": _("As the reader's system"), "light": _("Light"), "dark": _("Dark")}
    fields = [
        FormField("show", _("Whose listings"), "choice", empty_label=None),
        FormField("lang", _("Language"), "choice-radio"),
        FormField("number", _("How many listings"), "number", typed or box.number, help=_("From 1 to 10.")),
        FormField("theme", _("Colours"), "choice-radio"),
    ]
    for field, options in zip(fields, (known, NAMES, {}, themes), strict=True):
        field.required, field.narrow = True, True
        field.errors = [problems[field.name]] if field.name in problems else []
        field.options = [Option(key, label, key == chosen[field.name]) for key, label in options.items()]
    return fields
