"""Takes pictures of a page, screen by screen, and tells where on them stands what breaks a rule."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypedDict

from onetake.channels.web.hiding import Hiding
from onetake.channels.web.paint import Painter, Unpainted
from onetake.channels.web.script import script
from onetake.words.visit import Box, Shot

if TYPE_CHECKING:
    from playwright.async_api import Page

SCREENS = 4
"""At most so many screens of one page: the first, the last, and those where most is wrong."""

_LARGEST = 160_000
_SECONDS = 6.0
_LINK = "links.dead "


class _Spots(TypedDict):
    boxes: dict[str, list[tuple[int, int, int, int]]]
    top: int
    high: int
    window: tuple[int, int]


async def snapshots(
    page: Page, selectors: Mapping[str, Sequence[str]], until: float
) -> tuple[Shot, ...]:
    """Return pictures of a page, as many as can be had in some seconds; none is a reason to fail.

    They end by `until`, of the event loop's clock, at the latest. `selectors` are of what breaks a
    rule, by the rule, beside what the outline remembered.
    """
    from playwright.async_api import Error

    painter, shots = Painter(Hiding({})), list[Shot]()
    with suppress(Error, Unpainted, TimeoutError):
        now = asyncio.get_running_loop().time()
        async with asyncio.timeout_at(min(until, now + _SECONDS)):
            whole: _Spots = await page.evaluate(script("spots"), selectors)
            for top in screens(whole):
                await page.evaluate("top => scrollTo({top, behavior: 'instant'})", top)
                shots.append(await _shot(page, painter, selectors))
    return tuple(shots)


def screens(seen: _Spots) -> list[int]:
    """Return how far to scroll for each picture, downwards."""
    window = max(1, seen["window"][1])
    last = max(0, seen["high"] - window)
    counts: dict[int, int] = {}
    for rule, boxes in seen["boxes"].items():
        for _, y, _, high in boxes if not rule.startswith(_LINK) else []:
            top = min(max(0, (seen["top"] + y + high // 2) // window * window), last)
            counts[top] = counts.get(top, 0) + 1
    worst = sorted(counts, key=lambda top: -counts[top])
    chosen = dict.fromkeys([0, *([last] if last > window // 4 else []), *worst])
    return sorted(list(chosen)[:SCREENS])


async def _shot(page: Page, painter: Painter, selectors: Mapping[str, Sequence[str]]) -> Shot:
    """Return a picture of the window, with the spots that stand whole enough on it."""
    kind, data = await painter.picture(page, largest=_LARGEST)
    seen: _Spots = await page.evaluate(script("spots"), selectors)
    wide, high = seen["window"]
    spots = {
        rule: tuple(
            Box(*box)
            for box in boxes
            if 0 <= box[1] + box[3] / 2 < high and 0 <= box[0] + box[2] / 2 < wide
        )
        for rule, boxes in seen["boxes"].items()
    }
    return Shot(kind, data, wide, high, seen["top"], {name: at for name, at in spots.items() if at})
