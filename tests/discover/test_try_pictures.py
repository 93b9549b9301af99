"""Pictures that a look at a site takes: where it is wrong, and with nothing personal on them."""

import io
from urllib.parse import quote

import pytest
from PIL import Image

from onetake.channels.web.recorder.browsing import browser
from onetake.channels.web.snapshots import SCREENS, screens
from onetake.channels.web.visiting import PHONE, visit

PAGE = """<!doctype html><html lang=en><head><title>Lamps</title>
<meta name=viewport content="width=device-width"><style>body{margin:0;font:20px sans-serif}
p{height:2000px;margin:0}img{display:block;width:100px;height:60px}</style></head><body><main>
<h1>Lamps</h1><img src="data:," id=first>MAIL<p></p><form><input name=word></form>
<p></p><a href="https://shop.example/gone">Red lamp</a></main></body></html>"""


async def shots_of(html, **context):
    async with browser() as started:
        opened = await started.new_context(**context)
        return await visit(opened, f"data:text/html,{quote(html)}", "desktop", 20)


async def test_each_thing_that_is_wrong_stands_on_a_picture_that_shows_it():
    seen = await shots_of(PAGE)
    places = {rule: (shot.top + at[0].y, at[0].wide) for shot in seen.shots
              for rule, at in shot.spots.items()}  # fmt: skip
    top, wide = places["access.image-alt"]
    assert top < 200 and wide == 100
    assert 2000 < places["form.label"][0] < 2300
    assert places["links.dead https://shop.example/gone"][0] > 4000
    for shot in seen.shots:
        assert Image.open(io.BytesIO(shot.data)).size == (shot.wide, shot.high)


async def test_a_link_that_hinders_is_called_by_its_words():
    link = (
        '<p style="background:#fff"><a style="color:#eee" href="https://a.example">Red lamp</a></p>'
    )
    seen = await shots_of(PAGE.replace("MAIL", link))
    [contrast] = [one for one in seen.hindrances if one.rule == "color-contrast"]
    assert contrast.places == ("link 'Red lamp'",)


async def test_a_phone_has_a_phone_s_pictures():
    seen = await shots_of(PAGE, **PHONE)
    assert {shot.wide for shot in seen.shots} == {390}


async def test_what_may_be_personal_is_painted_over():
    told = await shots_of(PAGE.replace("MAIL", "anna@shop.example"))
    plain = await shots_of(PAGE.replace("MAIL", "lamps for shops, all"))
    dark = [_dark(one.shots[0].data) for one in (told, plain)]
    assert dark[0] > 3 * dark[1]


def _dark(png):
    return sum(Image.open(io.BytesIO(png)).convert("L").histogram()[:60])


@pytest.mark.parametrize(
    ("high", "tops", "chosen"),
    [
        (700, [], [0]),
        (800, [10], [0]),
        (2100, [], [0, 1400]),
        (7000, [3600, 3650, 5000, 2200, 2250], [0, 2100, 3500, 6300]),
        (7000, [6900], [0, 6300]),
    ],
)
def test_the_first_the_last_and_the_worst_screens_are_taken(high, tops, chosen):
    boxes = {"access.x": [(0, top, 10, 10) for top in tops], "links.dead y": [(0, 1500, 9, 9)] * 9}
    found = screens({"boxes": boxes, "top": 0, "high": high, "window": (1280, 700)})
    assert found == chosen and len(found) <= SCREENS
