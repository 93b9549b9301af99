"""What a customer looks for, and where: texts, files, frames, tabs, message boxes, log-ins."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error
from playwright.async_api import TimeoutError as TooLate

from onetake.channels.web.actions_look import (
    Dialog,
    Download,
    Frame,
    KeepLogin,
    NotSee,
    See,
    Tab,
)  # fmt: skip
from onetake.channels.web.desk import Desk
from onetake.channels.web.diagnosis import LEADING, missing
from onetake.channels.web.gather import element_of
from onetake.channels.web.script import script
from onetake.words.channel import Action, Memory
from onetake.words.clock import now
from onetake.words.scalar import quoted
from onetake.words.trouble import CannotTell, CustomerNotices

if TYPE_CHECKING:
    from playwright.async_api import Locator

Facts = Mapping[str, object]
Deed = Callable[[Desk, Any, Memory], Awaitable[Facts]]
_LARGEST_TEXT = 1_000_000
_SHOWN = 300


async def see(desk: Desk, action: See, memory: Memory) -> Facts:
    """Wait until something can be seen. Raises CustomerNotices."""
    if action.page is not None:
        return await _page_text(desk, action, memory, wanted=True)
    assert action.target is not None
    locator = desk.finder().find(action.target, "see", memory).filter(visible=True)
    try:
        await locator.first.wait_for(timeout=desk.left_ms())
    except Error as error:
        if not isinstance(error, TooLate) or desk.dialog or desk.left:
            raise
        value = action.target.value.text(memory)
        raise await missing(desk.evaluate, action.target, value, "see") from None
    return {"element": await element_of(locator)} if desk.asks("element") else {}


async def not_see(desk: Desk, action: NotSee, memory: Memory) -> Facts:
    """Wait until something cannot be seen. Raises CustomerNotices."""
    if action.page is not None:
        return await _page_text(desk, action, memory, wanted=False)
    assert action.target is not None
    locator = desk.finder().find(action.target, "see", memory).filter(visible=True)
    try:
        await locator.first.wait_for(state="hidden", timeout=desk.left_ms())
    except Error as error:
        if not isinstance(error, TooLate) or desk.dialog or desk.left:
            raise
        told = action.target.told(action.target.value.text(memory))
        raise CustomerNotices("web.seen", f"{told} is still to be seen on this page") from None
    return {"element": {"count": 0}} if desk.asks("element") else {}


async def _page_text(desk: Desk, action: See | NotSee, memory: Memory, *, wanted: bool) -> Facts:
    """Wait until the page's text fits a matcher, or no longer does. Raises CustomerNotices."""
    matcher, before = action.page, None
    assert matcher is not None
    while True:
        left = desk.left_ms() / 1000
        text = await _next_text(desk, before, left)
        if (matcher.grade(text, memory)[0] < 2) is wanted:
            return {"text": text}
        if left <= 0.01:
            shown = quoted(" ".join(text.split())[:_SHOWN])
            verb = "does not fit" if wanted else "still fits"
            raise CustomerNotices(
                "web.missing" if wanted else "web.seen",
                f"the page's text {verb} ({matcher.phrase(memory)}); it begins: {shown}",
            )
        before = text


async def _next_text(desk: Desk, before: str | None, seconds: float) -> str:
    """Return the page's text as soon as it differs from the one before, or time is up."""
    try:
        text: str = await desk.evaluate(script("text"), [before, seconds * 1000])
    except Error as error:
        if "context was destroyed" not in error.message:
            raise
        await desk.page.wait_for_load_state("domcontentloaded", timeout=desk.left_ms())
        return before or ""
    return text


async def download(desk: Desk, action: Download, memory: Memory) -> Facts:
    """Click something, and wait for the file it gives. Raises CustomerNotices."""

    async def act(locator: Locator) -> Any:
        clicked = False
        try:
            async with desk.page.expect_download(timeout=desk.left_ms()) as coming:
                await locator.click(timeout=desk.left_ms())
                clicked = True
            return await coming.value
        except TooLate as late:
            if not clicked and LEADING not in late.message:
                raise
            told = action.target.told(action.target.value.text(memory))
            raise CustomerNotices("web.download", f"{told} was clicked, and no file came") from None

    begun = now()
    file = await desk.use(action.target, "press", memory, act)
    name = file.suggested_filename
    try:
        async with asyncio.timeout(desk.left_ms() / 1000):
            path = await file.path()
    except TimeoutError:
        await file.cancel()
        took = now() - begun
        raise CustomerNotices(
            "web.download", f"the file {name} began to come, and was not whole after {took:.3g} s"
        ) from None
    except Error:
        why = await file.failure() or "it broke off"
        raise CustomerNotices("web.download", f"the file {name} did not come: {why}") from None
    data = await asyncio.to_thread(path.read_bytes)
    known: dict[str, object] = {
        "name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest(),
    }  # fmt: skip
    if b"\0" not in data[:_LARGEST_TEXT]:
        known["text"] = data[:_LARGEST_TEXT].decode("utf-8", "replace")
    return {"download": known}


async def frame(desk: Desk, action: Frame, memory: Memory) -> Facts:
    """Go into a frame, or out of all. Raises CustomerNotices."""
    target = action.target
    if not target.way and target.value.text(memory) == "top":
        desk.frame = None
        return {}
    value = target.value.text(memory)
    around = desk.frame or desk.page
    locator = desk.finder().find(target, "see", memory)
    if not target.way:
        names = ("title", "name", "aria-label", "id")
        css = ", ".join(f'iframe[{name}*="{_escaped(value)}" i]' for name in names)
        locator = around.locator(css)
    try:
        await locator.first.wait_for(state="attached", timeout=desk.left_ms())
    except Error as error:
        if not isinstance(error, TooLate):
            raise
        raise await missing(desk.evaluate, target, value, "frame") from None
    if await locator.count() > 1:
        raise CannotTell("web.ambiguous", f"{target.told(value)} can mean several frames: "
                         "say which by {css: …}")  # fmt: skip
    desk.frame = locator.content_frame
    return {}


async def tab(desk: Desk, action: Tab, memory: Memory) -> Facts:
    """Go to another tab, which may still be opening, or close this one. Raises Trouble."""
    words = action.to.text(memory)
    if words == "close":
        if len(desk.tabs) < 2:
            raise CannotTell("web.tab", "this is the only tab, so it cannot be closed")
        await desk.page.close()
        return {}
    while True:
        desk.opened.clear()
        for page in desk.tabs:
            if page is not desk.page and await _fits(page, words, desk.left_ms()):
                await desk.enter(page)
                desk.navigated = True
                return {}
        try:
            async with asyncio.timeout(desk.left_ms() / 1000):
                await desk.opened.wait()
        except TimeoutError:
            titles = [f"'{await page.title()}'" for page in desk.tabs if page is not desk.page]
            there = f"there are {', '.join(titles)}" if titles else "no other tab is open"
            raise CustomerNotices("web.missing", f"there is no tab '{words}'; {there}") from None


async def _fits(page: Any, words: str, ms: float) -> bool:
    """Tell if a tab's address or title holds some words, whatever their case."""
    try:
        await page.wait_for_load_state("domcontentloaded", timeout=ms)
        title = await page.title()
    except Error:
        return False
    return words.casefold() in f"{title}\n{page.url}".casefold()


async def dialog(desk: Desk, action: Dialog, memory: Memory) -> Facts:
    """Answer a message box, once it is there. Raises CustomerNotices."""
    if desk.dialog is None:
        desk.forget()
        try:
            async with asyncio.timeout(desk.left_ms() / 1000):
                await asyncio.shield(desk.news)
        except TimeoutError:
            raise CustomerNotices("web.dialog", "no message box came up") from None
    said = desk.dialog.message if desk.dialog is not None else ""
    text = action.text.text(memory) if action.text is not None else None
    await desk.answer(accept=action.answer == "accept", text=text)
    return {"dialog": said}


async def keep_login(desk: Desk, action: KeepLogin, memory: Memory) -> Facts:
    """Take up a kept log-in, or keep this one."""
    persona = memory.get("persona")
    who = str(persona.get("id", "")) if isinstance(persona, Mapping) else ""
    key = (who, desk.place.system.name, desk.place.address, action.name.text(memory))
    return {"kept": await desk.logins.meet(key, desk.context, used=desk.page.url != "about:blank")}


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


LOOKING: Mapping[type[Action], Deed] = {
    See: see, NotSee: not_see, Download: download, Frame: frame, Tab: tab, Dialog: dialog,
    KeepLogin: keep_login,
}  # fmt: skip
