"""A box of listings on somebody else's page: what its address asks for, and the line of HTML that puts it there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from marketplace.i18n import gettext as _
from marketplace.mail import link
from marketplace.web.context import market

SOURCES = ("sector", "organisation")
LEAST, MOST, USUAL = 1, 10, 5  # listings in a box
THEMES = ("auto", "light", "dark")
# Scripts tell the height. Within its own origin the frame may load its style sheet, and the page around can check who
# tells; the sandbox holds all the same, for that page is another site. A tab opened from it is a page like any other.
SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox"


@dataclass(frozen=True, slots=True)
class Box:
    """What a box shows: the newest listings of a sector (`value` is its slug) or an organisation (its public id)."""

    source: str = ""
    value: str = ""
    number: int = USUAL
    theme: str = "auto"

    def args(self) -> dict[str, str]:
        """Return what its address says, without what goes without saying."""
        said = {self.source: self.value} if self.source else {}
        said |= {"number": str(self.number)} if self.number != USUAL else {}
        return said | ({"theme": self.theme} if self.theme != "auto" else {})

    @property
    def height(self) -> int:
        """Return about how many pixels it takes where nobody tells: `static/js/embed.js` reckons alike."""
        return 260 + 100 * self.number


def read(args: Mapping[str, str]) -> tuple[Box, dict[str, str]]:
    """Return the box that could be understood and, by parameter, what was wrong with the rest."""
    problems: dict[str, str] = {}
    named = [(name, value) for name in SOURCES if (value := args.get(name, "").strip())]
    if len(named) != 1:
        both = _("Name a sector or an organisation, not both.")
        problems["show"] = both if named else _("Name the sector or the organisation whose listings shall be shown.")
    source, value = named[0] if named else ("", "")
    number = args.get("number", "").strip() or str(USUAL)
    if not (number.isascii() and number.isdigit() and len(number) < 3 and LEAST <= int(number) <= MOST):
        problems["number"] = _("Give a whole number from %(low)s to %(high)s.", low=LEAST, high=MOST)
        number = str(USUAL)
    theme = args.get("theme", "").strip() or "auto"
    if theme not in THEMES:
        problems["theme"] = _("There is no such theme; choose one of: %(known)s.", known=", ".join(THEMES))
        theme = "auto"
    return Box(source, value, int(number), theme), problems


def script_line(box: Box, lang: str) -> str:
    """Return the line with our script, which makes the frame and gives it its height."""
    data = {f"data-{name}": value for name, value in {**box.args(), "lang": lang}.items()}
    return _element("script", {"src": f"{market().settings.site_url}/embed.js", **data}, "async")


def frame_line(address: str, title: str, width: int | str, height: int) -> str:
    """Return the frame itself, for pages that may not run scripts of others."""
    looks = {"width": str(width), "height": str(height), "style": "border:0", "loading": "lazy", "sandbox": SANDBOX}
    return _element("iframe", {"src": address, "title": title, **looks})


def box_address(box: Box, lang: str) -> str:
    """Return the address of a box in a language, as others should frame it."""
    return link("embed.newest", lang, **box.args())


def _element(tag: str, attributes: Mapping[str, str], *flags: str) -> str:
    written = [Markup('{}="{}"').format(name, value) for name, value in attributes.items()]
    return f"<{tag} {' '.join([*written, *map(escape, flags)])}></{tag}>"
