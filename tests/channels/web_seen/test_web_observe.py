"""What a step learns of a page."""

from __future__ import annotations

import pytest
from aiohttp import web
from playwright.async_api import Error
from site_pages import page

from onetake.channels.web.observe import FACTS, observe

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERYTHING = frozenset(FACTS)


async def test_a_healthy_page_gives_every_fact(site, watched) -> None:
    address = await site({"/": page("<p>Your money is safe with us and with nobody else.</p>")})
    facts = await observe(*(await _with(watched, address)))

    assert set(facts) == set(FACTS)
    assert facts["errors"] == 0 and facts["failed_requests"] == 0 and facts["third_party"] == []
    assert facts["a11y"]["violations"] == 0
    assert facts["lang"] == facts["language"] == "en"
    assert 'heading "Welcome"' in facts["tree"]
    assert facts["weight"]["requests"] == 1 and 200 < facts["weight"]["bytes"] < 2000


async def _with(watched, address: str, roots: frozenset[str] = EVERYTHING):
    page, watch = await watched(address)
    return page, roots, watch


async def test_errors_and_failed_requests_are_told_once(site, watched) -> None:
    script = "<script>console.log('ready'); console.error('no stock'); missing()</script>"
    address = await site({"/": page(f"{script}<img src=/lost.png alt='A lost ship'>")})
    opened, watch = await watched(address)

    first = await observe(opened, EVERYTHING, watch)
    assert first["errors"] == 2 and first["errors"][0] == "no stock"
    assert "missing is not defined" in first["errors"][1]
    assert "log: ready" in first["console"]
    assert first["failed_requests"] == [f"GET {address}/lost.png: 404"]

    again = await observe(opened, EVERYTHING, watch)
    assert again["errors"] == 0 and again["console"] == [] and again["failed_requests"] == 0


async def test_a_fetch_refused_is_a_failed_request(site, watched) -> None:
    script = "<script>fetch('/rates', {method: 'POST'}); fetch('http://127.0.0.1:9/')</script>"
    address = await site({"/": page(script)})
    facts = await observe(*(await _with(watched, address)))
    assert f"POST {address}/rates: 404" in facts["failed_requests"]
    assert any("http://127.0.0.1:9/" in one for one in facts["failed_requests"])


async def test_the_speed_of_a_page_is_measured_in_milliseconds(site, watched) -> None:
    busy = "const end = performance.now() + 120; while (performance.now() < end);"
    address = await site({"/": page(f'<button onclick="{busy}">Count</button>')})
    opened, watch = await watched(address)

    before = (await observe(opened, frozenset({"vitals"}), watch))["vitals"]
    assert "inp" not in before and before["cls"] == 0
    assert 0 < before["ttfb"] <= before["fcp"] <= before["lcp"]

    await opened.get_by_role("button").click()
    after = (await observe(opened, frozenset({"vitals"}), watch))["vitals"]
    assert 100 <= after["inp"] < 2000


async def test_a_page_that_jumps_under_the_reader_is_noticed(site, watched) -> None:
    late = (
        "<div id=b></div><p style='height:400px'>text</p><script>requestAnimationFrame(() =>"
        "requestAnimationFrame(() => document.getElementById('b').style.height = '300px'))</script>"
    )
    address = await site({"/": page(late)})
    opened, watch = await watched(address)
    assert (await observe(opened, frozenset({"vitals"}), watch))["vitals"]["cls"] > 0.05


async def test_barriers_are_counted_by_impact_even_under_a_strict_policy(site, watched) -> None:
    barred = web.Response(
        body=page("<input name=pin><img src='data:,'><button></button>").encode(),
        headers={
            "Content-Type": "text/html",
            "Content-Security-Policy": "default-src 'none'; require-trusted-types-for 'script'",
        },
    )
    address = await site({"/": barred})
    a11y = (await observe(*(await _with(watched, address))))["a11y"]
    assert {"button-name", "image-alt", "label"} <= set(a11y["rules"])
    assert a11y["critical"] == 3 and a11y["violations"] >= 3


async def test_third_parties_are_hosts_outside_of_the_company(site, watched) -> None:
    own = await site({"/": ""})
    port = own.rpartition(":")[2]
    address = await site(
        {"/": page(f"<img alt='' src='{own}/'><img alt='' src='http://tracker.localhost:{port}/'>")}
    )
    opened, watch = await watched(address)
    watch.own |= {f"127.0.0.1:{port}"}
    facts = await observe(opened, EVERYTHING, watch)
    assert facts["third_party"] == ["tracker.localhost"]


async def test_cookies_and_what_is_stored_are_told_without_values(site, watched) -> None:
    script = (
        "<script>document.cookie='_ga=GA1.2.3; SameSite=Lax'; localStorage.cart='4711'</script>"
    )
    address = await site({"/": page(script)})
    facts = await observe(*(await _with(watched, address)))
    assert facts["storage"] == {"local": ["cart"], "session": []}
    assert facts["cookies"]["_ga"]["same_site"] == "lax" and facts["cookies"]["_ga"]["session"]
    assert "GA1.2.3" not in repr(facts) and "4711" not in repr(facts)


async def test_a_page_in_two_languages_says_so(site, watched) -> None:
    mixed = (
        "<p>Wir freuen uns, dass Sie bei uns sind und Ihr Geld bei der Bank ist.</p>"
        "<p>Die Karte ist für Sie da, wenn Sie sie brauchen, und das ist auch gut.</p>"
        "<p>Please call us if you have lost the card that we sent to you.</p>"
    )
    address = await site({"/": page(mixed, lang="de")})
    facts = await observe(*(await _with(watched, address)))
    assert facts["language"] == facts["lang"] == "de" and facts["languages"] == ["de", "en"]


async def test_only_what_is_asked_is_gathered(site, watched) -> None:
    address = await site({"/": page("<p>Hello</p>")})
    opened, watch = await watched(address)
    facts = await observe(opened, frozenset({"text", "ms"}), watch)
    assert set(facts) == {"console", "errors", "failed_requests"}
    assert await opened.evaluate("typeof window.axe") == "undefined"


async def test_nothing_is_lost_when_the_page_went_on_meanwhile(site, watched) -> None:
    address = await site({"/": page("<script>console.error('no stock')</script>")})
    opened, watch = await watched(address)
    other = await opened.context.new_page()
    await other.close()
    with pytest.raises(Error):
        await observe(other, EVERYTHING, watch)
    assert (await observe(opened, EVERYTHING, watch))["errors"] == ["no stock"]
