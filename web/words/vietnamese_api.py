"""The API told to those who write programs, in Vietnamese; for the page about it and for openapi.json."""

from __future__ import annotations

from search import VALUE_FIELDS
from web.words import vietnamese as words
from web.words.vietnamese_format import number

SUMMARY = "Tìm trong kho báo địa phương tiếng Việt, có dấu hay không dấu."
HEADING = words.API
LEAD = (
    "Mọi thứ trang này tìm được, chương trình của bạn cũng lấy được: chỉ cần một địa chỉ GET, "
    "không cần đăng ký, không cần khóa."
)
OPENAPI_LINK = "Bản mô tả OpenAPI 3.1 cho máy đọc"
ADDRESSES = "Các địa chỉ"
EXAMPLE = "Ví dụ"
TAKES = "Nhận"
TAKES_NOTHING = "không tham số nào"
ANSWERS = "Trả về"
PARAMETERS_HEADING = "Tham số"
PARAMETERS_LEAD = "Tên tham số giống trên thanh địa chỉ của trang tìm, nên tìm trên trang trước rồi chép lại là được."
PARAMETER = "Tham số"
MEANING = "Ý nghĩa"
VALUES = "Giá trị"
FIELDS_HEADING = "Các trường trong câu trả lời"
FIELD = "Trường"
SCHEMA_NAMES = {
    "ResultsPayload": "Một lần tìm",
    "HitPayload": "Một tài liệu trong kết quả (cũng là một dòng của /export.jsonl)",
    "ReasonPayload": "Vì sao một tài liệu khớp",
    "RemarkPayload": "Điều được hiểu thêm từ câu tìm",
    "SuggestionsPayload": "Gợi ý khi gõ",
    "SuggestionPayload": "Một gợi ý",
    "ErrorPayload": "Một lỗi",
    "HealthPayload": "Tình trạng kho",
}
"""The schemas shown on the page; JSON Feed has a specification of its own."""
MAYBE = "có khi không có"
MANNERS_HEADING = "Giới hạn và phép lịch sự"
ERRORS_HEADING = "Khi có lỗi"
ERRORS = "Dưới /api/, lỗi là một đối tượng JSON có trường error, viết thành câu có thể cho người đọc xem."
CODE = "Mã"

FOUND = "Trả lời."
UNCHANGED = "Không đổi từ lần trước (đã gửi If-None-Match hay If-Modified-Since)."
RETRY_AFTER = "Số giây nên đợi rồi hãy hỏi lại."
FAILURES = {
    400: "Một tham số không hiểu được; câu trả lời nói rõ tham số nào và vì sao.",
    429: "Hỏi quá nhanh; xin đợi số giây ghi ở Retry-After.",
    503: "Kho tạm thời chưa trả lời được.",
}

OPERATIONS = {
    "search": (
        "Tìm tài liệu",
        "Trả về một trang kết quả, tài liệu khớp nhất trước. Không có từ khóa và điều kiện nào thì không tìm gì.",
    ),
    "suggest": ("Gợi ý khi gõ", "Cụm từ, tên tác giả và tên bài trong kho bắt đầu như đã gõ, hợp nhất trước."),
    "export_csv": (
        "Tải kết quả dạng CSV",
        "Mọi tài liệu khớp đủ, mỗi tài liệu một dòng, mở được bằng bảng tính (UTF-8 có BOM).",
    ),
    "export_json_lines": (
        "Tải kết quả dạng JSON Lines",
        "Mọi tài liệu khớp đủ, mỗi dòng một đối tượng như trong hits của /api/search.",
    ),
    "feed_atom": ("Theo dõi bằng Atom", "Tài liệu mới nhất của một lần tìm, hay của cả kho, cho trình đọc tin."),
    "feed_json": ("Theo dõi bằng JSON Feed", "Như Atom, ở dạng JSON Feed 1.1."),
    "health": ("Tình trạng kho", "Cho biết kho có trả lời được không và đang giữ bao nhiêu tài liệu."),
}

PARAMETERS = {
    "q": "Từ khóa, gõ như trong ô tìm: “…”, -từ, OR, từ*, tieude:, tacgia:, nguon:, chuyenmuc:, loai:, ngay:.",
    "limit": "Số tài liệu trên một trang.",
    "offset": "Bỏ qua bấy nhiêu tài liệu đầu.",
    "page": "Trang thứ mấy, đếm từ 1; có page thì bỏ qua offset.",
    "sort": "Thứ tự: khớp nhất (relevance), mới nhất (newest) hay cũ nhất (oldest) trước.",
    "from": "Từ ngày này, kể cả ngày ấy, theo giờ Việt Nam. Nhận năm, tháng hoặc ngày.",
    "to": "Đến hết ngày này, theo giờ Việt Nam.",
    "kind": "Chỉ bài (article) hoặc chỉ tin vắn (brief).",
    **{
        field.name: f"Chỉ {field.label} có những chữ này trong tên, có dấu hay không đều được."
        for field in VALUE_FIELDS
    },
    "exact": "Bằng 1 thì dấu phải đúng như đã gõ.",
}

FIELDS = {
    "query": "Câu tìm, đúng như đã gõ.",
    "total": "Số tài liệu khớp đủ.",
    "took_ms": "Thời gian tìm, tính bằng mili giây.",
    "relaxed": "true khi có tài liệu trong hits thiếu một vài từ.",
    "suggestion": "Có phải định tìm câu này; null nếu không có gợi ý.",
    "hits": "Các tài liệu, theo thứ tự đã chọn.",
    "answered": "Câu tìm mà kết quả này thật sự dành cho, khi câu đã gõ không tìm thấy gì.",
    "remarks": "Những điều được hiểu thêm từ câu tìm.",
    "id": "Mã tài liệu; trang của tài liệu ở /doc/<mã>.",
    "HitPayload.kind": "Bài (article) hay tin vắn (brief).",
    "RemarkPayload.kind": "Hiểu thêm điều gì: viết tắt, cách viết, con số, ngày hay địa danh.",
    "SuggestionPayload.kind": "Cụm từ, tên tác giả hay tên bài.",
    "HitPayload.title": "Tên bài; null khi bài không có tên.",
    "FeedItem.title": "Tên bài, hay phần đầu của bài không có tên.",
    "JsonFeed.title": "Tên của nguồn tin này.",
    "date": "Ngày giờ đăng theo ISO 8601, giờ Việt Nam; null khi không rõ.",
    "source": "Nguồn.",
    "author": "Tác giả.",
    "HitPayload.url": "Địa chỉ bản gốc; null khi không có.",
    "FeedItem.url": "Trang của tài liệu trong kho này.",
    "SuggestionPayload.url": "Chọn gợi ý thì đến đây.",
    "score": "Điểm khớp; chỉ so được trong cùng một lần tìm.",
    "match": "all: khớp đủ; some: thiếu một vài từ.",
    "snippet": "Đoạn văn trả lời câu tìm, nguyên văn trong bài.",
    "spans": "Các cặp [đầu, cuối) tính bằng ký tự trong snippet, chỗ có từ khớp.",
    "reasons": "Vì sao tài liệu khớp.",
    "word": "Từ đã gõ.",
    "level": "Cách khớp, chẳng hạn exact, folded, bigram, title, phrase.",
    "sentence": "Một câu tiếng Việt để cho người đọc xem.",
    "offers": "Những câu tìm khác có thể cần.",
    "literal": "Câu tìm viết lại để không bị hiểu thêm như vậy; null khi không bỏ được.",
    "suggestions": "Các gợi ý.",
    "text": "Câu tìm, hay tên bài, được gợi ý.",
    "error": "Điều sai, thành câu.",
    "status": "ok khi kho trả lời được; degraded khi trả lời được nhưng có phần hỏng; unavailable khi không.",
    "damage": "Những gì của kho bị hỏng, mỗi điều một câu.",
    "documents": "Số tài liệu trong kho.",
    "version": "Phiên bản JSON Feed.",
    "home_page_url": "Trang kết quả tương ứng.",
    "feed_url": "Địa chỉ của chính nguồn tin này.",
    "icon": "Hình của trang.",
    "language": "Ngôn ngữ.",
    "items": "Các tài liệu, mới nhất trước.",
    "content_text": "Đoạn đầu hay đoạn khớp của tài liệu.",
    "tags": "Loại, chuyên mục, nguồn.",
    "external_url": "Bản gốc trên trang của báo.",
    "date_published": "Ngày giờ đăng.",
    "authors": "Tác giả.",
    "name": "Tên.",
}


def introduction(most_hits: int, most_exported: int) -> str:
    """What the document says before all else."""
    return f"{LEAD} {limits(most_hits, most_exported)[0]} {limits(most_hits, most_exported)[1]}"


def limits(most_hits: int, most_exported: int) -> list[str]:
    """The limits, a sentence each."""
    return [
        f"Mỗi trang tối đa {number(most_hits)} tài liệu; lật được đến tài liệu thứ {number(most_exported)}.",
        f"Một tệp CSV hay JSON Lines chứa tối đa {number(most_exported)} tài liệu; cần nhiều hơn thì chia theo ngày.",
        "Câu trả lời có ETag: hỏi lại với If-None-Match thì nhận 304 khi kho chưa đổi, không tốn gì của ai.",
        "Kho có thể giới hạn số yêu cầu mỗi phút; gặp mã 429 thì xin đợi số giây ghi ở Retry-After.",
        "Bài báo là của các tòa soạn: khi dùng lại xin ghi nguồn và dẫn về bản gốc.",
    ]
