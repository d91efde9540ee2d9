"""Who may look behind the site: operators, and nobody else. What isn't named here is not allowed."""

from __future__ import annotations

from marketplace.errors import NotAllowed
from marketplace.viewer import Viewer

ACTIONS = frozenset({"overview", "jobs", "plugins", "people", "organisations", "settings", "figures"})


def require(viewer: Viewer, action: str) -> None:
    """Raise NotAllowed unless the viewer may; "sign_in" for somebody unknown."""
    if action not in ACTIONS or not viewer.is_operator:
        raise NotAllowed(f"operate.{action}" if viewer.signed_in else "sign_in")
