"""Who may write for the site: operators. What they publish everybody may read. What isn't named here is not allowed."""

from __future__ import annotations

from marketplace.errors import NotAllowed
from marketplace.viewer import Viewer

ACTIONS = frozenset({"texts.edit", "news.edit"})


def may(viewer: Viewer, action: str) -> bool:
    """Tell whether the viewer may do `action`."""
    return action in ACTIONS and viewer.is_operator


def require(viewer: Viewer, action: str) -> None:
    """Raise NotAllowed unless the viewer may; "sign_in" for somebody unknown."""
    if not may(viewer, action):
        raise NotAllowed(action if viewer.signed_in else "sign_in")
