"""Finding a TRL by questions: one page for each, the answers in its address, so that it works without scripts.

Beside the field of the form the same pages come as fragments (`static/js/readiness.js`).
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from marketplace.ids import PUBLIC_ID
from marketplace.taxonomies import taxonomy
from marketplace.taxonomies.readiness import NO, YES, follow
from marketplace.web.context import page

bp = Blueprint("readiness", __name__, url_prefix="/help/trl")


@bp.get("/questions")
def ask() -> Response:
    """Ask the next question, or name the level and why. `listing`: the form to go back to; `kind` only words it."""
    asked = follow(request.args.get("answers", "")[:12])
    form, kind = _form(), "demand" if request.args.get("kind") == "demand" else "offer"
    same: dict[str, Any] = {"listing": form, "kind": kind}
    context: dict[str, Any] = {"asked": asked, "number": len(asked.answers) + 1, "kind": kind, "form": form}
    context["again"] = url_for("readiness.ask", **same)
    context["ways"] = {each: url_for("readiness.ask", answers=asked.answers + each, **same) for each in (YES, NO)}
    if asked.answers:
        context["before"] = url_for("readiness.ask", answers=asked.answers[:-1] or None, **same)
    if asked.level is not None:
        context["level"] = taxonomy("trl").lookup(str(asked.level))
        context["use"] = _use(form, asked.level)
    return page("readiness/page.html", fragment="readiness/_ask.html", **context)


def _form() -> str | None:
    public_id = request.args.get("listing", "")
    return public_id if PUBLIC_ID.fullmatch(public_id) else None


def _use(form: str | None, level: int) -> str:
    """Return the way back to the form with the level filled in and what had been typed; without one, the level."""
    if form is None:
        return url_for("about.help_on", slug="trl", _anchor=f"trl-{level}")
    return url_for("editing.edit", public_id=form, step="technology", restore=1, trl=level, _anchor="f-trl")
