"""GET /api/v1/me: who the caller is."""

from __future__ import annotations

from flask import g
from flask_smorest import Blueprint
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.accounts.models import ApiToken, User
from marketplace.api import shapes
from marketplace.api.listings import require_sign_in
from marketplace.api.openapi import operation
from marketplace.i18n import L
from marketplace.organisations.models import Organisation
from marketplace.web.context import uow, viewer

bp = Blueprint("api_me", __name__, url_prefix="/api/v1", description="The caller")


@operation(bp, "GET", "/me", "Me", 401, summary=L("Read who you are", "Đọc thông tin của chính bạn"))
def show() -> Response:
    """Return the caller's account, organisations and, when a key was used, what that may do."""
    require_sign_in("me")
    who = viewer()
    user = uow().session.get_one(User, who.user_id)
    mine = select(Organisation).where(Organisation.id.in_(sorted(who.organisations))).order_by(Organisation.id)
    body = {
        "id": user.public_id,
        "name": user.name,
        "email": user.email,
        "email_confirmed": user.confirmed_at is not None,
        "locale": user.locale,
        "roles": sorted(who.roles),
        "organisations": [
            {**(shapes.of_organisation(each) or {}), "role": who.organisations[each.id]}
            for each in uow().session.scalars(mine)
        ],
        "token": _of_token(g.get("token")),
    }
    return shapes.answer(body)


def _of_token(token: ApiToken | None) -> shapes.Json | None:
    if token is None:
        return None
    return {"name": token.name, "scopes": token.scopes, "expires_at": shapes.moment(token.expires_at)}
