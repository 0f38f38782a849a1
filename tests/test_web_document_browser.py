"""Reading a document in a real Chromium: from one marked word to the next, on paper, and at a good measure."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from web_archive import sample_documents

ARTICLE = "/doc/" + quote(next(doc.id for doc in sample_documents() if doc.kind == "article"), safe="")


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    enabled = request.param == "with JavaScript"
    with browser.new_context(base_url=address, java_script_enabled=enabled, locale="vi-VN") as context:
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.bring_to_front()
        yield page


def test_a_reader_steps_from_marked_word_to_marked_word(page: Page) -> None:
    page.goto(ARTICLE + "?q=chi+bo")
    expect(page.locator(".steps:visible")).to_have_count(0)
    page.get_by_role("link", name="Đến chỗ đầu tiên").click()
    steps = page.locator(".steps:visible")
    expect(steps).to_have_count(1)
    expect(steps).to_have_attribute("aria-label", "Chỗ khớp 1 trong 7")
    for place in (2, 3):
        steps.get_by_role("link", name="Đến chỗ khớp sau").click()
        expect(steps).to_have_attribute("aria-label", f"Chỗ khớp {place} trong 7")
        expect(page.locator(f"#m{place}")).to_be_in_viewport()
    steps.get_by_role("link", name="Về chỗ khớp trước").click()
    expect(steps).to_have_attribute("aria-label", "Chỗ khớp 2 trong 7")
    steps.get_by_role("link", name="Đóng").click()
    expect(page.locator(".steps:visible")).to_have_count(0)
    expect(page.locator("#m2")).to_be_in_viewport()


def test_the_keyboard_alone_does_it_too(page: Page) -> None:
    page.goto(ARTICLE + "?q=chi+bo")
    page.get_by_role("link", name="Đến chỗ đầu tiên").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".steps:visible .on")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".steps:visible")).to_have_attribute("aria-label", "Chỗ khớp 2 trong 7")


def test_a_reader_goes_on_to_the_next_result_and_back_to_the_list(page: Page) -> None:
    page.goto("/?q=%22h%E1%BB%8Dp+d%C3%A2n%22&sort=oldest")
    headings = page.locator(".hit h2").all_inner_texts()
    page.locator(".hit h2 a").nth(1).click()
    page.locator('.neighbours a[rel="next"]').click()
    expect(page.locator("h1")).to_have_text(headings[2])
    page.get_by_role("link", name="Trở lại kết quả tìm").click()
    expect(page.locator(".hit h2").first).to_have_text(headings[0])


CHARACTERS_A_LINE = """() => {
    const lines = [];
    for (const paragraph of document.querySelectorAll('.text p')) {
        const range = document.createRange();
        const text = paragraph.firstChild;
        let top = null, count = 0, own = [];
        for (let at = 0; at < text.data.length; at++) {
            range.setStart(text, at); range.setEnd(text, at + 1);
            const box = range.getBoundingClientRect();
            if (top !== null && box.top - top > 8) { own.push(count); count = 0; }
            if (box.height) top = box.top;
            count++;
        }
        lines.push(...own);  // but for the last line, which ends where it ends
    }
    return lines.reduce((sum, one) => sum + one, 0) / lines.length;
}"""


def faces_of_the_text(page: Page) -> list[str]:
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": ".text p"})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return [font["familyName"] for font in fonts]


def test_lines_are_of_a_length_that_reads_well(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        faces = faces_of_the_text(page)
        assert faces == ["Noto Serif"], "Lines are measured in Noto Serif: install Debian's package fonts-noto-core."
        assert 60 <= page.evaluate(CHARACTERS_A_LINE) <= 75
        style = page.evaluate(
            "(s => [s.lineHeight, s.fontSize].map(parseFloat))(getComputedStyle(document.querySelector('.text')))"
        )
        assert style[0] / style[1] >= 1.6, "room for two marks above a letter and one below it"


def test_no_letter_with_stacked_marks_is_borrowed_from_another_face(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        faces = faces_of_the_text(page)
        assert len(faces) == 1, faces


def test_on_paper_there_is_the_article_and_its_citation_and_nothing_else(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address) as context:
        page = context.new_page()
        page.goto(ARTICLE + "?q=chi+bo#m2")
        page.emulate_media(media="print")
        for kept in ("h1", ".text", ".byline", ".cited"):
            expect(page.locator(kept)).to_be_visible()
        for gone in (
            ".search-strip",
            ".way",
            ".to-marks",
            ".onward",
            ".steps >> nth=1",
            ".copy",
            ".details",
            ".foot nav",
        ):
            expect(page.locator(gone)).to_be_hidden()


def test_the_citation_is_copied_by_a_button_or_selected_by_a_click(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.goto("/doc/hop-1")
        page.get_by_role("button", name="Sao chép").click()
        expect(page.get_by_role("status")).to_have_text("Đã sao chép")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator(".cited").inner_text()
        page.locator(".cited").click()
        assert page.evaluate("getSelection().toString().trim()") == copied
