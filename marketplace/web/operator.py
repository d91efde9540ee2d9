"""The shell of the operator's pages: who may see them and how they lead to each other.

A new page is a blueprint that calls `require_operator()` first, a template that extends `operator/layout.html`, and a
line in `SECTIONS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request, url_for
from werkzeug.wrappers import Response

from marketplace.errors import NotAllowed
from marketplace.i18n import L
from marketplace.web.context import page, require_sign_in, viewer


@dataclass(frozen=True, slots=True)
class Section:
    """One of the operator's pages."""

    endpoint: str
    label: L


SECTIONS = (
    Section("operator_overview.show", L("What waits", "Việc đang chờ")),
    Section("operator_index.show", L("Search index", "Chỉ mục tìm kiếm")),
    Section("operator_figures.show", L("Figures", "Số liệu")),
    Section("operator_jobs.show", L("Jobs", "Việc nền")),
    Section("operator_people.show", L("People", "Người dùng")),
    Section("operator_organisations.show", L("Organisations", "Tổ chức")),
    Section("desk_sectors.show", L("Brokers", "Môi giới")),
    Section("desk.index", L("Desk", "Bàn môi giới")),
    Section("operator_texts.index", L("Pages", "Trang thông tin")),
    Section("operator_news.index", L("News", "Tin tức")),
    Section("operator_plugins.show", L("Plugins", "Trình cắm")),
    Section("operator_settings.show", L("Settings", "Cấu hình")),
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


def ask(label: str, question: str, back: str, fields: Mapping[str, Sequence[object]] | None = None) -> Response:
    """Ask before something is done, on a page of its own whose button posts `fields` to the same address."""
    return page("operator/confirm.html", tabs=tabs(), label=label, question=question, back=back, fields=fields or {})
