"""Takes a picture of a page in which nothing personal was ever visible.

What must not be seen is painted over in the page itself, so its pixels never exist anywhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from onetake.channels.web.hiding import Hiding, Span
from onetake.channels.web.script import script

if TYPE_CHECKING:
    from playwright.async_api import Frame, JSHandle, Page

COLOUR = "#222222"
LARGEST = 450_000
"""Bytes of a PNG beyond which the picture is taken as a JPEG instead."""

_TIMES = 3
_TIMEOUT = 2_500.0
_CLEARING = 0.5
_MARKED = "[data-onetake-painted]"
_PERSONAL = (
    "input[type=password], input[type=email], input[type=tel], [autocomplete^=cc-], "
    "[autocomplete*=email], [autocomplete*=tel], [autocomplete*=password], "
    "[autocomplete*=name], [autocomplete*=address], [autocomplete=bday], "
    "[autocomplete=one-time-code], "
    + ", ".join(
        f"input[{where}*={word} i]"
        for where in ("name", "id")
        for word in ("card", "cvc", "cvv", "iban", "mail", "passw", "phone", "ssn", "pin")
    )
)
"""Fields that hold personal data or secrets, whatever stands in them."""

Found = tuple[tuple[tuple[str, tuple[Span, ...]], ...], tuple[str, ...]]


class Texts(TypedDict):
    """What can be read in a frame: texts that belong together, and fields (None: none can read)."""

    groups: list[str]
    fields: list[str | None]


class Unpainted(Exception):
    """A picture could not be painted over in time, so there is none; the text says why."""


@dataclass(frozen=True, slots=True)
class Painter:
    """Knows what to paint over: texts by what they hold, elements by CSS."""

    hiding: Hiding
    mask: Sequence[str] = ()

    async def picture(self, page: Page, *, largest: int = LARGEST) -> tuple[str, bytes]:
        """Return a picture of what the window shows, as its suffix (`png`, `jpg`) and its bytes.

        Raises Unpainted when the page never holds still for it, Playwright's Error when it is gone.
        """
        from playwright.async_api import Error

        for left in reversed(range(_TIMES)):
            try:
                async with self._painted(page) as before:
                    png = await self._shoot(page)
                    jpg = await self._shoot(page, jpeg=True) if len(png) > largest else b""
                if await self._look(page) == before:
                    return ("jpg", jpg) if jpg else ("png", png)
            except Error:
                if page.is_closed() or not left:
                    raise
        raise Unpainted("the page changed too fast for what is personal on it to be painted over")

    async def _shoot(self, page: Page, *, jpeg: bool = False) -> bytes:
        css = ", ".join((_PERSONAL, _MARKED, *self.mask))
        return await page.screenshot(
            type="jpeg" if jpeg else "png",
            quality=60 if jpeg else None,
            mask=[frame.locator(css) for frame in page.frames],
            mask_color=COLOUR,
            animations="disabled",
            caret="hide",
            scale="css",
            timeout=_TIMEOUT,
        )

    @asynccontextmanager
    async def _painted(self, page: Page) -> AsyncIterator[dict[Frame, Found]]:
        """Paint over, and take the paint away again; gives what was found to be painted over."""
        handles: list[JSHandle] = []
        found: dict[Frame, Found] = {}
        try:
            for frame in page.frames:
                handle = await frame.evaluate_handle(script("texts"))
                handles.append(handle)
                found[frame] = await self._paint(handle)
            yield found
        finally:
            for handle in handles:
                await _clear(handle)

    async def _look(self, page: Page) -> dict[Frame, Found]:
        """Return what would have to be painted over now."""
        found: dict[Frame, Found] = {}
        for frame in page.frames:
            handle = await frame.evaluate_handle(script("texts"))
            found[frame], _ = self._found(await _texts(handle))
            await handle.dispose()
        return found

    async def _paint(self, handle: JSHandle) -> Found:
        found, order = self._found(await _texts(handle))
        await handle.evaluate("(texts, order) => texts.paint(order)", order)
        return found

    def _found(self, texts: Texts) -> tuple[Found, dict[str, object]]:
        """Return what holds something personal, and the order to paint it."""
        spans = [tuple(self.hiding.spans(text)) for text in texts["groups"]]
        marked = [
            at for at, text in enumerate(texts["fields"]) if text is None or self.hiding.spans(text)
        ]
        held = tuple((texts["groups"][at], hide) for at, hide in enumerate(spans) if hide)
        order: dict[str, object] = {
            "spans": [[at, *span] for at, hide in enumerate(spans) for span in hide],
            "marked": marked,
        }
        return (held, tuple(texts["fields"][at] or "" for at in marked)), order


async def _texts(handle: JSHandle) -> Texts:
    texts: Texts | None = await handle.evaluate("texts => texts.texts()")
    if texts is None:
        raise Unpainted(
            "the page shows too much text for what is personal in it to be painted over"
        )
    return texts


async def _clear(handle: JSHandle) -> None:
    """Take the paint away; a page that went away has none, and one that hangs shows it no more."""
    from playwright.async_api import Error

    with suppress(Error, TimeoutError):
        async with asyncio.timeout(_CLEARING):
            await handle.evaluate("texts => texts.clear()")
            await handle.dispose()
