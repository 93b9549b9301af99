"""Pages in a real browser: no barriers in either theme, on any screen, by keyboard, on paper."""

from __future__ import annotations

import compared
import golden
import looked
import pytest

from onetake.channels.web.a11y import barriers
from onetake.channels.web.recorder.browsing import browser

PAGES = {"report": golden.html, "compare": compared.html, "look": looked.html}


@pytest.fixture(params=PAGES)
def file(tmp_path, request):
    """Give each page, every story open, as the address of a file."""
    path = tmp_path / f"{request.param}.html"
    path.write_text(PAGES[request.param]().replace("<details", "<details open"), "utf-8")
    return path.as_uri()


@pytest.fixture
def report(tmp_path):
    """Give the page of the sample test alone."""
    path = tmp_path / "report.html"
    path.write_text(golden.html().replace("<details", "<details open"), "utf-8")
    return path.as_uri()


@pytest.mark.parametrize("width", [360, 1024, 1440])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_nobody_is_kept_out_and_nothing_is_cut_off(file, theme, width):
    async with browser() as started:
        page = await started.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
        said = []
        page.on("console", lambda message: said.append(message.text))
        await page.goto(file)
        assert await barriers(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert said == []


async def test_the_switch_turns_the_colours(file):
    async with browser() as started:
        page = await started.new_page(color_scheme="light")
        await page.goto(file)
        ground = "getComputedStyle(document.body).backgroundColor"
        light = await page.evaluate(ground)
        await page.get_by_label("dark", exact=True).check()
        dark = await page.evaluate(ground)
        assert dark != light and await barriers(page) == []
        await page.emulate_media(color_scheme="dark")
        await page.get_by_label("light", exact=True).check()
        assert await page.evaluate(ground) == light
        await page.get_by_label("auto", exact=True).check()
        assert await page.evaluate(ground) == dark


async def test_the_keyboard_reaches_every_step_of_a_map(report):
    async with browser() as started:
        page = await started.new_page()
        await page.goto(report)
        nodes = await page.locator(".map a").count()
        reached = set()
        for _ in range(400):
            await page.keyboard.press("Tab")
            href = await page.evaluate(
                "document.activeElement.closest('.map a')?.getAttribute('href')"
            )
            reached |= {href} - {None}
        assert nodes > 1 and len(reached) == nodes
        for href in reached:
            assert await page.locator(f"[id='{href[1:]}']").count() == 1


async def test_every_link_leads_to_a_place_and_opens_it(file):
    async with browser() as started:
        page = await started.new_page()
        await page.goto(file)
        lost = await page.evaluate(
            "[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))"
            ".filter(href => !href.startsWith('#') || !document.getElementById(href.slice(1)))"
        )
        assert lost == []
        doubled = await page.evaluate(
            "(ids => ids.filter((id, at) => ids.indexOf(id) !== at))"
            "([...document.querySelectorAll('[id]')].map(one => one.id))"
        )
        assert doubled == []


async def test_on_paper_it_is_light_and_whole(file):
    async with browser() as started:
        page = await started.new_page(color_scheme="dark")
        await page.goto(file)
        await page.emulate_media(media="print", color_scheme="dark")
        assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == (
            "rgb(255, 255, 255)"
        )
        assert not await page.locator(".theme").is_visible()
        assert len(await page.pdf()) > 10_000
