"""For load balancers and supervisors: /healthz says that this process serves, /readyz that the site can work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from marketplace.db import db
from marketplace.discovery.index import ALIAS
from marketplace.jobs import admin
from marketplace.uow import UnitOfWork
from search.engine import EngineUnavailable

if TYPE_CHECKING:
    from marketplace.app import Marketplace

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """Answer at once, whatever the state of database and index."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Answer 200 if the database can be used, else 503; and say what can't be used.

    Without an index everything but searching works on: a balancer that sends nobody here would end that, too.
    """
    market = current_app.extensions["marketplace"]
    missing = [name for name, works in (("database", database_answers), ("index", index_answers)) if not works(market)]
    if "database" in missing:
        return {"status": "not ready", "missing": missing}, 503
    return {"status": "degraded" if missing else "ok", "missing": missing}


def database_answers(market: Marketplace) -> bool:
    """Tell whether the database can be asked, over a connection that is free in time."""
    try:
        admin.counts(UnitOfWork(db.session(), market.clock))
    except (DBAPIError, PoolTimeout):
        return False
    return True


def index_answers(market: Marketplace) -> bool:
    """Tell whether the engine answers and has an index of ours in use."""
    try:
        target = market.engine.target(ALIAS)
        return target is not None and market.engine.schema_of(target) != ""
    except EngineUnavailable:
        return False
