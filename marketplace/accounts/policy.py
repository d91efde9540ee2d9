"""Who may do what with accounts. What isn't named here is not allowed."""

from __future__ import annotations

from marketplace.accounts.models import User
from marketplace.errors import NotAllowed
from marketplace.i18n import gettext as _
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer


def may(viewer: Viewer, action: str, user: User | None = None) -> bool:
    """Tell whether the viewer may do `action` (to `user`)."""
    if action in ("user.create", "user.roles", "user.reopen"):
        return viewer.is_operator
    if action == "user.close":  # whoever runs the site can't lock themselves out
        return viewer.is_operator and user is not None and user.id != viewer.user_id
    if action == "user.edit":
        return user is not None and viewer.signed_in and viewer.user_id == user.id
    return False


def require(viewer: Viewer, action: str, user: User | None = None) -> None:
    """Raise NotAllowed unless the viewer may."""
    if not may(viewer, action, user):
        raise NotAllowed(action)


def is_confirmed(viewer: Viewer, uow: UnitOfWork) -> bool:
    """Tell whether the viewer's e-mail address is confirmed; the system's own needs none."""
    if viewer.is_system:
        return True
    user = uow.session.get(User, viewer.user_id) if viewer.signed_in else None
    return user is not None and user.confirmed_at is not None


def require_confirmed(viewer: Viewer, uow: UnitOfWork, action: str) -> None:
    """Raise NotAllowed unless the viewer's address is confirmed: needed for whatever the public will see."""
    if not is_confirmed(viewer, uow):
        raise NotAllowed(action, _("Confirm your e-mail address first: open the link in the message we sent you."))
