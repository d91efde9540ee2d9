"""The operator's page of the search index: how it stands, how far a new one is, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from marketplace.discovery import index
from marketplace.discovery.reindex import builds, progress
from marketplace.discovery.reindex.models import State
from marketplace.errors import NotFound
from marketplace.i18n import L
from marketplace.i18n import gettext as _
from marketplace.uow import UnitOfWork
from marketplace.web.context import back_to, market, page, uow
from marketplace.web.flashes import say
from marketplace.web.operator import ask, require_operator, tabs
from search.engine import EngineUnavailable

bp = Blueprint("operator_index", __name__)


@dataclass(frozen=True, slots=True)
class Action:
    """Something the operator can do with the index; asked first on a page of its own."""

    label: L
    question: L
    done: L
    run: Callable[[UnitOfWork, Any], object]


ACTIONS = {
    "rebuild": Action(
        L("Rebuild the index", "Lập lại chỉ mục"),
        L(
            "A new index is filled from the database while the old one goes on answering; then they are exchanged. The index kept from before is dropped.",  # noqa: E501
            "Một chỉ mục mới được nạp từ cơ sở dữ liệu trong khi chỉ mục cũ vẫn phục vụ, rồi thay thế cho nhau. Chỉ mục giữ lại từ trước sẽ bị xóa.",  # noqa: E501
        ),
        L("The new index is being built.", "Đang lập chỉ mục mới."),
        builds.start,
    ),
    "rollback": Action(
        L("Roll back", "Quay về chỉ mục trước"),
        L(
            "The index before is brought up to date and put into use again; the one in use now is kept.",
            "Chỉ mục trước được cập nhật rồi đưa vào dùng lại; chỉ mục đang dùng được giữ lại.",
        ),
        L("The index before is being brought up to date.", "Đang cập nhật chỉ mục trước."),
        builds.roll_back,
    ),
    "drop": Action(
        L("Drop the old one", "Xóa chỉ mục cũ"),
        L("After that there is no way back to it.", "Sau đó không thể quay về chỉ mục này nữa."),
        L("The old index was dropped.", "Đã xóa chỉ mục cũ."),
        lambda unit, _market: builds.drop_kept(unit),
    ),
}


@bp.get("/operator/index")
def show() -> Response:
    """Show how the index stands. htmx asks for the changing part again every other second."""
    require_operator()
    return page("operator/index.html", fragment="operator/index_state.html", tabs=tabs(), **standing())


def standing() -> dict[str, Any]:
    """Return what the page shows; without an engine that answers only what the database knows."""
    unit, site = uow(), market()
    history = progress.history(unit)
    under_way = next((each for each in history if each.is_active), None)
    kept = next((each for each in history if each.state is State.KEPT), None)
    try:
        used = index.status(unit, site)
    except EngineUnavailable:
        used = None
    open_to = ["rebuild"] * (under_way is None) + ["rollback", "drop"] * (kept is not None and under_way is None)
    actions = [(name, ACTIONS[name].label) for name in open_to]
    return {"used": used, "build": under_way, "history": history, "actions": actions, "now": unit.now()}


@bp.get("/operator/index/<action>")
def confirm(action: str) -> Response:
    """Ask before anything is done."""
    require_operator()
    chosen = known(action)
    return ask(str(chosen.label), str(chosen.question), url_for("operator_index.show"))


@bp.post("/operator/index/<action>")
def act(action: str) -> Response:
    """Begin a build or a way back, or drop the kept index."""
    require_operator()
    chosen = known(action)
    try:
        chosen.run(uow(), market())
        uow().commit()
        say(str(chosen.done), "ok")
    except builds.NothingToRollBack as error:
        say(str(error), "bad")
    except EngineUnavailable:
        say(_("The search engine can't answer now. Try again later."), "bad")
    return back_to("operator_index.show")


def known(action: str) -> Action:
    """Return an action by its name in the address. Raises NotFound."""
    if action not in ACTIONS:
        raise NotFound
    return ACTIONS[action]
