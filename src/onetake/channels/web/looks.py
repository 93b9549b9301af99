"""Compares a page with a picture of it that somebody approved."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onetake.channels.web.paint import Painter, Unpainted
from onetake.words.channel import Evidence, Place
from onetake.words.trouble import CannotTell, CustomerNotices

if TYPE_CHECKING:
    from playwright.async_api import Page

    from onetake.channels.web.picture import Difference

APPROVED = "approved"
"""The folder of the programme that holds approved pictures, one folder per system."""

NAME = re.compile(r"[a-z0-9](?:-?[a-z0-9]){0,39}")
"""What a picture may be called: it becomes part of a file's name."""

_UNPLAIN = re.compile(r"[^a-z0-9]+")
_LARGEST = 5_000_000
_AGAIN = 0.15
_STILL = 1.0
_READY = """async () => {
  await document.fonts.ready;
  const shown = [...document.images].filter((image) => {
    const box = image.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  });
  await Promise.allSettled(shown.map((image) => image.decode()));
}"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which picture a page should look like; `tolerance` is the share that may differ, in percent.

    `mask` is CSS of what is painted over beside what the system declares. With `judged` the step's
    `expect` decides over `picture.different`, and no difference is too large here.
    """

    name: str
    tolerance: float = 0.1
    mask: Sequence[str] = ()
    judged: bool = False
    device: str = "desktop"
    scheme: str = "light"

    @property
    def stem(self) -> str:
        """What the picture's files are called: by name, device and colour scheme."""
        words = (word.lower() for word in (self.name, self.device, self.scheme))
        return ".".join(_UNPLAIN.sub("-", word).strip("-")[:40] for word in words)


async def look(
    page: Page, painter: Painter, place: Place, wanted: Wanted, *, patience: float
) -> Mapping[str, object]:
    """Return the fact `picture` of a page that looks as approved, within `patience` seconds.

    The page may come to rest meanwhile. Raises CannotTell where nothing was approved yet or the
    page never comes to rest, CustomerNotices when it looks different.
    """
    stem = wanted.stem
    file = place.folder / APPROVED / place.system.name / f"{stem}.png"
    painter = replace(painter, mask=(*painter.mask, *wanted.mask))
    approved = file.read_bytes() if file.is_file() else b""
    seen, difference = await _at_rest(page, painter, approved, wanted.tolerance, patience)
    if not approved:
        _put(place.evidence, stem, seen, b"")
        raise CannotTell(
            "looks.unapproved",
            f"there is no approved picture {wanted.name!r} to compare with "
            f"({file.relative_to(place.folder)}): look at this one, then run: onetake approve",
        )
    if difference.percent > 0:
        _put(place.evidence, stem, seen, difference.sides)
    if difference.percent > wanted.tolerance and not wanted.judged:
        told = difference.sizes or f"{difference.percent:.3g} % of it"
        raise CustomerNotices(
            "looks.different",
            f"{wanted.name!r} looks different from the approved picture: {told}; "
            f"at most {wanted.tolerance:g} % may differ",
        )
    return {"picture": {"different": difference.percent}}


async def _at_rest(
    page: Page, painter: Painter, approved: bytes, tolerance: float, patience: float
) -> tuple[bytes, Difference]:
    """Return a picture that is as approved, or else the same for a while; and how it differs.

    A page that still loads may stand still for a moment, so a difference is believed later than
    a likeness.
    """
    from onetake.channels.web.picture import Difference, compare

    before, still, clock = b"", 0.0, asyncio.get_running_loop()
    try:
        async with asyncio.timeout(patience):
            await page.evaluate(_READY)
            while True:
                _, seen = await painter.picture(page, largest=_LARGEST)
                if seen != before:
                    before, still = seen, clock.time()
                    difference = Difference(0.0)
                    if approved:
                        difference = await asyncio.to_thread(compare, approved, seen)
                        if difference.percent <= tolerance:
                            return seen, difference
                elif clock.time() - still >= (_STILL if approved else _AGAIN):
                    return seen, difference
                await asyncio.sleep(_AGAIN)
    except Unpainted as restless:
        raise CannotTell("looks.restless", str(restless)) from None
    except ValueError as error:
        raise CannotTell("looks.approved", f"{error}; take another with: onetake approve") from None
    except TimeoutError:
        raise CannotTell(
            "looks.restless",
            f"the page did not come to rest within {patience:.3g} s; mask what moves on it",
        ) from None


def _put(evidence: Evidence, stem: str, seen: bytes, sides: bytes) -> None:
    """Put into the evidence what was seen, by the name it is approved under, and what differs."""
    evidence.put(f"look.{stem}.painted.png", seen)
    if sides:
        evidence.put("look.diff.painted.png", sides)
