"""A page looks as it was approved, or somebody is told what differs."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from site_pages import page

from onetake.channels.web.hiding import Hiding
from onetake.channels.web.looks import Wanted, look
from onetake.channels.web.paint import Painter
from onetake.words.channel import Place
from onetake.words.programme import System
from onetake.words.trouble import CannotTell, CustomerNotices

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOME = Wanted("home")


class Kept(dict[str, bytes]):
    def put(self, kind: str, data: bytes | Callable[[], bytes]) -> None:
        self[kind] = data() if callable(data) else data


def place_in(folder: Path, **persona: object) -> Place:
    memory = {"persona": persona}
    return Place(System("site", "web", {}), "", memory, Kept(), dict, folder)


async def seen(browser, address: str, place: Place, wanted: Wanted = HOME, patience: float = 20):
    opened = await browser.new_page()
    await opened.goto(address)
    painter = Painter(Hiding(place.memory))
    try:
        return await look(opened, painter, place, wanted, patience=patience)
    finally:
        await opened.close()


def approve(folder: Path, place: Place) -> None:
    target = folder / "approved/site/home.desktop.light.png"
    target.parent.mkdir(parents=True)
    target.write_bytes(place.evidence["look.home.desktop.light.painted.png"])  # type: ignore[index]


async def test_without_an_approved_picture_nobody_can_tell(site, browser, tmp_path) -> None:
    place = place_in(tmp_path)
    address = await site({"/": page("<p>Hello</p>")})
    with pytest.raises(CannotTell, match="onetake approve") as told:
        await seen(browser, address, place)
    assert "approved/site/home.desktop.light.png" in told.value.reason

    approve(tmp_path, place)
    assert await seen(browser, address, place) == {"picture": {"different": 0}}


async def test_what_looks_different_is_shown_side_by_side(site, browser, tmp_path) -> None:
    pages = {"/": page("<p>Hello</p>")}
    address = await site(pages)
    place = place_in(tmp_path)
    with pytest.raises(CannotTell):
        await seen(browser, address, place)
    approve(tmp_path, place)

    pages["/"] = page("<p>Hello</p>", head="<style>main {background: pink}</style>")
    with pytest.raises(CustomerNotices, match=r"'home' looks different .*: \S+ % of it; at most"):
        await seen(browser, address, place)
    sides = Image.open(io.BytesIO(place.evidence["look.diff.painted.png"]))  # type: ignore[index]
    assert sides.width == 3 * 640 + 16

    judged = Wanted("home", judged=True)
    fact = await seen(browser, address, place, judged)
    assert fact["picture"]["different"] > 1
    masked = Wanted("home", tolerance=0.1, mask=("main",))
    with pytest.raises(CustomerNotices):
        await seen(browser, address, place, masked)


async def test_animations_and_a_blinking_caret_do_not_matter(site, browser, tmp_path) -> None:
    moving = (
        "<style>@keyframes m {to {margin-left: 300px}} p {animation: m 1s infinite alternate}"
        "</style><p>Hello</p><input autofocus aria-label=Name>"
    )
    address = await site({"/": page(moving)})
    place = place_in(tmp_path)
    with pytest.raises(CannotTell, match="onetake approve"):
        await seen(browser, address, place)
    approve(tmp_path, place)
    assert (await seen(browser, address, place))["picture"]["different"] == 0


async def test_a_page_that_comes_to_rest_is_waited_for(site, browser, tmp_path) -> None:
    pages = {"/": page("<p>Balance</p>")}
    address = await site(pages)
    place = place_in(tmp_path)
    with pytest.raises(CannotTell):
        await seen(browser, address, place)
    approve(tmp_path, place)

    pages["/"] = page(
        "<p id=p style='font-size: 90px'>Loading</p><script>let left = 40;"
        "const count = setInterval(() => {p.textContent = `Loading ${left}`;"
        "if (left-- > 0) return; clearInterval(count); p.style = '';"
        "p.textContent = 'Balance'}, 20)</script>"
    )
    assert (await seen(browser, address, place))["picture"]["different"] == 0


async def test_a_page_that_never_rests_is_unknown_unless_what_moves_is_masked(
    site, browser, tmp_path
) -> None:
    restless = page(
        "<p class=ad style='height: 99px'>0</p><script>setInterval(() => {document.querySelector("
        "'.ad').style.background = `hsl(${Math.random() * 360} 90% 50%)`}, 5)</script>"
    )
    address = await site({"/": restless})
    place = place_in(tmp_path)
    with pytest.raises(CannotTell, match="come to rest within 1.5 s"):
        await seen(browser, address, place, patience=1.5)
    with pytest.raises(CannotTell, match="onetake approve"):
        await seen(browser, address, place, Wanted("home", mask=(".ad",)))


async def test_each_device_and_colour_scheme_has_its_own_picture(site, browser, tmp_path) -> None:
    address = await site({"/": page("<p>Hello</p>")})
    place = place_in(tmp_path)
    for wanted, name in (
        (Wanted("home", device="phone", scheme="dark"), "home.phone.dark"),
        (Wanted("home", device="400 x 700"), "home.400-x-700.light"),
    ):
        with pytest.raises(CannotTell, match=f"approved/site/{name}.png"):
            await seen(browser, address, place, wanted)
        assert f"look.{name}.painted.png" in place.evidence
