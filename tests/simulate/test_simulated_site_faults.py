"""Each fault of a page, with it and without it; what needs a browser is seen in one."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from test_simulated_site import SITE, Visitor, load, running

from onetake.channels.web.browser import find_browser

ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")


@pytest.fixture
async def visit(client):
    """Yield what makes a visitor of the shop with some faults."""
    async with AsyncExitStack() as stack:

        async def make(*faults) -> Visitor:
            at = await stack.enter_async_context(running(load(SITE), faults))
            return Visitor(at, client)

        yield make


async def test_broken_button(visit, fault):
    for faults, kind in (((), None), ((fault("broken_button", "put aside"),), "button")):
        page = await (await visit(*faults)).go("/")
        last = [attrs for tag, attrs in page.tags if tag == "button"][-3]
        assert last.get("type") == kind


async def test_slow_image(visit, fault):
    async def picture(*faults) -> float:
        visitor, loop = await visit(*faults), asyncio.get_running_loop()
        begun = loop.time()
        await visitor.go("/-/pictures/shelf.svg")
        return loop.time() - begun

    assert await picture() < 5
    assert await picture(fault("slow_image", "shelf", seconds=0.2)) >= 0.2


async def test_missing_label(visit, fault):
    def labels(page):
        return page.all("label", "for")

    assert labels(await (await visit()).go("/log-in")) == ["log-in-who", "log-in-pin"]
    first = await visit(fault("missing_label", "log in"))
    assert labels(await first.go("/log-in")) == ["log-in-pin"]
    named = await visit(fault("missing_label", "log in", field="pin"))
    assert labels(await named.go("/log-in")) == ["log-in-who"]


async def test_mixed_language(visit, fault):
    page = await (await visit(fault("mixed_language", "entrance", language="fr"))).go("/")
    assert "We sell pens" in page.text and "Seconds mots" in page.text
    assert "Second words" in (await (await visit()).go("/")).text


async def test_tracker_before_consent(visit, fault):
    early = fault("tracker_before_consent", "consent")
    for faults, counted in (((), 0), ((early,), 2)):
        page = await (await visit(*faults)).go("/")
        assert len([src for src in page.all("script", "src") if src.startswith("http")]) == counted


async def test_nobody_is_counted_who_said_no_even_with_the_fault(visit, fault):
    visitor = await visit(fault("tracker_before_consent", "consent"))
    page = await visitor.send("/-/consent", agreed="no", back="/")
    assert page.all("script", "src") == ["/-/site.js"]


@pytest.mark.parametrize(("where", "path"), [("log in", "/log-in"), ("identity", "/log-in/one")])
async def test_lost_basket(visit, fault, where, path):
    for faults, kept in (((), True), ((fault("lost_basket", where),), False)):
        visitor = await visit(*faults)
        await visitor.send("/", form="put aside", colour="red")
        await visitor.go(path)
        who = {"form": "log in", "who": "A-1", "pin": "11"}
        elsewhere = {"user": "ada@customers.example", "password": "11"}
        await visitor.send(str(visitor.url), **(elsewhere if where == "identity" else who))
        assert ("red pen" in (await visitor.go("/basket")).text) == kept
        await visitor.send("/log-out")


async def test_faults_that_the_api_has_too(visit, fault):
    slow = await visit(fault("server_error", "basket"))
    assert "our site has a problem" in (await slow.go("/basket")).text and slow.status == 503
    gone = await visit(fault("dead_link", "basket"))
    assert (await gone.go("/basket")) and gone.status == 404
    worded = await visit(fault("wrong_text", "entrance", text="Closed for ever."))
    page = await worded.go("/")
    assert "Closed for ever." in page.text and "We sell pens" not in page.text
    french = await visit(fault("wrong_language", "entrance", language="fr"))
    assert (await french.go("/")).all("html", "lang") == ["fr"]


async def test_faults_of_those_who_are_logged_in(visit, fault):
    leaks = await visit(fault("leaked_card", "mine", text="${my.card}"))
    assert "4111 1111 1111 1111" in (await leaks.log_in()).text
    await leaks.send("/log-out")
    other = await visit(fault("wrong_customer", "mine", other="B-2"))
    assert "Ben's orders" in (await other.log_in()).text
    await other.send("/log-out")
    forgets = await visit(fault("lost_context", "order"))
    await forgets.log_in()
    await forgets.go("/orders/O-1")
    assert forgets.url.path == "/log-in"
    undone = await visit(fault("wrong_state", "cancel"))
    await undone.log_in()
    page = await undone.send("/orders/O-1", form="cancel")
    assert "Stateopen" in page.text


@pytest.mark.parametrize(
    ("kind", "where", "told"),
    [
        ("slow_image", "entrance", "needs a picture"),
        ("broken_button", "basket", "needs a form"),
        ("layout_shift", "see orders", "needs a page"),
        ("tracker_before_consent", "log in", "needs the question for consent"),
        ("mixed_language", "entrance", "needs language"),
        ("endless", "entrance", "the fault endless needs"),
    ],
)
async def test_a_fault_in_the_wrong_place_is_told(visit, fault, kind, where, told):
    with pytest.raises(ValueError, match=told):
        await visit(fault(kind, where))


@pytest.fixture
async def browser():
    """Yield a browser."""
    from playwright.async_api import async_playwright

    async with async_playwright() as driver:
        found = await driver.chromium.launch(executable_path=find_browser("shell"), args=ARGUMENTS)
        yield found
        await found.close()


SHIFTS = """() => new Promise((tell) => {
  const sum = () => performance.getEntriesByType("layout-shift").length;
  new PerformanceObserver((list) => tell(list.getEntries().length))
    .observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => tell(0), 300)));
})"""


async def test_layout_shift_and_console_error_are_seen_in_a_browser(visit, fault, browser):
    """What is read moves, and a script fails; without the faults nothing of it happens."""
    faults = fault("layout_shift", "basket"), fault("console_error", "basket")
    both = [faults[0], type(faults[1])("F-2", "console_error", "basket")]
    for switched_on in ((), both):
        visitor, errors = await visit(*switched_on), []
        page = await browser.new_page()
        page.on("pageerror", lambda error, into=errors: into.append(error))
        await page.goto(visitor.at.site + "/basket", wait_until="load")
        assert (await page.evaluate(SHIFTS) > 0, len(errors)) == (bool(switched_on),) * 2
        await page.close()


async def test_without_faults_a_page_has_no_barrier_and_its_dialogs_work(visit, browser):
    from onetake.channels.web.a11y import barriers

    visitor = await visit()
    page = await browser.new_page()
    for path in ("/", "/basket", "/log-in", "/terms", "/nowhere", "/log-in/one"):
        url = visitor.at.site + path
        await page.goto(url, wait_until="load")
        assert await barriers(page) == [], path
    await page.goto(visitor.at.site + "/")
    await page.get_by_role("button", name="Help").click()
    assert await page.get_by_role("dialog").is_visible()
    await page.get_by_role("button", name="Close").click()
    assert not await page.locator("dialog").is_visible()
