"""Every error of the API as `application/problem+json` (RFC 9457), in the language asked for.

Problem kinds are listed once, below. The domain's errors are mapped to them here, at the edge; outside `/api` the
pages' own handlers go on as before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app, json, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed
from werkzeug.wrappers import Response

from marketplace.api import etags
from marketplace.database import is_unavailable
from marketplace.errors import Invalid, MarketplaceError, NotAllowed, NotFound, Stale
from marketplace.i18n import L, current_locale
from marketplace.interests.models import Interest
from marketplace.listings.models import Listing
from marketplace.listings.service import Conflict
from marketplace.logs import request_id
from marketplace.organisations.models import Organisation
from marketplace.web.context import forget_reader, uow, viewer
from marketplace.web.errors import log_absence, log_bug
from marketplace.web.formatting import duration
from marketplace.web.security import seconds_to_wait

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "60"  # seconds
KINDS: dict[int, tuple[str, L]] = {
    400: ("unreadable", L("The request can't be read", "Không đọc được yêu cầu")),
    401: ("sign-in", L("Sign in or send a key", "Hãy đăng nhập hoặc gửi khóa truy cập")),
    403: ("not-allowed", L("You may not do this", "Bạn không được làm việc này")),
    404: ("not-found", L("There is nothing here for you", "Không có nội dung này dành cho bạn")),
    405: ("method", L("This address does not know that method", "Địa chỉ này không nhận phương thức đó")),
    409: ("conflict", L("This contradicts the present state", "Yêu cầu trái với trạng thái hiện tại")),
    412: ("stale", L("Somebody else changed this first", "Người khác đã sửa trước")),
    413: ("too-large", L("The request is too large", "Yêu cầu quá lớn")),
    414: ("too-long", L("The address is too long", "Địa chỉ quá dài")),
    415: ("media-type", L("This kind of content is not accepted", "Loại nội dung này không được chấp nhận")),
    422: ("invalid", L("Some values were refused", "Có giá trị không được chấp nhận")),
    428: ("if-match", L("Say which version you read", "Hãy cho biết bạn đã đọc phiên bản nào")),
    429: ("too-many", L("Too many requests", "Quá nhiều yêu cầu")),
    500: ("bug", L("Something went wrong on our side", "Hệ thống gặp lỗi")),
    503: ("unavailable", L("Not available right now", "Hiện chưa dùng được")),
}
CSRF = L(
    "A change made with the session cookie needs the header X-CSRFToken; scripts send a key instead.",
    "Thay đổi gửi kèm cookie phiên cần có header X-CSRFToken; chương trình thì dùng khóa truy cập.",
)
STALE = L(
    "Read it again, take over what changed, and send that version in If-Match.",
    "Hãy đọc lại, đối chiếu thay đổi rồi gửi phiên bản đó trong If-Match.",
)


@dataclass
class Refused(Exception):
    """A request that the API itself refuses, before any service is asked."""

    status: int
    detail: str = ""
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(
    status: int,
    detail: str = "",
    errors: Mapping[str, Sequence[str]] | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """Return the problem document; `errors` are messages by dotted field name."""
    slug, title = KINDS.get(status) or KINDS[500 if status >= 500 else 400]
    body: dict[str, Any] = {"type": f"urn:marketplace:problem:{slug}", "title": str(title), "status": status}
    if detail:
        body["detail"] = str(detail)
    if errors:
        body["errors"] = {name: [str(text) for text in texts] for name, texts in errors.items()}
    body |= {"request_id": request_id() or ""} | more
    response = current_app.response_class(json.dumps(body), status, headers, content_type=MEDIA_TYPE)
    response.headers["Content-Language"] = current_locale()
    response.headers["Cache-Control"] = "no-store"
    return response


def of_refused(error: Refused) -> Response:
    """Answer what the API refuses."""
    return answer(error.status, error.detail, error.errors, error.headers)


def of_csrf(error: CSRFError) -> Response:
    """Say that a cookie alone is not enough to change something."""
    return answer(400, CSRF)


def of_http(error: HTTPException) -> Response:
    """Answer errors of routing, reading and limits."""
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    headers = {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if error.code == 503:
        headers["Retry-After"] = RETRY_AFTER
    return answer(error.code, _try_again(error) if error.code == 429 else "", headers=headers)


def _try_again(error: HTTPException) -> str:
    length = duration(seconds_to_wait(error))
    return str(L(f"Try again in {length}.", f"Hãy thử lại sau {length}."))


def of_domain(error: MarketplaceError) -> Response:
    """Answer the domain's errors."""
    if isinstance(error, NotAllowed):
        return answer(403, error.reason) if viewer().signed_in else unauthorised()
    if isinstance(error, Invalid):
        return answer(422, errors=error.messages)
    if isinstance(error, Stale):
        return _of_stale(error)
    return answer(404 if isinstance(error, NotFound) else 400)


def _of_stale(error: Stale) -> Response:
    """Answer 412 with the present version's ETag and, after an edit, the fields in which the two differ."""
    current = error.current
    record: Listing | Interest | Organisation = current.listing if isinstance(current, Conflict) else current
    differing = [change.name for change in getattr(current, "changes", ())]
    uow().session.refresh(record)
    headers = {"ETag": etags.of(record)}
    return answer(412, STALE, headers=headers, version=record.version, differing=differing)


def unauthorised(detail: str = "", problem: str = "") -> Response:
    """Ask for a key. `problem` is RFC 6750's word for what is wrong with the one sent."""
    challenge = 'Bearer realm="marketplace"' + (f', error="{problem}"' if problem else "")
    return answer(401, detail, headers={"WWW-Authenticate": challenge})


def of_bug(error: Exception) -> Response:
    """Log the unexpected under the request's id, which the answer carries."""
    log_bug(error)
    return answer(500)


def of_database(error: SQLAlchemyError) -> Response:
    """Ask to come back when the database can't serve just now; any other error of it is a bug."""
    if not is_unavailable(error):
        return of_bug(error)
    log_absence(error)
    forget_reader()
    return answer(503, headers={"Retry-After": RETRY_AFTER})


def of_late(error: InternalServerError) -> Response:
    """Answer what went wrong after the answer was made."""
    cause = error.original_exception
    return of_database(cause) if isinstance(cause, SQLAlchemyError) else of_bug(cause or error)  # type: ignore[arg-type]


def is_api() -> bool:
    """Tell whether this request is the API's."""
    return request.path.startswith("/api/")


def setup(app: Flask) -> None:
    """Put these handlers before those of the pages, for addresses of the API only."""
    app.register_error_handler(Refused, of_refused)
    handlers: tuple[tuple[type[Exception], Callable[..., Response]], ...] = (
        (InternalServerError, of_late),
        (CSRFError, of_csrf),
        (HTTPException, of_http),
        (MarketplaceError, of_domain),
        (SQLAlchemyError, of_database),
        (Exception, of_bug),
    )
    for kind, ours in handlers:
        theirs = app.error_handler_spec[None][getattr(kind, "code", None)][kind]
        app.register_error_handler(kind, _split(ours, theirs))


def _split(ours: Callable[..., Response], theirs: Callable[..., Any]) -> Callable[[Exception], Any]:
    return lambda error: ours(error) if is_api() else theirs(error)
