"""Harbor Bank's pages, as a browser shows them: no barriers, nothing broken, nothing too wide."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright

from onetake.channels.web.a11y import barriers
from onetake.channels.web.browser import find_browser
from onetake.demo.bank import BANK, start
from onetake.simulate.load import load

ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
SITE = load(BANK).site
PATHS = [page.path for page in SITE.pages if "{" not in page.path] + ["/cards/K-11", "/nowhere"]
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
async def pages() -> AsyncIterator[tuple[str, Page, list[str]]]:
    """Yield the site's address, a small phone's page on which Anna is logged in, and its errors."""
    async with start("production") as bank, async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        context = await browser.new_context(viewport={"width": 360, "height": 740})
        page, errors = await context.new_page(), []
        page.on("pageerror", lambda error: errors.append(str(error)))
        site = bank.values["site"]
        await page.goto(site + "/log-in")
        await page.get_by_label("Customer number").fill("C-1001")
        await page.get_by_label("PIN").fill("4711")
        await page.locator("main").get_by_role("button", name="Log in").click()
        await page.wait_for_url("**/account")
        yield site, page, errors
        await browser.close()


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_every_page_is_whole_for_everybody(pages, language):
    site, page, errors = pages
    for path in PATHS:
        await page.goto(f"{site}/-/language?to={language}&back={path}")
        assert await barriers(page) == [], path
        assert await page.evaluate(TOO_WIDE) <= 0, path
        assert await page.locator("html").get_attribute("lang") == language
    assert errors == []


def test_every_text_of_a_page_is_there_in_both_languages():
    """A sentence that was forgotten would be read in the wrong language."""
    lacking = [
        (page.name, block.text)
        for page in SITE.pages
        for block in page.shows
        if block.text and set(block.text) != {"en", "fr"}
    ]
    assert lacking == []
