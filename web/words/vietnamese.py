"""Every word a reader sees, in Vietnamese, in one place: another language would be a second module of these names."""

from __future__ import annotations

from datetime import date, timedelta

from search import VALUE_FIELDS, Kind
from search.request import Sort
from web.words.vietnamese_format import number

LANGUAGE = "vi"

# --- masthead, search form, footer
TAGLINE = "Tìm tin, bài báo địa phương, gõ có dấu hay không dấu đều được"
SKIP_TO_CONTENT = "Đến nội dung chính"
SITE_NAVIGATION = "Trang chung"
FOOT_NAVIGATION = "Cuối trang"
HOME = "Trang chủ"
HELP = "Cách tìm"
API = "Dành cho lập trình viên"
SEARCH_LABEL = "Tìm trong kho báo"
SEARCH_PLACEHOLDER = "Ví dụ: chi bộ, chi bo"
SEARCH = "Tìm"
SUGGESTIONS = "Gợi ý"
SUGGESTION_KINDS = {"title": "xem tài liệu", "name": "tác giả"}
FILTERS = "Tìm kỹ hơn"
FILTERS_HOME = "Tìm kỹ hơn: loại, ngày, nguồn, tác giả"
FIELD_KIND = "Loại"
VALUE_LABELS = {field.name: field.label.capitalize() for field in VALUE_FIELDS}
FIELD_DAYS = "Thời gian"
FIELD_FROM = "Từ ngày"
FIELD_TO = "Đến ngày"
FIELD_EXACT = "Dấu phải đúng như đã gõ"
DATE_HINT = "Ghi 25/12/2023, 12/2023 hoặc chỉ 2023."
ANY_KIND = "Bài và tin vắn"
APPLY = "Áp dụng"
FEED = "Theo dõi kết quả này bằng Atom"
JSON_FEED = "JSON Feed"
EXPORT_CSV = "Tải kết quả dạng CSV"
EXPORT_JSON_LINES = "JSON Lines"
FEED_OF_ALL = "Tin mới nhất bằng Atom"
FEED_TITLE_OF_ALL = "tài liệu mới nhất"
OPENSEARCH_DESCRIPTION = "Tìm tin, bài báo địa phương trong kho lưu trữ, có dấu hay không dấu."

# --- home
EXAMPLES = "Thử tìm"
EXAMPLE_QUERIES = (
    "chi bộ",
    "chi bo",
    "nông thôn mới",
    '"đại hội chi bộ"',
    "xâm nhập mặn",
    "sầu riêng",
    "loai:tin hội nghị",
    "giáo viên",
    "tai nạn giao thông",
    "bóng đá",
)
"""Searches to offer on the home page; only those that find something in the archive are shown."""
SOURCES = "Nguồn"
NEWEST = "Mới nhất trong kho"
ALL_NEWEST = "Xem tất cả, mới nhất trước"
BY_TIME = "Kho báo theo thời gian"
TIME_LIST = "Xem theo danh sách"
EMPTY_ARCHIVE = "Kho chưa có tài liệu nào. Người quản trị hãy nạp tài liệu bằng lệnh:"
EMPTY_ARCHIVE_COMMAND = "python cli.py index THƯ-MỤC"

# --- results
RESULTS = "Kết quả"
SORT_LABEL = "Xếp theo"
SORTS: dict[Sort, str] = {"relevance": "Liên quan nhất", "newest": "Mới nhất", "oldest": "Cũ nhất"}
KINDS: dict[Kind, str] = {"article": "Bài", "brief": "Tin vắn"}
SUGGESTION = "Có phải bạn muốn tìm"
ACTIVE_FILTERS = "Đang lọc"
CLEAR_FILTERS = "Bỏ hết điều kiện lọc"
SKIP_TO_HITS = "Đến danh sách kết quả"
FACETS = "Lọc"
FACETS_LABEL = "Lọc kết quả"
MORE_VALUES = "Xem thêm"
CHOSEN = "(đang chọn, bấm để bỏ)"
ANY_TIME = "Mọi thời gian"
PER_PAGE = "Mỗi trang"
LITERALLY = "Tìm đúng chữ đã gõ"
ALSO_TRY = "Tìm thêm"
WHY = "Vì sao?"
LEVELS = {
    "exact": "viết đúng như đã gõ",
    "restored": "đúng cách viết kho thường dùng",
    "folded": "khớp khi bỏ dấu",
    "bigram": "các từ đứng liền nhau",
    "title": "có trong tên bài",
    "phrase": "đúng cả cụm trong ngoặc kép",
    "prefix": "từ bắt đầu như đã gõ",
    "abbreviation": "viết tắt hoặc viết đầy đủ của từ đã gõ",
    "spelling": "cách viết khác của từ đã gõ",
    "number": "cách viết khác của con số",
    "date": "nói đến ngày này",
    "published": "đăng trong thời gian này",
}
"""How a hit met a word of the query, by the level that a Reason names."""
WHY_FILTERS_ONLY = "Tài liệu này thỏa các điều kiện lọc; không có từ nào để xếp hạng."
PARTIAL_DIVIDER = "Các tài liệu dưới đây thiếu một vài từ, hoặc các từ không đứng cạnh nhau"
PARTIAL_TAG = "thiếu từ"
UNDATED = "Không rõ ngày"
PAGES = "Các trang kết quả"
PREVIOUS = "Trang trước"
NEXT = "Trang sau"

# --- nothing found
NOTHING_FOUND = "Không tìm thấy tài liệu nào"
TRY_THIS = "Bạn có thể thử:"
LOOSER = "Tìm rộng hơn"
TRY_FEWER_WORDS = "Bớt từ: chỉ giữ lại tên riêng, tên đất hay một hai từ chính."
TRY_SPELLING = "Có phải bạn muốn tìm"
TRY_WITHOUT_WORD = "Bớt một từ"
TRY_PLAIN = "Gõ không dấu, mọi cách viết"
TRY_NOT_EXACT = "Dấu không cần đúng như đã gõ"
TRY_WITHOUT_FILTERS = "Bỏ mọi điều kiện lọc"
TRY_ANY_DAY = "Vào thời gian khác"
WHOLE_ARCHIVE = "cả kho"
TRY_PREFIX = "Chưa chắc cách viết? Gõ phần đầu của từ rồi thêm dấu sao, như"
TRY_PREFIX_EXAMPLE = "nghi*"
TRY_HELP = "Xem các cách tìm"

# --- document
BACK_NAVIGATION = "Trở lại"
BACK_TO_RESULTS = "Trở lại kết quả tìm"
BACK_HOME = "Về trang chủ"
ORIGINAL = "Xem bản gốc"
NEIGHBOURS = "Trong kết quả tìm"
PREVIOUS_DOCUMENT = "Trước"
NEXT_DOCUMENT = "Sau"
TO_FIRST_MARK = "Đến chỗ đầu tiên"
PREVIOUS_MARK = "Về chỗ khớp trước"
NEXT_MARK = "Đến chỗ khớp sau"
CLOSE_MARKS = "Đóng"
ONWARD = "Đọc tiếp"
SIMILAR = "Tài liệu gần giống"
CITATION = "Trích dẫn tài liệu này"
CITATION_HINT = "Bấm vào dòng trên để chọn cả dòng, rồi sao chép. Hoặc tải về cho phần mềm trích dẫn:"
CITATION_FILES = {"bibtex": "BibTeX", "ris": "RIS (EndNote, Zotero)"}
COPY = "Sao chép"
COPIED = "Đã sao chép"
DETAILS = "Chi tiết tài liệu"
DETAIL_ID = "Mã tài liệu"
DETAIL_URL = "Địa chỉ bản gốc"

# --- errors: code -> (heading, what to do)
ERRORS: dict[int, tuple[str, str]] = {
    400: ("Yêu cầu chưa rõ", "Xin kiểm tra lại từ khóa và các điều kiện lọc."),
    404: (
        "Không có trang này",
        "Địa chỉ có thể đã gõ sai hoặc trang đã được dời đi. Xin thử tìm theo tên bài hay nội dung.",
    ),
    405: ("Trang này chỉ để xem", "Kho báo chỉ nhận yêu cầu xem trang (GET). Xin mở lại địa chỉ trong trình duyệt."),
    429: (
        "Xin chậm lại một chút",
        "Máy của bạn vừa gửi nhiều yêu cầu hơn mức dành cho một người đọc. Xin đợi giây lát rồi thử lại.",
    ),
    500: ("Kho báo gặp sự cố", "Lỗi đã được ghi lại cho người quản trị. Xin thử lại sau ít phút."),
    503: ("Kho báo tạm thời chưa phục vụ được", "Xin báo cho người quản trị và thử lại sau."),
}
OTHER_ERROR = ("Không thực hiện được yêu cầu", "Xin thử lại, hoặc tìm bằng ô tìm ở đầu trang.")
BAD_HOST = "Tên máy chủ trong yêu cầu (Host) không hợp lệ."
WITHOUT_CONDITION = "Tìm lại, bỏ điều kiện này"
DOCUMENT_MISSING = "Không có tài liệu này"
DOCUMENT_MISSING_ADVICE = (
    "Tài liệu có thể đã được thay bằng mã khác khi kho được nạp lại. Xin tìm theo tên bài hay nội dung."
)


def archive_statement(documents: int, articles: int, briefs: int, first_day: str | None, last_day: str | None) -> str:
    """One paragraph on what the archive holds."""
    what = [f"{number(count)} {name}" for count, name in ((articles, "bài"), (briefs, "tin vắn")) if count]
    parts = f": {' và '.join(what)}" if len(what) > 1 else ""
    kind = what[0] if len(what) == 1 else f"{number(documents)} tài liệu"
    if first_day is None or last_day is None:
        span = ""
    elif first_day == last_day:
        span = f", đăng ngày {first_day}"
    else:
        span = f", đăng từ {first_day} đến {last_day}"
    return f"Kho hiện có {kind}{parts}{span}."


def count(total: int, partial: int, several_words: bool) -> str:
    """How many documents match the whole query, and how many more are listed that lack a word."""
    if not total:
        return f"Không có tài liệu nào khớp đủ các từ; dưới đây là {number(partial)} tài liệu gần đúng nhất"
    whole = f"{number(total)} tài liệu" + (" khớp đủ các từ" if several_words else "")
    return f"{whole}, thêm {number(partial)} tài liệu gần đúng" if partial else whole


def page_title(site_name: str, heading: str) -> str:
    return f"{heading} | {site_name}"


def results_heading(text: str, page: int) -> str:
    return (text.strip() or RESULTS) + (f" – trang {number(page)}" if page > 1 else "")


def page_number(page: int) -> str:
    return f"Trang {number(page)}"


def page_of(page: int, last: int) -> str:
    return f"Trang {number(page)}/{number(last)}"


def beyond_last_page(page: int, last: int) -> str:
    return f"Không có trang {number(page)}: kết quả chỉ có {number(last)} trang."


def too_deep(deepest: int) -> str:
    return f"Chỉ lật xem được {number(deepest)} kết quả đầu. Hãy thu hẹp bằng ngày, nguồn, hoặc gõ thêm từ."


def answered(typed: str) -> tuple[str, str]:
    """What was not found, and the words before what was looked for instead."""
    return f"Không tìm thấy gì cho “{shortened(typed.strip())}”.", "Dưới đây là kết quả cho"


def period(first: date, last: date) -> str | None:
    """A year, a month or several whole ones in a row, as a reader names it; None for other days."""
    ends_month = last == date.max or (last + timedelta(days=1)).day == 1
    if first.day != 1 or not ends_month or first > last:
        return None
    if (first.month, last.month) == (1, 12):
        return year(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return month(first.year, first.month)
    return f"{first.month}/{first.year} – {last.month}/{last.year}"


def year(number: int) -> str:
    return f"Năm {number}"


def month(year: int, month: int) -> str:
    return f"Tháng {month}/{year}"


def documents(count: int) -> str:
    return f"{number(count)} tài liệu"


def bar(period: str, count: int) -> str:
    """One bar of a timeline: "Tháng 5/2024: 12 tài liệu"."""
    return f"{period}: {documents(count)}"


def timeline_label(unit: str) -> str:
    return {"month": "Số tài liệu theo tháng", "year": "Số tài liệu theo năm"}.get(unit, "Số tài liệu theo thời gian")


def peak(period: str, count: int) -> str:
    return f"Nhiều nhất: {period.lower()}, {documents(count)}."


def undated(count: int) -> str:
    return f"{documents(count)} không rõ ngày."


def share(part: float) -> str:
    """A share of the score: "45 %"."""
    return f"{max(1, round(part * 100))} %"


def go_to_last_page(last: int) -> str:
    return f"Xem trang {number(last)}, trang cuối"


def remove_filter(label: str) -> str:
    return f"Bỏ điều kiện {label}"


def chip(name: str, value: str) -> str:
    """An active filter: "nguồn: HGO"."""
    return f"{name}: {value}"


def kind_count(kind: Kind, count: int) -> str:
    """As in "12 bài", "3 tin vắn"."""
    return f"{number(count)} {KINDS[kind].lower()}"


def source_count(name: str, count: int) -> str:
    return f"{name} ({number(count)})"


def dated_heading(kind: Kind, moment: str | None) -> str:
    """The heading of a document whose text offers none."""
    return f"{KINDS[kind]}, {moment}" if moment else f"{KINDS[kind]}, {UNDATED.lower()}"


def feed_title(site_name: str, text: str) -> str:
    return f"{site_name}: {text.strip() or FEED_TITLE_OF_ALL}"


def marks(count: int) -> str:
    """How many stretches of a text are marked."""
    return f"{number(count)} chỗ khớp trong bài"


def mark_place(place: int, count: int) -> str:
    return f"Chỗ khớp {number(place)} trong {number(count)}"


def place_in_result(place: int, count: int) -> str:
    return f"Kết quả {number(place)} trong {number(count)}"


def same_day(day: str, source: str | None = None) -> str:
    """The heading of what was published on a day."""
    return f"Cùng ngày {day} trên {source}" if source else f"Cùng ngày {day}"


def all_of_day(count: int, source: str | None = None) -> str:
    return f"Xem cả {number(count)} tài liệu ngày này" + (f" trên {source}" if source else "")


def by_author(author: str) -> str:
    return f"Các bài khác của {author}"


def citation_note(id: str) -> str:
    """The line of a reference that says where the document is kept."""
    return f"Mã tài liệu: {id}"


def no_document(id: str) -> str:
    return f"Kho không có tài liệu mang mã “{shortened(id)}”."


# --- parameters that cannot be understood
def bad_number(name: str, value: str, lowest: int, highest: int | None) -> str:
    span = f"từ {number(lowest)} đến {number(highest)}" if highest is not None else f"từ {number(lowest)} trở lên"
    return f"{PARAMETERS[name]} “{shortened(value)}” không dùng được; xin ghi một số nguyên {span}."


def bad_choice(name: str, value: str, choices: tuple[str, ...]) -> str:
    return f"{PARAMETERS[name]} “{shortened(value)}” không có; chỉ nhận {', '.join(choices)}."


def bad_day(name: str, reason: str) -> str:
    return f"{PARAMETERS[name]}: {reason}."


def sentence(message: str) -> str:
    """A message as a sentence: search and index write theirs to follow a colon."""
    return message[:1].upper() + message[1:] + ("" if message.endswith((".", "!", "?")) else ".")


def too_long(name: str, length: int, longest: int) -> str:
    return f"{PARAMETERS[name]} dài {number(length)} ký tự; xin rút gọn còn {number(longest)} ký tự trở lại."


PARAMETERS = {
    "q": "Từ khóa",
    "page": "Số trang",
    "limit": "Số kết quả mỗi trang (limit)",
    "offset": "Số kết quả bỏ qua (offset)",
    "sort": "Cách xếp (sort)",
    "from": "Từ ngày (from)",
    "to": "Đến ngày (to)",
    "kind": "Loại (kind)",
    **{field.name: f"{field.label.capitalize()} ({field.name})" for field in VALUE_FIELDS},
    "exact": "Yêu cầu đúng dấu (exact)",
    "dang": "Dạng trích dẫn (dang)",
}


def shortened(value: str, longest: int = 60) -> str:
    return value if len(value) <= longest else value[:longest] + "…"
