"""The fields a plugin declares: `fields.Quantity(unit="t", label=L("Bollard pull", "Lực kéo"), …)`."""

from __future__ import annotations

from marketplace.plugin_host.fields.base import Column, Common, Field
from marketplace.plugin_host.fields.choosing import Boolean, Choice, Choices, Ordered, Standards
from marketplace.plugin_host.fields.dating import Date, Dates
from marketplace.plugin_host.fields.measuring import Integer, Quantity
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
