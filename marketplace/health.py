"""For load balancers and supervisors: /healthz says that this process serves, /readyz that the site can work."""

from __future__ import annotations

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from marketplace.db import db
from marketplace.discovery.index import ALIAS
from marketplace.jobs import admin
from marketplace.uow import UnitOfWork
from search.engine import EngineUnavailable

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """Answer at once, whatever the state of database and index."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Answer 200 if database and index can be used, else 503 with what can't."""
    market = current_app.extensions["marketplace"]
    missing = []
    try:
        admin.counts(UnitOfWork(db.session(), market.clock))
    except DBAPIError:
        missing.append("database")
    try:
        if market.engine.target(ALIAS) is None:
            missing.append("index")
    except EngineUnavailable:
        missing.append("index")
    return {"status": "not ready" if missing else "ok", "missing": missing}, 503 if missing else 200
