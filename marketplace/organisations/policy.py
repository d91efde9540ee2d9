"""Who may do what with organisations. What isn't named here is not allowed."""

from __future__ import annotations

from marketplace.errors import NotAllowed
from marketplace.organisations.models import Organisation
from marketplace.viewer import Viewer

MANAGERS = frozenset({"organisation.edit", "organisation.invite", "organisation.remove"})
OPERATORS = frozenset({"organisation.verify"})


def may(viewer: Viewer, action: str, organisation: Organisation | None = None) -> bool:
    """Tell whether the viewer may do `action` (with `organisation`). A confirmed address is asked apart."""
    if action == "organisation.create":
        return viewer.signed_in or viewer.is_system
    if organisation is None:
        return False
    if action == "organisation.read":
        return True
    if action in MANAGERS:
        return viewer.manages(organisation.id) or viewer.is_operator
    if action in ("organisation.members", "organisation.leave"):
        return viewer.belongs_to(organisation.id) or (action == "organisation.members" and viewer.is_operator)
    return action in OPERATORS and viewer.is_operator


def require(viewer: Viewer, action: str, organisation: Organisation | None = None) -> None:
    """Raise NotAllowed unless the viewer may."""
    if not may(viewer, action, organisation):
        raise NotAllowed(action)
