"""What is shown of a page when a step did not pass."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page
from site_pages import page

from onetake.channels.web.observe import observe
from onetake.channels.web.proof import Proof
from onetake.channels.web.recordings import Kinds
from onetake.channels.web.watch import Watch
from onetake.flows.references import FRESH, KeptTexts
from onetake.scrub import Scrubber
from onetake.words.channel import Place
from onetake.words.programme import System
from onetake.words.trouble import CannotTell
from onetake.words.verdict import Verdict

pytestmark = pytest.mark.asyncio(loop_scope="module")

SYSTEM = System("site", "web", {})
PERSONA = {"name": "Anna Holm", "pin": "4711"}


class Kept:
    """Evidence as a line puts it, opened like a step's."""

    def __init__(self) -> None:
        self.latest: dict[str, bytes] = {}

    def put(self, kind: str, data: bytes | Callable[[], bytes]) -> None:
        self.latest[kind] = data() if callable(data) else data

    def text(self, kind: str) -> str:
        return self.latest[kind].decode()


class Line:
    """A page with what watches and proves it."""

    def __init__(self, browser: Browser, **place: object) -> None:
        self.evidence = Kept()
        memory = {"persona": PERSONA, "secret": {}}
        scrub = Scrubber().text
        self.place = Place(SYSTEM, "", memory, self.evidence, dict, scrub=scrub, **place)  # type: ignore[arg-type]
        self.browser = browser
        self.page: Page

    async def open(self, address: str) -> Line:
        context = await self.browser.new_context()
        self.watch = Watch(context, [address])
        await self.watch.start()
        self.page = await context.new_page()
        self.proof = Proof.of(self.place, self.watch, (), Kinds(video=False))
        await self.proof.start(self.page)
        self.proof.begin()
        await self.page.goto(address, wait_until="networkidle")
        return self

    async def close(self) -> None:
        await self.page.context.close()
        self.proof.close()


@pytest.fixture
def line(browser: Browser) -> Callable[..., Awaitable[Line]]:
    async def opened(address: str, **place: object) -> Line:
        return await Line(browser, **place).open(address)

    return opened


async def test_a_step_that_did_not_pass_leaves_picture_tree_console_requests_and_barriers(
    site, line
) -> None:
    body = "<script>console.warn('slow')</script><img src=/lost.png><button>Pay</button>"
    address = await site({"/": page(body)})
    opened = await line(address)
    await opened.proof.show(opened.page, Verdict.FAILED)

    kept = opened.evidence
    assert set(kept.latest) == {
        "screen.painted.png", "page.tree.txt", "console.txt", "requests.json", "a11y.json",
    }  # fmt: skip
    assert kept.text("page.tree.txt").splitlines()[:2] == ["# Harbor Bank", f"# {address}/"]
    assert '- button "Pay"' in kept.text("page.tree.txt")
    assert "warning: slow" in kept.text("console.txt")
    lost = [one for one in json.loads(kept.text("requests.json")) if one["status"] == 404]
    assert [one["url"] for one in lost] == [f"{address}/lost.png"]
    (alt,) = [one for one in json.loads(kept.text("a11y.json")) if one["rule"] == "image-alt"]
    assert alt["places"][0]["where"] == "picture 'lost.png'" and alt["impact"] == "critical"


async def test_what_a_password_field_holds_is_told_nowhere(site, line) -> None:
    address = await site({"/": page("<label>Word <input type=password></label>")})
    opened = await line(address)
    await opened.page.get_by_label("Word").fill("xyzzy")
    assert "xyzzy" not in (await observe(opened.page, frozenset({"tree"}), opened.watch))["tree"]
    await opened.proof.show(opened.page, Verdict.FAILED)
    assert not [kind for kind, data in opened.evidence.latest.items() if b"xyzzy" in data]


async def test_a_page_that_is_gone_is_told_and_nothing_raised(site, line) -> None:
    opened = await line(await site({"/": page("")}))
    await opened.page.close()
    await opened.proof.show(opened.page, Verdict.UNKNOWN)
    assert "closed" in opened.evidence.text("no-picture.txt")


async def test_a_page_that_never_holds_still_leaves_no_picture(site, line) -> None:
    restless = (
        "<p id=p>0</p><script>let n = 1e8; setInterval(() => {"
        "document.getElementById('p').textContent = `Card ${n++}`}, 1)</script>"
    )
    opened = await line(await site({"/": page(restless)}))
    await opened.proof.show(opened.page, Verdict.FAILED)
    assert "screen.painted.png" not in opened.evidence.latest
    assert "changed too fast" in opened.evidence.text("no-picture.txt")


async def test_a_page_that_hangs_costs_five_seconds_at_most_and_still_tells_something(
    site, line
) -> None:
    opened = await line(await site({"/": page("<script>console.log('ready')</script>")}))
    await opened.page.evaluate("setTimeout(() => {for (;;);}, 20)")
    async with asyncio.timeout(5):
        await opened.proof.show(opened.page, Verdict.UNKNOWN)
    assert "log: ready" in opened.evidence.text("console.txt")
    assert {"no-picture.txt", "no-tree.txt", "requests.json"} <= set(opened.evidence.latest)


async def test_a_huge_page_is_told_to_be_too_large_at_once(site, line) -> None:
    opened = await line(await site({"/": page("<b>x</b>" * 31_000)}))
    await opened.page.wait_for_load_state("load")
    with pytest.raises(CannotTell, match=r"31,00\d elements, too many to be searched"):
        await observe(opened.page, frozenset({"a11y"}), opened.watch)
    with pytest.raises(CannotTell, match="too many to be told"):
        await observe(opened.page, frozenset({"tree"}), opened.watch)


async def test_what_changed_since_the_last_pass_is_shown(site, line, tmp_path: Path) -> None:
    pages = {"/": page("<button>Log in</button><p>Call +49 30 901820</p>")}
    address = await site(pages)

    def kept() -> Mapping[str, object]:
        return {"references": KeptTexts(tmp_path / "references", "walk")}

    passed = await line(address, **kept())
    await passed.proof.ended(passed.page)
    await passed.close()
    (text,) = (path.read_text() for path in (tmp_path / "references").iterdir())
    assert "Log in" in text and "901820" not in text

    pages["/"] = page("<button>Sign in</button><p>Call +49 30 901820</p>")
    failed = await line(address, **kept())
    await failed.proof.show(failed.page, Verdict.FAILED)
    changed = failed.evidence.text("tree.diff.txt")
    assert '-  - button "Log in"' in changed and '+  - button "Sign in"' in changed
    assert "901820" not in changed and "+  - paragraph" not in changed
    await failed.close()
    assert "Log in" in next((tmp_path / "references").iterdir()).read_text()


async def test_a_page_is_not_told_again_while_its_last_pass_is_fresh(site, line, tmp_path) -> None:
    clock = 1e9
    texts = KeptTexts(tmp_path / "references", "walk", lambda: clock)
    address = await site({"/": page("<button>Log in</button>")})
    opened = await line(address, references=texts)
    texts.put("site 1", "as it was")
    clock = next(texts.folder.iterdir()).stat().st_mtime + 1
    await opened.proof.ended(opened.page)
    opened.proof.begin()
    assert texts.get("site 1") == "as it was"
    clock += FRESH


async def test_recordings_are_made_only_where_the_environment_allows(site, browser) -> None:
    address = await site({"/": page("<button>Pay</button>")})
    for raw in (False, True):
        opened = await Line(browser, raw=raw).open(address)
        await opened.proof.show(opened.page, Verdict.FAILED)
        assert ({"trace.zip", "traffic.har"} <= set(opened.evidence.latest)) is raw
        await opened.close()


async def test_a_trace_and_traffic_go_on_after_each_proof(site, browser) -> None:
    address = await site({"/": page("<button>Pay</button>"), "/next": page("<h2>Next</h2>")})
    opened = await Line(browser, raw=True).open(address)
    await opened.proof.show(opened.page, Verdict.DEGRADED)
    await opened.page.goto(f"{address}/next")
    await opened.proof.show(opened.page, Verdict.FAILED)

    trace = zipfile.ZipFile(BytesIO(opened.evidence.latest["trace.zip"]))
    assert trace.testzip() is None
    assert {"trace.trace", "trace.network"} <= set(trace.namelist())
    log = json.loads(opened.evidence.text("traffic.har"))["log"]
    assert [entry["request"]["url"] for entry in log["entries"]] == [f"{address}/next"]
    await opened.close()


async def test_traffic_holds_no_credentials(site, browser) -> None:
    script = (
        "<script>document.cookie = 'sid=crumb'; fetch('/pay?n=1', {method: 'POST', body: "
        "'pin=xyzzy', headers: {authorization: 'Bearer abc', 'x-api-key': 'k3y'}})</script>"
    )
    address = await site({"/": page(script)})
    opened = await Line(browser, raw=True).open(address)
    await opened.proof.show(opened.page, Verdict.FAILED)
    har = opened.evidence.text("traffic.har")
    assert f"{address}/pay?n=1" in har
    for secret in ("crumb", "xyzzy", "Bearer", "k3y"):
        assert secret not in har
    await opened.close()
