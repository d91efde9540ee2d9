"""The pages that describe the API to people: its document laid out without a script, and Swagger UI to try it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, redirect
from werkzeug.wrappers import Response

from marketplace.api.openapi import document
from marketplace.i18n import current_locale
from marketplace.web.context import page
from marketplace.web.locale import root_path
from marketplace.web.security import policy

METHODS = ("get", "post", "put", "patch", "delete")
bp = Blueprint("api_docs_page", __name__)


@dataclass(frozen=True)
class Operation:
    """One thing that the API does. Parameters are (name, where, description, type)."""

    method: str
    path: str
    summary: str
    parameters: list[tuple[str, str, str, str]]
    body: str
    responses: list[tuple[str, str]]

    @property
    def id(self) -> str:
        """Return the element's id."""
        return f"{self.method}-{self.path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}"


@dataclass(frozen=True)
class Shape:
    """A schema with its properties as (name, type, title and description)."""

    name: str
    rows: list[tuple[str, str, str]]


@bp.get("/api/docs")
def shortcut() -> Response:
    """Lead to the page in the reader's language: addresses under /api have none."""
    return redirect(f"{root_path()}/{current_locale()}/developers/api")


@bp.get("/developers/api")
def show() -> Response:
    """Describe the API."""
    found = document()
    groups = [(tag["description"], list(_operations(found, tag["name"]))) for tag in found["tags"]]
    shapes = [Shape(name, list(_rows(schema))) for name, schema in found["components"]["schemas"].items()]
    introduction = found["info"]["description"].replace("`", "")
    return page("developers/api.html", groups=groups, shapes=shapes, introduction=introduction)


@bp.get("/developers/api/try")
def trial() -> Response:
    """Send requests from the page, with Swagger UI; its style sheet holds small pictures."""
    response = current_app.make_response(page("developers/try.html"))
    response.headers["Content-Security-Policy"] = policy(img_src="'self' data:")
    return response


def _operations(found: Mapping[str, Any], tag: str) -> Iterator[Operation]:
    for path, item in found["paths"].items():
        for method in METHODS:
            if method in item and tag in item[method]["tags"]:
                yield _operation(found, path, method, item)


def _operation(found: Mapping[str, Any], path: str, method: str, item: Mapping[str, Any]) -> Operation:
    described = item[method]
    parameters = [*item.get("parameters", ()), *described.get("parameters", ())]
    answers = {code: _resolved(found, answer) for code, answer in described["responses"].items()}
    return Operation(
        method.upper(),
        path,
        described["summary"],
        [_parameter(_resolved(found, each)) for each in parameters],
        _body(described),
        [(code, answer["description"]) for code, answer in answers.items()],
    )


def _body(described: Mapping[str, Any]) -> str:
    """Return what a request sends: the name of a schema, or the media type of what is no JSON."""
    for media, content in described.get("requestBody", {}).get("content", {}).items():
        return _type(content["schema"]) if media == "application/json" else str(media)
    return ""


def _resolved(found: Mapping[str, Any], node: Any) -> Any:
    """Return what a reference leads to: "#/components/parameters/If-Match"."""
    if "$ref" not in node:
        return node
    target: Any = found
    for part in node["$ref"].removeprefix("#/").split("/"):
        target = target[part]
    return target


def _parameter(one: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return one["name"], one["in"], one.get("description", ""), _type(one["schema"])


def _rows(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, one in schema.get("properties", {}).items():
        about = ": ".join(text for text in (one.get("title", ""), one.get("description", "")) if text)
        yield name, _type(one), about


def _type(schema: Mapping[str, Any]) -> str:
    """Return a schema in a few words: "array of string", "string or null", the name of another schema."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "const" in schema:
        return f'"{schema["const"]}"'
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return " or ".join(dict.fromkeys(_type(each) for each in schema[key]))
    if schema.get("type") == "array":
        return f"array of {_type(schema.get('items', {}))}"
    named = schema.get("type", "any")
    return " or ".join(named) if isinstance(named, list) else str(named)
