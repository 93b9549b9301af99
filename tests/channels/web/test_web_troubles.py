"""Sites that go wrong: what the customer's step says of it, and that nothing hangs."""

from __future__ import annotations

import asyncio
import os
import signal

import psutil
import pytest
from aiohttp import web
from channels.email.certificates import certificate

from onetake.words.trouble import CannotTell, CustomerNotices, Unreached
from onetake.words.verdict import Verdict

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def never(request: web.Request) -> web.StreamResponse:
    """Answer nothing."""
    await asyncio.Event().wait()
    raise AssertionError


def leads(to: str):
    """Return what redirects to an address."""

    async def redirect(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(to)

    return redirect


def answers(status: int, text: str = "<p>Sorry<a href=/>home</a><a href=#more>more</a>"):
    """Return what answers with a page and a status."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, text=text, content_type="text/html")

    return answer


async def test_an_error_page_is_what_a_customer_notices(house) -> None:
    pages = {"/": "<a href=/gone>Offers</a>", "/gone": answers(404), "/broken": answers(503)}
    anna = await house.at(pages)
    for word, value, told in (
        ("open", "/gone", "404 (Not Found)"),
        ("open", "/broken", "503 (Service Unavailable)"),
    ):
        with pytest.raises(CustomerNotices, match="error page") as notices:
            await anna.do(word, value, "text")
        assert notices.value.rule == "web.error_page" and told in notices.value.reason
    await anna.do("open", "/", "text")
    with pytest.raises(CustomerNotices, match="where it is what this step wants"):
        await anna.do("click", "Offers", "text")


async def test_who_asks_for_the_status_judges_it(house) -> None:
    anna = await house.at({"/": "<a href=/gone>Offers</a>", "/gone": answers(404)})
    assert (await anna.do("open", "/gone", "status"))("status") == 404
    await anna.do("click", "more", "text")
    await anna.do("click", "home", "text")


async def test_a_page_that_never_loads(house) -> None:
    anna = await house.at({"/": "<a href=/never>Go</a>", "/never": never})
    trouble = await anna.trouble("open", "/never", patience=1)
    assert isinstance(trouble, Unreached)
    assert trouble.rule == "web.never_loaded"
    assert "did not load within 0." in trouble.reason
    await anna.do("open", "/")
    trouble = await anna.trouble("click", "Go", patience=1)
    assert trouble.rule == "web.never_loaded"


async def test_a_page_that_is_never_whole(house) -> None:
    anna = await house.at({"/": "<p>here<img src=/never>", "/never": never})
    await anna.do("see", "here")
    with pytest.raises(Unreached, match="did not finish loading"):
        await anna.do("open", "/", "weight", patience=1)


async def test_a_certificate_that_nobody_trusts(house, tmp_path) -> None:
    server, _ = certificate(tmp_path, expired=True)
    runner = web.AppRunner(web.Application())
    await runner.setup()
    house.stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=server).start()
    anna = await house.visitor(f"https://127.0.0.1:{runner.addresses[0][1]}")
    trouble = await anna.trouble("open", "/")
    assert isinstance(trouble, CustomerNotices)
    assert trouble.rule == "web.certificate"
    assert "a customer sees a warning" in trouble.reason


async def test_redirects_in_a_circle(house) -> None:
    anna = await house.at({"/": "<p>", "/a": leads("/b"), "/b": leads("/a")})
    trouble = await anna.trouble("open", "/a", patience=5)
    assert isinstance(trouble, CustomerNotices)
    assert trouble.rule == "web.redirects"


async def test_the_browser_crashes_in_the_middle(house) -> None:
    anna = await house.at("<p>here")
    page = anna.line.desk.page
    waiting = asyncio.ensure_future(anna.trouble("see", "never", patience=10))
    session = await page.context.new_cdp_session(page)
    crashing = asyncio.ensure_future(session.send("Page.crash"))
    trouble = await waiting
    assert isinstance(trouble, CannotTell)
    assert trouble.rule == "web.crashed"
    crashing.cancel()
    await anna.line.prove(Verdict.UNKNOWN)
    assert (await anna.trouble("see", "never")).rule == "web.crashed"
    other = await house.at("<p>here")
    await other.do("see", "here")


async def test_the_browser_is_killed_and_the_next_line_has_a_new_one(house) -> None:
    anna = await house.at("<p>here")
    browser = next(
        process
        for process in psutil.Process().children(recursive=True)
        if "headless" in process.name() or "chrom" in process.name()
    )
    waiting = asyncio.ensure_future(anna.trouble("see", "never", patience=10))
    await asyncio.sleep(0)
    for process in [*browser.children(recursive=True), browser]:
        os.kill(process.pid, signal.SIGKILL)
    assert (await waiting).rule == "web.crashed"
    other = await house.at("<p>here")
    await other.do("see", "here")


async def test_a_popup_does_not_disturb(house) -> None:
    page = "<button onclick=\"window.open('/ad')\">Go</button><p>here"
    anna = await house.at({"/": page, "/ad": "ad"})
    await anna.do("click", "Go")
    fact = await anna.do("see", "here", "tabs")
    assert fact("tabs") == 2


async def test_an_alert_that_nobody_expects(house) -> None:
    anna = await house.at({"/": "<a href=/next>Go</a>", "/next": "<script>alert('Boo')</script>x"})
    fact = await anna.do("click", "Go", "dialog")
    assert fact("dialog") == "Boo"
    trouble = await anna.trouble("see", "x")
    assert isinstance(trouble, CustomerNotices)
    assert trouble.rule == "web.dialog"
    assert "'Boo'" in trouble.reason
    await anna.line.prove(Verdict.FAILED)
    assert anna.evidence.kept["message-box.txt"] == b"alert: Boo\n"
    assert any(kind.startswith("screen.painted") for kind in anna.evidence.kept)


async def test_a_download_that_stalls(house) -> None:
    async def stalls(request: web.Request) -> web.StreamResponse:
        headers = {"content-disposition": "attachment; filename=may.pdf", "content-length": "9000"}
        answer = web.StreamResponse(headers=headers)
        await answer.prepare(request)
        await answer.write(b"%PDF" * 1000)
        return await never(request)

    anna = await house.at({"/": "<a href=/may>Statement</a>", "/may": stalls})
    trouble = await anna.trouble("download", "Statement")
    assert trouble.rule == "web.download"
    assert "may.pdf began to come, and was not whole after" in trouble.reason


async def test_a_page_that_changes_for_ever(house) -> None:
    anna = await house.at(
        "<p id=t></p><button>Pay</button>"
        "<script>setInterval(() => { t.textContent = Math.random() }, 1)</script>"
    )
    await anna.do("click", "Pay")
    assert (await anna.trouble("see", {"contains": "never"})).rule == "web.missing"
    assert (await anna.trouble("see", "never")).rule == "web.missing"


async def test_a_page_whose_scripts_never_end(house) -> None:
    anna = await house.at("<button onclick='for (;;);'>Pay</button><p>here")
    assert (await anna.trouble("click", "Pay")).rule in ("web.busy", "web.never_loaded")
    await anna.line.prove(Verdict.FAILED)


async def test_a_page_of_ten_megabytes(house) -> None:
    rows = "".join(f"<li>row {number} {'x' * 110}</li>" for number in range(80_000))
    address = await house.site({"/": f"<ul>{rows}</ul><button>Pay</button>"})
    anna = await house.visitor(address)
    await anna.do("open", "/", patience=60)
    await anna.do("click", "Pay", patience=60)
    trouble = await anna.trouble("click", "Payy", patience=4)
    assert trouble.rule == "web.missing"


async def test_a_policy_that_forbids_scripts(house) -> None:
    async def strict(request: web.Request) -> web.Response:
        headers = {"content-security-policy": "default-src 'none'; script-src 'none'"}
        return web.Response(text="<p>here", content_type="text/html", headers=headers)

    anna = await house.at({"/": strict})
    fact = await anna.do("see", {"contains": "here"}, "text", "status", "lang", "a11y")
    assert fact("text") == "here"
    assert fact("status") == 200


async def test_a_target_that_moves_away_while_it_is_clicked(house) -> None:
    anna = await house.at(
        "<button id=b onclick=\"document.title = 'clicked'\">Pay</button><script>"
        "setTimeout(() => { b.style.marginTop = '300px' }, 50)</script>"
    )
    fact = await anna.do("click", "Pay", "title")
    assert fact("title") == "clicked"


async def test_a_page_that_leads_elsewhere_is_not_followed(house) -> None:
    asked: list[str] = []

    async def stranger(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(text="gotcha", content_type="text/html")

    evil = await house.site({"/": stranger, "/redirected": stranger})
    anna = await house.at(
        {
            "/": f"<a href={evil}/>Go</a><a href=/r>Round</a>"
            f"<button onclick=\"setTimeout(() => location = '{evil}/', 50)\">Later</button>",
            "/r": leads(f"{evil}/redirected"),
        }
    )
    for target in ("Go", "Round"):
        trouble = await anna.trouble("click", target, patience=5)
        assert isinstance(trouble, CannotTell)
        assert trouble.rule == "web.left"
        assert f"the way leads to {evil}" in trouble.reason
    assert (await anna.trouble("open", "/r")).rule == "web.left"
    assert (await anna.trouble("open", f"{evil}/")).rule == "web.left"
    await anna.do("open", "/")
    await anna.do("click", "Later")
    assert (await anna.trouble("see", "gotcha", patience=5)).rule == "web.left"
    assert not asked
