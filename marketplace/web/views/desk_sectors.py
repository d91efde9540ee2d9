"""The operator's page of brokers: in which sectors each of them works."""

from __future__ import annotations

from flask import Blueprint, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.accounts import brokers as desks
from marketplace.accounts.models import BrokerSector, User
from marketplace.database import name_key
from marketplace.desk import service
from marketplace.errors import Invalid, NotFound
from marketplace.i18n import gettext as _
from marketplace.web.context import back_to, market, page, uow, viewer
from marketplace.web.flashes import say
from marketplace.web.operator import require_operator, tabs
from marketplace.web.views.cards import sector_name

bp = Blueprint("desk_sectors", __name__, url_prefix="/operator/brokers")


def brokers() -> list[User]:
    """Return who works as a broker, by name."""
    return sorted(desks.with_role(uow(), "broker"), key=lambda each: name_key(each.name))


@bp.get("")
def show() -> Response:
    """List the brokers with their sectors."""
    require_operator()
    people, of = brokers(), dict[int, set[str]]()
    chosen = select(BrokerSector).where(BrokerSector.user_id.in_([each.id for each in people]))
    for each in uow().session.scalars(chosen):
        of.setdefault(each.user_id, set()).add(each.sector)
    slugs = list(market().plugins.sectors)
    rows = [(each, [(slug, sector_name(slug), slug in of.get(each.id, ())) for slug in slugs]) for each in people]
    return page("operator/brokers.html", tabs=tabs(), rows=rows)


@bp.post("/<public_id>")
def save(public_id: str) -> Response:
    """Change in which sectors one works."""
    require_operator()
    person = next((each for each in brokers() if each.public_id == public_id), None)
    if person is None:
        raise NotFound
    try:
        service.assign_sectors(viewer(), uow(), market(), person, request.form.getlist("sector"))
    except Invalid as error:
        uow().rollback()
        say(str(error), "bad")
        return back_to("desk_sectors.show")
    uow().commit()
    say(_("The sectors of %(name)s are saved.", name=person.name), "ok")
    return back_to("desk_sectors.show")
