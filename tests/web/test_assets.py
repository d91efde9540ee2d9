"""Static files: hashed names, caching, packing, and what browsers without new features get."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from marketplace.web import assets

KIB = 1024


@pytest.fixture(scope="module")
def files() -> assets.Assets:
    return assets.Assets()


def test_our_css_stays_within_its_budget() -> None:
    css = assets.own_css().encode()
    assert len(css) <= 45 * KIB  # 42 were for the trial's pages
    assert len(gzip.compress(css, 9)) <= 10.25 * KIB


def test_the_first_view_is_at_most_200_kb_over_the_wire(files: assets.Assets) -> None:
    needed = ["app.css", "vendor/htmx/htmx.min.js", "js/site.js", "js/suggest.js", "vendor/lucide/icons.svg"]
    needed += ["vendor/plex/latin.woff2", "vendor/plex/vietnamese.woff2"]
    assert sum(len(files.by_name[name].packed or files.by_name[name].body) for name in needed) <= 200_000


def test_a_hashed_file_is_kept_for_ever_and_a_plain_one_is_asked_for_again(client: FlaskClient) -> None:
    files: assets.Assets = client.application.extensions["marketplace_assets"]
    kept, asked = client.get(files.url("app.css")), client.get("/static/app.css")
    assert kept.headers["Cache-Control"] == assets.MONTHS
    assert asked.headers["Cache-Control"] == "no-cache"
    assert client.get("/static/app.css", headers={"If-None-Match": asked.headers["ETag"]}).status_code == 304


def test_text_is_packed_for_those_who_can_unpack_it(client: FlaskClient) -> None:
    packed = client.get("/static/app.css", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == client.get("/static/app.css").data


@pytest.mark.parametrize("path", ["/vi/", "/en/search?q=%C3%A0", "/vi/nothing"])
def test_pages_are_packed_for_those_who_can_unpack_them(client: FlaskClient, path: str) -> None:
    packed = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    plain = client.get(path, headers={"Accept-Encoding": "br, gzip;q=0"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
    assert all("Accept-Encoding" in each.headers["Vary"] for each in (packed, plain))
    varying = r'(?:content|value)="[\w.-]{60,}"|[0-9a-f]{16}'  # tokens of forms, which change each second; the request
    assert re.sub(varying, "", gzip.decompress(packed.data).decode()) == re.sub(varying, "", plain.text)


def test_answers_of_the_api_keep_the_bytes_their_etags_name(client: FlaskClient) -> None:
    answer = client.get("/api/v1/sectors", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert answer.json


@pytest.mark.parametrize("path", ["../app.py", "css/../../app.py", "vendor", "", "app.css\0", "nothing.css"])
def test_nothing_but_known_files_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_every_address_in_the_css_is_one_of_our_files(files: assets.Assets) -> None:
    addresses = re.findall(r"url\(\"?([^)\"]+)", files.by_name["app.css"].body.decode())
    own = [address for address in addresses if not address.startswith("data:")]
    assert own
    assert all(address.removeprefix("/static/") in files.by_hashed for address in own)


def test_browsers_without_light_dark_get_the_light_colours() -> None:
    assert "@supports not (color:light-dark(#000,#fff)){:root{color-scheme:light;--paper:#F3F1EA" in assets.own_css()


def test_every_vendored_package_has_its_licence_beside() -> None:
    folders = [*(assets.STATIC / "vendor").iterdir(), *(Path(__file__).parent / "vendor").iterdir()]
    assert folders
    assert all(any(path.name.startswith("LICENSE") for path in folder.iterdir()) for folder in folders)


def test_templates_hold_no_inline_script_style_or_handler() -> None:
    templates = Path(assets.__file__).parent / "templates"
    data = "type=.application/ld.json."  # structured data is never run, and no policy hinders it
    inline = re.compile(rf"<script(?![^>]*\s(?:src=|{data}))|<style|\sstyle=|\son\w+=|javascript:|hx-on", re.I)
    found = [
        path.name for path in templates.rglob("*.html") if "mail" not in path.parts and inline.search(path.read_text())
    ]
    assert found == []


def test_every_icon_used_is_in_the_sprite() -> None:
    sprite = (assets.STATIC / "vendor" / "lucide" / "icons.svg").read_text()
    known = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    templates = Path(assets.__file__).parent / "templates"
    used = {name for path in templates.rglob("*.html") for name in re.findall(r'icon\("([\w-]+)"\)', path.read_text())}
    assert used <= known
