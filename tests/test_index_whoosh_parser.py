"""Whoosh's own query parser and highlighter over our index: what our searcher finds, and the words as they were spelled."""

from __future__ import annotations

import base64
import pickle
import random
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import whoosh.fields
import whoosh.index
from whoosh.analysis import StandardAnalyzer
from whoosh.highlight import ContextFragmenter, PinpointFragmenter
from whoosh.qparser import FuzzyTermPlugin, MultifieldParser, PhrasePlugin, QueryParser, SequencePlugin
from whoosh.query import Phrase
from whoosh.util.varints import varint

from archive import WORDS, document, documents, without_marks
from contract_asking import SAMPLE, sample
from index.analysis import SENTENCE_GAP, analyze, bigrams
from index.document import Document
from index.segment import BuildLimits
from index.whoosh_schema import LayerAnalyzer, schema
from index.whoosh_state import open_state
from index.whoosh_toc import checksum_line, toc_name
from index.whoosh_writer import WhooshWriter
from search import Searcher, SearchRequest, open_searcher


def tokens(layer: str, text: str, **options: Any) -> list[Any]:
    return list(LayerAnalyzer(layer)(text, **options))


def texts(layer: str, text: str, **options: Any) -> list[str]:
    return [token.text for token in tokens(layer, text, **options)]


TEXT = "Chi bộ Sở KH&CN họp. Đảng viên góp 37,000 đồng"


def test_tokens_carry_what_whoosh_asks_for() -> None:
    asked = tokens("folded", TEXT, positions=True, chars=True, keeporiginal=True, start_pos=100, start_char=1000)
    assert [(token.text, token.original, token.pos) for token in asked] == [
        ("chi", "Chi", 100),
        ("bo", "bộ", 101),
        ("so", "Sở", 102),
        ("kh", "KH", 103),
        ("khcn", "KH&CN", 103),
        ("cn", "CN", 104),
        ("hop", "họp", 105),
        ("dang", "Đảng", 116),
        ("vien", "viên", 117),
        ("gop", "góp", 118),
        ("37000", "37,000", 119),
        ("37,000", "37,000", 119),
        ("dong", "đồng", 120),
    ]
    assert all(TEXT[token.startchar - 1000 : token.endchar - 1000] == token.original for token in asked)
    assert len({id(token) for token in asked}) == len(asked)
    unasked = tokens("folded", TEXT)
    assert [token.text for token in unasked] == [token.text for token in asked]
    assert not any(hasattr(token, name) for token in unasked for name in ("pos", "startchar", "endchar", "original"))


def test_a_joined_form_in_a_query_is_one_word_and_in_a_phrase_its_parts() -> None:
    assert texts("folded", TEXT, mode="query") == "chi bo so khcn hop dang vien gop 37000 dong".split()
    assert texts("folded", TEXT, mode="query", chars=True) == "chi bo so kh cn hop dang vien gop 37000 dong".split()
    assert texts("folded", TEXT, mode="query", chars=True, removestops=False) == texts("folded", TEXT)


@pytest.mark.parametrize(
    ("typed", "exact", "folded"),
    [
        ("Nghị", "nghị", "nghi"),
        ("Hoà", "hòa", "hoa"),
        ("Nghi\u0323", "nghị", "nghi"),
        ("TP.HC", "tphc", "tphc"),
        ("37.000", "37000", "37000"),
        ("N?hị*", "n?hị*", "n?hi*"),
        ("*Hội", "*hội", "*hoi"),
        ("20/11", "20/11", "20/11"),
        ("…", "…", "…"),
    ],
)
def test_text_that_is_not_to_be_tokenized_is_one_term(typed: str, exact: str, folded: str) -> None:
    assert texts("exact", typed, tokenize=False, mode="query", removestops=False) == [exact]
    (token,) = tokens("folded", typed, tokenize=False, positions=True, chars=True, start_pos=3, start_char=5)
    assert (token.text, token.pos, token.startchar, token.endchar) == (folded, 3, 5, 5 + len(typed))


def test_the_terms_of_a_text_are_those_of_the_analysis() -> None:
    for text in [SAMPLE.read_text(encoding="utf-8"), *(made_up.body for made_up in documents(1, 50))]:
        analysed = analyze(text)
        for layer in ("exact", "folded"):
            asked = tokens(layer, text, positions=True, chars=True, mode="index", removestops=False)
            assert [(token.text, token.pos, token.startchar, token.endchar) for token in asked] == [
                (getattr(token, layer), token.position, token.start, token.end) for token in analysed
            ]
        assert texts("bigram", text, mode="query") == bigrams(analysed)
        for pair in tokens("bigram", text, chars=True):
            assert texts("bigram", text[pair.startchar : pair.endchar])[-1] == pair.text


OLD_SCHEMA = zlib.decompress(
    base64.b64decode(
        "eNp9lGd30zAYhUOhDLMpLXuvFEoYpewSVikzrJSa4RrZVvKaOnauBySco3PgW/Jv+QlISgzUcPA3Sa/u1X30Wt9G3C8URQlVGj4P"
        "vMR47RJvMQOlye9YJTBSNteVSiV7sIrVAmvK5lo5w7KUohijhe2P7htYK7euE1hfNterwpAF3a88xoa8VM8kflJJo2Ue+nJN7avn"
        "AwOGFNioXRpR3GIpNv1y0ePEmOv4ScpDlxvYLIu3CGwtmxvVBnUM25HFKbbNV3+U9KczRO3Uj8IE2wV2ZI6WT9Io5h7GenqUhT4y"
        "jp19reRGQdYK7bTb5hivDTc4fjNmLUwUUtfnzLqBXfIkuwX2lGmD64ce71QGVXYyYPqUdXl8Z4jDwF5Zvk9gvzkqhQO1hgM0kTj0"
        "V9oHMZcHC92ugYNy0yGBw2X6nY5koiOZQ+M1DTxp8yDwwyaO9s2tf4ztdswbfgfHBtHVrI3j5jY5aGVB6uvbsKVR3MUJTczjDSZX"
        "cHKg60YxcwKOUz0a62uRz9yVBFFWeNYoPJHXxWSxo+rPX83Jtjgtj35GK7ks5c1I2kyR6pWzAhXJjNS1n6NNpG70vMCFYsaLMuNY"
        "j3b2aTw39KQSpklJX9IceYe5KWZI3cVlgStKV4G+KnCNDtCMwksK4nWBG0WDmxoiHe3TMTpOJ+gk6aik8w3U05hhVvvdGjZo4MkO"
        "qmrD2wJ3csO7AvekYfWX4X2BuaLhg/8Zjsgi38O8ZvRQ4FHO6PGQ0ROBp0XFZ0NGvd+MlmUvoqZVngu8yFVeDlVeCbwuqtRXklZB"
        "o9hv+iEWdPY3gxaKstjlWNTSpsDbXPrdUPq9wIeitLVSWlGVrSe7akkjtAU+5giZgLMCoSvgFfX4PxH2BghXq786DtDQp25mpqHe"
        "siRzhs8ZCfhlGrXwiUYZTVhYpglGkxYCmmQ0ZaFFU4ymLYQ0zWjGQkQzjGYttGmWUdUCqMpo3kJM84xqFhKqMVqwkNICo0ULGS0y"
        "WrLwmZYYNSx8IflH6efF9rph/qp2BLqZU/kJ0zq2oQ=="
    )
)
"""The schema as it was pickled into tables of contents before any field of it had positions."""


def pickled_as_before(folder: Path) -> None:
    """Puts the old schema in place of the one in the current table of contents."""
    path = folder / toc_name(open_state(folder).generation)
    content = path.read_bytes()
    content = content[: content.rindex(b"timbao-crc32")]
    now = pickle.dumps(schema(), 2)
    assert content.count(varint(len(now)) + now) == 1
    content = content.replace(varint(len(now)) + now, varint(len(OLD_SCHEMA)) + OLD_SCHEMA)
    path.write_bytes(content + checksum_line(content))


def build(folder: Path, added: Sequence[Document], deleted: Sequence[str] = (), *, memory_mb: int = 512) -> None:
    with WhooshWriter(folder, limits=BuildLimits(memory_mb=memory_mb)) as writer:
        for each in added:
            writer.add(each, "thử.jsonl")
        for id in deleted:
            assert writer.delete(id)
        writer.commit()


@pytest.fixture(scope="module", params=["as pickled now", "as pickled before"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of several segments, with deleted and replaced documents, and with the sample page."""
    folder = tmp_path_factory.mktemp("index")
    rng = random.Random(7)
    archive = documents(7, 400)
    archive += [
        Document(id="không dấu", title="Dai hoi chi bo", body="Dai hoi chi bo khom."),
        Document(id="khác nhau", title="Nông dân vui Tết", body="Chi bộ họp."),
    ]
    ids = rng.sample([made_up.id for made_up in archive[:400]], 120)
    build(folder, archive, memory_mb=1)
    build(folder, [*sample(), *(document(rng, id) for id in ids[:60])], ids[60:])
    if request.param == "as pickled before":
        pickled_as_before(folder)
    state = open_state(folder)
    assert len(state.segments) > 2 and any(segment.entry.deleted for segment in state.segments)
    return folder


@pytest.fixture(scope="module")
def theirs(folder: Path) -> Iterator[Any]:
    with whoosh.index.open_dir(str(folder)).searcher() as searcher:
        yield searcher


@pytest.fixture(scope="module")
def ours(folder: Path) -> Searcher:
    return open_searcher(folder)


def found_by_whoosh(searcher: Any, field: str, typed: str) -> set[str]:
    return {hit["id"] for hit in searcher.search(QueryParser(field, searcher.schema).parse(typed), limit=None)}


def found_by_us(searcher: Searcher, typed: str, *, exact: bool = False) -> set[str]:
    results = searcher.search(SearchRequest(typed, limit=1000, exact=exact))
    ids = {hit.id for hit in results.hits if hit.match == "all"}
    assert len(ids) == results.total
    return ids


def with_terms(folder: Path, layer: str, held: Sequence[str], without: Sequence[str] = ()) -> set[str]:
    """The ids of the documents that hold the terms, and none of some others, by the postings; "nghi*" is any term so begun."""
    ids: set[str] = set()
    for segment in open_state(folder).segments:
        reader = segment.reader

        def docs(term: str, reader: Any = reader) -> set[int]:
            postings = reader.prefix_postings(layer, term[:-1]) if term.endswith("*") else reader.postings(layer, term)
            return set(postings.docs.tolist())

        live = set(range(reader.count)) - segment.entry.deleted
        live = live.intersection(*map(docs, held)).difference(*map(docs, without))
        ids |= set(map(reader.id_of, live))
    return ids


@pytest.mark.parametrize(
    ("field", "typed", "held", "without"),
    [
        ("folded", "chi bo", ["chi", "bo"], []),
        ("folded", "Chí BỘ", ["chi", "bo"], []),
        ("folded", "nghi*", ["nghi*"], []),
        ("folded", "Nghị*", ["nghi*"], []),
        ("folded", "chi AND NOT bo", ["chi"], ["bo"]),
        ("folded", "KH&CN", ["khcn"], []),
        ("folded", "37.000", ["37000"], []),
        ("exact", "chi bộ", ["chi", "bộ"], []),
        ("exact", "chi bo", ["chi", "bo"], []),
        ("exact", "nghị*", ["nghị*"], []),
        ("exact", "hoà", ["hòa"], []),
        ("exact", "chi AND NOT bộ", ["chi"], ["bộ"]),
        ("title", "chi bo", ["chi", "bo"], []),
        ("title", "nghi*", ["nghi*"], []),
        ("title", "chi AND NOT bo", ["chi"], ["bo"]),
        ("bigram", '"chi bo"', ["chi bo"], []),
    ],
)
def test_words_and_prefixes_find_what_the_postings_hold(
    folder: Path, theirs: Any, field: str, typed: str, held: list[str], without: list[str]
) -> None:
    expected = with_terms(folder, field, held, without)
    assert expected
    assert found_by_whoosh(theirs, field, typed) == expected


@pytest.mark.parametrize(
    ("field", "typed", "to_us", "exact"),
    [
        ("folded", '"chi bo"', '"chi bo"', False),
        ("folded", "nghi*", "nghi*", False),
        ("folded", "chi AND NOT bo", "chi -bo", False),
        ("exact", '"chi bộ"', '"chi bộ"', True),
        ("exact", '"chi bo"', '"chi bo"', True),
        ("exact", "nghị*", "nghị*", True),
        ("exact", "chi AND NOT bộ", "chi -bộ", True),
        ("title", "chi bo", "tieude:chi tieude:bo", False),
        ("title", '"chi bo"', 'tieude:"chi bo"', False),
        ("title", "nghi*", "tieude:nghi*", False),
        ("title", "chi AND NOT bo", "tieude:chi -tieude:bo", False),
        ("kind", "brief", "loai:tin", False),
        ("folded", '"chi bo" AND title:"nong dan"', '"chi bo" tieude:"nong dan"', False),
    ],
)
def test_whoosh_finds_what_our_searcher_finds(
    ours: Searcher, theirs: Any, field: str, typed: str, to_us: str, exact: bool
) -> None:
    expected = found_by_us(ours, to_us, exact=exact)
    assert expected
    assert found_by_whoosh(theirs, field, typed) == expected


def test_random_phrases_find_what_our_searcher_finds(ours: Searcher, theirs: Any) -> None:
    rng = random.Random(8)
    some = 0
    for _ in range(40):
        words = " ".join(rng.choices(WORDS, k=rng.choice([2, 2, 2, 3])))
        bare = without_marks(words)
        for field, phrase, to_us, exact in (
            ("exact", f'"{words}"', f'"{words}"', True),
            ("folded", f'"{bare}"', f'"{bare}"', False),
            ("title", f'"{bare}"', f'tieude:"{bare}"', False),
        ):
            expected = found_by_us(ours, to_us, exact=exact)
            assert found_by_whoosh(theirs, field, phrase) == expected, (field, phrase)
            some += bool(expected)
    assert some > 40


def test_positions_are_those_of_the_analysis(theirs: Any) -> None:
    for leaf, _ in theirs.reader().leaf_readers():
        for doc in list(leaf.all_doc_ids())[:8]:
            stored = leaf.stored_fields(doc)
            title = [token for token in analyze(stored.get("title") or "") if not token.joined]
            body_at = title[-1].position + 1 + SENTENCE_GAP if title else 0
            words = [(token, token.position) for token in title]
            words += [(token, body_at + token.position) for token in analyze(stored["body"]) if not token.joined]
            for layer in ("exact", "folded", "title"):
                level = "exact" if layer == "exact" else "folded"
                expected: dict[str, list[int]] = {}
                for token, position in words[: len(title)] if layer == "title" else words:
                    expected.setdefault(getattr(token, level), []).append(position)
                for text, positions in expected.items():
                    matcher = leaf.postings(layer, text)
                    matcher.skip_to(doc)
                    assert (matcher.id(), matcher.value_as("positions")) == (doc, positions)
                    assert [span.start for span in matcher.copy().spans()] == positions


def search(folder: Path, field: str, typed: str) -> Any:
    searcher = whoosh.index.open_dir(str(folder)).searcher()
    return searcher.search(QueryParser(field, searcher.schema).parse(typed), limit=None)


def marked(highlighted: str) -> list[str]:
    return re.findall(r"<b class=\"match term\d\">(.*?)</b>", highlighted)


def test_the_highlighter_gives_words_as_the_newspaper_spelled_them(tmp_path: Path) -> None:
    body = "Sáng 12-12, CHI BỘ khóm 3 (Sở KH&CN) bàn việc thuỷ lợi; đồng chí bi\u0301 thư chủ trì hội nghị."
    build(tmp_path, [Document(id="a", title="Hội nghị Chi bộ khóm 3", body=body), Document(id="b", body="Bò, bơ.")])

    def highlighted(field: str, typed: str, text: str = "body", **options: Any) -> list[str]:
        (hit,) = search(tmp_path, field, typed)
        return marked(hit.highlights(field, text=hit[text], **options))

    assert highlighted("folded", "chi bo") == ["CHI", "BỘ", "chí"]
    assert highlighted("folded", '"chi bo"') == ["CHI", "BỘ", "chí"]
    assert highlighted("exact", '"chi bộ"') == ["CHI", "BỘ"]
    assert highlighted("exact", "thủy") == ["thuỷ"]
    assert highlighted("exact", "bí") == ["bi\u0301"]
    assert highlighted("folded", "nghi*") == ["nghị"]
    assert highlighted("folded", "KH-CN") == ["KH&amp;CN"]
    assert highlighted("folded", '"so kh cn"') == ["Sở", "KH", "CN"]
    assert highlighted("exact", "bộ AND NOT bò") == ["BỘ"]
    assert highlighted("title", '"chi bo"', "title") == ["Chi", "bộ"]
    (hit,) = search(tmp_path, "title", "nghi*")
    assert hit.highlights("title") == 'Hội <b class="match term0">nghị</b> Chi bộ khóm 3'
    results = search(tmp_path, "folded", "khom")
    results.fragmenter = PinpointFragmenter(surround=6)
    assert results[0].highlights("folded", text=body) == 'HI BỘ <b class="match term0">khóm</b> 3 (Sở'


def test_the_highlighter_reads_as_far_as_it_is_told(tmp_path: Path) -> None:
    build(tmp_path, [Document(id="a", body="Chuyện dài. " * 3_000 + "Chi bộ họp.")])
    results = search(tmp_path, "folded", "hop")
    assert results[0].highlights("folded", text=results[0]["body"]) == ""
    results.fragmenter = ContextFragmenter(charlimit=None)
    assert marked(results[0].highlights("folded", text=results[0]["body"])) == ["họp"]


def test_no_phrase_crosses_a_sentence_end_or_the_title(tmp_path: Path) -> None:
    bodies = {"side by side": "Chi bộ họp.", "apart": "Chi của bộ.", "sentences": "Thu, chi. Bộ chưa xong."}
    title = Document(id="title", title="Thu chi", body="Bộ chưa xong.")
    build(tmp_path, [title, *(Document(id=id, body=body) for id, body in bodies.items())])
    with whoosh.index.open_dir(str(tmp_path)).searcher() as searcher:
        assert found_by_whoosh(searcher, "folded", '"chi bo"') == {"side by side"}
        assert found_by_whoosh(searcher, "folded", f'"chi bo"~{SENTENCE_GAP}') == {"side by side", "apart"}
        assert found_by_whoosh(searcher, "folded", f'"chi bo"~{SENTENCE_GAP + 1}') == {*bodies, "title"}


def test_a_joined_form_breaks_no_phrase(tmp_path: Path) -> None:
    bodies = {"&": "Sở KH&CN tỉnh họp.", "-": "Sở KH-CN tỉnh họp.", "one": "Sở KHCN tỉnh họp.", "%": "Hơn 37,000 đồng."}
    build(tmp_path, [Document(id=id, body=body) for id, body in bodies.items()])
    with whoosh.index.open_dir(str(tmp_path)).searcher() as searcher:
        assert found_by_whoosh(searcher, "folded", '"sở KH&CN tỉnh"') == {"&", "-"}
        assert found_by_whoosh(searcher, "folded", '"so khcn tinh"') == {"one"}
        assert found_by_whoosh(searcher, "folded", "KH&CN") == {"&", "-", "one"}
        assert found_by_whoosh(searcher, "folded", '"hơn 37.000 đồng"') == {"%"}


def test_other_queries_that_ask_for_positions(ours: Searcher, theirs: Any) -> None:
    parser = QueryParser("folded", theirs.schema)
    parser.remove_plugin_class(PhrasePlugin)
    parser.add_plugin(SequencePlugin())
    either = parser.parse('"(chi OR dang) bo"')
    assert {hit["id"] for hit in theirs.search(either, limit=None)} == (
        found_by_us(ours, '"chi bo"') | found_by_us(ours, '"dang bo"')
    )
    several = MultifieldParser(["title", "folded"], theirs.schema).parse('"hoi nghi"')
    assert {hit["id"] for hit in theirs.search(several, limit=None)} == found_by_us(ours, '"hoi nghi"')


def test_a_word_that_is_nearly_right_finds_its_neighbours(tmp_path: Path) -> None:
    build(tmp_path, [Document(id=word, body=word) for word in ("nghiêm", "nghiên", "nghỉ", "kim")])
    with whoosh.index.open_dir(str(tmp_path)).searcher() as searcher:
        parser = QueryParser("exact", searcher.schema)
        parser.add_plugin(FuzzyTermPlugin())
        found = searcher.search(parser.parse("nghiêm~"), limit=None)
        assert {hit["id"] for hit in found} == {"nghiêm", "nghiên"}
        cursor = searcher.reader().cursor("exact")
        assert [cursor.first(), cursor.next(), cursor.find("ngh"), cursor.find("ngho")] == [
            "kim",
            "nghiêm",
            "nghiêm",
            "nghỉ",
        ]
        assert cursor.term_info().doc_frequency() == 1
        assert (cursor.next(), cursor.text(), cursor.is_valid()) == (None, None, False)


def test_an_old_schema_has_positions_when_it_is_read_and_no_other_schema_has() -> None:
    old = pickle.loads(OLD_SCHEMA)
    assert [name for name, field in old.items() if field.format and field.format.supports("positions")] == [
        "exact",
        "folded",
        "title",
    ]
    assert old == schema() == pickle.loads(pickle.dumps(schema(), 2))
    assert vars(old["folded"].analyzer) == {"layer": "folded"}
    assert isinstance(QueryParser("folded", old).parse('"chi bo"'), Phrase)
    other = whoosh.fields.Schema(folded=whoosh.fields.TEXT(analyzer=StandardAnalyzer(), phrase=False))
    assert not pickle.loads(pickle.dumps(other, 2))["folded"].supports("positions")
