"""The shell of the operator's pages: who may see them and how they lead to each other.

A new page is a blueprint that calls `require_operator()` first, a template that extends `operator/layout.html`, and a
line in `SECTIONS`.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from marketplace.errors import NotAllowed
from marketplace.i18n import L
from marketplace.web.context import require_sign_in, viewer


@dataclass(frozen=True, slots=True)
class Section:
    """One of the operator's pages."""

    endpoint: str
    label: L


SECTIONS = (
    Section("operator_index.show", L("Search index", "Chỉ mục tìm kiếm")),
    Section("desk_sectors.show", L("Brokers", "Môi giới")),
    Section("desk.index", L("Desk", "Bàn môi giới")),
)


def require_operator() -> None:
    """Raise NotAllowed for everybody but those who run the site; who has not signed in is sent to the sign-in form."""
    require_sign_in()
    if not viewer().is_operator:
        raise NotAllowed("operate")


def tabs() -> list[tuple[str, str, bool]]:
    """Return (label, address, is current) of each section."""
    return [
        (str(each.label), url_for(each.endpoint), request.blueprint == each.endpoint.partition(".")[0])
        for each in SECTIONS
    ]
