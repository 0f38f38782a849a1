"""A real Chromium reads the pages of a real server."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from web_archive import AWKWARD_ID, HOSTILE, UNBROKEN

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}

PAGES = (
    "/", "/?q=chi+bo", "/?q=chi+bo&kind=brief&from=2023&source=HG", "/?q=zzz+không+có",
    "/?q=c%C4%83n+c%C6%B0%E1%BB%9Bc+t%E1%BB%89nh", "/?q=%22h%E1%BB%8Dp+d%C3%A2n%22&page=3", "/?q=" + "dài" * 100,
    "/?q=ch%E1%BB%AF+d%C3%ADnh+li%E1%BB%81n", "/doc/" + UNBROKEN.id, "/doc/" + quote(AWKWARD_ID, safe="") + "?q=chi+bo",
    "/doc/" + quote(HOSTILE.id, safe=""), "/tro-giup", "/nowhere", "/?q=x&from=yesterday",
)  # fmt: skip


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def context(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[BrowserContext]:
    enabled = request.param == "with JavaScript"
    with browser.new_context(base_url=address, java_script_enabled=enabled, locale="vi-VN") as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.bring_to_front()
    return page


def search(page: Page, typed: str) -> None:
    box = page.get_by_label("Tìm trong kho báo")
    box.fill(typed)
    box.press("Enter")


@pytest.mark.parametrize("typed", ["chi bộ", "chi bo"])
def test_typing_with_or_without_diacritics_finds_chi_bo_marked(page: Page, typed: str) -> None:
    page.goto("/")
    search(page, typed)
    expect(page.get_by_label("Tìm trong kho báo")).to_have_value(typed)
    assert {text.lower() for text in page.locator("mark").all_inner_texts()} >= {"chi bộ"}
    expect(page.locator(".count")).to_contain_text("tài liệu khớp đủ các từ")


def test_a_reader_follows_a_hit_and_comes_back(page: Page) -> None:
    page.goto("/")
    search(page, "ra quan lam duong")
    page.get_by_role("link", name="Chi bộ ấp Thạnh Lợi A ra quân làm đường").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chi bộ ấp Thạnh Lợi A ra quân làm đường")
    expect(page.locator("h1 mark")).to_have_text("ra quân làm đường")
    page.get_by_role("link", name="Trở lại kết quả tìm").click()
    expect(page.get_by_label("Tìm trong kho báo")).to_have_value("ra quan lam duong")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Chi bộ ấp Thạnh Lợi A ra quân làm đường")


def test_a_reader_filters_orders_and_turns_pages(page: Page) -> None:
    page.goto("/")
    search(page, '"họp dân"')
    page.get_by_text("Tìm kỹ hơn").click()
    page.get_by_label("Loại").select_option(label="Tin vắn")
    page.get_by_label("Từ ngày").fill("2022")
    page.get_by_role("button", name="Áp dụng").click()
    expect(page.locator(".count")).to_contain_text("22 tài liệu")
    page.get_by_role("link", name="Cũ nhất").click()
    first = page.locator(".hit h2").first.inner_text()
    page.get_by_role("link", name="Trang sau").click()
    page.wait_for_url("**/*page=2*")
    assert page.url.endswith("/?q=%22h%E1%BB%8Dp+d%C3%A2n%22&kind=brief&from=2022-01-01&sort=oldest&page=2")
    expect(page.locator(".hit .kind").first).to_have_text("Tin vắn")
    assert page.locator(".hit h2").first.inner_text() != first
    page.get_by_role("link", name="Trang trước").click()
    expect(page.locator(".hit h2").first).to_have_text(first)
    page.get_by_role("link", name="Bỏ điều kiện Loại: Tin vắn").click()
    expect(page.locator(".count")).to_contain_text("45 tài liệu")


def test_a_reader_gets_by_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_label("Tìm trong kho báo")).to_be_focused()
    page.keyboard.type("chi bo")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=chi+bo*")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.locator(".hit h2 a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/**")
    expect(page.locator(".document h1")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_page_scrolls_sideways_nor_asks_for_what_it_may_not_have(
    browser: Browser, address: str, path: str, size: dict[str, int]
) -> None:
    with browser.new_context(base_url=address, viewport=size) as context:  # type: ignore[arg-type]
        page = context.new_page()
        complaints: list[str] = []
        page.on(
            "console", lambda message: complaints.append(message.text) if "status of 4" not in message.text else None
        )
        page.on("requestfailed", lambda failed: complaints.append(failed.url))
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert complaints == []


WEAKEST_CONTRAST = """() => {
    const channels = colour => colour.match(/[\\d.]+/g).map(Number);
    const luminance = colour => {
        const [r, g, b] = channels(colour).slice(0, 3).map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = element => {
        for (let at = element; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (channels(colour)[3] !== 0) return colour;
        }
        return 'rgb(255, 255, 255)';
    };
    let weakest = [21, ''];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
        const [one, two] = [luminance(getComputedStyle(element).color), luminance(background(element))].sort();
        const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
        if (ratio < weakest[0]) weakest = [ratio, element.className + ': ' + walker.currentNode.data.trim().slice(0, 40)];
    }
    return weakest;
}"""


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground_as_wcag_aa_asks(
    browser: Browser, address: str, path: str, scheme: str
) -> None:
    with browser.new_context(base_url=address, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(path)
        ratio, where = page.evaluate(WEAKEST_CONTRAST)
        assert ratio >= 4.5, where
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (paper == "rgb(251, 250, 246)") == (scheme == "light")


def test_a_stacked_diacritic_is_not_cut_off_by_its_line(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, viewport=PHONE) as context:  # type: ignore[arg-type]
        page = context.new_page()
        for path in PAGES:
            page.goto(path)
            tight = page.evaluate(
                """() => [...document.querySelectorAll('body *')].filter(element => {
                    const style = getComputedStyle(element);
                    return parseFloat(style.lineHeight) / parseFloat(style.fontSize) < 1.29;
                }).map(element => element.tagName + '.' + element.className)"""
            )
            assert tight == []
