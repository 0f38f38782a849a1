"""A printed date line is read to the minute, and no other line is taken for one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.printed_dates import read_date_line


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("Thứ Ba, ngày 12/12/2023 | 07:14", "2023-12-12T07:14:00"),
        ("12/12/2023 | 07:14", "2023-12-12T07:14:00"),
        ("08:22 09/12/2024", "2024-12-09T08:22:00"),
        ("12:50 08/12/2024", "2024-12-08T12:50:00"),
        ("7h30 ngày 9/12/2024", "2024-12-09T07:30:00"),
        ("  08 : 22\u00a0 09 / 12 / 2024 ", "2024-12-09T08:22:00"),
        ("08:22 – 09–12–2024", "2024-12-09T08:22:00"),
        ("08:22, 9.12.2024", "2024-12-09T08:22:00"),
        ("7g30 9/12/2024", "2024-12-09T07:30:00"),
        ("7 giờ 5 phút, ngày 9/12/2024", "2024-12-09T07:05:00"),
        ("7 giờ ngày 9/12/2024", "2024-12-09T07:00:00"),
        ("7h14' ngày 12 tháng 12 năm 2023", "2023-12-12T07:14:00"),
        ("Thứ ba, 12/12/2023, 07:14 (GMT+7)", "2023-12-12T07:14:00"),
        ("Chủ Nhật, ngày 10/12/2023 | 07:14 GMT+7", "2023-12-10T07:14:00"),
        ("THỨ BẢY 09-12-2023 - 23:59", "2023-12-09T23:59:00"),
        ("CN, 10/12/2023 | 00:00", "2023-12-10T00:00:00"),
        ("Cập nhật lúc 07:14, Thứ Ba, 12-12-2023 (GMT+7)", "2023-12-12T07:14:00"),
        ("Ngày đăng: 12/12/2023 07:14", "2023-12-12T07:14:00"),
        ("(08:22 09/12/2024)", "2024-12-09T08:22:00"),
        ("• 08:22 09/12/2024", "2024-12-09T08:22:00"),
        ("12/12/2023 7:14:05 SA", "2023-12-12T07:14:05"),
        ("12/12/2023 7:14 CH", "2023-12-12T19:14:00"),
        ("12/12/2023 12:30 AM", "2023-12-12T00:30:00"),
        ("12/12/2023 14:05 CH", "2023-12-12T14:05:00"),
        ("2023-12-12T07:14:00+07:00", "2023-12-12T07:14:00"),
        ("\ufeffThu\u031b\u0301 Ba, nga\u0300y 12/12/2023 | 07:14", "2023-12-12T07:14:00"),
        ("29/02/2024 | 07:14", "2024-02-29T07:14:00"),
    ],
)
def test_a_date_line_is_read_to_the_minute(line: str, iso: str) -> None:
    date = read_date_line(line)
    assert date is not None
    assert date.moment is not None
    assert date.has_time
    assert date.moment.isoformat() == iso + "+07:00"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("ngày 25/10/2017", "2017-10-25"),
        ("ngày 01-07-2025", "2025-07-01"),
        ("01.07.2025", "2025-07-01"),
        ("ngày 30 tháng 4 năm 1975", "1975-04-30"),
        ("Thứ Ba, 12/12/2023", "2023-12-12"),
    ],
)
def test_a_line_with_a_day_alone_is_that_days_midnight(line: str, day: str) -> None:
    date = read_date_line(line)
    assert date is not None
    assert date.moment is not None
    assert not date.has_time
    assert date.moment.isoformat() == day + "T00:00:00+07:00"


IMPOSSIBLE = ["10:15 31/02/2024", "25:61 09/12/2024", "24:00 09/12/2024", "29/02/2023 | 07:14", "12/12/2023 14:05 SA"]


@pytest.mark.parametrize("line", IMPOSSIBLE)
def test_an_impossible_moment_is_still_a_date_line(line: str) -> None:
    date = read_date_line(line)
    assert date is not None
    assert date.moment is None
    assert date.printed == line


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Ngày 3-12",
        "NGÀY 3-12",
        "Chiều muộn ngày 9-12",
        "Tháng 4-2023",
        "tháng 4 năm 2023",
        "tháng 12",
        "(20/11/1982 - 20/11/2024)",
        "20/11/1982-20/11/2024",
        "nhiệm kỳ 2025-2027",
        "2025-2027",
        "giai đoạn 2021–2025",
        "sáng 5/12",
        "năm 2023",
        "2023",
        "Quý I-2024",
        "từ 5 đến ngày 8/12/2024",
        "55/55 chỉ tiêu",
        "gần 37.000 công dân",
        "24/7",
        "Chỉ thị 05-CT/TW",
        "lúc 7 giờ 30 phút",
        "07:14",
        "Hậu Giang, ngày 12 tháng 12 năm 2023",
        "Nghị quyết số 18 ngày 25/10/2017 của Ban Chấp hành Trung ương",
        "08:22 09/12/2024 (HG) - Trường Chính trị tỉnh",
        "09123456789 2024",
    ],
)
def test_other_lines_are_not_date_lines(line: str) -> None:
    assert read_date_line(line) is None


def test_the_form_of_the_line_is_told_apart() -> None:
    lines = ["Thứ Ba, ngày 12/12/2023 | 07:14", "12/12/2023 | 07:14", "07:14 12/12/2023"]
    forms = [(date.time_first, date.dressed) for date in map(read_date_line, lines) if date is not None]
    assert forms == [(False, True), (False, False), (True, False)]


SIGNS = "0123456789/-.: |,()+hgTt \u00a0ngàythứbacnsáGMT"


@given(st.text(alphabet=SIGNS, max_size=40) | st.text())
def test_no_line_makes_the_reader_fail(line: str) -> None:
    date = read_date_line(line)
    assert date is None or date.moment is None or date.moment.utcoffset() == timedelta(hours=7)


@given(st.datetimes(), st.sampled_from(["%H:%M %d/%m/{y}", "%d/%m/{y} | %H:%M", "Thứ Hai, ngày %d-%m-{y} | %Hh%M"]))
def test_every_moment_printed_is_read_back(moment: datetime, form: str) -> None:
    # strftime does not pad years before 1000.
    date = read_date_line(moment.strftime(form).replace("{y}", f"{moment.year:04}"))
    assert date is not None
    assert date.moment is not None
    assert date.moment.replace(tzinfo=None) == moment.replace(second=0, microsecond=0)
