"""The Atom feed and the OpenSearch description, read by an XML parser."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document
from search.engines.memory import MemorySearcher
from web import create_app
from web.feeds.xml_text import xml_text
from web_archive import AWKWARD_ID, client, documents

ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture(scope="module")
def reader() -> FlaskClient:
    return client()


def feed(reader: FlaskClient, url: str, **headers: str) -> ElementTree.Element:
    response = reader.get(url, headers=headers)
    assert response.status_code == 200
    assert response.content_type == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.data)


def text(element: ElementTree.Element, name: str) -> str:
    found = element.findtext(ATOM + name)
    assert found is not None, name
    return found


def test_a_feed_has_all_that_rfc_4287_asks_for(reader: FlaskClient) -> None:
    root = feed(reader, "/feed.atom?q=" + quote("chi bộ"))
    assert root.tag == ATOM + "feed"
    assert text(root, "title") == "Tìm Báo: chi bộ"
    assert text(root, "id")
    assert datetime.fromisoformat(text(root, "updated")).tzinfo
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Tìm Báo"
    links = {link.get("rel"): link.get("href") for link in root.findall(ATOM + "link")}
    assert links == {
        "self": "http://localhost/feed.atom?q=chi+b%E1%BB%99",
        "alternate": "http://localhost/?q=chi+b%E1%BB%99&sort=newest",
    }
    entries = root.findall(ATOM + "entry")
    assert len(entries) > 5
    for entry in entries:
        assert text(entry, "title")
        assert text(entry, "id").startswith("urn:uuid:")
        assert datetime.fromisoformat(text(entry, "updated")).tzinfo
        link = entry.find(ATOM + "link")
        assert link is not None
        assert (link.get("rel"), (link.get("href") or "")[:21]) == ("alternate", "http://localhost/doc/")


def test_entries_come_newest_first_and_the_feed_is_as_new_as_the_first(reader: FlaskClient) -> None:
    root = feed(reader, "/feed.atom?q=" + quote("chi bộ"))
    updated = [text(entry, "updated") for entry in root.findall(ATOM + "entry")]
    assert updated == sorted(updated, reverse=True)
    assert text(root, "updated") == updated[0]


def test_entries_have_ids_of_their_own_that_do_not_depend_on_the_host(reader: FlaskClient) -> None:
    here = [text(entry, "id") for entry in feed(reader, "/feed.atom?q=chi+bo").findall(ATOM + "entry")]
    there = [
        text(entry, "id") for entry in feed(reader, "/feed.atom?q=chi+bo", Host="bao.example").findall(ATOM + "entry")
    ]
    assert here == there
    assert len(set(here)) == len(here)


def test_a_feed_keeps_the_filters(reader: FlaskClient) -> None:
    root = feed(reader, "/feed.atom?q=" + quote('"họp dân"') + "&kind=brief&limit=100")
    kinds = {category.get("term") for category in root.iter(ATOM + "category")}
    assert kinds == {"brief"}
    assert "kind=brief" in next(link.get("href") or "" for link in root.findall(ATOM + "link"))


def test_a_feed_without_a_query_holds_the_newest_of_all(reader: FlaskClient) -> None:
    root = feed(reader, "/feed.atom")
    assert len(root.findall(ATOM + "entry")) == 50
    assert text(root.findall(ATOM + "entry")[0], "updated").startswith("2024-12-09")
    assert text(root, "title") == "Tìm Báo: tài liệu mới nhất"


def test_an_undated_document_is_never_new(reader: FlaskClient) -> None:
    root = feed(reader, "/feed.atom?q=" + quote("ghe xuồng"))
    assert [text(entry, "updated") for entry in root.findall(ATOM + "entry")] == ["1970-01-01T00:00:00+00:00"]


def test_characters_that_xml_forbids_do_not_break_a_feed(reader: FlaskClient) -> None:
    root = feed(reader, "/feed.atom?q=" + quote("tin nhắn lạ"))
    assert "Tin nhắn lạ" in "".join(root.itertext())
    assert feed(reader, "/feed.atom?q=%00%1F%0B%EF%BF%BE").tag == ATOM + "feed"


def test_hostile_titles_stay_text(reader: FlaskClient) -> None:
    root = feed(reader, "/feed.atom?q=" + quote("mã độc"))
    titles = [text(entry, "title") for entry in root.findall(ATOM + "entry")]
    assert "Cảnh giác </mark><script>alert(2)</script> mã độc" in titles


def test_an_entry_leads_to_its_document(reader: FlaskClient) -> None:
    root = feed(reader, "/feed.atom?q=" + quote("ra quân làm đường"))
    link = root.find(f"{ATOM}entry/{ATOM}link")
    assert link is not None
    assert link.get("href") == "http://localhost/doc/" + quote(AWKWARD_ID, safe="")
    assert reader.get(link.get("href") or "").status_code == 200


def test_addresses_name_the_host_that_was_asked(reader: FlaskClient) -> None:
    root = feed(reader, "/feed.atom?q=chi+bo", Host="tim.bao.example:8080")
    assert text(root, "id").startswith("http://tim.bao.example:8080/")


@pytest.mark.parametrize("host", ['"><evil>', "a b", "", "host\x7f", "[::1", "x" * 3000])
def test_a_host_that_is_none_does_no_harm(reader: FlaskClient, host: str) -> None:
    response = reader.get("/feed.atom?q=chi+bo", headers={"Host": host})
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert "<evil>" not in response.text
        ElementTree.fromstring(response.data)


def test_a_bad_parameter_of_a_feed_is_explained(reader: FlaskClient) -> None:
    assert reader.get("/feed.atom?q=x&from=yesterday").status_code == 400


def test_a_browser_can_add_the_site_to_its_search_engines(reader: FlaskClient) -> None:
    response = reader.get("/opensearch.xml")
    assert response.content_type == "application/opensearchdescription+xml; charset=utf-8"
    root = ElementTree.fromstring(response.data)
    assert root.tag == OPENSEARCH + "OpenSearchDescription"
    assert root.findtext(OPENSEARCH + "ShortName") == "Tìm Báo"
    assert root.findtext(OPENSEARCH + "Language") == "vi"
    templates = {url.get("type"): url.get("template") for url in root.findall(OPENSEARCH + "Url")}
    assert templates["text/html"] == "http://localhost/?q={searchTerms}"
    assert 'rel="search"' in reader.get("/").text


def test_a_long_site_name_is_cut_to_what_opensearch_allows() -> None:
    response = (
        create_app(MemorySearcher([]), site_name="Thư viện báo chí tỉnh Hậu Giang").test_client().get("/opensearch.xml")
    )
    name = ElementTree.fromstring(response.data).findtext(OPENSEARCH + "ShortName")
    assert name == "Thư viện báo chí"


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_any_text_can_stand_in_xml(value: str) -> None:
    element = ElementTree.Element("t", a=xml_text(value))
    element.text = xml_text(value)
    ElementTree.fromstring(ElementTree.tostring(element, encoding="utf-8"))


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=80), min_size=1, max_size=4))
def test_a_feed_of_any_documents_can_be_read(bodies: list[str]) -> None:
    archive = [
        Document(id=f"t{place}", body="chung " + body, title=body, author=body, source=body)
        for place, body in enumerate(bodies)
    ]
    response = create_app(MemorySearcher(archive)).test_client().get("/feed.atom?q=chung")
    assert len(ElementTree.fromstring(response.data).findall(ATOM + "entry")) == len(bodies)


def test_the_archive_of_these_tests_has_something_to_feed() -> None:
    assert len(documents()) > 50
