"""Pages asked through the test client, and forms sent with their token."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Send = Callable[..., TestResponse]


def token(client: FlaskClient, page: str = "/vi/") -> str:
    """Return the CSRF token of this client's session, as its pages carry it."""
    return re.search(r'name="csrf-token" content="([^"]+)"', client.get(page).text)[1]  # type: ignore[index]


@pytest.fixture
def send() -> Send:
    """Return a function that sends a form with the client's token: `send(client, "/vi/theme", theme="dark")`."""

    def send(client: FlaskClient, path: str, data: dict[str, Any] | None = None, **values: Any) -> TestResponse:
        return client.post(path, data={"csrf_token": token(client), **(data or {}), **values})

    return send
