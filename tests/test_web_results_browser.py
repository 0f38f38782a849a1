"""A reader narrows, undoes, draws over the timeline and takes a suggestion, in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

MEETINGS = "/?q=%22h%E1%BB%8Dp+d%C3%A2n%22"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opened]:
    """Opens an address in a window of its own, with or without JavaScript."""
    contexts = []

    def open_page(path: str, *, scripts: bool = True, size: dict[str, int] = DESKTOP) -> Page:
        context = browser.new_context(
            base_url=address,
            java_script_enabled=scripts,
            viewport=size,  # type: ignore[arg-type]
            locale="vi-VN",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(path)
        page.bring_to_front()
        return page

    yield open_page
    for context in contexts:
        context.close()


both_ways = pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])


# --- narrowing
@both_ways
def test_a_facet_narrows_its_chip_widens_again_and_back_goes_back(opened: Opened, scripts: bool) -> None:
    page = opened(MEETINGS, scripts=scripts)
    facets = page.get_by_role("navigation", name="Lọc kết quả")
    facets.get_by_role("link", name="Tin vắn 22").click()
    expect(page.locator(".count")).to_contain_text("22 tài liệu")
    facets.get_by_role("link", name=re.compile("HGO")).click()
    expect(page).to_have_url(re.compile(r"kind=brief&source=HGO$"))
    page.get_by_role("link", name="Bỏ điều kiện Loại: Tin vắn").click()
    expect(page.locator(".count")).to_contain_text("30 tài liệu")
    page.go_back()
    expect(page).to_have_url(re.compile(r"kind=brief&source=HGO$"))


@both_ways
def test_on_a_phone_the_facets_wait_behind_one_line(opened: Opened, scripts: bool) -> None:
    page = opened(MEETINGS, scripts=scripts, size=PHONE)
    link = page.get_by_role("link", name="Tin vắn 22")
    expect(link).to_be_hidden()
    page.locator(".facets > summary").click()
    link.click()
    expect(page.locator(".count")).to_contain_text("22 tài liệu")


@both_ways
def test_a_bar_of_the_timeline_narrows_to_its_month(opened: Opened, scripts: bool) -> None:
    page = opened(MEETINGS, scripts=scripts)
    page.get_by_role("link", name=re.compile("^Tháng 5.2022: ")).click()
    expect(page).to_have_url(re.compile(r"from=2022-05-01&to=2022-05-31$"))
    expect(page.get_by_role("link", name="Bỏ điều kiện Thời gian: Tháng 5/2022")).to_be_visible()
    assert all("/05/2022" in text for text in page.locator(".hit time").all_inner_texts())
    page.get_by_role("link", name="Mọi thời gian").click()
    expect(page.locator(".count")).to_contain_text("45 tài liệu")


def test_drawing_over_several_bars_chooses_all_their_months(opened: Opened) -> None:
    page = opened(MEETINGS)
    places = [page.locator(".timeline .slot").nth(place).bounding_box() for place in (2, 5)]
    start, end = ((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in places if box)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=8)
    expect(page.locator(".timeline .brushed")).to_have_count(4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"from=2022-03-01&to=2022-06-30$"))


def test_a_single_bar_stays_a_plain_link_under_the_mouse(opened: Opened) -> None:
    page = opened(MEETINGS)
    page.locator(".timeline .slot").nth(3).click()
    expect(page).to_have_url(re.compile(r"from=2022-04-01&to=2022-04-30$"))


@both_ways
def test_why_a_hit_matched_is_one_click_away(opened: Opened, scripts: bool) -> None:
    page = opened("/?q=chi+bo", scripts=scripts)
    why = page.locator(".why").first
    expect(why.locator("li").first).to_be_hidden()
    why.locator("summary").click()
    expect(why.locator("li").first).to_contain_text("khớp khi bỏ dấu")


# --- with the keyboard alone
def press_tab_until(page: Page, name: str, most: int = 80) -> None:
    """Presses Tab until the link or line of this name has the focus, as a reader without a mouse does."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        # Not the selector ":focus": it holds only in a window that has the focus itself.
        focused = page.evaluate("document.activeElement.innerText")
        if name in focused:
            return
        passed.append(focused)
    raise AssertionError(f"{name} is not reached in {most} steps, only {passed}")


def box_with_focus(page: Page) -> Locator:
    """The search box, once it has the focus: a browser gives it some time after the page is there."""
    box = page.locator("#q")
    expect(box).to_be_focused()
    return box


@both_ways
def test_search_filter_read_and_back_with_the_keyboard_alone(opened: Opened, scripts: bool) -> None:
    page = opened("/", scripts=scripts)
    box_with_focus(page)
    page.keyboard.type("họp dân lần thứ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    expect(page.locator(".hit").first).to_be_visible()
    press_tab_until(page, "Tin vắn")
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=brief*")
    expect(page.locator(".hit").first).to_be_visible()
    press_tab_until(page, "Đến danh sách kết quả")
    page.keyboard.press("Enter")
    press_tab_until(page, "Họp dân lần thứ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/**")
    expect(page.locator("h1")).to_contain_text("Họp dân lần thứ")
    press_tab_until(page, "Trở lại kết quả tìm")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*kind=brief*")


def test_a_slash_goes_to_the_box_but_is_typed_in_it(opened: Opened) -> None:
    page = opened("/?q=chi+bo")
    page.keyboard.press("/")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    expect(box).to_have_value("chi bo")
    page.keyboard.type("18/3")
    expect(box).to_have_value("18/3")


# --- suggestions
def search_request(page: Page) -> list[str]:
    """The addresses asked for suggestions from now on."""
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url) if "/api/suggest" in request.url else None)
    return urls


def test_a_suggestion_is_chosen_with_the_arrows(opened: Opened) -> None:
    page = opened("/")
    box = box_with_focus(page)
    page.keyboard.type("hop d")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("họp dân")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "q-option-0")
    expect(box).to_have_value("hop d")  # moving through the list leaves what was typed alone
    chosen = options.first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    expect(box).to_have_value(chosen)


def test_escape_closes_the_list_and_enter_searches_what_was_typed(opened: Opened) -> None:
    page = opened("/")
    box_with_focus(page)
    page.keyboard.type("hop d")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=hop+d*")


def test_a_title_leads_to_its_document(opened: Opened) -> None:
    page = opened("/")
    box_with_focus(page)
    page.keyboard.type("chuyện cũ ở")
    page.get_by_role("option", name=re.compile("Chuyện cũ ở chợ nổi Ngã Bảy")).click()
    expect(page.locator("h1")).to_have_text("Chuyện cũ ở chợ nổi Ngã Bảy")


def test_letters_typed_fast_are_asked_about_once(opened: Opened) -> None:
    page = opened("/")
    box_with_focus(page)
    urls = search_request(page)
    page.keyboard.type("hop dan", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    assert [url.rpartition("=")[2] for url in urls] == ["hop%20dan"]


def test_a_late_answer_to_what_no_longer_stands_in_the_box_is_not_shown(opened: Opened) -> None:
    page = opened("/")
    held = []
    page.route("**/api/suggest?q=hop", lambda route: held.append(route))
    box_with_focus(page)
    page.keyboard.type("hop")
    with page.expect_request("**/api/suggest?q=hop"):
        pass
    page.get_by_role("combobox").fill("chuyện cũ")
    expect(page.get_by_role("option").first).to_contain_text("Chuyện cũ")
    for route in held:
        route.abort()
    page.wait_for_timeout(200)
    expect(page.get_by_role("option").first).to_contain_text("Chuyện cũ")


def test_an_input_method_is_left_in_peace_until_it_has_composed(opened: Opened) -> None:
    page = opened("/")
    urls = search_request(page)
    keyboard = page.context.new_cdp_session(page)
    box = box_with_focus(page)
    for syllable in ("h", "ho", "họ", "họp"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": syllable, "selectionStart": len(syllable), "selectionEnd": len(syllable)},
        )
        page.wait_for_timeout(180)
        expect(box).to_have_value(syllable)
    box.dispatch_event("keydown", {"key": "ArrowDown", "keyCode": 229, "isComposing": True})
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    page.wait_for_timeout(300)
    assert urls == [], "nothing is asked while a syllable is being composed"
    expect(page.locator("#q-list")).to_be_hidden()
    assert page.url.endswith("/")
    keyboard.send("Input.insertText", {"text": "họp"})
    expect(page.get_by_role("option").first).to_be_visible()
    assert len(urls) == 1
    expect(box).to_have_value("họp")


def test_an_open_list_neither_changes_nor_takes_keys_while_composing(opened: Opened) -> None:
    page = opened("/")
    box_with_focus(page)
    page.keyboard.type("hop d")
    expect(page.get_by_role("option").first).to_be_visible()
    shown = page.locator("#q-list").inner_text()
    urls = search_request(page)
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "â", "selectionStart": 1, "selectionEnd": 1})
    page.get_by_role("combobox").dispatch_event("keydown", {"key": "ArrowDown", "isComposing": True})
    page.wait_for_timeout(300)
    expect(page.get_by_role("combobox")).to_have_value("hop dâ")
    expect(page.locator('#q-list [aria-selected="true"]')).to_have_count(0)
    assert page.locator("#q-list").inner_text() == shown
    assert urls == []


def test_without_javascript_the_box_is_a_plain_search_box(opened: Opened) -> None:
    page = opened("/", scripts=False)
    box = page.get_by_role("searchbox")
    box.fill("hop dan")
    box.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()


# --- made well
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("path", ["/", MEETINGS, "/?q=zzkhongco+h%E1%BB%8Dp&kind=brief", "/?q=chi+bo&limit=50"])
def test_nothing_moves_while_a_page_loads(opened: Opened, path: str, size: dict[str, int]) -> None:
    page = opened(path, size=size)
    page.wait_for_load_state("networkidle")
    shift = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(seen => { for (const entry of seen.getEntries()) sum += entry.value; })
                .observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => done(sum), 300);
        })"""
    )
    assert shift == 0


def test_a_result_page_with_all_it_loads_is_light(opened: Opened, address: str) -> None:
    sizes: dict[str, int] = {}
    page = opened("/tro-giup")
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto(MEETINGS, wait_until="networkidle")
    assert len(sizes) >= 3
    assert sum(sizes.values()) <= 60_000, sizes


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_what_is_to_be_hit_with_a_finger_is_large_enough(opened: Opened, size: dict[str, int]) -> None:
    page = opened(MEETINGS + "&kind=brief", size=size)
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    small = page.evaluate(
        """() => [...document.querySelectorAll('.facet li a, .chips a, .suggestions li, summary, .numbers a')]
            .filter(element => element.checkVisibility() && element.getBoundingClientRect().height < 24)
            .map(element => element.textContent.trim())"""
    )
    assert small == []
