"""What people type about an organisation."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, post_load, validates_schema

from marketplace.accounts.inputs import Choice, Text, WebAddress, Year
from marketplace.i18n import gettext as _
from marketplace.organisations.models import KINDS
from marketplace.taxonomies.provinces import PROVINCES
from marketplace.taxonomies.world import countries
from marketplace.taxonomies.zones import ZONES

OLDEST, NEWEST = 1000, 2100  # years; Bologna's university was founded in 1088


class OrganisationSchema(Schema):
    """The form of an organisation. One name is enough; a province and a zone belong to Vietnam only."""

    name_vi = Text(200)
    name_en = Text(200)
    kind = Choice(KINDS, needed=True)
    country = Choice(countries(), needed=True)
    province = Choice(PROVINCES)
    zone = Choice(ZONES)
    website = WebAddress(300)
    year_founded = Year(OLDEST, NEWEST)
    about_vi = Text(4000, lines=True)
    about_en = Text(4000, lines=True)

    @validates_schema
    def check_name(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Raise ValidationError when it has no name in either language."""
        if not data.get("name_vi") and not data.get("name_en"):
            raise ValidationError(_("Give the name in Vietnamese or in English."), "name_vi")

    @post_load
    def drop_foreign_province(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """Forget a Vietnamese province and zone once another country is chosen."""
        if data["country"] != "VN":
            data |= {"province": None, "zone": None}
        return data
