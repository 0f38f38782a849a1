"""The whole path as its users walk it: a saved page indexed in a terminal, served, and read in a real browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from program import ROOT, SAVED_PAGE, command, environment, timbao


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kho báo")
    shutil.copy(SAVED_PAGE, folder)
    return folder


@pytest.fixture(scope="module")
def index(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chỉ mục") / "ix"
    assert timbao("index", sources, index=folder).code == 0
    return folder


@pytest.fixture(scope="module")
def address(index: Path) -> Iterator[str]:
    process = subprocess.Popen(
        command(["serve", "--port", "0"], index), stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment()
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert found, said
        yield found[0]
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("These tests need Chromium: install Debian's package chromium (apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        page = browser.new_page(base_url=address, locale="vi-VN")
        page.set_default_timeout(10_000)
        yield page
        browser.close()


def search(page: Page, typed: str) -> None:
    page.goto("/")
    page.get_by_label("Tìm trong kho báo").fill(typed)
    page.get_by_label("Tìm trong kho báo").press("Enter")


@pytest.mark.parametrize("typed", ["chi bo", "chi bộ", "CHI BỘ"])
def test_a_reader_types_and_sees_chi_bo_marked(page: Page, typed: str) -> None:
    search(page, typed)
    expect(page.locator("mark").first).to_have_text(re.compile("^chi bộ$", re.IGNORECASE))
    page.locator("main h2 a, main h3 a").first.click()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("mark").first).to_have_text(re.compile("^chi bộ$", re.IGNORECASE))


def test_the_spelling_that_was_meant_is_one_click_away(page: Page) -> None:
    search(page, "truong chinh tri")
    page.get_by_role("link", name="trường chính trị", exact=True).click()
    expect(page.get_by_label("Tìm trong kho báo")).to_have_value("trường chính trị")
    expect(page.locator("mark").first).to_have_text(re.compile("^trường chính trị$", re.IGNORECASE))


def test_a_running_page_shows_what_is_added_and_what_a_rebuild_takes_away(
    page: Page, sources: Path, index: Path
) -> None:
    search(page, "khóm Cầu Đúc")
    expect(page.get_by_text("Khai mạc lễ hội")).to_have_count(0)
    added = sources / "thêm.jsonl"
    record = {"id": "lễ/hội 1", "title": "Khai mạc lễ hội khóm Cầu Đúc", "body": "Lễ hội mở ở Vị Thanh."}
    added.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    assert timbao("index", sources, index=index).code == 0
    search(page, "khom cau duc")
    page.get_by_role("link", name="Khai mạc lễ hội khóm Cầu Đúc").click()
    expect(page.get_by_text("Lễ hội mở ở Vị Thanh.")).to_be_visible()
    added.write_text(json.dumps({**record, "title": "Bế mạc lễ hội"}, ensure_ascii=False) + "\n", encoding="utf-8")
    assert timbao("rebuild", index=index).code == 0
    search(page, '"khom cau duc"')
    expect(page.get_by_role("link", name="Khai mạc lễ hội khóm Cầu Đúc")).to_have_count(0)
    search(page, "bế mạc")
    expect(page.get_by_role("link", name="Bế mạc lễ hội")).to_be_visible()
