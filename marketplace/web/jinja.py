"""What templates may use beside their own context: translations, formats, icons and addresses of static files."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from marketplace import i18n
from marketplace.notifications import service as notifications
from marketplace.web import context, formatting, prefs
from marketplace.web.assets import Assets
from marketplace.web.locale import in_locale, public_address, root_path
from marketplace.web.navigation import account_links, duties, menu
from marketplace.web.once import form_key


def static_url(name: str) -> str:
    """Return the hashed address of a static file: `static_url("js/site.js")`."""
    assets: Assets = current_app.extensions["marketplace_assets"]
    return assets.url(name, root_path())


def icon(name: str, label: str = "") -> Markup:
    """Return an icon of the sprite; without a label it is hidden from screen readers."""
    return _icon(static_url("vendor/lucide/icons.svg"), name, label)


@lru_cache(maxsize=1024)
def _icon(address: str, name: str, label: str) -> Markup:
    """Put the element together once: a page has a hundred of them."""
    spoken = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="i" {} focusable="false"><use href="{}#{}"></use></svg>').format(spoken, address, name)


def site_name() -> str:
    """Return the site's name in the reader's language."""
    return context.market().settings.name_in(i18n.current_locale())


def unread() -> int:
    """Return how many notifications the reader has not looked at."""
    return notifications.unread(context.viewer(), context.uow())


@pass_eval_context
def _gettext(evaluation: EvalContext, message: str, /, **values: Any) -> str:
    """Do what Jinja's newstyle gettext does, values escaped; most texts have none, and a page has 150 of them."""
    text = i18n.gettext(message)
    if not evaluation.autoescape:  # a mail's text: nothing joined to it may be escaped
        return text % values
    return Markup(text) % values if values else _fixed(text)  # noqa: S704 - the catalogue is ours


@lru_cache(maxsize=4096)
def _fixed(text: str) -> Markup:
    return Markup(text % {})  # noqa: S704 - as above


def _ngettext(singular: str, plural: str, num: int) -> str:
    # The placeholders are filled in by Jinja's newstyle gettext, which also escapes the values.
    return i18n._catalogue(i18n.current_locale()).ungettext(singular, plural, num)


def _page_context() -> dict[str, Any]:
    return {
        "locale": i18n.current_locale(),
        "other_locale": "en" if i18n.current_locale() == "vi" else "vi",
        "viewer": context.viewer(),
        "settings": context.market().settings,
        "theme": prefs.theme(),
        "current_path": request.full_path if request.query_string else request.path,
    }


def setup(app: Flask) -> None:
    """Install filters, globals and the context of every page."""
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.add_extension("jinja2.ext.do")
    env.install_gettext_callables(i18n.gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.filters |= {
        "clock": formatting.clock,
        "day": formatting.day,
        "moment": formatting.moment,
        "time_tag": formatting.time_tag,
        "number": formatting.number,
        "money": formatting.money,
        "full_money": formatting.full_money,
        "paragraphs": formatting.paragraphs,
        "file_size": formatting.file_size,
        "marked": formatting.marked,
    }
    env.globals |= {
        "_": _gettext,
        "static_url": static_url,
        "icon": icon,
        "in_locale": in_locale,
        "root_path": root_path,
        "public_address": public_address,
        "site_name": site_name,
        "account_links": account_links,
        "menu": menu,
        "duties": duties,
        "unread": unread,
        "form_key": form_key,
        "current_locale": i18n.current_locale,
        "days_left": formatting.days_left,
        "short_day": formatting.short_day,
        "urgency": formatting.urgency,
        "money_range": formatting.money_range,
        "today": formatting.today,
    }
    app.context_processor(_page_context)
