"""Redirects: followed to declared hosts only, and not for ever."""

from __future__ import annotations

import pytest
from aiohttp import web

from onetake.words.path import ABSENT
from onetake.words.trouble import CustomerNotices


def leads_to(location: str, status: int = 302):
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": location})

    return handler


async def show(request: web.Request) -> web.Response:
    """Answer with what was received."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    body = (await request.read()).decode()
    return web.json_response({"method": request.method, "headers": headers, "body": body})


@pytest.fixture
async def address(serve):
    return await serve({
        "* /show": show,
        "* /302": leads_to("/show"),
        "* /303": leads_to("show", 303),
        "* /307": leads_to("/show", 307),
        "* /twice": leads_to("/302", 301),
        "* /loop": leads_to("/pool"),
        "* /pool": leads_to("/loop"),
        "* /app": leads_to("bank://home"),
        "* /nowhere": leads_to("http://["),
        "* /away": leads_to("https://elsewhere.example/x"),
        "* /odd": leads_to("", 302),
        "* /chosen": leads_to("/show", 300),
    })  # fmt: skip


async def test_a_redirect_is_followed_and_counted(customer, address):
    api = await customer(address)
    heard = await api("get", "/twice")
    assert heard["redirects"] == 2
    assert heard["url"] == f"{address}/show"
    assert f"x-onetake-redirect: 301 to {address}/302" in api.proofs.text("answer.http")


@pytest.mark.parametrize(
    ("path", "method", "body"),
    [("/302", "GET", ""), ("/303", "GET", ""), ("/307", "POST", '{"id":1}')],
)
async def test_a_posts_body_goes_along_only_where_it_must(customer, address, path, method, body):
    api = await customer(address)
    heard = await api("post", {"path": path, "json": {"id": 1}})
    assert (heard["json.method"], heard["json.body"]) == (method, body)
    assert (heard["json.headers.content-type"] == "application/json") == bool(body)


async def test_a_head_stays_a_head(serve, customer):
    seen = []

    async def note(request: web.Request) -> web.Response:
        seen.append(request.method)
        return web.Response()

    api = await customer(await serve({"* /303": leads_to("/end", 303), "* /end": note}))
    await api("head", "/303")
    assert seen == ["HEAD"]


async def test_a_put_stays_a_put(customer, address):
    api = await customer(address)
    heard = await api("put", {"path": "/302", "text": "new"})
    assert (heard["json.method"], heard["json.body"]) == ("PUT", "new")


@pytest.mark.parametrize("path", ["/odd", "/chosen"])
async def test_what_leads_nowhere_is_the_answer(customer, address, path):
    api = await customer(address)
    assert (await api("get", path))["redirects"] == 0


async def test_a_redirect_is_an_answer_where_it_is_not_followed(customer, address):
    api = await customer(address)
    heard = await api("get", {"path": "/302", "follow": False})
    assert heard["status"] == 302
    assert heard["header.location"] == "/show"


@pytest.mark.parametrize(
    ("path", "rule", "reason"),
    [
        ("/loop", "redirect.loop", "in a circle: .*/(loop|pool) came [56] times"),
        (
            "/away",
            "redirect.undeclared",
            "elsewhere.example, which is not declared; add it to `also`",
        ),
        ("/app", "redirect.undeclared", "bank://home"),
        ("/nowhere", "redirect.address", "'http://\\[', which is no address"),
    ],
)
async def test_a_customer_notices_redirects_that_lead_astray(customer, address, path, rule, reason):
    api = await customer(address)
    with pytest.raises(CustomerNotices, match=reason) as caught:
        await api("get", path)
    assert caught.value.rule == rule


async def test_many_redirects_to_ever_new_places_end_too(serve, customer):
    async def on(request: web.Request) -> web.Response:
        raise web.HTTPFound(f"/{int(request.match_info['n']) + 1}")

    api = await customer(await serve({"GET /{n}": on}))
    with pytest.raises(CustomerNotices, match="no answer after 10 redirects") as caught:
        await api("get", "/1")
    assert caught.value.rule == "redirect.loop"


async def test_coming_back_once_with_a_cookie_is_no_loop(serve, customer):
    async def door(request: web.Request) -> web.Response:
        if "seen" in request.cookies:
            return web.Response(text="welcome")
        response = web.HTTPFound("/")
        response.set_cookie("seen", "yes")
        raise response

    api = await customer(await serve({"GET /": door}))
    assert (await api("get", "/"))["text"] == "welcome"


async def test_nothing_private_goes_along_to_another_host(serve, customer):
    other = (await serve({"* /show": show})).replace("127.0.0.1", "localhost")
    address = await serve({"* /leave": leads_to(f"{other}/show", 307)})
    settings = {"also": ["localhost"], "headers": {"x-api-key": "k"}, "auth": {"bearer": "t"}}
    api = await customer(address, settings)
    step = {"path": "/leave", "headers": {"Cookie": "a=b", "x-step": "kept"}, "text": "body"}
    heard = await api("post", step)
    assert heard["json.body"] == "body"
    assert heard["json.headers.x-step"] == "kept"
    assert heard["json.headers.x-synthetic"] == "onetake"
    for name in ("authorization", "x-api-key", "cookie"):
        assert heard[f"json.headers.{name}"] is ABSENT


async def test_a_declared_host_may_be_bound_to_its_port(serve, customer):
    other = (await serve({"* /show": show})).replace("127.0.0.1", "localhost")
    address = await serve({"* /leave": leads_to(f"{other}/show")})
    port = other.rpartition(":")[2]
    api = await customer(address, {"also": [f"localhost:{port}"]})
    assert (await api("get", "/leave"))["status"] == 200
    api = await customer(address, {"also": [f"localhost:{int(port) ^ 1}"]})
    with pytest.raises(CustomerNotices, match="not declared"):
        await api("get", "/leave")
