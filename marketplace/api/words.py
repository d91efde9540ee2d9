"""What the OpenAPI document says of parameters, headers and bodies, in Vietnamese.

Operations are described where they stand, before anybody's language is known; the document is put into it as a whole.
"""

from __future__ import annotations

from typing import Any

VIETNAMESE = {
    "1: some of the words will do": "1: chỉ cần có một phần các từ",
    "A key of one's account page": "Khóa truy cập tạo ở trang tài khoản",
    "A listing's past and copies": "Lịch sử và bản sao của tin",
    "Added words that are not wanted": "Từ được tìm thêm mà bạn không muốn",
    "After how many seconds to ask again": "Sau bao nhiêu giây thì gửi lại",
    "Any text of your own, such as a UUID: sent again within 24 hours, the same request is answered as the first time "
    "and carried out no second time; another request under the same key is refused (422)": (
        "Một chuỗi do bạn đặt, ví dụ UUID: gửi lại cùng yêu cầu trong 24 giờ sẽ nhận câu trả lời như lần đầu và không "
        "thực hiện lần thứ hai; yêu cầu khác với cùng khóa này bị từ chối (422)"
    ),
    "Classifications": "Bảng phân loại",
    "Done": "Đã xong",
    "Entries on a page": "Số mục mỗi trang",
    "Expressions of interest": "Bày tỏ quan tâm",
    "Filters to count, by commas; left out: all": "Các bộ lọc cần đếm, cách nhau bằng dấu phẩy; bỏ trống: tất cả",
    "Finding offers and demands": "Tìm nguồn cung và nhu cầu",
    "How many of them are left": "Còn lại bao nhiêu lượt",
    "How many requests you may send": "Được gửi bao nhiêu yêu cầu",
    "Id or name; left out: the only one you belong to": "Mã hoặc tên; bỏ trống: tổ chức duy nhất của bạn",
    "In which language numbers are written as text": "Số viết dạng chữ theo ngôn ngữ nào",
    "Interests on a page": "Số quan tâm mỗi trang",
    "Its address at the source": "Địa chỉ của tin ở nguồn",
    "Its id": "Mã",
    "Its id at the source": "Mã ở nguồn",
    "Its id here, for one that was made on the pages": "Mã ở đây, với tin đã tạo trên trang web",
    "Its id; left out: the only one you belong to": "Mã; bỏ trống: tổ chức duy nhất của bạn",
    "Listings of other systems": "Tin từ hệ thống khác",
    "Listings on a page": "Số tin mỗi trang",
    "Of this country only (ISO 3166-1)": "Chỉ của nước này (ISO 3166-1)",
    "Of this kind and size only": "Chỉ thuộc loại và quy mô này",
    "Of this status only": "Chỉ ở trạng thái này",
    "Offers and demands": "Nguồn cung và nhu cầu",
    "Offers or demands only": "Chỉ nguồn cung hoặc chỉ nhu cầu",
    "Only say what would happen": "Chỉ cho biết kết quả sẽ ra sao, không ghi gì",
    "Only these fields of each, by commas; the id is always there": (
        "Chỉ trả về các trường này, cách nhau bằng dấu phẩy; luôn có mã"
    ),
    "Only what stands right below this code": "Chỉ các mục ngay dưới mã này",
    "Order": "Thứ tự",
    "Organisations": "Tổ chức",
    "Organisations on a page": "Số tổ chức mỗi trang",
    "Pictures and documents": "Hình ảnh và tài liệu",
    "Publish what is complete": "Đăng những tin đã đủ",
    "Results on a page": "Số kết quả mỗi trang",
    "Revisions on a page": "Số phiên bản mỗi trang",
    "Sectors and their fields": "Lĩnh vực và các trường",
    "Signed in; changes need the header X-CSRFToken, too": "Đã đăng nhập; khi thay đổi cần thêm tiêu đề X-CSRFToken",
    "The ETag you have: 304 if it is still current": "ETag bạn đang có: trả 304 nếu vẫn là bản mới nhất",
    "The ETag you read; * for whatever the version is now": "ETag bạn đã đọc; * là bất kể phiên bản hiện tại",
    "The caller": "Người gọi",
    "The version to compare with; left out: the one before": "Phiên bản để so sánh; bỏ trống: phiên bản ngay trước",
    "The version you read, for If-Match": "Phiên bản bạn đã đọc, dùng cho If-Match",
    "What belongs to the caller": "Những gì thuộc về người gọi",
    "What to add under `included`, by commas": "Những gì cần kèm trong `included`, cách nhau bằng dấu phẩy",
    "What was typed so far": "Phần đã gõ",
    "When they are all there again, in seconds since 1970": "Khi nào đủ lượt trở lại, tính bằng giây từ năm 1970",
    "Where to go on: `cursor` of the page before": "Đi tiếp từ đâu: `cursor` của trang trước",
    "Words of code, names or synonyms; the closest first": ("Từ trong mã, tên hoặc từ đồng nghĩa; gần nhất đứng đầu"),
    'Words; "phrases", -without, OR': 'Từ cần tìm; "cụm từ", -loại trừ, OR',
    "You have it already": "Bạn đã có bản này",
    "all: for the broker desk": "all: dành cho bàn môi giới",
    "mine: those you belong to": "mine: các tổ chức của bạn",
    "true: this is the answer that the first request with this key got": (
        "true: đây là câu trả lời của yêu cầu đầu tiên với khóa này"
    ),
}


def in_vietnamese(node: Any) -> Any:
    """Return a part of the document with its descriptions in Vietnamese; names and fields' own texts stay."""
    if isinstance(node, list):
        return [in_vietnamese(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        name: VIETNAMESE.get(value, value) if name == "description" and isinstance(value, str) else in_vietnamese(value)
        for name, value in node.items()
    }
