"""Finding a TRL by questions: each answer leads to the next question or to a level, with what was said as the reason.

The order follows the sense of ISO 16290 and of the EU scale in our words: first where it was tried (laboratory,
surroundings like those of use, real use), then how much of it (parts, a model, all of it), then what proves it.
"""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.i18n import L

YES, NO = "y", "n"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `then` has, by answer, the key of the next question or the level that is reached."""

    text: L
    help: L
    then: dict[str, str | int]
    said: dict[str, L]  # the answers as statements, for the reason


@dataclass(frozen=True, slots=True)
class Asked:
    """Where some answers lead: the next question, or the level. `reasons` are the answers given, as statements."""

    answers: str
    question: Question | None
    level: int | None
    reasons: tuple[L, ...]


QUESTIONS: dict[str, Question] = {
    "outside": Question(
        L(
            "Has it been tried outside the laboratory, in conditions like those in which it will be used?",
            "Công nghệ đã được thử ngoài phòng thí nghiệm, trong điều kiện giống nơi sẽ sử dụng chưa?",
        ),
        L(
            "Salt, heat, dust, load, everyday operators: whatever makes real use harder. The weakest part counts.",
            "Muối, nhiệt, bụi, tải, người vận hành thường: mọi điều khiến thực tế khó hơn. Tính theo phần yếu nhất.",
        ),
        {YES: "whole", NO: "together"},
        {
            YES: L("It was tried in conditions like those of use.", "Đã thử trong điều kiện giống nơi sử dụng."),
            NO: L("It was not yet tried outside the laboratory.", "Chưa thử ngoài phòng thí nghiệm."),
        },
    ),
    "together": Question(
        L(
            "Do its main parts already work together in the laboratory?",
            "Các bộ phận chính đã hoạt động cùng nhau trong phòng thí nghiệm chưa?",
        ),
        L(
            "A rough set-up on the bench is enough; for software, the modules running with each other.",
            "Chỉ cần một mô hình đơn giản trên bàn thí nghiệm; với phần mềm, các mô-đun chạy được với nhau.",
        ),
        {YES: "figures", NO: "experiment"},
        {
            YES: L(
                "Its main parts work together in the laboratory.",
                "Các bộ phận chính chạy cùng nhau trong phòng thí nghiệm.",
            ),
            NO: L("Its parts do not work together yet.", "Các bộ phận chưa chạy cùng nhau."),
        },
    ),
    "figures": Question(
        L(
            "Did measurements there show the performance that you were aiming for?",
            "Số đo ở đó đã đạt hiệu năng mà bạn đặt ra chưa?",
        ),
        L(
            "You could show the figures to a partner today: a test report, a table, a curve.",
            "Hôm nay bạn đưa được con số cho đối tác xem: báo cáo thử nghiệm, bảng, đồ thị.",
        ),
        {YES: 4, NO: 3},
        {
            YES: L("Measurements reached the aim.", "Số đo đạt mục tiêu."),
            NO: L("Measurements do not confirm the aim yet.", "Số đo chưa xác nhận mục tiêu."),
        },
    ),
    "experiment": Question(
        L(
            "Did an experiment or a simulation of your own show that the main idea works?",
            "Đã có thí nghiệm hoặc mô phỏng của chính bạn cho thấy ý tưởng chính khả thi chưa?",
        ),
        L(
            "On the decisive part alone, on any scale.",
            "Chỉ cần cho phần quyết định, ở quy mô bất kỳ.",
        ),
        {YES: 3, NO: "use"},
        {
            YES: L("An experiment shows that the main idea works.", "Thí nghiệm cho thấy ý tưởng chính khả thi."),
            NO: L("No experiment of your own yet.", "Chưa có thí nghiệm của riêng bạn."),
        },
    ),
    "use": Question(
        L(
            "Is it worked out what it would be used for, and how?",
            "Đã xác định rõ sẽ dùng vào việc gì và dùng thế nào chưa?",
        ),
        L("A concept, a sketch, a calculation on paper.", "Một ý tưởng, bản phác thảo hay phép tính trên giấy."),
        {YES: 2, NO: 1},
        {
            YES: L("The use is worked out on paper.", "Cách sử dụng đã được phác thảo trên giấy."),
            NO: L("An effect is known, a use is not worked out.", "Mới biết hiện tượng, chưa xác định cách dùng."),
        },
    ),
    "whole": Question(
        L(
            "Was that the whole of it, built as it is meant to be built?",
            "Lần thử đó là toàn bộ hệ thống, chế tạo đúng như dự định chứ?",
        ),
        L(
            "A full prototype; not single parts, nor a small model.",
            "Một nguyên mẫu hoàn chỉnh; không phải từng bộ phận hay mô hình thu nhỏ.",
        ),
        {YES: "daily", NO: "model"},
        {
            YES: L("A full prototype was tried.", "Đã thử nguyên mẫu hoàn chỉnh."),
            NO: L("Not yet the whole of it.", "Chưa phải toàn bộ hệ thống."),
        },
    ),
    "model": Question(
        L(
            "Was it at least a working model with all main functions?",
            "Ít nhất đó là mô hình hoạt động có đủ các chức năng chính?",
        ),
        L(
            "Its behaviour there tells how the real thing will behave.",
            "Cách nó hoạt động cho biết hệ thống thật sẽ hoạt động ra sao.",
        ),
        {YES: 6, NO: 5},
        {
            YES: L("A working model has all main functions.", "Mô hình hoạt động có đủ chức năng chính."),
            NO: L("Parts were tried, not a complete model.", "Mới thử các bộ phận, chưa có mô hình đầy đủ."),
        },
    ),
    "daily": Question(
        L(
            "Did it run in real operation, on the site of those who will use it?",
            "Nguyên mẫu đã chạy trong vận hành thật, tại nơi của người sử dụng chưa?",
        ),
        L(
            "In the course of their work, not as a demonstration.",
            "Trong công việc của họ, không phải buổi trình diễn.",
        ),
        {YES: "final", NO: 6},
        {
            YES: L("It ran in real operation.", "Đã chạy trong vận hành thật."),
            NO: L("It was shown, but not in real operation.", "Đã trình diễn nhưng chưa vận hành thật."),
        },
    ),
    "final": Question(
        L(
            "Is it the final product, with the tests and approvals that its use requires?",
            "Đó đã là sản phẩm cuối, có đủ thử nghiệm và chứng nhận mà việc sử dụng đòi hỏi chưa?",
        ),
        L(
            "Type approval, certificate, registration, acceptance report: whatever applies.",
            "Chứng nhận kiểu, chứng chỉ, đăng ký lưu hành, biên bản nghiệm thu: tùy trường hợp.",
        ),
        {YES: "proven", NO: 7},
        {
            YES: L("It is the final product, with its approvals.", "Là sản phẩm cuối, đã có chứng nhận."),
            NO: L("It is still a prototype.", "Vẫn là nguyên mẫu."),
        },
    ),
    "proven": Question(
        L(
            "Do customers use it in their everyday work, without you?",
            "Khách hàng đã tự dùng nó trong công việc hằng ngày chưa?",
        ),
        L(
            "Over a whole period of use: a season, a voyage, a service interval.",
            "Trọn một chu kỳ sử dụng: một mùa, một chuyến, một kỳ bảo dưỡng.",
        ),
        {YES: 9, NO: 8},
        {
            YES: L("Customers use it in everyday work.", "Khách hàng dùng hằng ngày."),
            NO: L("Everyday use is not proven yet.", "Chưa chứng minh qua sử dụng hằng ngày."),
        },
    ),
}
FIRST = "outside"


def follow(answers: str) -> Asked:
    """Return where the answers lead ("yyn"); what is no answer, and whatever comes after the end, is left out."""
    step: str | int = FIRST
    given, reasons = "", []
    for answer in answers:
        if isinstance(step, int) or answer not in (YES, NO):
            break
        question = QUESTIONS[step]
        given, step = given + answer, question.then[answer]
        reasons.append(question.said[answer])
    if isinstance(step, int):
        return Asked(given, None, step, tuple(reasons))
    return Asked(given, QUESTIONS[step], None, tuple(reasons))
