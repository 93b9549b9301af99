"""Pictures of a site on a page: each is on it once, and parts of it are shown where they prove."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onetake.words.visit import Box, Shot, Visit

_CROPS = 2
_MOST = 0.6
_AROUND = 48
_LEAST = (420, 150)
_LARGEST = (420, 220)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is on the page once, by its id; `data` is a `data:` address."""

    id: str
    data: str
    wide: int
    high: int


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a picture, by its id, and what is marked on it; `told` says what it shows."""

    picture: Picture
    part: Box
    marks: tuple[Box, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Album:
    """The pictures of all visits, by the place where they were taken."""

    shots: Mapping[str, Sequence[tuple[Picture, Shot]]]

    @property
    def pictures(self) -> list[Picture]:
        """All of them."""
        return [picture for taken in self.shots.values() for picture, _ in taken]

    def crops(self, place: str, rule: str) -> tuple[Crop, ...]:
        """Return where on the pictures of a page stands what breaks a rule, not if all over it."""
        found: list[Crop] = []
        covered: set[tuple[int, int]] = set()
        for picture, shot in self.shots.get(place, ()):
            for box in shot.spots.get(rule, ()):
                where = (box.x, box.y + shot.top)
                if where in covered or len(found) == _CROPS or _is_whole(box, shot):
                    continue
                part = _around(box, shot)
                marks = [box, *(one for one in shot.spots[rule] if one != box and part.holds(one))]
                covered |= {(one.x, one.y + shot.top) for one in marks}
                told = f"Where it stands on {place}"
                found.append(Crop(picture, part, tuple(marks), told))
        return tuple(found)

    def first(self, place: str) -> Crop | None:
        """Return the upper part of a page."""
        for picture, shot in self.shots.get(place, ())[:1]:
            high = min(shot.high, round(shot.wide * 0.75))
            return Crop(picture, Box(0, 0, shot.wide, high), (), f"The top of {place}")
        return None


def album(visits: Sequence[Visit]) -> Album:
    """Return the pictures of visits, each with an id of its own."""
    return Album(
        {
            visit.place: [
                (Picture(f"p{number}x{at}", _address(shot), shot.wide, shot.high), shot)
                for at, shot in enumerate(visit.shots, 1)
            ]
            for number, visit in enumerate(visits, 1)
        }
    )


def _address(shot: Shot) -> str:
    kind = "jpeg" if shot.kind == "jpg" else "png"
    return f"data:image/{kind};base64,{b64encode(shot.data).decode()}"


def _around(box: Box, shot: Shot) -> Box:
    """Return the part of a picture around a box: enough to know it again.

    Of a very large box it is the upper left part.
    """
    seen = Box(box.x, box.y, min(box.wide, _LARGEST[0]), min(box.high, _LARGEST[1]))
    wide = min(shot.wide, max(seen.wide + 2 * _AROUND, _LEAST[0]))
    high = min(shot.high, max(seen.high + 2 * _AROUND, _LEAST[1]))
    x = min(max(0, seen.x + seen.wide // 2 - wide // 2), shot.wide - wide)
    y = min(max(0, seen.y + seen.high // 2 - high // 2), shot.high - high)
    return Box(x, y, wide, high)


def _is_whole(box: Box, shot: Shot) -> bool:
    """Tell whether a box is the page itself, or nearly all that can be seen of it."""
    begins = box.x <= 0 and box.y + shot.top <= 0 and box.wide >= shot.wide
    return begins or box.wide * box.high > _MOST * shot.wide * shot.high
