"""How text is laid out in a terminal: lines that fit, marks in their places, nothing that commands the terminal."""

from __future__ import annotations

import io
import re
import unicodedata
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import VIETNAM, Progress, Refusal, Report
from search import Hit, Reason, Results
from terminal.printed import decimal, duration, moment, number, size
from terminal.progress import ProgressView, told
from terminal.reports import could_not_read, index_summary, missing_lines, rebuild_summary, refusal_lines
from terminal.results import result_lines
from terminal.style import Style, one_line
from terminal.wrap import cells, wrap

PLAIN, STYLED = Style(False), Style(True)
MARK, BOLD, FAINT, END = "\x1b[1;33m", "\x1b[1m", "\x1b[2m", "\x1b[0m"
LEAD = "Chi bộ ấp Tân Phú đưa nghị quyết vào cuộc sống, từng đảng viên nhận một việc cụ thể để giúp dân."

vietnamese = st.text(st.sampled_from("chi bộ đảng viên ƠƯ…“” \n\t\u0323\u0302\u200b中🙂"), max_size=200)


def unstyled(text: str) -> str:
    return re.sub("\x1b\\[[0-9;]*m", "", text)


def lines_of(text: str, width: int | None) -> list[str]:
    return [text[start:end] for start, end in wrap(text, width)]


def test_a_vietnamese_sentence_is_broken_between_words() -> None:
    assert lines_of("Chi bộ ấp Tân Phú đưa nghị quyết vào cuộc sống.", 20) == [
        "Chi bộ ấp Tân Phú",
        "đưa nghị quyết vào",
        "cuộc sống.",
    ]


def test_decomposed_letters_take_the_cells_of_composed_ones() -> None:
    composed = "Huyện ủy Vị Thủy tổ chức hội nghị"
    decomposed = unicodedata.normalize("NFD", composed)
    assert cells(decomposed) == cells(composed) == len(composed)
    assert [unicodedata.normalize("NFC", line) for line in lines_of(decomposed, 12)] == lines_of(composed, 12)


def test_a_word_wider_than_the_line_is_cut_and_wide_letters_count_twice() -> None:
    assert lines_of("https://example.vn/tin", 8) == ["https://", "example.", "vn/tin"]
    assert lines_of("中文中文", 5) == ["中文", "中文"]


def test_without_a_width_there_is_one_line_and_without_words_none() -> None:
    assert lines_of("  Chi bộ \n ấp  ", None) == ["Chi bộ \n ấp"]
    assert lines_of(" \n ", None) == lines_of("", 10) == []


@given(vietnamese, st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_no_word(text: str, width: int) -> None:
    lines = lines_of(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(max_size=60))
def test_one_line_keeps_every_offset_and_no_command_for_the_terminal(text: str) -> None:
    line = one_line(text)
    assert len(line) == len(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", line)
    line.encode()


def test_marks_are_put_around_the_words_and_continue_on_the_next_line() -> None:
    text, spans = "Đại hội chi bộ ấp", [(8, 14)]
    assert STYLED.highlighted(text, spans) == f"Đại hội {MARK}chi bộ{END} ấp"
    assert PLAIN.highlighted(text, spans) == text
    assert [STYLED.highlighted(text, spans, *line) for line in wrap(text, 11)] == [
        f"Đại hội {MARK}chi{END}",
        f"{MARK}bộ{END} ấp",
    ]


@given(vietnamese, st.lists(st.integers(0, 200), max_size=10), st.integers(2, 30))
def test_marks_change_nothing_but_the_style(text: str, edges: list[int], width: int) -> None:
    text = one_line(text)
    edges = sorted(min(edge, len(text)) for edge in edges)
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    for start, end in wrap(text, width):
        assert unstyled(STYLED.highlighted(text, spans, start, end, rest=STYLED.bold)) == text[start:end]


def test_numbers_days_and_lengths_of_time_are_printed_as_in_a_newspaper() -> None:
    assert [number(15), number(37696), number(1234567)] == ["15", "37.696", "1.234.567"]
    assert decimal(1234.5, 2) == "1.234,50"
    assert moment(datetime(2023, 12, 12, 7, 14, tzinfo=VIETNAM)) == "12/12/2023 07:14"
    assert moment(datetime(2023, 12, 12, tzinfo=VIETNAM)) == "12/12/2023"
    assert [duration(seconds) for seconds in (0.04, 9.9, 12.4, 60, 200, 3600, 7500)] == [
        "chưa đến 0,1 giây",
        "9,9 giây",
        "12 giây",
        "1 phút",
        "3 phút 20 giây",
        "1 giờ",
        "2 giờ 5 phút",
    ]
    assert [size(count) for count in (0, 812, 5_400, 5_400_000, 540_000_000, 7_654_000_000, 9_000_000_000_000)] == [
        "0 B",
        "812 B",
        "5,4 kB",
        "5,4 MB",
        "540 MB",
        "7,7 GB",
        "9.000 GB",
    ]


def hit(id: str, match: str = "all", title: str | None = "Đại hội chi bộ", **values: object) -> Hit:
    known = {
        "kind": "article",
        "date": datetime(2023, 12, 12, 7, 14, tzinfo=VIETNAM),
        "source": "HG",
        "author": "Thanh Ngân",
        "url": None,
        "category": None,
        "score": 1.0,
        "snippet": LEAD,
        "spans": ((0, 6),),
        "title_spans": ((8, 14),) if title else (),
    }
    return Hit(id=id, match=match, title=title, **{**known, **values})  # type: ignore[arg-type]


def results(*hits: Hit, total: int | None = None, **values: object) -> Results:
    whole = sum(one.match == "all" for one in hits) if total is None else total
    known = {"query": "chi bo", "listed": max(whole, len(hits)), "took_ms": 1.0, "relaxed": False, "suggestion": None}
    return Results(total=whole, hits=hits, **{**known, **values})  # type: ignore[arg-type]


def shown(
    answer: Results, offset: int = 0, style: Style = PLAIN, width: int | None = None, explain: bool = False
) -> list[str]:
    return list(result_lines(answer, offset=offset, style=style, width=width, explain=explain))


def test_a_hit_is_a_title_what_it_is_and_its_piece_of_text() -> None:
    assert shown(results(hit("a1"))) == [
        "1 tài liệu khớp",
        "",
        "1. Đại hội chi bộ",
        "   Bài · 12/12/2023 07:14 · HG · Thanh Ngân · a1",
        f"   {LEAD}",
    ]


def test_a_hit_without_title_begins_with_what_it_is() -> None:
    brief = hit("b2", title=None, kind="brief", author=None)
    assert shown(results(brief))[2:] == ["1. Tin vắn · 12/12/2023 07:14 · HG · b2", f"   {LEAD}"]


def test_on_a_terminal_lines_fit_and_matched_words_are_marked() -> None:
    lines = shown(results(hit("a1")), style=STYLED, width=50)
    assert lines[2] == f"1. {BOLD}Đại hội {END}{MARK}chi bộ{END}"
    assert lines[4] == f"   {MARK}Chi bộ{END} ấp Tân Phú đưa nghị quyết vào cuộc sống,"
    assert all(cells(unstyled(line)) <= 50 for line in lines)


def test_a_snippet_cut_from_the_title_is_not_told_twice() -> None:
    assert shown(results(hit("a1", snippet="Đại hội chi bộ", snippet_of="title")))[2:] == [
        "1. Đại hội chi bộ",
        "   Bài · 12/12/2023 07:14 · HG · Thanh Ngân · a1",
    ]


def test_hits_that_lack_a_word_stand_below_a_line_that_says_so() -> None:
    lines = shown(results(hit("a1"), hit("a2", "some"), hit("a3", "some"), relaxed=True))
    divider = lines.index("── Các tài liệu dưới đây thiếu một vài từ, hoặc các từ không đứng cạnh nhau ──")
    assert sum("thiếu" in line for line in lines) == 1
    assert "a1" in "".join(lines[:divider])
    assert "a2" in "".join(lines[divider:])


def test_hits_that_lack_a_word_among_others_each_say_so() -> None:
    lines = shown(results(hit("a1", "some"), hit("a2"), hit("a3", "some"), relaxed=True))
    assert [line.endswith("· thiếu từ") for line in lines if " · a" in line] == [True, False, True]
    assert not any("──" in line for line in lines)


def test_the_first_line_counts_honestly_and_says_how_to_go_on() -> None:
    ten = [hit(f"a{place}") for place in range(10)]
    assert shown(results(*ten, total=37696, listed=37696), offset=20)[0] == (
        "37.696 tài liệu khớp · đang xem 21–30 · xem tiếp: --offset 30"
    )
    assert shown(results(total=0, listed=0)) == ["Không tìm thấy tài liệu nào"]
    assert shown(results(hit("a1", "some"), relaxed=True))[0] == "Không có tài liệu nào khớp đủ các từ"
    assert shown(results(total=15, listed=15), offset=40)[0] == "15 tài liệu khớp · đã hết, chỉ có 15"


def test_a_suggestion_and_notes_stand_under_the_count() -> None:
    answer = results(total=0, listed=0, suggestion="chi bộ", notes=("Ngoặc kép chưa đóng.",))
    assert shown(answer) == ["Không tìm thấy tài liệu nào", "Có phải bạn muốn tìm: chi bộ?", "Ngoặc kép chưa đóng."]


def test_an_explanation_says_which_word_matched_how_and_what_it_gave() -> None:
    one = hit("a1", score=12.9123, reasons=(Reason("bo", "exact", 0.4123), Reason("chi bo", "bigram", 12.5)))
    assert shown(results(one), explain=True)[-3:] == [
        "      0,412  bo      đúng từng dấu",
        "     12,500  chi bo  hai tiếng liền nhau",
        "     12,912  cộng lại",
    ]


def test_text_from_a_document_cannot_command_the_terminal() -> None:
    wicked = hit("a\x1b]0;x\x07", title="Đại\x1b[2Jhội", snippet="Chi\nbộ\u202eấp", source="H\x9bG", spans=())
    shown_text = "\n".join(shown(results(wicked)))
    assert not re.search("[\x1b\x07\x9b\u202e]", shown_text)
    assert "Chi bộ" in shown_text


def test_progress_tells_documents_a_second_and_what_is_left() -> None:
    half = Progress("reading", 500, 1000, 12340)
    assert told(half, 0.5) == "12.340 tài liệu"
    assert told(half, 10) == "12.340 tài liệu · 1.234/giây · còn 10 giây"
    assert told(Progress("writing", 1000, 1000, 37696), 20) == "37.696 tài liệu · 1.885/giây"


class Terminal(io.StringIO):
    """Says that it is a terminal, and keeps what it was told."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("terminal", "shows"), [(Terminal(), True), (io.StringIO(), False)])
def test_the_progress_bar_shows_on_a_terminal_alone(terminal: io.StringIO, shows: bool) -> None:
    with ProgressView(terminal) as view:
        view(Progress("reading", 0, 2000, 0))
        view(Progress("reading", 1000, 2000, 5))  # too soon after the first to be drawn
        view(Progress("writing", 2000, 2000, 15))
    text = terminal.getvalue()
    assert ("Đang đọc ──" in text and "100%  15 tài liệu" in text and "Đang ghi chỉ mục ━━" in text) is shows
    assert shows or text == ""


def test_the_sentence_of_a_run_counts_what_was_done() -> None:
    report = Report(added=37696, updated=12, unchanged=3, documents=37711, elapsed_s=12.4)
    report.refusals = [Refusal("/báo/a.jsonl", 2, "không phải JSON"), Refusal("/báo/b.txt", 9, "không có ngày", "kept")]
    assert index_summary(report) == (
        "Đã thêm 37.696 tài liệu, cập nhật 12, giữ nguyên 3, từ chối 1. Chỉ mục có 37.711 tài liệu. Mất 12 giây."
    )
    assert list(refusal_lines(report)) == [
        "Từ chối: /báo/a.jsonl, dòng 2: không phải JSON",
        "Lưu ý: /báo/b.txt, dòng 9: không có ngày",
    ]
    assert rebuild_summary(Report(unchanged=9, removed=1, documents=9, elapsed_s=1)) == (
        "Đã dựng lại: giữ nguyên 9 tài liệu, cập nhật 0, thêm 0, bỏ 1, từ chối 0. Chỉ mục có 9 tài liệu. Mất 1,0 giây."
    )


def test_a_source_that_has_vanished_is_told_once_with_the_way_out() -> None:
    report = Report(kept=15, missing=["/báo/cũ"], refusals=[Refusal("/báo/cũ", None, "không có tệp này", "unread")])
    assert list(refusal_lines(report)) == []
    kept = list(missing_lines(report, dropped=False))
    assert "/báo/cũ" in kept[0]
    assert "vẫn được giữ" in kept[0]
    assert "rebuild --drop-missing" in kept[0]
    assert kept[1].startswith("Giữ lại 15 tài liệu")
    assert "đã được bỏ" in next(missing_lines(Report(missing=["/báo/cũ"]), dropped=True))


def test_what_was_asked_for_and_not_read_at_all_is_told_from_a_refused_line() -> None:
    def judged(refusal: Refusal) -> bool:
        return could_not_read(Report(refusals=[refusal]), ["/báo", "/báo/a.pdf"])

    assert judged(Refusal("/nơi/khác", None, "không có quyền đọc", "unread"))
    assert judged(Refusal("/báo/a.pdf", None, "chưa đọc được đuôi “.pdf”"))
    assert not judged(Refusal("/báo/b.pdf", None, "chưa đọc được đuôi “.pdf”"))
    assert not judged(Refusal("/báo/a.jsonl", 2, "không phải JSON"))
    assert not judged(Refusal("/báo/a.txt", 3, "không có ngày", "kept"))
