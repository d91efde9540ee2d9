# ruff: noqa: E501 – a table: a label beside its translation reads better than a wrapped one
"""The fields that every offer and demand has, declared as a plugin declares its own, with examples from four sectors.

Lengths and lists: the project's sheet on deals, section (a), after the Enterprise Europe Network's partnering profiles.
"""

from __future__ import annotations

from marketplace.i18n import L
from marketplace.listings.field_types import Code, Codes, Keywords, Level, Words
from marketplace.plugin_host.facets import Terms
from marketplace.plugin_host.fields import Boolean, Date
from marketplace.plugin_host.fields.base import Field

WORD_FIELDS: dict[str, Field] = {
    "title": Words(
        label=L("Title", "Tiêu đề"),
        limit=256,
        multiline=False,
        help=L("Say what it is and what it is for; no brand names.", "Nêu rõ là gì và dùng để làm gì; không nêu nhãn hiệu."),
        example=L(
            "Electric tug of 60 t bollard pull for river ports", "Tàu lai điện lực kéo 60 tấn cho cảng sông"
        ),
    ),
    "summary": Words(
        label=L("Summary", "Tóm tắt"),
        limit=500,
        help=L(
            "Who you are (without a name), in which country, what you have or need, its main benefit, and the cooperation sought.",
            "Bạn là ai (không nêu tên), ở nước nào, có gì hoặc cần gì, lợi ích chính và hình thức hợp tác mong muốn.",
        ),
        example=L(
            "A Vietnamese shipyard has designed an electric harbour tug that needs 40 % less energy than a diesel one. It is "
            "looking for ports willing to test it and for a licensee.",
            "Một xưởng đóng tàu Việt Nam đã thiết kế tàu lai cảng chạy điện, tiêu thụ năng lượng ít hơn 40 % so với tàu dầu. "
            "Xưởng tìm cảng chạy thử và bên nhận chuyển quyền sử dụng.",
        ),
    ),
    "description": Words(
        label=L("Description", "Mô tả"),
        limit=4000,
        help=L(
            "The problem, how it is solved today, how this works, and what has been tested where. Nothing secret.",
            "Vấn đề, cách giải quyết hiện nay, nguyên lý của giải pháp, đã thử nghiệm gì và ở đâu. Không nêu bí mật.",
        ),
        example=L(
            "Berthing a 24,000 TEU ship takes two tugs of 60 t for 40 minutes. The tug's 2.5 MWh battery lasts for three such "
            "jobs and charges in 90 minutes at the berth.",
            "Cập cầu tàu 24.000 TEU cần hai tàu lai 60 tấn trong 40 phút. Pin 2,5 MWh đủ cho ba lượt và sạc đầy tại cầu "
            "trong 90 phút.",
        ),
    ),
    "advantages": Words(
        label=L("Advantages and innovations", "Ưu điểm và tính mới"),
        limit=2000,
        help=L("Compare with what is used today, in numbers.", "So sánh với giải pháp đang dùng, bằng con số."),
        example=L(
            "Treats seafood wastewater at 1.1 kWh/m³ instead of 1.8, on half the area.",
            "Xử lý nước thải thủy sản với 1,1 kWh/m³ thay vì 1,8, trên một nửa diện tích.",
        ),
    ),
    "expertise": Words(
        label=L("Technology or expertise sought", "Công nghệ hoặc chuyên môn cần tìm"),
        limit=2000,
        side="demand",
        help=L(
            "What the solution must do, within which limits, and what you have tried.",
            "Giải pháp phải làm được gì, trong giới hạn nào, và bạn đã thử gì.",
        ),
        example=L(
            "Find broken container seals in a gate camera's picture, 99 % right, at night and in rain.",
            "Phát hiện niêm chì container bị hỏng từ ảnh camera cổng, đúng 99 %, cả ban đêm và trời mưa.",
        ),
    ),
    "partner_role": Words(
        label=L("Partner sought and its role", "Đối tác cần tìm và vai trò"),
        limit=4000,
        help=L(
            "Which kind of organisation, and what it does in each form of cooperation chosen.",
            "Loại tổ chức nào, và họ làm gì trong từng hình thức hợp tác đã chọn.",
        ),
        example=L(
            "A chip packaging firm that runs a pilot batch of 500 parts on our lead frame and shares the reliability report.",
            "Doanh nghiệp đóng gói chip chạy lô thử 500 sản phẩm trên khung dẫn của chúng tôi và chia sẻ báo cáo độ tin cậy.",
        ),
    ),
    "stage_comment": Words(
        label=L("Comment on the stage", "Ghi chú về giai đoạn phát triển"),
        limit=1000,
        help=L("What was tested, where, when, with which result.", "Đã thử gì, ở đâu, khi nào, kết quả ra sao."),
        example=L(
            "Six months on a raft off Cát Bà, no fouling on 12 of 14 panels.",
            "Treo sáu tháng dưới bè ngoài khơi Cát Bà, 12/14 tấm không có hà bám.",
        ),
    ),
    "ip_comment": Words(
        label=L("Comment on IP", "Ghi chú về sở hữu trí tuệ"),
        limit=1000,
        help=L("Where it is protected and what is open to a partner.", "Bảo hộ ở đâu và đối tác được dùng phần nào."),
        example=L("Patent applied for in Viet Nam and Japan; source code is licensed.", "Đã nộp đơn sáng chế tại Việt Nam và Nhật; mã nguồn được cấp phép."),
    ),
    "keywords": Keywords(
        label=L("Keywords", "Từ khóa"),
        limit=10,
        help=L(
            "Up to five for the technology and five for its market, with commas between.",
            "Tối đa năm từ khóa công nghệ và năm từ khóa thị trường, cách nhau bằng dấu phẩy.",
        ),
        example=L("electric propulsion, harbour tug, battery", "động cơ điện, tàu lai cảng, pin"),
    ),
}  # fmt: skip

# What the same fields say in the mouth of somebody who needs a technology.
DEMAND_EXAMPLES: dict[str, L] = {
    "title": L(
        "Nickel out of 80 m³/h of plating wastewater, below 0.2 mg/L",
        "Tách niken khỏi 80 m³/h nước thải xi mạ, còn dưới 0,2 mg/L",
    ),
    "summary": L(
        "A Vietnamese plating works must bring the nickel in its wastewater below 0.2 mg/L by the end of 2027. It is looking "
        "for a supplier who builds a pilot on its site and then the whole line.",
        "Một xưởng mạ Việt Nam phải đưa niken trong nước thải xuống dưới 0,2 mg/L trước cuối năm 2027. Xưởng tìm đơn vị lắp hệ "
        "thử nghiệm tại chỗ rồi xây cả dây chuyền.",
    ),
    "description": L(
        "80 m³/h at pH 3 to 5 with 12 mg/L of nickel; today lime brings it to 0.8 mg/L and leaves 2 t of sludge a day. There "
        "are 60 m² of floor and 40 kW.",
        "80 m³/h, pH 3–5, niken 12 mg/L; hiện keo tụ bằng vôi còn 0,8 mg/L và thải 2 t bùn mỗi ngày. Mặt bằng 60 m², nguồn "
        "điện 40 kW.",
    ),
    "partner_role": L(
        "A supplier with a plant of this size in operation, who takes responsibility for the result and trains our operators.",
        "Nhà cung cấp đã có hệ thống cỡ này đang chạy, cam kết kết quả đầu ra và đào tạo người vận hành cho chúng tôi.",
    ),
    "keywords": L("plating, nickel, ion exchange, wastewater", "xi mạ, niken, trao đổi ion, nước thải"),
}  # fmt: skip

CORE_FIELDS: dict[str, Field] = {
    "stage": Code(
        label=L("Stage of development", "Giai đoạn phát triển"),
        taxonomy="stage",
        facet=Terms(),
        help=L("For a demand: the least stage that would help you.", "Với nhu cầu: giai đoạn thấp nhất bạn chấp nhận."),
        example=L("Available for demonstration", "Sẵn sàng trình diễn"),
    ),
    "trl": Level(
        label=L("Technology readiness level (TRL)", "Mức độ sẵn sàng công nghệ (TRL)"),
        taxonomy="trl",
        facet=Terms(),
        help=L("1 idea – 9 in everyday use. For a demand: the minimum level.", "1 ý tưởng – 9 dùng hằng ngày. Với nhu cầu: mức tối thiểu."),
        example="7",
    ),
    "ip_status": Code(
        label=L("IP status", "Tình trạng sở hữu trí tuệ"),
        taxonomy="ip_status",
        facet=Terms(),
        help=L("The strongest protection that there is.", "Hình thức bảo hộ mạnh nhất hiện có."),
        example=L("Granted", "Đã cấp bằng"),
    ),
    "ip_kinds": Codes(
        label=L("Kinds of IP", "Loại quyền sở hữu trí tuệ"),
        taxonomy="ip_kinds",
        help=L("All that would be part of a transfer.", "Mọi quyền nằm trong phạm vi chuyển giao."),
        example=L("Patent; software copyright", "Bằng độc quyền sáng chế; quyền tác giả phần mềm"),
    ),
    "partnership_types": Codes(
        label=L("Types of partnership", "Hình thức hợp tác"),
        taxonomy="partnership_types",
        limit=12,
        facet=Terms(),
        help=L("One to three are advised; explain each in the partner's role.", "Nên chọn một đến ba; giải thích từng loại ở vai trò đối tác."),
        example=L("Licence; R&D cooperation", "Chuyển quyền sử dụng (li-xăng); hợp tác nghiên cứu và phát triển"),
    ),
    "partner_sizes": Codes(
        label=L("Partners' type and size", "Loại hình và quy mô đối tác"),
        taxonomy="partner_sizes",
        help=L("Leave empty if it doesn't matter.", "Để trống nếu không quan trọng."),
        example=L("SME, 50–249 people", "Doanh nghiệp 50–249 người"),
    ),
    "client_size": Code(
        label=L("Your organisation's type and size", "Loại hình và quy mô tổ chức của bạn"),
        taxonomy="partner_sizes",
        help=L("Shown even if the organisation stays anonymous.", "Được hiển thị cả khi tổ chức ẩn danh."),
        example=L("Research institute", "Viện nghiên cứu"),
    ),
    "ipc": Codes(
        label=L("Patent classes (IPC)", "Phân loại sáng chế (IPC)"),
        taxonomy="ipc",
        short=False,
        help=L("Class or subclass of the technology.", "Lớp hoặc phân lớp của công nghệ."),
        example="B63H 21/17",
    ),
    "vsic": Codes(
        label=L("Industries of use (VSIC)", "Ngành áp dụng (VSIC)"),
        taxonomy="vsic",
        short=False,
        help=L("Viet Nam's industry codes of those who would use it.", "Mã ngành kinh tế Việt Nam của bên sử dụng."),
        example="50",
    ),
    "nace": Codes(
        label=L("Industries of use (NACE)", "Ngành áp dụng (NACE)"),
        taxonomy="nace",
        short=False,
        help=L("The European codes, if partners abroad are sought.", "Mã ngành châu Âu, nếu tìm đối tác nước ngoài."),
        example="50",
    ),
    "sdg": Codes(
        label=L("Sustainable development goals", "Mục tiêu phát triển bền vững"),
        taxonomy="sdg",
        limit=17,
        facet=Terms(),
        help=L("Goals that it serves measurably.", "Những mục tiêu mà công nghệ đóng góp đo được."),
        example="14",
    ),
    "vn_fields": Codes(
        label=L("Fields of research (Viet Nam)", "Lĩnh vực nghiên cứu (Việt Nam)"),
        taxonomy="vn_fields",
        short=False,
        facet=Terms(),
        help=L("Fields of the national classification.", "Theo bảng phân loại lĩnh vực nghiên cứu quốc gia."),
        example="203",
    ),
    "country": Code(
        label=L("Country", "Quốc gia"),
        taxonomy="country",
        short=False,
        facet=Terms(),
        help=L("Where the owner or seeker is.", "Nơi bên có hoặc bên cần công nghệ hoạt động."),
        example=L("Viet Nam", "Việt Nam"),
    ),
    "province": Code(
        label=L("Province or city", "Tỉnh, thành phố"),
        taxonomy="province",
        facet=Terms(),
        help=L("In Viet Nam only; old names are understood.", "Chỉ ở Việt Nam; có thể gõ tên cũ."),
        example=L("Hải Phòng", "Hải Phòng"),
    ),
    "zone": Code(
        label=L("Industrial or economic zone", "Khu công nghiệp, khu kinh tế"),
        taxonomy="zone",
        facet=Terms(),
        help=L("If it is in one.", "Nếu có."),
        example="Deep C",
    ),
    "target_countries": Codes(
        label=L("Countries of partners", "Quốc gia của đối tác"),
        taxonomy="country",
        limit=60,
        short=False,
        help=L("Leave empty if partners may be anywhere.", "Để trống nếu đối tác ở đâu cũng được."),
        example=L("Japan; Korea", "Nhật Bản; Hàn Quốc"),
    ),
    "languages": Codes(
        label=L("Languages for talks", "Ngôn ngữ làm việc"),
        taxonomy="language",
        short=False,
        help=L("In which a partner may write to you.", "Đối tác có thể liên hệ bằng ngôn ngữ nào."),
        example=L("Vietnamese; English", "Tiếng Việt; tiếng Anh"),
    ),
    "valid_until": Date(
        label=L("Valid until", "Hiệu lực đến"),
        help=L("At most 365 days from publication; renewable once.", "Tối đa 365 ngày kể từ khi đăng; gia hạn được một lần."),
        example=L("31/12/2026", "31/12/2026"),
    ),
    "anonymous": Boolean(
        label=L("Keep our organisation's name hidden", "Không công bố tên tổ chức"),
        help=L(
            "Readers see type, size and place only, until you accept their interest. Names, addresses and phone numbers in texts and files are refused.",
            "Người đọc chỉ thấy loại hình, quy mô và địa bàn cho đến khi bạn chấp nhận quan tâm của họ. Tên, địa chỉ và số điện thoại trong bài và tệp bị từ chối.",
        ),
    ),
}  # fmt: skip
