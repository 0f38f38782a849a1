"""Dates in a query: "ngày 3-12" finds what was published then, and what names that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from search.intent.expansion.conditions import condition_of, plain
from search.intent.lexicon import Lexicon
from search.query.clauses import PlainWord, Query
from search.ranking.expansions import Alternative, Expansion, Run
from search.ranking.plan import Both, Phrase, Published, Term

if TYPE_CHECKING:
    from search.intent.expansion.date_text import WrittenDate

WEIGHT = 0.5
"""Of a document's date or of the date in other words, beside the words as typed."""

HALF_YEAR = timedelta(days=183)
"""A day named without its year is of the year nearest publication: at most so far from it."""

_THANG, _NAM = PlainWord("tháng", "thang"), PlainWord("năm", "nam")


def expansions(query: Query, run: Run, lexicon: Lexicon) -> Iterator[tuple[Expansion, str]]:
    """The dates among the words of a run, each with the sentence that says how it was read.

    A day or month without a year is the last among the days of the archive's documents, else the one nearest the newest:
    nobody looks in an archive for what it cannot have.
    """
    if not any(map(str.isdigit, query.read)):
        return
    # Imported here for its patterns, which take 6 ms to make: all dates have a digit, most queries have none.
    from search.intent.expansion.date_text import written_dates

    days = lexicon.days or (date.today(), date.today())
    start, end = run.words[0].start, run.words[-1].end
    for written in written_dates(query.read, days[1], days):
        if written.precision == "term" or written.start < start or written.end > end:
            continue
        places = [
            place for place, word in enumerate(run.words) if word.start < written.end and word.end > written.start
        ]
        typed = query.read[written.start : written.end].strip()
        as_typed = tuple(PlainWord(word.exact, word.folded) for word in run.words[places[0] : places[-1] + 1])
        alternatives = [*_alternatives(written), _alternative(as_typed)]
        expansion = run.expansion(places[0], places[-1] + 1, "date", alternatives, is_strict=True)
        yield expansion, f"“{typed}” được hiểu là {_in_words(written)}"


def _alternatives(written: WrittenDate) -> Iterator[Alternative]:
    yield Alternative(Published(written.first, written.last), (), WEIGHT)
    first = written.first
    months = [plain(text) for text in dict.fromkeys((str(first.month), f"{first.month:02}"))]
    year = plain(str(first.year))
    if written.precision == "day":
        near = Published(_moved(first, -HALF_YEAR), _moved(first, HALF_YEAR))
        for day in (plain(text) for text in dict.fromkeys((str(first.day), f"{first.day:02}"))):
            for month in months:
                for words in ((day, month), (day, _THANG, month)):
                    yield _alternative((*words, year))
                    condition = condition_of(words)
                    yield Alternative(Both(condition, near), words, WEIGHT)
                yield _alternative((day, _THANG, month, _NAM, year))
    elif written.precision == "month":
        for month in months:
            yield _alternative((month, year))
            yield _alternative((month, _NAM, year))
    elif written.precision == "year":
        yield _alternative((_NAM, year))


def _alternative(words: tuple[PlainWord, ...]) -> Alternative:
    condition: Term | Phrase = condition_of(words)
    return Alternative(condition, words, WEIGHT)


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return date.max if by > timedelta(0) else date.min


def _in_words(written: WrittenDate) -> str:
    first, last = written.first, written.last
    nearest = " (năm gần nhất)" if written.is_guessed else ""
    if written.precision == "day":
        return f"ngày {first.day}/{first.month}/{first.year}{nearest}: tin đăng hôm ấy hoặc nhắc đến ngày ấy."
    if written.precision == "month":
        return f"tháng {first.month} năm {first.year}{nearest}: tin đăng trong tháng ấy hoặc nhắc đến tháng ấy."
    if written.precision == "quarter":
        return f"quý {(first.month + 2) // 3} năm {first.year}: tin đăng trong ba tháng ấy."
    if written.precision == "year":
        return f"năm {first.year}: tin đăng trong năm ấy hoặc nhắc đến năm ấy."
    return (
        f"từ {first.day}/{first.month}/{first.year} đến {last.day}/{last.month}/{last.year}{nearest}: "
        "tin đăng trong những ngày ấy."
    )
