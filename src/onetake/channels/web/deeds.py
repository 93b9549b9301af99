"""What each action does on the page: going, clicking, writing, choosing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from playwright.async_api import Error
from playwright.async_api import TimeoutError as TooLate

from onetake.channels.web.actions import (
    Back,
    Check,
    Choose,
    Click,
    Fill,
    Hover,
    Open,
    Press,
    Scroll,
    Upload,
)  # fmt: skip
from onetake.channels.web.actions_picture import Looks
from onetake.channels.web.deeds_look import LOOKING, Deed, Facts
from onetake.channels.web.deeds_picture import looks
from onetake.channels.web.desk import Desk
from onetake.channels.web.files import file_of
from onetake.channels.web.gather import element_of
from onetake.channels.web.targets import Target, target_of
from onetake.channels.web.troubles import network_trouble, never_loaded
from onetake.words.channel import Action, Memory
from onetake.words.clock import now
from onetake.words.template import Template
from onetake.words.trouble import CustomerNotices

if TYPE_CHECKING:
    from playwright.async_api import Locator

_NOTHING: Facts = {}
_EMPTY = "about:blank"
_BETWEEN = "Not attached to an active page"
_MOMENT = 0.02


async def go(desk: Desk, action: Open, memory: Memory) -> Facts:
    """Go to an address. Raises Trouble."""
    url = desk.addresses.url(action.path.text(memory))
    desk.frame = None
    begun = now()
    try:
        await desk.page.goto(url, wait_until="domcontentloaded", timeout=desk.left_ms())
    except Error as error:
        if isinstance(error, TooLate):
            raise never_loaded(url, now() - begun) from None
        if desk.left is not None:
            raise desk.left from None
        raise network_trouble(error.message, url) or error from None
    return _NOTHING


async def back(desk: Desk, action: Back, memory: Memory) -> Facts:
    """Go back. Raises CustomerNotices where there is no page before."""
    for _ in range(action.pages):
        before = desk.page.url
        await _back_once(desk)
        if desk.page.url in (before, _EMPTY):
            raise CustomerNotices("web.back", f"there is no page before {before} to go back to")
    return _NOTHING


async def _back_once(desk: Desk) -> None:
    while True:
        try:
            await desk.page.go_back(wait_until="domcontentloaded", timeout=desk.left_ms())
            return
        except Error as error:
            # A page that was just put away is not quite the one shown yet.
            if _BETWEEN not in error.message or now() > desk.deadline:
                raise
            await asyncio.sleep(_MOMENT)


async def click(desk: Desk, action: Click, memory: Memory) -> Facts:
    """Click an element. Raises Trouble."""

    async def act(locator: Locator) -> Facts:
        element = await _before(desk, locator)
        do = locator.dblclick if action.double else locator.click
        await do(timeout=desk.left_ms())
        return element

    return await desk.use(action.target, "press", memory, act)


async def hover(desk: Desk, action: Hover, memory: Memory) -> Facts:
    """Point at an element. Raises Trouble."""

    async def act(locator: Locator) -> Facts:
        await locator.hover(timeout=desk.left_ms())
        return await _after(desk, locator)

    return await desk.use(action.target, "press", memory, act)


async def fill(desk: Desk, action: Fill, memory: Memory) -> Facts:
    """Write into fields, one after the other. Raises Trouble."""

    async def write(locator: Locator, text: str) -> None:
        await locator.fill(text, timeout=desk.left_ms())

    return await _each(desk, action.pairs(), memory, "write", write)


async def choose(desk: Desk, action: Choose, memory: Memory) -> Facts:
    """Choose what fields offer. Raises Trouble."""

    async def choose_one(locator: Locator, option: str) -> None:
        tag = await locator.evaluate("e => e.tagName", timeout=desk.left_ms())
        if tag == "SELECT":
            await _select(desk, locator, option)
            return
        if tag != "FIELDSET" and await _is_combobox(locator):
            await locator.click(timeout=desk.left_ms())
            await desk.use(target_of({"role": "option", "name": option}), "press", memory,
                           lambda found: found.click(timeout=desk.left_ms()))  # fmt: skip
            return
        offered = locator.get_by_role("radio", name=option).or_(
            locator.get_by_role("option", name=option)
        )
        if await offered.count() > 1:
            offered = locator.get_by_label(option, exact=True)
        await offered.click(timeout=desk.left_ms())

    return await _each(desk, action.pairs(), memory, "choose", choose_one)


async def check(desk: Desk, action: Check, memory: Memory) -> Facts:
    """Tick, or take the tick away. Raises Trouble."""

    async def act(locator: Locator) -> Facts:
        await locator.set_checked(action.to, timeout=desk.left_ms())
        return await _after(desk, locator)

    return await desk.use(action.target, "tick", memory, act)


async def upload(desk: Desk, action: Upload, memory: Memory) -> Facts:
    """Hand files to the page. Raises Trouble."""

    async def give(locator: Locator, name: str) -> None:
        path = file_of(desk.place.folder, name)
        if await locator.evaluate("e => e.type === 'file'", timeout=desk.left_ms()):
            await locator.set_input_files(path, timeout=desk.left_ms())
            return
        async with desk.page.expect_file_chooser(timeout=desk.left_ms()) as opened:
            await locator.click(timeout=desk.left_ms())
        await (await opened.value).set_files(path)

    return await _each(desk, action.pairs(), memory, "file", give)


async def press(desk: Desk, action: Press, memory: Memory) -> Facts:
    """Press a key, in a field or wherever the customer is. Raises Trouble."""
    key = action.key.text(memory)

    async def act(locator: Locator) -> Facts:
        element = await _before(desk, locator)
        await locator.press(key, timeout=desk.left_ms())
        return element

    if action.in_ is not None:
        return await desk.use(action.in_, "write", memory, act)
    around = desk.frame or desk.page
    focused = around.locator(":focus").or_(around.locator("body:not(:has(:focus))")).first
    return await act(focused)


async def scroll(desk: Desk, action: Scroll, memory: Memory) -> Facts:
    """Scroll as far as the step says. Raises Trouble."""
    if isinstance(action.to, Target):

        async def act(locator: Locator) -> Facts:
            await locator.first.scroll_into_view_if_needed(timeout=desk.left_ms())
            return await _after(desk, locator)

        return await desk.use(action.to, "around", memory, act)
    where = {"top": "0", "bottom": "document.documentElement.scrollHeight"}
    if action.to is not None:
        await desk.evaluate(f"() => scrollTo(0, {where[action.to]})")
    else:
        await desk.evaluate("(by) => scrollBy(0, by)", action.by)
    return _NOTHING


async def _each(
    desk: Desk,
    pairs: list[tuple[Target, Template]],
    memory: Memory,
    kind: str,
    do: Callable[[Locator, str], Awaitable[None]],
) -> Facts:
    """Do something with each field in turn; the facts are the last one's."""
    facts: Facts = _NOTHING
    for target, template in pairs:
        text = template.text(memory)

        async def act(locator: Locator, text: str = text) -> Facts:
            await do(locator, text)
            return await _after(desk, locator)

        facts = await desk.use(target, kind, memory, act)
    return facts


async def _select(desk: Desk, locator: Locator, option: str) -> None:
    """Choose an option by what it shows. Raises CustomerNotices where it is not offered."""
    offered = await locator.evaluate("e => [...e.options].map((option) => option.label.trim())")
    fitting = [label for label in offered if label == option] or [
        label for label in offered if option.casefold() in label.casefold()
    ]
    wanted = fitting[0] if len(fitting) == 1 else option
    if offered and not fitting:
        shown = ", ".join(f"'{label}'" for label in offered[:8])
        raise CustomerNotices("web.missing", f"'{option}' is not offered; there are {shown}")
    await locator.select_option(label=wanted, timeout=desk.left_ms())


async def _is_combobox(locator: Locator) -> bool:
    found: bool = await locator.evaluate("e => e.getAttribute('role') === 'combobox' || !!e.list")
    return found


async def _before(desk: Desk, locator: Locator) -> Facts:
    """Return the facts of an element that will be gone, once it is there."""
    if not desk.asks("element"):
        return _NOTHING
    await locator.wait_for(timeout=desk.left_ms())
    return {"element": await element_of(locator)}


async def _after(desk: Desk, locator: Locator) -> Facts:
    return {"element": await element_of(locator)} if desk.asks("element") else _NOTHING


DEEDS: Mapping[type[Action], Deed] = {
    Open: go, Back: back, Click: click, Hover: hover, Fill: fill, Choose: choose, Check: check,
    Upload: upload, Press: press, Scroll: scroll, Looks: looks, **LOOKING,
}  # fmt: skip
