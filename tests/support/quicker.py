"""What need not be done again for each of the thousands of applications that the tests build."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from functools import cache, partial
from importlib.metadata import EntryPoints, entry_points
from typing import Any

from apispec import APISpec
from flask_smorest import Blueprint
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from marketplace.accounts import setup
from marketplace.plugin_host import loading


class Remembered(BytecodeCache):
    """Compiled templates, kept in memory. Jinja looks whether the source is still the same."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what is known."""
        if found := self.kept.get(bucket.key):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


def remember_routes() -> None:
    """Compile each route once: half of the time that an application takes to build."""
    compile_builder: Callable[..., Any] = Rule._compile_builder
    kept: dict[Hashable, Any] = {}

    def remembered(self: Rule, append_unknown: bool = True) -> Any:
        key = (self.rule, *self._trace, repr(self.defaults), append_unknown)
        if key not in kept:
            kept[key] = compile_builder(self, append_unknown)
        return kept[key]

    Rule._compile_builder = remembered  # type: ignore[method-assign]


def describe_when_asked() -> None:
    """Describe the API's routes when somebody asks for its document: a third of the rest of that time."""
    describe, told = Blueprint.register_views_in_doc, APISpec.to_dict

    def later(self: Blueprint, api: Any, app: Any, spec: APISpec, **rest: Any) -> None:
        vars(spec).setdefault("waiting", []).append(partial(describe, self, api, app, spec, **rest))

    def now(self: APISpec) -> Any:
        for each in vars(self).pop("waiting", []):
            each()
        return told(self)

    Blueprint.register_views_in_doc = later
    APISpec.to_dict = now  # type: ignore[method-assign]


def hash_lightly() -> None:
    """Hash passwords as genuinely and a hundred times faster; processes that tests start hash as a site does."""
    setup.ARGON2 |= {"argon2__memory_cost": 64, "argon2__time_cost": 1, "argon2__parallelism": 1}


def remember_what_is_installed() -> None:
    """Look once which plugins are installed on a path."""

    @cache
    def found(group: str, _path: tuple[str, ...]) -> EntryPoints:
        return entry_points(group=group)

    loading.entry_points = lambda group: found(group, tuple(sys.path))  # type: ignore[attr-defined]
