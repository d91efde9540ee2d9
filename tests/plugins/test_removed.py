"""What becomes of listings whose sector's plugin was removed: their owners edit them, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update

from marketplace.db import db
from marketplace.listings.models import Listing
from marketplace.plugin_testing.site import Made, PluginSite
from marketplace.uow import UnitOfWork


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PluginSite]:
    """A site with the marine sector."""
    made = PluginSite("marine", tmp_path_factory.mktemp("marine"))
    with made.app.app_context(), UnitOfWork(db.session(), write=True) as uow:
        uow.session.execute(update(Listing).values(status="draft"))  # published ones must be complete, too
        uow.commit()
    yield made
    made.close()


def offer(site: PluginSite) -> Made:
    return next(made for made in site.listings if made.sector and made.kind == "offer")


def save(site: PluginSite, app: Flask, **typed: str) -> tuple[int, str]:
    """Open the first step of the form as its owner, change something, and send what a browser would send."""
    client = site.client(app, signed_in=True)
    address = f"/vi/listings/{offer(site).public_id}/edit"
    page = client.get(address, follow_redirects=True).text
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    select = re.search(r'<select[^>]*name="sector".*?</select>', page, re.DOTALL)[0]
    form["sector"] = re.search(r'<option value="([^"]*)"[^>]*selected', select)[1]
    answer = client.post(address, data=form | typed, follow_redirects=True)
    return answer.status_code, page


def stored(site: PluginSite, app: Flask) -> tuple[str | None, dict, str]:
    with app.app_context():
        row = db.session().query(Listing).filter_by(public_id=offer(site).public_id).one()
        return row.sector, row.attrs, row.texts["vi"].title


def test_an_edit_keeps_the_sector_and_its_facts(site: PluginSite) -> None:
    bare = site.removed()
    status, page = save(site, bare, **{"texts.vi.title": "Tàu lai mới đổi tên"})
    assert status == 200
    assert "marine (hiện không có)" in page
    assert stored(site, bare) == ("marine", offer(site).attrs, "Tàu lai mới đổi tên")


def test_no_other_sector_that_is_gone_can_be_chosen(site: PluginSite) -> None:
    bare = site.removed()
    status, _ = save(site, bare, sector="greentech", **{"texts.vi.title": "Tàu lai khác"})
    assert status == 422
    assert stored(site, bare)[0] == "marine"
