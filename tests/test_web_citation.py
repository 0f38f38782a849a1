"""Citations: what is said, and that no document's text can break the formats."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from index.document import VIETNAM, Document
from web.pages.citation import Cited, file_name_words
from web_archive import AWKWARD_ID, HOSTILE, client

REPORT = Document(
    id="hg-1",
    title="Chi bộ ấp Thạnh Lợi A ra quân làm đường",
    body="Sáng 1-5, bà con dọn cỏ.",
    date=datetime(2024, 5, 1, 7, 5, tzinfo=VIETNAM),
    source="Báo Hậu Giang",
    author="Lê Văn A",
)
CITED = Cited(REPORT, "Chi bộ ấp Thạnh Lợi A ra quân làm đường", "https://example.org/tin/1?a=1&b=2")


@pytest.fixture(scope="module")
def browser() -> FlaskClient:
    return client()


def test_the_line_is_as_vietnamese_print_has_it() -> None:
    assert CITED.as_line() == (
        "Lê Văn A, “Chi bộ ấp Thạnh Lợi A ra quân làm đường”, Báo Hậu Giang, 01/05/2024, https://example.org/tin/1?a=1&b=2"
    )


def test_what_is_not_known_is_left_out() -> None:
    bare = Cited(Document(id="x", body="Chợ nổi."), "Chợ nổi.", "http://localhost/doc/x")
    assert bare.as_line() == "“Chợ nổi”, Không rõ ngày, http://localhost/doc/x"
    assert "author" not in bare.as_bibtex() and "year" not in bare.as_bibtex()
    assert bare.as_bibtex().startswith("@misc{timbaonodate-")
    assert "AU  - " not in bare.as_ris()


def test_bibtex_has_the_fields_of_an_article_in_a_newspaper() -> None:
    assert CITED.as_bibtex() == (
        f"@article{{{CITED.key()},\n"
        "  author = {{Lê Văn A}},\n"
        "  title = {{Chi bộ ấp Thạnh Lợi A ra quân làm đường}},\n"
        "  journal = {{Báo Hậu Giang}},\n"
        "  year = {2024},\n  month = {5},\n  day = {1},\n"
        "  url = {https://example.org/tin/1?a=1&b=2},\n"
        "  language = {vietnamese},\n"
        "  note = {Mã tài liệu: hg-1},\n"
        "}\n"
    )
    assert re.fullmatch(r"levan20240501-[0-9a-f]{6}", CITED.key())


def test_ris_begins_with_its_type_and_ends_with_er() -> None:
    lines = CITED.as_ris().split("\r\n")
    assert lines[0] == "TY  - NEWS"
    assert lines[-2:] == ["ER  - ", ""]
    assert {"AU  - Lê Văn A", "T2  - Báo Hậu Giang", "PY  - 2024", "DA  - 2024/05/01", "AN  - hg-1"} <= set(lines)


texts = st.text(st.characters(codec="utf-8"), max_size=60)


@given(texts, texts, texts, st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_no_text_whatever_breaks_out_of_its_field(title: str, author: str, source: str, id: str) -> None:
    document = Document(id=id, body="", title=title, author=author, source=source)
    cited = Cited(document, title, "http://localhost/doc/" + quote(id, safe=""))
    entry = cited.as_bibtex()
    assert re.fullmatch(r"@(article|misc)\{[a-z0-9-]+,\n(  [a-z]+ = \{.*\},\n)+\}\n", entry)
    depth = 0
    for escaped, brace in re.findall(r"(\\.)|([{}])", entry):
        if not escaped:
            depth += 1 if brace == "{" else -1
            assert depth >= 0
    assert depth == 0
    for line in cited.as_ris().split("\r\n")[:-1]:
        assert re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]*", line)
    assert "\n" not in cited.as_line()


@pytest.mark.parametrize(
    ("form", "ending", "mimetype"),
    [("bibtex", "bib", "application/x-bibtex"), ("ris", "ris", "application/x-research-info-systems")],
)
def test_a_citation_comes_as_a_file_with_a_name(browser: FlaskClient, form: str, ending: str, mimetype: str) -> None:
    response = browser.get(f"/trich-dan/{quote(AWKWARD_ID, safe='')}?dang={form}")
    assert (response.status_code, response.mimetype) == (200, mimetype)
    disposition = response.headers["Content-Disposition"]
    assert disposition == f"attachment; filename=chi-bo-ap-thanh-loi-a.{ending}"
    assert "Chi bộ ấp Thạnh Lợi A ra quân làm đường" in response.text


@pytest.mark.parametrize("id", [".", "..", "a/../b", "//a", "%2F", "🙂"])
def test_whatever_the_id_its_page_leads_to_its_citation(id: str) -> None:
    from search.engines.memory import MemorySearcher
    from web import create_app

    browser = create_app(MemorySearcher([Document(id=id, body="Nội dung riêng.")])).test_client()
    found = re.findall(r'href="(/trich-dan/[^"]*)"', browser.get("/doc/?id=" + quote(id, safe="")).text)
    assert len(found) == 2
    for link in found:
        assert "Nội dung riêng" in browser.get(link.replace("&amp;", "&")).text


def test_a_missing_document_and_an_unknown_form_are_told(browser: FlaskClient) -> None:
    missing = browser.get("/trich-dan/khong-co?dang=ris")
    assert missing.status_code == 404 and "Kho không có tài liệu mang mã “khong-co”." in missing.text
    unknown = browser.get("/trich-dan/hop-1?dang=word")
    assert unknown.status_code == 400 and "“word” không có; chỉ nhận bibtex, ris." in unknown.text


def test_a_hostile_document_is_cited_as_text(browser: FlaskClient) -> None:
    html = browser.get("/doc/" + quote(HOSTILE.id, safe="")).text
    cited = html[html.index('id="cited"') : html.index("</p>", html.index('id="cited"'))]
    assert "&lt;i&gt;tác giả&lt;/i&gt;" in cited
    assert "javascript:" not in cited


@pytest.mark.parametrize(
    ("text", "name"),
    [("Đại hội Chi bộ ấp 7", "dai-hoi-chi-bo-ap-7"), ("🙂 …", ""), ("../etc", "etc"), ("a" * 99, "a" * 60)],
)
def test_file_names_are_plain(text: str, name: str) -> None:
    assert file_name_words(text) == name
