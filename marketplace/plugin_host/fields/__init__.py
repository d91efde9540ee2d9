"""The fields a plugin declares: `fields.Quantity(unit="t", label=L("Bollard pull", "Lực kéo"), …)`."""

from __future__ import annotations

from marketplace.plugin_host.fields.answering import Boolean
from marketplace.plugin_host.fields.base import Column, Common, Field
from marketplace.plugin_host.fields.choosing import Choice, Choices, Ordered, Standards
from marketplace.plugin_host.fields.counting import Integer
from marketplace.plugin_host.fields.dating import Date, Dates
from marketplace.plugin_host.fields.measuring import Quantity
from marketplace.plugin_host.fields.pricing import Money
from marketplace.plugin_host.fields.writing import LongText, Text

__all__ = [
    "Boolean",
    "Choice",
    "Choices",
    "Column",
    "Common",
    "Date",
    "Dates",
    "Field",
    "Integer",
    "LongText",
    "Money",
    "Ordered",
    "Quantity",
    "Standards",
    "Text",
]
