"""axe-core finds no violation of WCAG 2.2 AA, nor of its best practices, on any page, in any light and at any width."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from web_archive import AWKWARD_ID, HOSTILE, UNBROKEN, sample_documents

ARTICLE = "/doc/" + quote(next(doc.id for doc in sample_documents() if doc.kind == "article"), safe="")

PAGES = {
    "home": "/",
    "results": "/?q=chi+bo",
    "results narrowed, in pages": "/?q=%22h%E1%BB%8Dp+d%C3%A2n%22&kind=brief&from=2022&sort=oldest&page=2",
    "results that lack a word": "/?q=c%C4%83n+c%C6%B0%E1%BB%9Bc+t%E1%BB%89nh",
    "nothing found": "/?q=zzz+không+có",
    "a page beyond the last": "/?q=hop&page=99",
    "an article, from a result": ARTICLE + "?q=chi+bo#m3",
    "a brief among its neighbours": "/doc/hop-11?q=%22h%E1%BB%8Dp+d%C3%A2n%22&sort=oldest&offset=11",
    "an awkward document": "/doc/" + quote(AWKWARD_ID, safe=""),
    "a hostile document": "/doc/" + quote(HOSTILE.id, safe="") + "?q=alert",
    "words longer than the screen": "/doc/" + UNBROKEN.id,
    "help": "/tro-giup",
    "api": "/api/",
    "no such page": "/nowhere",
    "no such document": "/doc/khong-co?q=chi+bo",
    "a bad condition": "/?q=x&from=yesterday",
}

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

WIDTHS = {"phone": 360, "desktop": 1280}


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands: rule, and the first places of each."""
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}}
    found = Axe().run(page, options=options).response
    return [
        f"{one['id']} ({one['impact']}): {[node['target'] for node in one['nodes']][:3]} {one['nodes'][0]['failureSummary']}"
        for one in found["violations"]
    ]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_amiss(browser: Browser, address: str, name: str, scheme: str, width: str) -> None:
    with browser.new_context(
        base_url=address,
        viewport={"width": WIDTHS[width], "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale="vi-VN",
    ) as context:
        page = context.new_page()
        page.goto(PAGES[name])
        # With everything opened that can be: what is hidden is not looked at.
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        assert violations(page) == []


def test_axe_would_notice(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address) as context:
        page = context.new_page()
        page.goto("/")
        page.evaluate("document.documentElement.removeAttribute('lang'); document.querySelector('label').remove()")
        assert {found.split()[0] for found in violations(page)} >= {"html-has-lang"}
