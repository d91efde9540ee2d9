"""The operator's page of jobs: what waits, runs and failed; trying again and dropping what was given up."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from marketplace.errors import NotFound
from marketplace.i18n import L, ngettext
from marketplace.i18n import gettext as _
from marketplace.jobs.models import Job
from marketplace.operating import jobs
from marketplace.web.context import back_to, market, page, uow, viewer
from marketplace.web.flashes import say
from marketplace.web.operator import ask, require_operator, tabs
from marketplace.web.paging import asked, pages_of

bp = Blueprint("operator_jobs", __name__, url_prefix="/operator/jobs")
LABELS = {
    "dead": L("Given up", "Đã bỏ cuộc"),
    "failing": L("Failed, tried again", "Lỗi, sẽ thử lại"),
    "running": L("Running", "Đang chạy"),
    "waiting": L("Waiting", "Đang chờ"),
}
ACTIONS = {"retry": L("Try again", "Thử lại"), "drop": L("Drop", "Bỏ hẳn")}
BIG = 18  # digits: more are no number of a job


@bp.get("")
def show() -> Response:
    """Show the jobs of one state, those given up first, and how many there are of each kind."""
    require_operator()
    state, name = request.args.get("state", ""), request.args.get("name", "")[:80]
    state = state if state in jobs.STATES else "dead"
    kinds = jobs.kinds(viewer(), uow())
    name = name if name in {kind.name for kind in kinds} else ""
    counts = {each: sum(kind.counts[each] for kind in kinds if name in ("", kind.name)) for each in jobs.STATES}
    found = jobs.page(viewer(), uow(), state, name, asked())
    return page(
        "operator/jobs.html",
        tabs=tabs(),
        kinds=kinds,
        label_of=market().jobs.label_of,
        counts=counts,
        labels=LABELS,
        state=state,
        name=name,
        jobs=[(job, last_line(job)) for job in found.items],
        schedules=jobs.schedules(viewer(), uow()),
        pages=pages_of(found, jobs.PAGE_SIZE, "operator_jobs.show", state=state, name=name or None),
    )


def last_line(job: Job) -> str:
    """Return the last line of a job's error: what went wrong in one sentence."""
    return (job.error or "").strip().rpartition("\n")[2].strip()


@bp.get("/<action>")
def confirm(action: str) -> Response:
    """Ask before jobs are tried again or dropped."""
    require_operator()
    ids = chosen(request.args.getlist("id"))
    number = jobs.dead(viewer(), uow(), ids)
    label = known(action)
    if not number:
        return nothing()
    if action == "retry":
        question = ngettext("%(num)s job is tried again at once.", "%(num)s jobs are tried again at once.", number)
    else:
        question = ngettext(
            "%(num)s job is deleted: what it was to do will never be done.",
            "%(num)s jobs are deleted: what they were to do will never be done.",
            number,
        )
    fields = {"id": sorted(ids or ()), "number": [number]}
    return ask(str(label), question, url_for("operator_jobs.show"), fields)


@bp.post("/<action>")
def act(action: str) -> Response:
    """Try the jobs again, or drop them; if there are more than was said when it was asked, ask again."""
    require_operator()
    ids = chosen(request.form.getlist("id"))
    known(action)
    there = jobs.dead(viewer(), uow(), ids)
    if not there:
        return nothing()
    if str(there) != request.form.get("number"):
        say(_("Meanwhile their number has changed. Look again."), "warn")
        return back_to("operator_jobs.confirm", action=action, id=sorted(ids or ()))
    number = (jobs.retry if action == "retry" else jobs.drop)(viewer(), uow(), ids)
    uow().commit()
    if action == "retry":
        say(ngettext("%(num)s job is tried again.", "%(num)s jobs are tried again.", number))
    else:
        say(ngettext("%(num)s job is dropped.", "%(num)s jobs are dropped.", number))
    return back_to("operator_jobs.show")


def nothing() -> Response:
    """Say that there is nothing to do, which is good news."""
    say(_("These jobs are no longer there."), "info")
    return back_to("operator_jobs.show")


def known(action: str) -> L:
    """Return the label of an action. Raise NotFound."""
    if action not in ACTIONS:
        raise NotFound
    return ACTIONS[action]


def chosen(given: list[str]) -> set[int] | None:
    """Return the ids that a form or address names, None for all when it names none."""
    found = {int(each) for each in given if each.isascii() and each.isdigit() and len(each) <= BIG}
    return found if given else None
