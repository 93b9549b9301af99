"""Pictures in which nothing personal is visible: the pixels are read."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from onetake.channels.web.hiding import Hiding
from onetake.channels.web.paint import Painter
from onetake.channels.web.watch import Watch

pytestmark = pytest.mark.asyncio(loop_scope="module")

PERSONA = {
    "id": "anna",
    "locale": "en-GB",
    "name": "Anna Holm",
    "iban": "DE89370400440532013000",
    "pin": 4711,
}
MEMORY = {"persona": PERSONA, "secret": {"code": "hunter2"}}
_CLIPPED = "background: red; -webkit-background-clip: text; color: transparent; width: fit-content"
_MODAL = "<script>d.showModal()</script>"
GREEN = (0, 128, 0)


def colours(picture: bytes) -> set[tuple[int, int, int]]:
    """Return the pure colours that a picture shows anywhere."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    return {colour for _, colour in image.getcolors(1 << 24)}


def red(picture: bytes) -> int:
    """Return how many reddish pixels a picture has."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    return sum(n for n, (r, g, b) in image.getcolors(1 << 24) if r > 120 and g < 90 and b < 90)


async def taken(browser, html: str, painter: Painter | None = None) -> bytes:
    page = await browser.new_page()
    await page.set_content(
        "<style>body {font: bold 30px sans-serif; margin: 20px} .bad, .bad * {color: red; "
        "text-shadow: 0 0 2px red}</style>" + html
    )
    suffix, picture = await (painter or Painter(Hiding(MEMORY))).picture(page)
    assert suffix == "png"
    assert "onetake" not in await page.content()
    await page.close()
    return picture


async def test_what_is_known_of_a_persona_is_never_drawn(browser) -> None:
    for hidden in (
        "Anna Holm",
        "anna  holm",
        "4711",
        "hunter2",
        "DE89 3704 0044 0532 0130 00",
        "<b>DE89</b> <i>3704 0044</i> <u>0532 0130 00</u>",
    ):
        clean = f"<p class=bad>{hidden}</p>"
        assert red(await taken(browser, clean)) == 0, hidden


async def test_what_looks_personal_is_never_drawn(browser) -> None:
    for hidden in (
        "somebody@harbor.example",
        "4111 1111 1111 1111",
        "+49 30 901820",
        "NL91 ABNA 0417 1643 00",
        "AB123456C",
    ):
        assert red(await taken(browser, f"<p class=bad>{hidden}</p>")) == 0, hidden


async def test_other_words_stay_readable(browser) -> None:
    picture = await taken(
        browser, "<p class=bad>On 2026-11-23 you paid 1,250.00 EUR in 3 parts</p>"
    )
    assert red(picture) > 1000


async def test_fields_svg_shadow_roots_dialogs_and_frames_are_painted(browser) -> None:
    for hidden in (
        "<input class=bad type=password style='font-size:40px' value=opensesame>",
        "<input class=bad value='somebody@harbor.example' size=40>",
        "<textarea class=bad rows=2 cols=30>Anna Holm</textarea>",
        "<select class=bad><option>Anna Holm</select>",
        "<input placeholder='Anna Holm'><style>::placeholder{color:red}</style>",
        "<svg width=400 height=60><text y=40 fill=red>Anna Holm</text></svg>",
        "<div><template shadowrootmode=open><p style='color:red'>Anna Holm</p></template></div>",
        "<dialog open class=bad style='border: 0; outline: 0'>Anna Holm</dialog>",
        "<dialog id=d style='border: 0'><b style='color: red'>Anna Holm</b></dialog>" + _MODAL,
        "<iframe srcdoc='<p style=color:red>Anna Holm</p>'></iframe>",
        "<p style='-webkit-text-fill-color:red; -webkit-text-stroke:1px red'>Anna Holm</p>",
        f"<p style='{_CLIPPED}'>Anna Holm</p>",
        "<style>p::first-letter, p::first-line {color: red}</style><p>Anna Holm</p>",
        "<p class=bad style='transform: rotate(30deg); writing-mode: vertical-rl'>Anna Holm</p>",
        "<select size=3><option style='color: red'>Anna Holm<option>Bo</select>",
        "<style>h2::before {content: 'Anna Holm'; color: red}</style><h2></h2>",
    ):
        assert red(await taken(browser, hidden)) == 0, hidden


async def test_closed_shadow_roots_are_painted(browser) -> None:
    context = await browser.new_context()
    watch = Watch(context, [])
    await watch.start()
    for inside in (
        "<b>Anna Holm</b>",
        "<input value=4711>",
        "<p>x</p><input type=password value=p>",
    ):
        page = await context.new_page()
        await page.goto("data:text/html,<div id=host></div>")
        await page.evaluate(
            "inside => {document.getElementById('host').attachShadow({mode: 'closed'}).innerHTML ="
            "`<style>* {color: red; font: bold 40px sans-serif}</style>${inside}`}",
            inside,
        )
        _, picture = await Painter(Hiding(MEMORY)).picture(page)
        assert red(picture) == 0, inside
    await context.close()


async def test_what_a_system_declares_is_painted(browser) -> None:
    html = "<p class=bad>Balance</p><p style='color: green'>Welcome</p>"
    masked = Painter(Hiding(MEMORY), (".bad",))
    picture = await taken(browser, html, masked)
    assert red(picture) == 0 and GREEN in colours(picture)
    assert red(await taken(browser, html)) > 500


async def test_what_only_the_scrubber_knows_is_painted(browser) -> None:
    def scrub(text: str) -> str:
        return text.replace("the blue whale", "[secret]")

    painter = Painter(Hiding({}, scrub))
    html = "<p class=bad>Say the blue whale</p><p style='color: green'>Welcome</p>"
    picture = await taken(browser, html, painter)
    assert red(picture) == 0 and GREEN in colours(picture)
