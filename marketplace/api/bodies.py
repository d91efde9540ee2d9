"""Reading JSON bodies strictly: what parsers disagree on, or a database can't keep, never gets to the services."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from flask import request

from marketplace.api.problems import Refused
from marketplace.errors import Invalid
from marketplace.i18n import L
from marketplace.i18n import gettext as _

LARGEST = 1_000_000  # bytes; a listing with every text at its limit in both languages has under 100,000
DEEPEST = 12  # levels; a listing has five
LARGEST_NUMBER = 2**53  # beyond it JSON parsers stop agreeing
MEDIA_TYPES = ("application/json", "application/merge-patch+json")

_NOT_JSON = L("The body is not valid JSON in UTF-8.", "Nội dung không phải JSON hợp lệ bằng UTF-8.")
_WANTED = L("Send JSON, as application/json.", "Hãy gửi JSON với kiểu application/json.")
_OBJECT = L("The body must be a JSON object.", "Nội dung phải là một đối tượng JSON.")
_TWICE = L("The key “{key}” stands twice in one object.", "Khóa “{key}” lặp lại trong một đối tượng.")
_DEEP = L("The body is nested too deeply.", "Nội dung lồng quá nhiều cấp.")
_NUMBER = L("NaN, Infinity and numbers beyond 2^53 are not accepted.", "Không nhận NaN, Infinity và số vượt quá 2^53.")
_CHARACTER = L(
    "NUL and lone surrogates can't be kept in text.", "Văn bản không được chứa ký tự NUL hay surrogate đơn lẻ."
)


def json_object(*, optional: bool = False, largest: int = LARGEST) -> dict[str, Any]:
    """Return the body, a JSON object; with `optional` nothing at all is an empty one. Raise Refused."""
    if (request.content_length or 0) > largest:
        raise Refused(413)
    raw = request.get_data(cache=False)
    if len(raw) > largest:  # its length was not announced
        raise Refused(413)
    if optional and not raw:
        return {}
    if request.mimetype not in MEDIA_TYPES:
        raise Refused(415, str(_WANTED), headers={"Accept-Patch": ", ".join(MEDIA_TYPES)})
    value = parse(raw)
    if not isinstance(value, dict):
        raise Refused(422, errors={"_": [str(_OBJECT)]})
    return value


def parse(raw: bytes) -> Any:
    """Return what the bytes mean. Raise Refused when that is nothing, or not one thing."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_number,
            parse_int=_whole,
            parse_float=_decimal,
        )
    except RecursionError:
        raise Refused(400, str(_DEEP)) from None
    except ValueError:
        raise Refused(400, str(_NOT_JSON)) from None
    for text, depth in _walk(value):
        if depth > DEEPEST:
            raise Refused(400, str(_DEEP))
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise Refused(400, str(_CHARACTER))
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Refused(400, _TWICE.format(key=key[:40].encode("utf-8", "replace").decode()))
        found[key] = value
    return found


def _number(text: str) -> Any:
    raise Refused(400, str(_NUMBER))


def _whole(text: str) -> int:
    # Before int(), which would take its time over a million digits.
    return int(text) if len(text) < 20 and abs(int(text)) <= LARGEST_NUMBER else _number(text)


def _decimal(text: str) -> float:
    value = float(text)
    return value if abs(value) <= LARGEST_NUMBER else _number(text)


def _walk(value: Any) -> Iterator[tuple[str, int]]:
    """Yield every text, keys included, with its depth, and "" for everything else; without recursion."""
    waiting = [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        yield each if isinstance(each, str) else "", depth
        if isinstance(each, dict):
            waiting += [(part, depth + 1) for pair in each.items() for part in pair]
        elif isinstance(each, list):
            waiting += [(part, depth + 1) for part in each]


def refuse_unknown(data: Mapping[str, Any], known: Collection[str]) -> None:
    """Raise Invalid for names that mean nothing here."""
    if unknown := data.keys() - set(known):
        raise Invalid({name[:60]: [_("There is no such field.")] for name in sorted(unknown)})
