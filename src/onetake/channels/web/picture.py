"""Compares two pictures of a page as a person would: what only differs in smoothing is the same.

A pixel is as approved when its colour lies, within a tolerance, between the darkest and lightest of
the nine approved pixels around it, and the other way round. So a letter drawn half a pixel further
is the same, and a line that is gone is not.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter
from PIL.PngImagePlugin import PngInfo

CLOSE = 24
"""How far two colours may lie apart, of 255 in each of red, green and blue."""

SIDES = "onetake-sides"
"""The note in a PNG of a difference: sizes of the approved and the seen part, and their gap."""

_WIDTH = 640
_GAP = 8
_GREY = (128, 128, 128)
_RED = (220, 0, 40)
_LARGEST = 60_000_000


@dataclass(frozen=True, slots=True)
class Difference:
    """How much of a picture differs, in percent of its pixels; pictures of two sizes, wholly.

    `sides` shows what was approved, what was seen, and where they differ, as a PNG.
    """

    percent: float
    sides: bytes = b""
    sizes: str = ""


def compare(approved: bytes, seen: bytes) -> Difference:
    """Return how two PNGs differ. Raises ValueError when the approved one is no picture."""
    expected, found = _opened(approved, "the approved picture"), _opened(seen, "what was seen")
    if expected.size != found.size:
        sizes = " instead of ".join(f"{w} × {h}" for w, h in (found.size, expected.size))
        where = Image.new("L", found.size, 255)
        return Difference(100.0, _sides(expected, found, where), sizes)
    box = ImageChops.difference(expected, found).getbbox()
    if box is None:
        return Difference(0.0)
    where = _differing(expected, found, box)
    width, height = found.size
    share = where.histogram()[255] / (width * height)
    return Difference(round(share * 100, 4), _sides(expected, found, where) if share else b"")


def _opened(data: bytes, what: str) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(data))
        if picture.width * picture.height > _LARGEST:
            raise ValueError(f"{what} is too large to be compared: {picture.size}")
        return picture.convert("RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"{what} is no picture: {error}") from None


def _differing(one: Image.Image, other: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    """Return a picture that is white where the two differ; nothing does outside of the box."""
    left, top, right, bottom = box
    grown = (
        max(0, left - 2), max(0, top - 2), min(one.width, right + 2), min(one.height, bottom + 2),
    )  # fmt: skip
    first, second = one.crop(grown), other.crop(grown)
    beyond = ImageChops.lighter(_beyond(first, second), _beyond(second, first))
    red, green, blue = beyond.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    where = Image.new("L", one.size, 0)
    where.paste(most.point([0] * (CLOSE + 1) + [255] * (255 - CLOSE)), grown)
    return where


def _beyond(picture: Image.Image, around: Image.Image) -> Image.Image:
    """Return how far each pixel lies outside of what surrounds it in the other picture."""
    darkest, lightest = (
        around.filter(ImageFilter.MinFilter(3)), around.filter(ImageFilter.MaxFilter(3)),
    )  # fmt: skip
    return ImageChops.lighter(
        ImageChops.subtract(darkest, picture), ImageChops.subtract(picture, lightest)
    )


def _sides(expected: Image.Image, found: Image.Image, where: Image.Image) -> bytes:
    """Return three pictures side by side: as approved, as seen, and the difference in red."""
    faded = Image.blend(found, Image.new("RGB", found.size, "white"), 0.7)
    faded.paste(_RED, mask=where.filter(ImageFilter.MaxFilter(5)))
    parts = [_small(picture) for picture in (expected, found, faded)]
    width = sum(part.width for part in parts) + _GAP * (len(parts) - 1)
    whole = Image.new("RGB", (width, max(part.height for part in parts)), _GREY)
    left = 0
    for part in parts:
        whole.paste(part, (left, 0))
        left += part.width + _GAP
    data, note = io.BytesIO(), PngInfo()
    sizes = " ".join(f"{part.width}x{part.height}" for part in parts[:2])
    note.add_text(SIDES, f"{sizes} {_GAP}")
    whole.save(data, "PNG", optimize=True, pnginfo=note)
    return data.getvalue()


def _small(picture: Image.Image) -> Image.Image:
    if picture.width <= _WIDTH:
        return picture
    return picture.resize((_WIDTH, max(1, picture.height * _WIDTH // picture.width)))
