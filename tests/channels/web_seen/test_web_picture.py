"""Two pictures are the same when a person would say so."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from onetake.channels.web.picture import compare


def png(picture: Image.Image) -> bytes:
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def drawn(*, shift: float = 0.0, line: bool = True, width: int = 300) -> Image.Image:
    """Return a picture with a slanted smooth bar, and perhaps a thin line."""
    large = Image.new("RGB", (width * 4, 800), "white")
    draw = ImageDraw.Draw(large)
    at = 4 * shift
    draw.polygon([(200 + at, 80), (260 + at, 80), (700 + at, 600), (640 + at, 600)], fill="navy")
    picture = large.resize((width, 200), Image.Resampling.BOX)
    if line:
        ImageDraw.Draw(picture).line([(10, 190), (290, 190)], fill="black")
    return picture


def test_a_picture_is_as_itself() -> None:
    assert compare(png(drawn()), png(drawn())).percent == 0


def test_smoothing_is_no_difference() -> None:
    found = compare(png(drawn()), png(drawn(shift=0.5)))
    assert found.percent == 0


def test_a_thin_line_that_is_gone_is_noticed_either_way() -> None:
    for one, other in ((True, False), (False, True)):
        found = compare(png(drawn(line=one)), png(drawn(line=other)))
        assert found.percent == pytest.approx(281 / (300 * 200) * 100, abs=0.01)


def test_what_moved_is_noticed() -> None:
    assert compare(png(drawn()), png(drawn(shift=6))).percent > 1


def test_pictures_of_two_sizes_differ_wholly() -> None:
    found = compare(png(drawn()), png(drawn(width=320)))
    assert found.percent == 100 and found.sizes == "320 × 200 instead of 300 × 200"


def test_the_three_stand_side_by_side() -> None:
    found = compare(png(drawn()), png(drawn(line=False)))
    sides = Image.open(io.BytesIO(found.sides))
    assert sides.size == (300 * 3 + 16, 200)
    assert sides.getpixel((150, 190)) == (0, 0, 0)
    assert sides.getpixel((308 + 150, 190)) == (255, 255, 255)
    assert sides.getpixel((616 + 150, 190)) == (220, 0, 40)


def test_an_approved_file_that_is_no_picture_is_told() -> None:
    with pytest.raises(ValueError, match="approved picture is no picture"):
        compare(b"version https://git-lfs", png(drawn()))


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=75, max_size=75), st.binary(min_size=75, max_size=75))
def test_it_does_not_matter_which_was_approved(one: bytes, other: bytes) -> None:
    pictures = [png(Image.frombytes("RGB", (5, 5), data)) for data in (one, other)]
    there, back = compare(*pictures), compare(*reversed(pictures))
    assert there.percent == back.percent
    assert compare(pictures[0], pictures[0]).percent == 0
