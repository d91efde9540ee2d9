"""The only module of the marketplace that a plugin imports. What is named here stays; what is not may change any day.

A plugin is a module or object that an entry point of the group `marketplace.plugins` names. It has a `requires_api`
("`>=1,<2`") and functions marked with `@hookimpl`, whose names and arguments are in the hook reference
(`marketplace.plugin_host.hookspecs`).
"""

from __future__ import annotations

import pluggy

from marketplace.errors import Invalid, MarketplaceError, NotAllowed, NotFound, Stale
from marketplace.i18n import L, current_locale, gettext, lazy_gettext, ngettext
from marketplace.plugin_host import fields
from marketplace.plugin_host.comparison import Comparison, Result
from marketplace.plugin_host.declarations import (
    Choice,
    Event,
    MenuItem,
    Panel,
    Permission,
    Preset,
    Reasons,
    Sector,
    Subcategory,
    Tier,
    choices,
)
from marketplace.plugin_host.dimensions import DIMENSIONS
from marketplace.plugin_host.facets import Bucket, Range, Terms
from marketplace.plugin_host.rules import (
    MatchRule,
    at_least,
    at_most,
    contains_all,
    equals,
    one_of,
    ordered,
    overlaps,
    within,
)
from marketplace.plugin_host.schema import Schema
from marketplace.plugin_host.units import Dimension, Unit
from marketplace.plugin_host.version import API_VERSION
from marketplace.taxonomies.base import Entry, Taxonomy
from marketplace.viewer import Viewer
from search.expand import Term

hookimpl = pluggy.HookimplMarker("marketplace")

__all__ = [
    "API_VERSION",
    "DIMENSIONS",
    "Bucket",
    "Choice",
    "Comparison",
    "Dimension",
    "Entry",
    "Event",
    "Invalid",
    "L",
    "MarketplaceError",
    "MatchRule",
    "MenuItem",
    "NotAllowed",
    "NotFound",
    "Panel",
    "Permission",
    "Preset",
    "Range",
    "Reasons",
    "Result",
    "Schema",
    "Sector",
    "Stale",
    "Subcategory",
    "Taxonomy",
    "Term",
    "Terms",
    "Tier",
    "Unit",
    "Viewer",
    "at_least",
    "at_most",
    "choices",
    "contains_all",
    "current_locale",
    "equals",
    "fields",
    "gettext",
    "hookimpl",
    "lazy_gettext",
    "ngettext",
    "one_of",
    "ordered",
    "overlaps",
    "within",
]
