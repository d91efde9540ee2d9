"""People's browsers, and a way to count what a page asks of the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import send

__all__ = ["send"]


@pytest.fixture
def boss(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The browser of who runs the site."""
    return sign_in("operator", organisation=False, locale="en")
