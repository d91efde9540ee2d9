"""The life of an expression of interest as one table: which action leads from which status to which, and whose it is.

Source: the project's sheet on deals, section (g): statuses after the Enterprise Europe Network's, reasons after those
of Inpart and open2. What a desk does with it (screening, forwarding, introducing) comes with the deals.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from marketplace.i18n import L


class Status(StrEnum):
    """Where an interest stands."""

    SUBMITTED = "submitted"
    INFO_REQUESTED = "info_requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Side(StrEnum):
    """Who somebody is to an interest: they sent it, they own the listing, or they look on for the exchange."""

    SENDER = "sender"
    OWNER = "owner"
    DESK = "desk"


WAITING = (Status.SUBMITTED, Status.INFO_REQUESTED)  # for an answer of one side; lapses by and by
# An organisation has at most one of these for a listing. `models.py` says the same to the database.
LIVE = (*WAITING, Status.ACCEPTED)

LABELS: dict[str, L] = {
    "submitted": L("Submitted", "Đã gửi"),
    "info_requested": L("More information asked", "Cần bổ sung"),
    "accepted": L("Contact accepted", "Đã chấp nhận liên hệ"),
    "declined": L("Declined", "Từ chối"),
    "withdrawn": L("Withdrawn", "Đã rút"),
    "lapsed": L("Lapsed", "Quá hạn"),
}

RECEIVED = L("New", "Mới nhận")  # what its owner calls one that its sender has submitted
END = L("End the contact", "Kết thúc liên hệ")  # what either side calls leaving one that was accepted

REASONS: dict[str, L] = {
    "too_early": L("Too early stage", "Giai đoạn quá sớm"),
    "no_clear_advantage": L("Gain over existing solutions unclear", "Ưu thế so với giải pháp hiện có chưa rõ"),
    "no_commercial_route": L("Commercial route unclear", "Chưa rõ hướng thương mại hóa"),
    "unclear_description": L("Description or opportunity unclear", "Mô tả hoặc cơ hội chưa rõ"),
    "technical_concern": L("Technical or scientific concern", "Nghi ngại về kỹ thuật, khoa học"),
    "not_strategic_fit": L("Outside strategy or portfolio", "Không phù hợp chiến lược"),
    "no_need_now": L("No need or timing wrong", "Chưa có nhu cầu, chưa đúng lúc"),
    "have_alternative": L("Own or other solution chosen", "Đã có giải pháp khác"),
    "ip_position": L("IP weak, blocked or unclear title", "Vị thế sở hữu trí tuệ chưa vững"),
    "terms_or_price": L("Terms or price not agreed", "Không thống nhất điều khoản, giá"),
    "no_budget": L("No budget or capacity", "Thiếu ngân sách, năng lực"),
    "partner_unsuitable": L("Partner profile unsuitable (size, country, skills)", "Đối tác không phù hợp"),
    "regulatory_export": L("Regulation or export control", "Vướng pháp lý, kiểm soát xuất khẩu"),
    "conflict_of_interest": L("Conflict of interest or exclusivity taken", "Xung đột lợi ích, đã cấp độc quyền"),
    "no_response": L("Other side stopped answering", "Không phản hồi"),
    "other": L("Other (say what)", "Lý do khác (nêu rõ)"),  # free text only with a note
}


@dataclass(frozen=True, slots=True)
class Transition:
    """One action. `who`: a side, or None for the system alone. `button` asks for it, `done` tells of it afterwards.

    `notice` is the line for those whom it is news to (`tells`), with {title} and {sender} to fill in.
    """

    action: str
    sources: tuple[Status, ...]
    target: Status
    who: Side | None
    button: L
    done: L
    tells: tuple[Side, ...]
    notice: L
    needs_note: bool = False
    needs_reason: bool = False


_S = Status
TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "express",
        (),
        _S.SUBMITTED,
        Side.SENDER,
        L("Express interest", "Bày tỏ quan tâm"),
        L("Interest expressed", "Đã bày tỏ quan tâm"),
        (Side.OWNER,),
        L("{sender} is interested in “{title}”", "{sender} quan tâm đến “{title}”"),
        needs_note=True,
    ),
    Transition(
        "answer",
        WAITING,
        _S.ACCEPTED,
        Side.OWNER,
        L("Accept and answer", "Chấp nhận và trả lời"),
        L("Contact accepted", "Đã chấp nhận liên hệ"),
        (Side.SENDER,),
        L("Your interest in “{title}” was accepted", "Quan tâm của bạn đến “{title}” đã được chấp nhận"),
        needs_note=True,
    ),
    Transition(
        "ask",
        (_S.SUBMITTED,),
        _S.INFO_REQUESTED,
        Side.OWNER,
        L("Ask for more information", "Yêu cầu bổ sung"),
        L("More information asked", "Đã yêu cầu bổ sung"),
        (Side.SENDER,),
        L("The owner of “{title}” asks you for more information", "Chủ tin “{title}” đề nghị bạn bổ sung thông tin"),
        needs_note=True,
    ),
    Transition(
        "add",
        WAITING,
        _S.SUBMITTED,
        Side.SENDER,
        L("Add to the message", "Gửi bổ sung"),
        L("Information added", "Đã gửi bổ sung"),
        (Side.OWNER,),
        L("{sender} added to its interest in “{title}”", "{sender} gửi bổ sung về quan tâm đến “{title}”"),
        needs_note=True,
    ),
    Transition(
        "decline",
        LIVE,
        _S.DECLINED,
        Side.OWNER,
        L("Decline", "Từ chối"),
        L("Declined", "Đã từ chối"),
        (Side.SENDER,),
        L("Your interest in “{title}” was declined", "Quan tâm của bạn đến “{title}” bị từ chối"),
        needs_reason=True,
    ),
    Transition(
        "withdraw",
        LIVE,
        _S.WITHDRAWN,
        Side.SENDER,
        L("Withdraw the interest", "Rút quan tâm"),
        L("Withdrawn", "Đã rút"),
        (Side.OWNER,),
        L("{sender} withdrew its interest in “{title}”", "{sender} đã rút quan tâm đến “{title}”"),
    ),
    Transition(
        "close",
        WAITING,
        _S.DECLINED,
        None,
        L("Close", "Đóng"),
        L("Closed, for the listing is no longer offered", "Đã đóng vì tin không còn được đăng"),
        (Side.SENDER,),
        L(
            "“{title}” was taken off the exchange, and your interest in it is closed",
            "“{title}” không còn trên sàn nên quan tâm của bạn đã được đóng lại",
        ),
    ),
    Transition(
        "lapse",
        WAITING,
        _S.LAPSED,
        None,
        L("Let lapse", "Cho quá hạn"),
        L("Lapsed without an answer", "Quá hạn vì không có trả lời"),
        (Side.OWNER, Side.SENDER),
        L(
            "The interest in “{title}” lapsed without an answer",
            "Quan tâm đến “{title}” đã quá hạn vì không có trả lời",
        ),
    ),
)
BY_ACTION: dict[str, Transition] = {transition.action: transition for transition in TRANSITIONS}
ACTIONS: tuple[str, ...] = tuple(each.action for each in TRANSITIONS if each.who and each.sources)
# What is said, by status, to the side that is waited for; it changes nothing, and so is no action of the table.
REMINDERS: dict[Status, Transition] = {
    status: Transition(
        "remind", (status,), status, None, L("Remind", "Nhắc"), L("Reminded", "Đã nhắc"), (side,), notice
    )
    for status, side, notice in (
        (
            _S.SUBMITTED,
            Side.OWNER,
            L("{sender} is waiting for your answer about “{title}”", "{sender} đang chờ bạn trả lời về “{title}”"),
        ),
        (
            _S.INFO_REQUESTED,
            Side.SENDER,
            L("The owner of “{title}” is waiting for your information", "Chủ tin “{title}” đang chờ bạn bổ sung"),
        ),
    )
}
EVENTS: dict[str, str] = {
    "express": "interest.expressed",
    "answer": "interest.accepted",
    "ask": "interest.info_requested",
    "add": "interest.added_to",
    "decline": "interest.declined",
    "withdraw": "interest.withdrawn",
    "close": "interest.closed",
    "lapse": "interest.lapsed",
    "remind": "interest.reminded",
}


def label(status: str, side: Side | None = None) -> str:
    """Return the status's name in the reader's language, as their side of the interest calls it."""
    return str(RECEIVED if status == Status.SUBMITTED and side is Side.OWNER else LABELS[status])
