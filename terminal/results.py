"""The answer to a search, as text for a person: a count, then numbered hits with their matched words marked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from search import Hit, Remark, Results
from terminal.printed import KINDS, decimal, moment, number
from terminal.style import Style, one_line
from terminal.wrap import cells, wrap

LEVELS = {
    "exact": "đúng từng dấu",
    "restored": "đúng chữ kho thường viết",
    "folded": "không kể dấu",
    "bigram": "hai tiếng liền nhau",
    "title": "trong tựa đề",
    "phrase": "cả cụm liền nhau",
    "prefix": "phần đầu của từ",
    "abbreviation": "dạng viết tắt hay viết đầy đủ",
    "spelling": "cách viết khác",
    "number": "con số viết cách khác",
    "date": "ngày tháng viết cách khác",
    "published": "đăng vào lúc ấy",
}
"""How a word matched, by the level that a Reason names."""

SOME_BELOW = "Các tài liệu dưới đây thiếu một vài từ, hoặc các từ không đứng cạnh nhau"
SOME_HERE = "thiếu từ"


def result_lines(results: Results, *, offset: int, style: Style, width: int | None, explain: bool) -> Iterator[str]:
    """The lines of a page of results whose first hit has number ``offset`` + 1; ``width`` as in terminal.wrap."""
    if results.answered is not None:
        yield f"Không tìm thấy gì cho “{one_line(results.query)}”. Đây là kết quả cho {style.bold(one_line(results.answered))}:"
    yield style.bold(_count_line(results, offset))
    if results.suggestion and results.answered is None:
        yield f"Có phải bạn muốn tìm: {style.bold(one_line(results.suggestion))}?"
    for note in results.notes:
        yield style.faint(one_line(note))
    for remark in results.remarks:
        yield style.faint(one_line(_remark_line(remark)))
    indent = " " * len(f"{offset + len(results.hits)}. ")
    text_width = None if width is None else width - len(indent)
    matches = [hit.match for hit in results.hits]
    is_divided = ("some", "all") not in pairwise(matches)
    for place, hit in enumerate(results.hits):
        if is_divided and hit.match == "some" and (place == 0 or matches[place - 1] == "all"):
            yield ""
            yield style.faint(f"── {SOME_BELOW} ──")
        yield ""
        first, *rest = _hit_lines(hit, style, text_width, tell_some=not is_divided)
        yield f"{offset + place + 1}. ".rjust(len(indent)) + first
        yield from (indent + line for line in rest)
        if explain:
            yield from (indent + style.faint(line) for line in _reason_lines(hit))


def _remark_line(remark: Remark) -> str:
    """What was read into the query, with what else one may type."""
    if remark.literal is not None:
        return f"{remark.sentence} Chỉ tìm đúng chữ đã gõ: {remark.literal}"
    if remark.offers:
        return f"{remark.sentence} Tìm thử: {'; '.join(remark.offers)}"
    return remark.sentence


def _count_line(results: Results, offset: int) -> str:
    if results.total:
        count = f"{number(results.total)} tài liệu khớp"
    elif results.hits:
        count = "Không có tài liệu nào khớp đủ các từ"
    else:
        count = "Không tìm thấy tài liệu nào"
    shown = offset + len(results.hits)
    if results.hits and (offset or shown < results.listed):
        count += f" · đang xem {number(offset + 1)}–{number(shown)}"
    elif offset and results.listed:
        count += f" · đã hết, chỉ có {number(results.listed)}"
    if results.hits and shown < results.listed:
        count += f" · xem tiếp: --offset {shown}"
    return count


def _hit_lines(hit: Hit, style: Style, width: int | None, *, tell_some: bool) -> Iterator[str]:
    """The title if there is one, what the document is, and the piece of its text that answers."""
    if hit.title is not None:
        title = one_line(hit.title)
        for start, end in wrap(title, width):
            yield style.highlighted(title, hit.title_spans, start, end, rest=style.bold)
    about = [KINDS[hit.kind], moment(hit.date) if hit.date else None, hit.source, hit.author, hit.id]
    if tell_some and hit.match == "some":
        about.append(SOME_HERE)
    line = " · ".join(one_line(part) for part in about if part)
    yield from (style.faint(line[start:end]) for start, end in wrap(line, width))
    if hit.snippet_of == "body":
        snippet = one_line(hit.snippet)
        for start, end in wrap(snippet, width):
            yield style.highlighted(snippet, hit.spans, start, end)


def _reason_lines(hit: Hit) -> Iterator[str]:
    """What each word gave to the score, and their sum."""
    words = [one_line(reason.word) for reason in hit.reasons]
    widest = max(map(cells, words), default=0)
    for word, reason in zip(words, hit.reasons, strict=True):
        padding = " " * (widest - cells(word))
        yield f"{decimal(reason.score, 3):>8}  {word}{padding}  {LEVELS.get(reason.level, reason.level)}"
    yield f"{decimal(hit.score, 3):>8}  cộng lại"
