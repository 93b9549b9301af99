"""Whose browser it is: language, place, device and network, marks, log-ins over two sites."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from aiohttp import web

from onetake.channels.web.persona import manner_of
from onetake.words.trouble import CannotTell

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def told(house, script: str, **persona: object) -> object:
    """Return what a page's script tells of a persona's browser."""
    page = "<meta name=viewport content='width=device-width'><p>hi"
    anna = await house.visitor(await house.site({"/": page}), persona)
    await anna.do("open", "/")
    return await anna.line.desk.page.evaluate(script)


async def test_the_browser_is_where_and_how_the_persona_is(house) -> None:
    seen = await told(
        house,
        """async () => ({
          language: navigator.language,
          zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          number: (1234.5).toLocaleString(),
          dark: matchMedia("(prefers-color-scheme: dark)").matches,
          still: matchMedia("(prefers-reduced-motion: reduce)").matches,
          place: await new Promise((done) => navigator.geolocation.getCurrentPosition(
            (found) => done([found.coords.latitude, found.coords.longitude]), done)),
        })""",
        locale="de-AT",
        timezone="Europe/Vienna",
        colour_scheme="dark",
        reduced_motion=True,
        location={"latitude": 48.2, "longitude": 16.37},
    )
    assert seen == {
        "language": "de-AT", "zone": "Europe/Vienna", "number": "1\u00a0234,5", "dark": True,
        "still": True, "place": [48.2, 16.37],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("device", "width", "touch", "agent"),
    [
        ("phone", 390, True, "Mobile"),
        ("tablet", 820, True, "Android"),
        ("desktop", 1280, False, "Chrome"),
        ({"width": 1000, "touch": True, "agent": "Fridge/1"}, 1000, True, "Fridge/1"),
    ],
)  # fmt: skip
async def test_the_device_is_the_personas(house, device, width, touch, agent) -> None:
    script = "() => [innerWidth, navigator.maxTouchPoints > 0, navigator.userAgent]"
    found = await told(house, script, device=device)
    assert found[:2] == [width, touch]
    assert agent in found[2]
    assert "Headless" not in found[2]


async def test_a_slow_network_and_none(house) -> None:
    latency = {"down": 10_000, "up": 10_000, "latency": 250}
    script = """async () => {
      const begun = performance.now();
      await (await fetch("/")).text();
      return performance.now() - begun;
    }"""
    assert await told(house, script, network=latency) > 200
    anna = await house.visitor(await house.site({"/": "<p>hi"}), {"network": "offline"})
    assert (await anna.trouble("open", "/")).rule == "web.offline"


@pytest.mark.parametrize(
    ("persona", "words"),
    [
        ({"device": "watch"}, "phone"),
        ({"network": "5g"}, "slow-3g"),
        ({"colour_scheme": "pink"}, "light or dark"),
        ({"location": "Vienna"}, "latitude and longitude"),
        ({"device": {"width": "wide"}}, "whole pixels"),
    ],
)
async def test_a_persona_that_makes_no_sense(persona, words) -> None:
    with pytest.raises(CannotTell, match=words):
        manner_of({"persona": persona}, "Chrome/1 x")


async def test_requests_say_that_they_are_a_tests(house) -> None:
    heard: list[dict[str, str]] = []

    async def listen(request: web.Request) -> web.Response:
        heard.append(dict(request.headers))
        return web.Response(text="<p>", content_type="text/html")

    stranger = await house.site({"/x.js": listen})
    page = f"<script src={stranger}/x.js></script>"
    own = await house.site({"/": page, "/own": listen})
    anna = await house.visitor(own)
    await anna.do("open", "/own")
    assert "onetake" in heard[-1]["User-Agent"]
    assert "x-synthetic: onetake canary@test.example" in heard[-1]["User-Agent"]
    assert f"00-{'1' * 32}" in heard[-1]["User-Agent"]
    ben = await house.visitor(own, marks="headers")
    await ben.do("open", "/own")
    assert heard[-1]["x-synthetic"] == "onetake canary@test.example"
    assert "traceparent" in heard[-1]
    await ben.do("open", "/")
    assert "x-synthetic" not in heard[-1]


async def test_hosts_that_are_never_asked(house) -> None:
    asked: list[str] = []

    async def note(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(text="")

    ads = (await house.site({"/ad.js": note})).replace("127.0.0.1", "localhost")
    anna = await house.at(f"<p>hi<script src={ads}/ad.js></script>", block=["localhost"])
    await anna.do("see", "hi")
    assert not asked


async def test_logging_in_leads_over_a_declared_site_and_back(house) -> None:
    """An OpenID Connect log-in: to the provider, its form, and back with a code."""
    places: dict[str, str] = {}

    async def start(request: web.Request) -> web.Response:
        query = urlencode({"redirect_uri": f"{places['shop']}/back", "state": "s1"})
        raise web.HTTPFound(f"{places['provider']}/authorize?{query}")

    async def authorize(request: web.Request) -> web.Response:
        hidden = "".join(
            f"<input type=hidden name={name} value='{value}'>"
            for name, value in request.query.items()
        )
        form = f"<form action=/check><label>User <input name=u></label>{hidden}<button>Log in"
        return web.Response(text=f"<title>Identity</title>{form}", content_type="text/html")

    async def check(request: web.Request) -> web.Response:
        query = urlencode({"code": request.query["u"], "state": request.query["state"]})
        raise web.HTTPFound(f"{request.query['redirect_uri']}?{query}")

    async def back(request: web.Request) -> web.Response:
        return web.Response(text=f"Welcome {request.query['code']}", content_type="text/html")

    places["provider"] = await house.site({"/authorize": authorize, "/check": check})
    places["shop"] = await house.site(
        {"/": "<a href=/start>Log in</a>", "/start": start, "/back": back}
    )
    anna = await house.visitor(places["shop"], also=[places["provider"]])
    await anna.do("open", "/")
    fact = await anna.do("click", "Log in", "title", "url")
    assert fact("title") == "Identity"
    assert fact("url").startswith(places["provider"])
    await anna.do("fill", {"User": "anna"})
    fact = await anna.do("click", {"button": "Log in"}, "text")
    assert fact("text") == "Welcome anna"
