"""Technology readiness levels 1–9 and the stage of development, with the levels that go with each stage.

The English follows the sense of the EU scale (Horizon 2020 work programme, annex G) in our words. No official
Vietnamese text was found, so the Vietnamese is ours.
"""

from __future__ import annotations

from marketplace.i18n import L
from marketplace.taxonomies.base import Entry, Taxonomy

_LEVELS = (
    (
        L("Basic principles observed", "Quan sát được nguyên lý cơ bản"),
        L(
            "Research has described an effect; nobody has an application yet.",
            "Nghiên cứu mới mô tả hiện tượng; chưa có ứng dụng.",
        ),
        L(
            "A paper shows that a plant extract slows fouling organisms.",
            "Bài báo cho thấy một chiết xuất thực vật làm chậm sinh vật bám.",
        ),
    ),
    (
        L("Concept formulated", "Hình thành ý tưởng công nghệ"),
        L("An application is worked out on paper.", "Ứng dụng được phác thảo trên giấy."),
        L("A sketch of a hull paint that uses the extract.", "Phác thảo loại sơn vỏ tàu dùng chiết xuất đó."),
    ),
    (
        L("Experimental proof of concept", "Chứng minh ý tưởng bằng thực nghiệm"),
        L("First experiments show that the idea can work.", "Thí nghiệm đầu tiên cho thấy ý tưởng khả thi."),
        L(
            "Coated slides stay clean for a week in a beaker of sea water.",
            "Mẫu phủ sạch một tuần trong cốc nước biển.",
        ),
    ),
    (
        L("Validated in the laboratory", "Kiểm chứng trong phòng thí nghiệm"),
        L("The parts work together on the bench.", "Các bộ phận chạy được với nhau trong phòng thí nghiệm."),
        L(
            "The paint passes adhesion and fouling tests on steel panels.",
            "Sơn đạt thử bám dính và chống hà trên tấm thép.",
        ),
    ),
    (
        L("Validated in a relevant environment", "Kiểm chứng trong môi trường tương tự thực tế"),
        L(
            "The parts are tested where conditions are close to real use.",
            "Thử nghiệm ở nơi điều kiện gần với thực tế.",
        ),
        L("Panels hang for six months from a raft off Cát Bà.", "Tấm mẫu treo sáu tháng dưới bè ngoài khơi Cát Bà."),
    ),
    (
        L("Demonstrated in a relevant environment", "Trình diễn trong môi trường tương tự thực tế"),
        L(
            "A working model is shown under realistic conditions.",
            "Mô hình hoạt động được trình diễn trong điều kiện sát thực tế.",
        ),
        L("A test patch on one barge, inspected every month.", "Sơn thử một mảng trên sà lan, kiểm tra hằng tháng."),
    ),
    (
        L("Prototype in an operational environment", "Nguyên mẫu chạy trong môi trường vận hành"),
        L("A full prototype runs in real use.", "Nguyên mẫu hoàn chỉnh chạy trong vận hành thật."),
        L(
            "The whole hull of one tug is painted and sails for a season.",
            "Sơn toàn bộ vỏ một tàu lai và chạy một mùa.",
        ),
    ),
    (
        L("Complete and qualified", "Hệ thống hoàn chỉnh, đạt kiểm định"),
        L(
            "The final product has passed its tests and certificates.",
            "Sản phẩm cuối đã qua thử nghiệm và được chứng nhận.",
        ),
        L("The paint has its type approval and a production recipe.", "Sơn có chứng nhận kiểu và quy trình sản xuất."),
    ),
    (
        L("Proven in operation", "Đã chứng minh trong vận hành thực tế"),
        L("Customers use it in everyday work.", "Khách hàng đang dùng trong công việc hằng ngày."),
        L("Twenty ships have used the paint between two dockings.", "Hai mươi tàu đã dùng sơn qua một chu kỳ lên đà."),
    ),
)

TRL = Taxonomy(
    slug="trl",
    name=L("Technology readiness level", "Mức độ sẵn sàng công nghệ (TRL)"),
    edition="EU 2014",
    entries=tuple(
        Entry(str(level), label, note=note, example=example, synonyms=(f"TRL {level}", f"TRL{level}"))
        for level, (label, note, example) in enumerate(_LEVELS, start=1)
    ),
)

STAGE = Taxonomy(
    slug="stage",
    name=L("Stage of development", "Giai đoạn phát triển"),
    edition="EEN 2024",
    entries=(
        Entry("concept", L("Concept stage", "Ý tưởng"), note=L("Usually TRL 1–3", "Thường ở TRL 1–3")),
        Entry("developing", L("Under development", "Đang phát triển"), note=L("Usually TRL 3–5", "Thường ở TRL 3–5")),
        Entry("lab_tested", L("Lab tested", "Đã thử phòng thí nghiệm"), note=L("Usually TRL 4–5", "Thường ở TRL 4–5")),
        Entry(
            "demo_ready",
            L("Available for demonstration", "Sẵn sàng trình diễn"),
            note=L("Usually TRL 6–8", "Thường ở TRL 6–8"),
        ),
        Entry("on_market", L("On the market", "Đã có trên thị trường"), note=L("Usually TRL 8–9", "Thường ở TRL 8–9")),
    ),
)

PLAUSIBLE_TRL: dict[str, range] = {
    "concept": range(1, 4),
    "developing": range(3, 6),
    "lab_tested": range(4, 6),
    "demo_ready": range(6, 9),
    "on_market": range(8, 10),
}


def plausible(stage: str | None, trl: int | None) -> bool:
    """Tell whether stage and level go together; True while either is missing. A hint to the author, never an error."""
    return stage not in PLAUSIBLE_TRL or trl is None or trl in PLAUSIBLE_TRL[stage]
