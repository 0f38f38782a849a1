"""Promises of the bulk path: it says of every text what analyze says, in arrays that add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analysis_texts import any_text, news, spaced_news
from compiled_parts import compiled
from index.analysis import BREAK, Encoder, Token, analyze, chunk_table
from index.analysis import encode as encode_module
from index.analysis.chunk_table import ReadChunk, SlotCollector
from index.analysis.chunks import CLOSING, OPENING


@pytest.fixture(params=["compiled", "in Python"])
def twin(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> type[SlotCollector]:
    """What an Encoder collects slots with: compiled, and what stands in where there is no C compiler."""
    table: type[SlotCollector] = chunk_table.ChunkTable
    if request.param == "compiled":
        table = compiled("index.analysis._chunk_table").ChunkTable
    monkeypatch.setattr(encode_module, "ChunkTable", table)
    return table


def decoded(encoder: Encoder, text: str) -> list[Token]:
    """The tokens that the slots of a text spell out, with clipped lengths; carriers of long gaps part no words."""
    encoded = encoder.encode(text)
    tokens: list[Token] = []
    joined = {slot: (span, term) for slot, span, term in encoded.joined.tolist()}
    assert len(joined) == len(encoded.joined)
    position, end, is_broken = -1, 0, False
    for slot, (term, gap, length) in enumerate(zip(encoded.terms, encoded.gaps, encoded.lengths, strict=True)):
        start = end + int(gap)
        end = start + int(length)
        if term == BREAK:
            assert length == 0 and gap in (0, 255)
            assert not (is_broken and gap == 0), "two breaks where one sentence ended"
            is_broken = is_broken or gap == 0
            continue
        position += 11 if is_broken else 1
        is_broken = False
        exact, folded = encoder.terms[term], encoder.folded[term]
        tokens.append(Token(exact, folded, start, end, position))
        if slot in joined:
            span, number = joined.pop(slot)
            tokens.append(Token(encoder.terms[number], encoder.folded[number], 0, 0, position, True, span))
    assert not is_broken, "a break behind the last word"
    assert not joined
    return tokens


def expected(text: str) -> list[Token]:
    return [
        Token(token.exact, token.folded, 0, 0, token.position, True, token.span)
        if token.joined
        else Token(token.exact, token.folded, token.start, min(token.end, token.start + 255), token.position)
        for token in analyze(text)
    ]


@given(any_text | spaced_news)
@example("KH" + "\u200b" * 400 + "&CN a" + "\u200b" * 400 + "b c. d")
@example(" " * 255 + "a" + " " * 255 + "b" + " " * 256 + "c." + " " * 511 + "D")
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_bulk_path_agrees_token_by_token(twin: type[SlotCollector], text: str) -> None:
    encoder = Encoder()
    assert decoded(encoder, text) == expected(text)
    assert decoded(encoder, text) == expected(text), "the second time, from what is remembered"


@pytest.mark.parametrize("marks", [63, 65, 130, 600])
def test_a_letter_under_a_hundred_marks_is_indexed_like_any_other(twin: type[SlotCollector], marks: int) -> None:
    text = "Trước n" + "\u0323" * marks + "a sau."
    assert decoded(Encoder(), text) == expected(text)
    last = analyze(text)[-1]
    assert text[last.start : last.end] == "sau"


def test_slots_of_a_text(twin: type[SlotCollector]) -> None:
    encoder = Encoder()
    encoded = encoder.encode("“Chi bộ” họp. Sở KH&CN")
    assert encoder.terms == ["", "chi", "bộ", "họp", "sở", "kh", "khcn", "cn"]
    assert encoder.folded == ["", "chi", "bo", "hop", "so", "kh", "khcn", "cn"]
    assert encoded.terms.tolist() == [1, 2, 3, BREAK, 4, 5, 7]
    assert encoded.gaps.tolist() == [1, 1, 2, 0, 2, 1, 1]
    assert encoded.lengths.tolist() == [3, 2, 3, 0, 2, 2, 2]
    assert encoded.joined.tolist() == [[5, 2, 6]]
    assert encoded.terms.dtype == np.int32
    assert encoded.gaps.dtype == encoded.lengths.dtype == np.uint8


def test_a_text_without_words_has_no_slots(twin: type[SlotCollector]) -> None:
    for text in ("", "...\n!", " "):
        encoded = Encoder().encode(text)
        assert len(encoded.terms) == len(encoded.gaps) == len(encoded.lengths) == len(encoded.joined) == 0


def test_one_vocabulary_grows_over_many_texts(twin: type[SlotCollector], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode_module, "MOST_REMEMBERED", 3)
    encoder = Encoder()
    texts = ["chi bộ ấp", "Chi bộ, đảng ủy", "đảng uỷ xã chi bộ"]
    first = [encoder.encode(text).terms.tolist() for text in texts]
    terms = list(encoder.terms)
    assert terms == ["", "chi", "bộ", "ấp", "đảng", "ủy", "xã"]
    assert (
        [encoder.encode(text).terms.tolist() for text in texts] == first == [[1, 2, 3], [1, 2, 4, 5], [4, 5, 6, 1, 2]]
    )
    assert encoder.terms == terms


@given(st.lists(news | spaced_news | st.just("Sở KH&CN. Ấp 7"), max_size=8), st.integers(1, 40))
@settings(max_examples=300, deadline=None)
def test_texts_added_one_behind_another_give_the_slots_of_each(texts: list[str], most: int) -> None:
    tables = [
        table(reader(), most, OPENING, CLOSING)
        for table in (chunk_table.ChunkTable, compiled("index.analysis._chunk_table").ChunkTable)
    ]
    for table in tables:
        for text in texts:
            table.add(text)
            table.add_break()
    assert len(tables[0]) == len(tables[1])
    assert tables[0].take() == tables[1].take()
    assert len(tables[1]) == 0


@given(st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_word_is_the_same_whatever_stands_around_it(twin: type[SlotCollector], data: st.DataObject) -> None:
    around = st.text(OPENING + CLOSING + ".!…/-\n%", max_size=4)
    words = st.sampled_from(
        ["bộ", "5", "5G", "%", "à", "37.000", "37,000", "KH&CN", "TP.", "TP.HCM", "m²", "x" * 62, "\n"]
    )
    encoder = Encoder()
    for _ in range(6):
        chunks = [data.draw(around) * data.draw(st.booleans()) + data.draw(words) + data.draw(around) for _ in range(3)]
        text = " ".join(["bộ", *chunks, data.draw(words)])
        assert decoded(encoder, text) == expected(text)


def reader() -> ReadChunk:
    """Reads chunks, numbering their terms as it meets them."""
    return Encoder()._numbered_pieces


def test_what_the_compiled_table_is_told_wrongly_is_refused() -> None:
    table = compiled("index.analysis._chunk_table").ChunkTable
    for pieces in ([(1, 0, 9, 0)], [(1, -1, 2, 0)], [(1, 2, 2, 0)], [(-2, 0, 1, 0)], [(1, 0, 2, 1)]):
        with pytest.raises(ValueError, match=r"outside its chunk|follows a main token"):
            table(lambda chunk, pieces=pieces: pieces, 9, OPENING, CLOSING).add("ấp 7")
    for wrong in ([(1, 2)], [1], 5, [("a", 0, 1, 0)]):
        with pytest.raises(TypeError):
            table(lambda chunk, wrong=wrong: wrong, 9, OPENING, CLOSING).add("ấp 7")
    with pytest.raises(ZeroDivisionError):
        table(lambda chunk: 1 / 0, 9, OPENING, CLOSING).add("ấp 7")
    with pytest.raises(ValueError, match="how many are remembered"):
        table(reader(), 0, OPENING, CLOSING)
    with pytest.raises(ValueError, match="at most 15 characters"):
        table(reader(), 9, OPENING, "," * 16)
    with pytest.raises(TypeError):
        table(reader(), 9, OPENING, CLOSING).add(b"bytes")
