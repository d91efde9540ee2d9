"""POST once: the header `Idempotency-Key` makes a request that is sent again get the first answer and change nothing.

The key is written in the transaction of the change itself, so that there are either both or none, even if the process
dies. A second request with the same key at the same moment waits for that transaction. What was refused changed
nothing and is not kept: it may be mended and sent again with the same key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast

from flask import current_app, g, request
from sqlalchemy import Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from werkzeug.wrappers import Response

from marketplace.api.models import KeptAnswer
from marketplace.api.problems import Refused
from marketplace.db import db
from marketplace.i18n import L
from marketplace.jobs.registry import JobContext, JobRegistry, Payload
from marketplace.uow import UnitOfWork
from marketplace.web.context import market, viewer

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
KEEP = timedelta(hours=24)
LONGEST = 200  # characters
PURGE = "api.purge_keys"
KEPT_HEADERS = ("Location", "ETag", "Content-Language", "Content-Type")
_SHAPE = re.compile(rf"[!-~]{{1,{LONGEST}}}")
_TABLE = cast(Table, KeptAnswer.__table__)
BAD_KEY = L(
    f"Idempotency-Key: give 1 to {LONGEST} visible ASCII characters, such as a random UUID.",
    f"Idempotency-Key: hãy dùng từ 1 đến {LONGEST} ký tự ASCII hiển thị được, chẳng hạn một UUID ngẫu nhiên.",
)
OTHER = L(
    "This Idempotency-Key was used for another request within 24 hours. Choose a new one.",
    "Idempotency-Key này đã dùng cho một yêu cầu khác trong 24 giờ qua. Hãy chọn giá trị mới.",
)
View = Callable[..., Response]


class HeldBack(UnitOfWork):
    """The unit of work of a request with a key: its commit waits until the answer is there to be kept with it."""

    def commit(self) -> None:
        """Write everything; `finish` makes it permanent."""
        self.session.flush()
        self.session.expire_all()

    def finish(self) -> None:
        """Make it permanent."""
        super().commit()


def once(view: View) -> View:
    """Make a view heed the header. Without it, or from nobody, the request is carried out like any other."""

    @wraps(view)
    def ask(**arguments: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None or not viewer().signed_in:
            return view(**arguments)
        if not _SHAPE.fullmatch(key):
            raise Refused(400, str(BAD_KEY))
        unit = HeldBack(db.session(), market().clock)
        fingerprint = _fingerprint()
        if (row := _claim(unit, key, fingerprint)) is None:
            return _again(unit, key, fingerprint)
        g.uow = unit
        response = view(**arguments)
        _keep(unit, row, response)
        unit.finish()
        return response

    return ask


def _fingerprint() -> str:
    """Return the hash of all that decides what a request does. The mark between parts does not: it is drawn anew."""
    parts = (request.method, request.path, request.query_string.decode("latin-1"), request.headers.get("If-Match", ""))
    found = hashlib.sha256("\n".join(parts).encode())
    mark = request.mimetype_params.get("boundary", "").encode("latin-1", "replace")
    body = request.get_data(cache=True)
    found.update(body.replace(b"--" + mark, b"--") if mark else body)
    return found.hexdigest()


def _claim(unit: UnitOfWork, key: str, fingerprint: str) -> int | None:
    """Take the key for this request and return its row's id; None when it is taken.

    On PostgreSQL this waits for another request that has just taken it (SQLite lets one write at a time anyway).
    """
    who, session = viewer().user_id, unit.session
    mine = KeptAnswer.user_id == who, KeptAnswer.key == key
    session.execute(delete(KeptAnswer).where(*mine, KeptAnswer.created_at <= unit.now() - KEEP))
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"user_id": who, "key": key, "fingerprint": fingerprint, "created_at": unit.now()}
    insert = dialect.insert(_TABLE).values(**row, status=0, headers={}, body="").on_conflict_do_nothing()
    found: int | None = session.connection().scalar(insert.returning(_TABLE.c.id))
    return found


def _again(unit: UnitOfWork, key: str, fingerprint: str) -> Response:
    """Answer a request that was carried out already, or refuse another one under its key."""
    kept = unit.session.scalar(select(KeptAnswer).where(KeptAnswer.user_id == viewer().user_id, KeptAnswer.key == key))
    if kept is None or kept.fingerprint != fingerprint:
        raise Refused(422, str(OTHER))
    return current_app.response_class(kept.body, kept.status, {**kept.headers, REPLAYED: "true"})


def _keep(unit: UnitOfWork, row: int, response: Response) -> None:
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    values = {"status": response.status_code, "headers": headers, "body": response.get_data(as_text=True)}
    unit.session.execute(update(KeptAnswer).where(KeptAnswer.id == row).values(**values))


def register_jobs(registry: JobRegistry) -> None:
    """Have keys forgotten after their day."""
    registry.register(
        PURGE,
        purge,
        L("Forget answers of the API kept for repeated requests", "Xóa câu trả lời API giữ cho yêu cầu gửi lại"),
    )
    registry.schedule(PURGE, "50 * * * *", PURGE)


def purge(context: JobContext, payload: Payload) -> None:
    """Forget the answers given more than 24 hours ago."""
    context.uow.session.execute(delete(KeptAnswer).where(KeptAnswer.created_at <= context.uow.now() - KEEP))
