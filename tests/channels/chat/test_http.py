"""Bots over HTTP: answers inline, slow or broken; started conversations; polling."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from onetake.words.trouble import CannotTell, CustomerNotices, Unreached

POLLED = {
    "start": [{"post": "/talks", "keep": {"talk": "id"}}],
    "listen": {"poll": "/talks/${talk}", "query": {"after": "${after}"}, "every": "1ms",
               "keep": {"after": "last"}},
    "values": {"after": "0"},
    "say": {"post": "/talks/${talk}", "json": {"said": "${text}", "number": "${id}"}},
    "messages": "news",
    "from_bot": {"by": {"not": "us"}},
    "text": "words",
}  # fmt: skip


async def test_saying_returns_while_the_answer_is_still_to_come(serve, customer):
    answer = asyncio.Event()

    async def handler(request):
        await answer.wait()
        return web.json_response({"messages": [{"text": "At last"}]})

    anna = await customer(await serve({"POST /": handler}), connector="http")
    await anna.say("hello")
    assert not anna.line.inbox.pending
    answer.set()
    assert (await anna.hear("at last"))["text"] == "At last"


@pytest.mark.parametrize(
    ("answer", "texts"),
    [
        ({"messages": [{"text": "A"}, {"text": "B"}]}, "A\nB"),
        ([{"text": "A"}, {"message": "B"}], "A\nB"),
        ({"text": "A"}, "A"),
    ],
)
async def test_one_message_or_several(serve, customer, answer, texts):
    async def handler(request):
        return web.json_response(answer)

    anna = await customer(await serve({"POST /": handler}), connector="http")
    await anna.say("hello")
    assert (await anna.hear(texts))["text"] == texts


async def test_an_empty_answer_is_no_message(serve, customer):
    async def handler(request):
        said = (await request.json())["text"]
        return web.json_response({"messages": [] if said == "hm" else ["I see"]})

    anna = await customer(await serve({"POST /": handler}), connector="http")
    await anna.say("hm")
    await anna.say("well?")
    assert (await anna.hear("see"))["parts"] == 1


async def test_a_bot_that_fails_tells_its_status_at_the_hearing(serve, customer):
    async def handler(request):
        return web.Response(status=503, text="out of order")

    anna = await customer(await serve({"POST /chat": handler}) + "/chat", connector="http")
    await anna.say("hello")
    why = await anna.end()
    assert isinstance(why, CustomerNotices)
    assert why.rule == "status"
    assert "answered 503 to POST /chat: out of order" in why.reason


async def test_an_endless_answer_is_cut_off(serve, customer):
    async def handler(request):
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 4096)

    anna = await customer(await serve({"POST /": handler}), connector="http", largest="100KB")
    await anna.say("hello")
    why = await anna.end()
    assert why.rule == "body.size"
    assert "100000 bytes" in why.reason


async def test_a_bot_that_breaks_off_is_unreached(serve, customer):
    async def handler(request):
        request.transport.abort()

    anna = await customer(await serve({"POST /": handler}), connector="http")
    await anna.say("hello")
    assert isinstance(await anna.end(), Unreached)


async def test_customers_have_cookies_of_their_own(serve, customer):
    seen = []

    async def handler(request):
        seen.append(request.cookies.get("who"))
        response = web.json_response({"text": "ok"})
        response.set_cookie("who", (await request.json())["sender"])
        return response

    address = await serve({"POST /": handler})
    people = [await customer(address, connector="http", sender=name) for name in ("anna", "björn")]
    for person in people * 2:
        await person.say("hello")
        await person.hear("ok")
    assert seen == [None, None, "anna", "björn"]


async def test_a_declared_bot_is_started_polled_and_told_apart_from_us(serve, customer):
    news = [{"by": "bot", "words": "Welcome"}]
    numbers = []

    async def start(request):
        return web.json_response({"id": "talk 1/2"})

    async def say(request):
        assert request.match_info["talk"] == "talk 1/2"
        body = await request.json()
        numbers.append(body["number"])
        news.extend([{"by": "us", "words": body["said"]}, {"by": "bot", "words": "Aha"}])
        return web.json_response({})

    async def poll(request):
        after = int(request.query["after"])
        return web.json_response({"news": news[after:], "last": len(news)})

    address = await serve(
        {"POST /talks": start, "POST /talks/{talk}": say, "GET /talks/{talk}": poll}
    )
    anna = await customer(address, connector=POLLED)
    await anna.hear("welcome")
    for _ in range(2):
        await anna.say("I am here")
        assert (await anna.hear("aha"))["text"] == "Aha"
    assert len(set(numbers)) == 2, "each message has an id of its own"


async def test_a_start_that_gives_nothing_to_keep_is_noticed(serve, customer):
    async def start(request):
        return web.json_response({"identifier": 1})

    address = await serve({"POST /talks": start})
    with pytest.raises(CustomerNotices, match="has no id to keep as talk"):
        await customer(address, connector=POLLED)


async def test_polls_that_fail_now_and_then_are_asked_again(serve, customer):
    statuses = iter([503, 503, 200, 502, 502, 200])
    news = [{"by": "bot", "words": "Welcome"}, {"by": "bot", "words": "At last"}]

    async def start(request):
        return web.json_response({"id": "1"})

    async def poll(request):
        if (status := next(statuses, 200)) != 200:
            return web.Response(status=status)
        after = int(request.query["after"])
        return web.json_response({"news": news[after : after + 1], "last": min(after + 1, 2)})

    anna = await customer(
        await serve({"POST /talks": start, "GET /talks/1": poll}), connector=POLLED
    )
    assert (await anna.hear("at last"))["text"]
    assert next(statuses, None) is None


async def test_polls_that_always_fail_end_the_line(serve, customer):
    async def start(request):
        return web.json_response({"id": "1"})

    async def poll(request):
        return web.Response(status=410, text="over")

    anna = await customer(
        await serve({"POST /talks": start, "GET /talks/1": poll}), connector=POLLED
    )
    assert (await anna.end()).rule == "status"


async def test_only_hosts_that_are_named_are_contacted(serve, customer):
    elsewhere = {**POLLED, "say": {"post": "${talk}/x", "text": "${text}"}}

    async def start(request):
        return web.json_response({"id": "http://localhost:1"})

    async def poll(request):
        return web.json_response({"news": []})

    address = await serve({"POST /talks": start, "GET /talks/{talk}": poll})
    anna = await customer(address, connector=elsewhere)
    await _said(anna)
    why = await anna.end()
    assert isinstance(why, CannotTell)
    assert "also: [localhost]" in why.reason
    other = await customer(address, connector=elsewhere, also=["localhost"])
    await _said(other)
    assert isinstance(await other.end(), Unreached)


async def test_a_redirect_is_told_not_followed(serve, customer):
    async def handler(request):
        raise web.HTTPTemporaryRedirect("https://elsewhere.example/")

    anna = await customer(await serve({"POST /": handler}), connector="http")
    await anna.say("hello")
    assert "write that address instead" in (await anna.end()).reason


async def test_a_bot_that_never_opens_is_unreached(serve, customer):
    async def start(request):
        await asyncio.Event().wait()

    address = await serve({"POST /talks": start})
    with pytest.raises(Unreached, match="opened no conversation within"):
        await customer(address, connector=POLLED, timeout="50ms")


async def _said(person):
    """Say something that may fail already while it is being said."""
    try:
        await person.say("hello")
    except (CannotTell, Unreached):
        return


async def test_what_goes_wrong_on_our_side_ends_the_line_and_blames_nobody(
    serve, customer, monkeypatch
):
    async def handler(request):
        return web.json_response({"text": "hello"})

    def broken(*_):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("onetake.channels.chat.line.messages_in", broken)
    anna = await customer(await serve({"POST /": handler}), connector="http")
    await anna.say("hello")
    ended = await anna.end()
    assert isinstance(ended, CannotTell)
    assert (ended.rule, "ZeroDivisionError: oh" in ended.reason) == ("channel.crash", True)
