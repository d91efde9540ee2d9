"""The OpenAPI 3.1 document. Operations are described where they stand, by `operation`; fields come from declarations.

It is made for each language once, with the filters and fields of the plugins that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from copy import deepcopy
from functools import wraps
from typing import Any

from flask import Blueprint, current_app, request
from flask_smorest import Blueprint as ApiBlueprint
from werkzeug.wrappers import Response

from marketplace.api import components, idempotency, shapes
from marketplace.api import parameters as queries
from marketplace.api.answers import ANSWERS, PARTS
from marketplace.api.sparse import ADDED
from marketplace.api.words import in_vietnamese
from marketplace.errors import Invalid
from marketplace.i18n import L, current_locale
from marketplace.i18n import gettext as _
from marketplace.web.context import market

View = Callable[..., Response]
INTRODUCTION = L(
    "Search, read and post technology offers and demands. Scripts send a key (`Authorization: Bearer mkt_…`), made on "
    "the page of one's account. Answers come in the language of `Accept-Language` (vi, en). Errors are problem+json "
    "(RFC 9457) with the messages of each field. To change a listing, send the ETag you read in `If-Match`. "
    "A POST with an `Idempotency-Key` is carried out once: sent again within 24 hours it gets the first answer. "
    "`X-RateLimit-Remaining` says how many requests are left until `X-RateLimit-Reset` (Unix time); after that come "
    "429 and `Retry-After` in seconds.",
    "Tìm, đọc và đăng nguồn cung và nhu cầu công nghệ. Chương trình gửi khóa truy cập (`Authorization: Bearer mkt_…`), "
    "tạo ở trang tài khoản. Câu trả lời theo ngôn ngữ của `Accept-Language` (vi, en). Lỗi ở dạng problem+json "
    "(RFC 9457) kèm thông báo của từng trường. Muốn sửa tin, hãy gửi ETag đã đọc trong `If-Match`. POST có "
    "`Idempotency-Key` chỉ được thực hiện một lần: gửi lại trong 24 giờ sẽ nhận câu trả lời đầu tiên. "
    "`X-RateLimit-Remaining` cho biết còn bao nhiêu lượt tới `X-RateLimit-Reset` (giờ Unix); hết lượt sẽ nhận 429 và "
    "`Retry-After` tính bằng giây.",
)
SUMMARIES: dict[str, L] = {}  # by operation; apispec copies what it is given and keeps plain text only
ALWAYS = (400, 429, 500)
SEARCHES: dict[str, tuple[str, ...]] = {"search": (), "facets": ("cursor", "limit", "sort")}
LIMITS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
bp = Blueprint("api_docs", __name__, url_prefix="/api/v1")


def operation(
    blueprint: ApiBlueprint,
    method: str,
    rule: str,
    component: str | None,
    *problems: int,
    summary: L,
    status: int = 200,
    body: str | None = None,
    body_optional: bool = False,
    if_match: bool = False,
    conditional: bool = False,
    endpoint: str | None = None,
    parameters: Sequence[dict[str, Any]] = (),
    sparse: str | None = None,
    includes: Sequence[str] = (),
    body_type: str = "application/json",
    media: Sequence[str] = ("application/json",),
) -> Callable[[View], View]:
    """Add an operation and describe it: what it answers, which problems it may have, what it takes.

    `sparse`: the component whose fields may be left out, `includes` what may be added; `media`: the types it answers.
    `if_match`: it heeds the version the caller read; `conditional`: it answers 304 to who has the answer already.
    """
    repeatable = method == "POST"
    told = [
        *LIMITS,
        *(["ETag"] if if_match or conditional or status == 201 else []),
        *[idempotency.REPLAYED] * repeatable,
    ]
    tagged = {name: {"$ref": f"#/components/headers/{name}"} for name in told}
    headers = ["If-Match"] * if_match + ["If-None-Match"] * conditional + [idempotency.HEADER] * repeatable
    problems = (*problems, 413, 422) if repeatable else (*problems, 422) if method == "GET" else problems
    asked_for = [*parameters, *_extent(sparse, includes)]
    described: dict[str, Any] = {
        "summary": summary.en,
        "responses": _responses(component, status, tagged, problems, media, conditional=conditional),
        "parameters": [*headers, *asked_for],  # apispec makes references of names
    }
    if body is not None:
        content = {body_type: {"schema": components.ref(body)}}
        described["requestBody"] = {"content": content, "required": not body_optional}

    def add(view: View) -> View:
        asked = idempotency.once(view) if repeatable else view
        if method == "GET" and rule.strip("/") not in SEARCHES:  # those know their filters when plugins are there
            asked = _only_with([each["name"] for each in asked_for], view)
        described["operationId"] = f"{blueprint.name.removeprefix('api_')}_{endpoint or view.__name__}"
        SUMMARIES[described["operationId"]] = summary
        blueprint.route(rule, methods=[method], endpoint=endpoint)(blueprint.doc(**described)(asked))
        return view

    return add


def _only_with(names: Collection[str], view: View) -> View:
    """Return a view that refuses parameters of other names: passed over, they would be taken for heeded."""

    @wraps(view)
    def ask(**arguments: Any) -> Response:
        if strange := set(request.args) - set(names):
            raise Invalid({name[:60]: [_("There is no such parameter.")] for name in sorted(strange)})
        return view(**arguments)

    return ask


def _extent(sparse: str | None, includes: Sequence[str]) -> list[dict[str, Any]]:
    """Return the parameters `fields` and `include` of an operation that has them."""
    names = [name for name in ANSWERS[sparse]["properties"] if name not in ADDED] if sparse else []
    return [queries.some(names)] * bool(names) + [queries.more(list(includes))] * bool(includes)


def _responses(
    component: str | None,
    status: int,
    headers: dict[str, Any],
    problems: tuple[int, ...],
    media: Sequence[str],
    *,
    conditional: bool,
) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "Done" if component is None else component, "headers": headers}
    if component is not None:
        schema = (
            {"anyOf": [components.ref(component), components.ref(part)]} if (part := PARTS.get(component)) else None
        )
        success["content"] = {each: {"schema": schema or components.ref(component)} for each in media}
    elif status != 204:
        success["content"] = {each: {} for each in media}
    found: dict[str, Any] = {str(status): success}
    if conditional:
        found["304"] = {"description": "You have it already", "headers": headers}
    for code in sorted({*ALWAYS, *problems}):
        found[str(code)] = {"$ref": f"#/components/responses/Problem{code}"}
    return found


def document() -> dict[str, Any]:
    """Return the document in the current language."""
    made: dict[str, dict[str, Any]] = current_app.extensions.setdefault("marketplace_openapi", {})
    locale = current_locale()
    if locale not in made:
        made[locale] = _build()
    return made[locale]


def _build() -> dict[str, Any]:
    found: dict[str, Any] = deepcopy(current_app.extensions["marketplace_api"].spec.to_dict())
    found["components"] = components.build(market())
    found["security"] = [{}, {"key": []}, {"session": []}]
    found["info"]["description"] = str(INTRODUCTION)
    for described in (each for item in found["paths"].values() for name, each in item.items() if name != "parameters"):
        described["summary"] = str(SUMMARIES[described["operationId"]])
    for name, left_out in SEARCHES.items():
        own = [each for each in components.search_parameters(market()) if each["name"] not in left_out]
        found["paths"][f"/api/v1/{name}"]["get"].setdefault("parameters", []).extend(own)
    return in_vietnamese(found) if current_locale() == "vi" else found


@bp.get("/openapi.json")
def openapi() -> Response:
    """Return the document."""
    return shapes.answer(document(), headers={"Cache-Control": "private, max-age=300"})
