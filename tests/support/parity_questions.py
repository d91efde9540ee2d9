"""Fixed questions for comparing engines, as people put them in both languages. Ours; not taken from any log."""

from __future__ import annotations

from search.query import Between, Facet, Filter, Not, Query, Sort, Terms

VIETNAMESE = """
tàu lai điện|tau lai dien|tàu kéo cảng|đóng tàu|dong tau|sửa chữa tàu biển|chân vịt|động cơ điện|dong co dien
hệ thống đẩy lai|xử lý nước dằn|xu ly nuoc dan|nước dằn|sơn chống hà|vỏ thép|vỏ nhôm|cảng biển|cang bien|cảng thông minh
cần cẩu container|cẩu trục|xe tự hành|xe tự hành trong bãi|kho lạnh|kho thông minh|băng tải|robot kho|quản lý kho
vận tải đường thủy|logistics xanh|chuỗi lạnh|theo dõi container|cảm biến nhiệt độ|cảm biến|cam bien|đóng gói
bán dẫn|ban dan|thiết kế vi mạch|vi mạch|đóng gói chip|kiểm thử chip|đế silicon|linh kiện công suất|nitrua gali
bo mạch|phòng sạch|thiết bị đo|quang khắc|xử lý nước thải|xu ly nuoc thai|nước thải|lọc nước|màng lọc|bùn thải
khí thải|điện mặt trời|điện gió|pin lithium|lưu trữ năng lượng|trạm sạc|tiết kiệm năng lượng|hydro xanh|khí sinh học
rác thải nhựa|tái chế|phân bón hữu cơ|giám sát môi trường|trí tuệ nhân tạo|nhận dạng hình ảnh|học máy|phần mềm mô phỏng
dữ liệu lớn|bản sao số|điều khiển từ xa|bảo trì dự đoán|vật liệu composite|in 3D|hàn tự động|máy công cụ|nhà máy
Hải Phòng|Đồ Sơn|viện nghiên cứu|chuyển giao công nghệ|hợp tác nghiên cứu|cấp phép|công suất lớn|tiêu chuẩn IMO
tìm giải pháp|cần công nghệ|bàn|bán|đường|dầu|dau|mặn|lúa|thủy sản|nuôi tôm
"""

ENGLISH = """
electric tug|harbour tugs|ship repair|propeller|hybrid propulsion|ballast water|ballast water treatment|hull coating
container crane|quay crane|autonomous vehicle|autonomous vehicles in the yard|cold storage|cold chain|warehouse robot
warehouse management|conveyor|sorting|tracking containers|temperature sensor|sensors|packaging|chip design|chip testing
power electronics|gallium nitride|wafer|lithography|clean room|semiconductor|measuring equipment|waste water
wastewater treatment|membrane filter|sludge|exhaust gas|solar power|wind energy|lithium battery|energy storage
charging station|energy saving|green hydrogen|biogas|plastic waste|recycling|fertiliser|environmental monitoring
artificial intelligence|image recognition|machine learning|simulation software|digital twin|remote control
predictive maintenance|composite|3D printing|welding|machine tools|factory|port|research institute|technology transfer
licence|joint development|high capacity|IMO standard|looking for a solution|water|system|data|new technology|steel
low emission vessels|quality control|optical inspection|edge computing|supply chain|fuel|corrosion|noise|heat pump
"""

WRITTEN = (
    '"nước thải"', '"nuoc thai"', '"ballast water"', '"cold chain"', '-"nước thải"',
    "tàu -điện", "tau -dien", "water -waste", "xử lý nước -thải",
    "tàu OR cẩu", "crane OR tug", "crane | sensor water", "cảm*", "senso*", "autom* crane", "plug-in",
    "balast water", "semiconducter", "electirc", "cảm bién", "-tàu", "the of and", "và của", "x", "1200", "ISO 9001",
)  # fmt: skip

ANY = (
    "Làm sao để xử lý nước thải của một nhà máy nhỏ?", "who can repair the propeller of a tug near Hải Phòng",
    "tôi cần tìm cảm biến đo nhiệt độ cho kho lạnh", "which firms test and package chips in Vietnam",
    "giải pháp giảm khí thải cho tàu biển", "we want to recycle plastic waste into new material",
    "hệ thống điều khiển cần cẩu từ xa dùng camera", "how to store energy from solar power at night",
)  # fmt: skip

FACETS = tuple(map(Facet, ("kind", "sector", "status", "lang", "organisation")))

NARROWED: tuple[tuple[Filter | Not, ...], ...] = (
    (),
    (Terms("kind", ("offer",)),),
    (Terms("kind", ("demand",)), Terms("sector", ("marine", "logistics"))),
    (Not(Terms("sector", ("marine",))),),
    (Between("level", 6, None), Terms("lang", ("vi",))),
    (Between("published", 1_735_689_600.0, None),),
)

SORTS = (Sort(), Sort(), Sort(), Sort("published"), Sort("until", descending=False))


def texts() -> list[str]:
    """Return every text, some three hundred."""
    plain = [text.strip() for block in (VIETNAMESE, ENGLISH) for line in block.split("\n") for text in line.split("|")]
    return [*(text for text in plain if text), *WRITTEN]


def queries(facets: tuple[Facet, ...] = FACETS, limit: int = 20) -> list[Query]:
    """Return every query: texts with filters, facets and orders in turn, and questions of which any word will do."""
    asked = [
        Query(text, NARROWED[n % len(NARROWED)], facets, SORTS[n % len(SORTS)], limit) for n, text in enumerate(texts())
    ]
    asked += [Query(text, (), facets, limit=limit, match_any=True) for text in ANY]
    return [*asked, *(Query("", filters, facets, sort, limit) for filters in NARROWED[:3] for sort in SORTS[2:])]
