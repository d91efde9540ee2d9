"""The life of a listing as one table: which action leads from which status to which, and whose action it is.

Source: the project's sheet on deals, section (g), whose statuses follow those of the Enterprise Europe Network.
What an action does beside that is in `lifecycle.py`; who counts as owner or operator is in `policy.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from marketplace.i18n import L
from marketplace.taxonomies.terms import LISTING_STATUS


class Status(StrEnum):
    """Where a listing stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    CLIENT_CHECK = "client_check"
    ON_HOLD = "on_hold"
    PUBLISHED = "published"
    PAUSED = "paused"
    FLAGGED = "flagged"
    EXPIRED = "expired"
    REJECTED = "rejected"
    ARCHIVED = "archived"


# What the public may read and find. A report (flagged) alone does not take a listing away: an operator decides.
PUBLIC = frozenset({Status.PUBLISHED, Status.PAUSED, Status.FLAGGED})
# What its owner may still change. The rest is either being judged or over.
EDITABLE = frozenset({Status.DRAFT, Status.RETURNED, Status.PUBLISHED, Status.PAUSED, Status.EXPIRED})


MEANINGS: dict[Status, L] = {
    Status.DRAFT: L("Only your side sees it.", "Chỉ bên bạn xem được."),
    Status.IN_REVIEW: L(
        "The exchange reads it before it is published.", "Sàn đang đọc và kiểm tra trước khi cho đăng."
    ),
    Status.RETURNED: L(
        "The exchange asks for changes: edit it and send it again.", "Sàn đề nghị chỉnh sửa: sửa rồi gửi lại."
    ),
    Status.CLIENT_CHECK: L("The exchange edited it and waits for your consent.", "Sàn đã biên tập và chờ bạn đồng ý."),
    Status.ON_HOLD: L("Taken off the site while a question is settled.", "Tạm gỡ khỏi sàn trong lúc làm rõ."),
    Status.PUBLISHED: L("Everybody can find and read it.", "Ai cũng tìm và đọc được."),
    Status.PAUSED: L(
        "Everybody can still read it, but nobody can express interest.",
        "Ai cũng đọc được nhưng chưa thể bày tỏ quan tâm.",
    ),
    Status.FLAGGED: L(
        "Somebody reported it; it stays public until decided.", "Bị báo cáo; vẫn hiển thị cho tới khi có kết luận."
    ),
    Status.EXPIRED: L(
        "Its last day is over, so nobody else sees it. It can be renewed.",
        "Đã qua ngày hết hạn nên người khác không còn thấy; có thể gia hạn.",
    ),
    Status.REJECTED: L(
        "It does not fit the exchange; the reason is in its history.", "Không phù hợp với sàn; lý do ghi trong lịch sử."
    ),
    Status.ARCHIVED: L(
        "Withdrawn or put away for good: only your side sees it. It can't be published again, but duplicated.",
        "Đã rút hoặc cất hẳn: chỉ bên bạn xem được. Không đăng lại được nhưng có thể nhân bản.",
    ),
}


@dataclass(frozen=True, slots=True)
class Transition:
    """One action. `who`: "owner" (also an operator), "operator" or "system". `guards`: see `lifecycle.GUARDS`."""

    action: str
    sources: tuple[Status, ...]
    target: Status
    who: str
    label: L
    guards: tuple[str, ...] = ()
    needs_note: bool = False

    @property
    def permission(self) -> str:
        """Return what the policy is asked for."""
        return "own" if self.who == "owner" else "moderate"


_S = Status
TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "submit", (_S.DRAFT, _S.RETURNED), _S.IN_REVIEW, "owner", L("Send for review", "Gửi thẩm định"), ("complete",)
    ),
    Transition(
        "publish", (_S.DRAFT, _S.RETURNED), _S.PUBLISHED, "owner", L("Publish", "Đăng tin"), ("complete", "unmoderated")
    ),
    Transition(
        "approve", (_S.IN_REVIEW,), _S.PUBLISHED, "operator", L("Approve and publish", "Duyệt và đăng"), ("complete",)
    ),
    Transition(
        "return",
        (_S.IN_REVIEW,),
        _S.RETURNED,
        "operator",
        L("Return for revision", "Trả lại chỉnh sửa"),
        needs_note=True,
    ),
    Transition("reject", (_S.IN_REVIEW, _S.ON_HOLD), _S.REJECTED, "operator", L("Reject", "Từ chối"), needs_note=True),
    Transition(
        "hold", (_S.IN_REVIEW, _S.FLAGGED), _S.ON_HOLD, "operator", L("Put on hold", "Tạm giữ"), needs_note=True
    ),
    Transition("review", (_S.ON_HOLD,), _S.IN_REVIEW, "operator", L("Take up again", "Thẩm định lại")),
    Transition(
        "ask_owner",
        (_S.IN_REVIEW,),
        _S.CLIENT_CHECK,
        "operator",
        L("Ask for the owner's consent", "Xin chủ sở hữu xác nhận"),
    ),
    Transition(
        "consent", (_S.CLIENT_CHECK,), _S.PUBLISHED, "owner", L("Consent and publish", "Đồng ý đăng"), ("complete",)
    ),
    Transition("object", (_S.CLIENT_CHECK,), _S.RETURNED, "owner", L("Object", "Không đồng ý"), needs_note=True),
    Transition(
        "resubmit",
        (_S.PUBLISHED, _S.PAUSED),
        _S.IN_REVIEW,
        "system",
        L("Send the changes for review", "Gửi thẩm định thay đổi"),
    ),
    Transition("flag", (_S.PUBLISHED,), _S.FLAGGED, "operator", L("Flag", "Đánh dấu bị báo cáo"), needs_note=True),
    Transition("clear", (_S.FLAGGED,), _S.PUBLISHED, "operator", L("Clear the report", "Bỏ báo cáo")),
    Transition("pause", (_S.PUBLISHED,), _S.PAUSED, "owner", L("Close to interest", "Tạm ngừng nhận quan tâm")),
    Transition("resume", (_S.PAUSED,), _S.PUBLISHED, "owner", L("Reopen", "Mở lại"), ("in_time",)),
    Transition("expire", (_S.PUBLISHED, _S.PAUSED, _S.FLAGGED), _S.EXPIRED, "system", L("Expire", "Hết hạn")),
    Transition(
        "renew",
        (_S.PUBLISHED, _S.EXPIRED),
        _S.PUBLISHED,
        "owner",
        L("Renew", "Gia hạn"),
        ("complete", "renewable", "reviewed_as_it_is"),
    ),
    Transition(
        "renew_changed",
        (_S.EXPIRED,),
        _S.IN_REVIEW,
        "owner",
        L("Renew and send the changes for review", "Gia hạn và gửi thẩm định thay đổi"),
        ("complete", "renewable"),
    ),
    Transition(
        "withdraw",
        (_S.IN_REVIEW, _S.RETURNED, _S.CLIENT_CHECK, _S.PUBLISHED, _S.PAUSED, _S.EXPIRED),
        _S.ARCHIVED,
        "owner",
        L("Withdraw", "Rút tin"),
    ),
    Transition("archive", (_S.DRAFT, _S.EXPIRED), _S.ARCHIVED, "owner", L("Archive", "Lưu trữ")),
)
BY_ACTION: dict[str, Transition] = {transition.action: transition for transition in TRANSITIONS}


def actions_from(status: str) -> tuple[Transition, ...]:
    """Return the transitions that start at `status`, in the table's order."""
    return tuple(transition for transition in TRANSITIONS if status in transition.sources)


def label(status: str) -> str:
    """Return the status's name in the reader's language."""
    return LISTING_STATUS.label(status)
