"""Static files under names that hold a hash of their content, so that browsers may keep them for ever.

`static/css/*.css` becomes one `app.css` with Pico inside its own layer: one request, and every later layer beats Pico.
Served before Flask: no session, no language, no database.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STATIC = Path(__file__).parent / "static"
SHEETS = ["fonts", "tokens", "base", "shell", "controls", "results", "listing", "tables", "forms", "pages", "print"]
ALONE = ("embed.css", "foreign.css")  # sheets of single pages
LAYERS = "@layer pre, pico, tokens, base, parts, pages, print;\n"
PACKED = (".css", ".js", ".svg", ".txt", ".md")
MONTHS = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file as it is served: its hashed name and its bytes."""

    name: str
    body: bytes
    mimetype: str

    @cached_property
    def packed(self) -> bytes | None:
        """Return the bytes packed if it is text; done when first asked for, as most processes never serve a file."""
        return gzip.compress(self.body, 9, mtime=0) if self.name.endswith(PACKED) else None


def minify(css: str) -> str:
    """Drop comments (but licences) and needless white space; spaces before ":" stay, they may be a combinator."""
    css = re.sub(r"/\*(?!!).*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*", r"\1", css).replace(": ", ":").replace(";}", "}").strip()


def plain_tokens(css: str) -> str:
    """Return the light values of all `light-dark()` tokens, for browsers that don't know the function."""
    light = re.findall(r"(--[\w-]+):\s*light-dark\((#\w+),", css)
    rules = ";".join(f"{name}:{value}" for name, value in light)
    return f"@layer tokens{{@supports not (color:light-dark(#000,#fff)){{:root{{color-scheme:light;{rules}}}}}}}"


def own_css() -> str:
    """Return our own style sheets as one, minified (the budget of 45 KiB is on this text)."""
    sheets = [(STATIC / "css" / f"{name}.css").read_text() for name in SHEETS]
    return LAYERS + minify("\n".join(sheets)) + plain_tokens((STATIC / "css" / "tokens.css").read_text())


def bundle() -> str:
    """Return `app.css`: our layers and Pico in one file."""
    pico = (STATIC / "vendor" / "pico" / "pico.min.css").read_text().removeprefix('@charset "UTF-8";')
    return f"{LAYERS}@layer pico{{{pico}}}\n{own_css().removeprefix(LAYERS)}"


@cache
def ours() -> Assets:
    """Return the files of this installation, read once however many apps a process makes."""
    return Assets()


class Assets:
    """All static files, read once at start; `url("app.css")` gives the address to put in a page."""

    def __init__(self, folder: Path = STATIC) -> None:
        self.by_name: dict[str, Asset] = {}
        self.by_hashed: dict[str, Asset] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file() and (path.suffix != ".css" or path.name == "swagger-ui.css"):
                self._add(path.relative_to(folder).as_posix(), path.read_bytes())
        for name in ALONE:
            self._add(name, (LAYERS + minify((folder / "css" / name).read_text())).encode())
        self._add("app.css", re.sub(r'url\("([^"]+)"\)', self._hashed_url, bundle()).encode())

    def _hashed_url(self, match: re.Match[str]) -> str:
        return f'url("{self.url(match[1])}")' if match[1] in self.by_name else match[0]

    def _add(self, name: str, body: bytes) -> None:
        stem, dot, suffix = name.rpartition(".")
        digest = hashlib.sha256(body).hexdigest()[:10]
        mimetype = "font/woff2" if suffix == "woff2" else mimetypes.guess_type(name)[0] or "text/plain"
        asset = Asset(f"{stem}.{digest}.{suffix}" if dot else name, body, mimetype)
        self.by_name[name] = self.by_hashed[asset.name] = asset

    def url(self, name: str, root: str = "") -> str:
        """Return the address of a file; an unknown name is a mistake in a template and raises KeyError."""
        return f"{root}/static/{self.by_name[name].name}"

    def respond(self, request: Request, name: str) -> Response | None:
        """Return the file, or None if there is none of that name."""
        asset = self.by_hashed.get(name) or self.by_name.get(name)
        if asset is None:
            return None
        packed = asset.packed if request.accept_encodings["gzip"] > 0 else None
        response = Response(packed or asset.body, mimetype=asset.mimetype)
        response.headers["Cache-Control"] = MONTHS if name == asset.name else "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        if asset.name.endswith(PACKED):
            response.headers["Vary"] = "Accept-Encoding"
        response.set_etag(asset.name.rsplit(".", 2)[-2])
        return response.make_conditional(request)


class AssetServer:
    """WSGI layer that answers `/static/…`; a path it does not know goes on to the app (a plugin's, perhaps)."""

    def __init__(self, app: WSGIApplication, assets: Assets) -> None:
        self.app, self.assets = app, assets

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer GET and HEAD for our files."""
        path = environ.get("PATH_INFO", "")
        if path.startswith("/static/") and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            response = self.assets.respond(Request(environ), path.removeprefix("/static/"))
            if response is not None:
                return response(environ, start_response)
        return self.app(environ, start_response)
