r"""Renew the vendored front end from npm packages: `python -m marketplace.web.vendoring NODE_MODULES`.

npm install @picocss/pico@2.1.1 htmx.org@2.0.11 @fontsource-variable/ibm-plex-sans@5.3.0 lucide-static@1.62.0 \
            chart.js@4.5.1 swagger-ui-dist@5.35.0 axe-core@4.14.1
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

VENDOR = Path(__file__).parent / "static" / "vendor"
TESTS = Path(__file__).parents[2] / "tests" / "web" / "vendor"
FILES = {
    "@picocss/pico/css/pico.min.css": "pico/pico.min.css",
    "@picocss/pico/LICENSE.md": "pico/LICENSE.md",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    "@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wdth-normal.woff2": "plex/latin.woff2",
    "@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-ext-wdth-normal.woff2": "plex/latin-ext.woff2",
    "@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-vietnamese-wdth-normal.woff2": "plex/vietnamese.woff2",
    "@fontsource-variable/ibm-plex-sans/LICENSE": "plex/LICENSE",
    "lucide-static/LICENSE": "lucide/LICENSE",
    "chart.js/dist/chart.umd.min.js": "chartjs/chart.umd.min.js",
    "chart.js/LICENSE.md": "chartjs/LICENSE.md",
    **{
        f"swagger-ui-dist/{name}": f"swagger-ui/{name}"
        for name in ("swagger-ui-bundle.js", "swagger-ui.css", "LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt")
    },
}
TEST_FILES = {"axe-core/axe.min.js": "axe-core/axe.min.js", "axe-core/LICENSE": "axe-core/LICENSE"}
MAP = re.compile(rb"\n(?://|/\*)# sourceMappingURL=\S+( \*/)?\s*\Z")  # of files that are not here
ICONS = """
search sliders-horizontal x check plus minus menu globe chevron-down chevron-left chevron-right arrow-left
arrow-right package-open target handshake send bookmark bell mail key-round log-in log-out user users building-2
map-pin lock lock-open shield-check shield eye eye-off clock calendar history rotate-ccw undo-2 triangle-alert
circle-check circle-x circle-question-mark info file-text file-warning paperclip image upload download printer
sun moon sun-moon scan-search pencil copy trash-2 pause play archive list layout-dashboard settings tag
languages link external-link database refresh-cw ship anchor container warehouse truck factory fish wheat zap
droplets heart-pulse cpu microchip leaf recycle wind flask-conical graduation-cap plane sprout layers building
satellite wrench
"""


def sprite(icons: Path) -> str:
    """Return one SVG with a symbol per icon name, without comments and attributes the style sheet sets."""
    symbols = []
    for name in ICONS.split():
        text = re.sub(r"<!--.*?-->", "", (icons / f"{name}.svg").read_text(), flags=re.S)
        inner = re.sub(r"\s+", " ", re.findall(r"<svg[^>]*>(.*)</svg>", text, re.S)[0]).strip().replace("> <", "><")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def main(node_modules: Path) -> None:
    """Copy the files and build the sprite."""
    for root, files in ((VENDOR, FILES), (TESTS, TEST_FILES)):
        for source, target in files.items():
            (root / target).parent.mkdir(parents=True, exist_ok=True)
            content = (node_modules / source).read_bytes()
            (root / target).write_bytes(MAP.sub(b"", content))
    (VENDOR / "lucide" / "icons.svg").write_text(sprite(node_modules / "lucide-static" / "icons"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
