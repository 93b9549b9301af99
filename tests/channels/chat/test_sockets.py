"""Bots on a WebSocket: answers late, in parts and unasked; broken frames; lost connections."""

from __future__ import annotations

import json

import pytest
from aiohttp import web

from onetake.channels.chat.line import MOST_PENDING
from onetake.words.path import ABSENT
from onetake.words.trouble import CannotTell, CustomerNotices, Trouble, Unreached


async def test_a_frame_in_plain_text_is_heard_as_it_is(serve_socket, customer):
    async def talk(socket):
        for frame in ("Hello there", "007", "12.50", "true"):
            await socket.send_str(frame)

    anna = await customer(await serve_socket(talk), connector="websocket")
    assert (await anna.hear("true"))["text"] == "Hello there\n007\n12.50\ntrue"


async def test_answers_come_late_in_parts_and_unasked(serve_socket, customer):
    async def talk(socket):
        await socket.send_json({"text": "Welcome"})
        async for _ in socket:
            await socket.send_json([{"text": "One"}, {"text": "Two"}])
            await socket.send_json({"text": "Three"})

    anna = await customer(await serve_socket(talk), connector="websocket")
    assert (await anna.hear("welcome"))["text"] == "Welcome"
    await anna.say("count")
    heard = await anna.hear({"ordered": ["one", "two", "three"]})
    assert heard["parts"] == 3
    assert heard["raw.text"] == "Three"


async def test_bytes_that_are_no_text_are_heard_with_marks_in_their_place(serve_socket, customer):
    async def talk(socket):
        await socket.send_bytes(b"caf\xe9 {not json")

    anna = await customer(await serve_socket(talk), connector="websocket")
    heard = await anna.hear({"wildcard": "*json"})
    assert heard["text"] == "caf� {not json"
    assert heard["raw"] == "caf� {not json"


async def test_half_a_character_in_json_is_replaced(serve_socket, customer):
    async def talk(socket):
        await socket.send_str('{"text": "broken \\ud83d here"}')

    anna = await customer(await serve_socket(talk), connector="websocket")
    assert (await anna.hear("here"))["text"] == "broken ? here"


async def test_an_answer_without_words_has_no_text(serve_socket, customer):
    async def talk(socket):
        await socket.send_json({"event": "typing", "media": ["https://x/wave.gif"]})

    anna = await customer(await serve_socket(talk), connector="websocket")
    heard = await anna.hear({"media": "*.gif"})
    assert heard["text"] is ABSENT
    assert heard["raw.event"] == "typing"
    assert heard["buttons"] == []


async def test_a_message_too_large_is_not_taken(serve_socket, customer):
    async def talk(socket):
        await socket.send_str("x" * 2_001)

    anna = await customer(await serve_socket(talk), connector="websocket", largest="2KB")
    why = await anna.end()
    assert isinstance(why, CustomerNotices)
    assert why.rule == "body.size"
    assert "largest" in why.reason


async def test_a_bot_that_never_stops_is_cut_off(serve_socket, customer):
    async def talk(socket):
        while not socket.closed:
            await socket.send_str("and another thing")

    anna = await customer(await serve_socket(talk), connector="websocket")
    why = await anna.end()
    assert why.rule == "ceiling.arrivals"
    assert len(anna.line.inbox.pending) == MOST_PENDING


async def test_a_bot_that_says_goodbye_is_heard_first(serve_socket, customer):
    async def talk(socket):
        await socket.send_json({"text": "Goodbye"})
        await socket.close(code=1000, message=b"done")

    anna = await customer(await serve_socket(talk), connector="websocket")
    why = await anna.end()
    assert isinstance(why, CustomerNotices)
    assert why.reason == "the bot ended the conversation (1000: done)"
    assert (await anna.hear("goodbye"))["text"] == "Goodbye"
    with pytest.raises(CustomerNotices, match="ended"):
        await anna.say("wait")


async def test_a_connection_that_breaks_may_be_our_own_network(serve, customer):
    async def handler(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        request.transport.abort()
        return socket

    anna = await customer(await serve({"GET /": handler}), connector="websocket")
    why = await anna.end()
    assert isinstance(why, Unreached)
    assert why.rule == "connection.lost"


async def test_a_refused_handshake_tells_its_status(serve, customer):
    async def handler(request):
        return web.Response(status=403, text="no")

    address = await serve({"GET /": handler})
    with pytest.raises(CustomerNotices, match="status 403"):
        await customer(address, connector="websocket")


async def test_marks_headers_and_who_we_are_go_with_the_handshake(serve, customer):
    seen = {}

    async def handler(request):
        seen.update(request.headers)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        return socket

    await customer(
        await serve({"GET /": handler}),
        memory={"secret": {"bot": "s3cret"}},
        connector="websocket",
        auth={"bearer": "${secret.bot}"},
        headers={"x-tenant": "harbor"},
    )
    assert seen["Authorization"] == "Bearer s3cret"
    assert seen["x-tenant"] == "harbor"
    assert seen["x-synthetic"] == "onetake"
    assert seen["traceparent"].startswith("00-")


async def test_what_is_pressed_must_be_offered(serve_socket, customer):
    pressed = []

    async def talk(socket):
        async for frame in socket:
            pressed.append(json.loads(frame.data))
            await socket.send_json({
                "text": "Which?",
                "buttons": ["Gold", {"title": "Silver", "payload": {"plan": 2}}],
                "cards": [{"title": "Bronze", "buttons": [{"label": "Take it", "value": "b"}]}],
            })  # fmt: skip

    anna = await customer(await serve_socket(talk), connector="websocket")
    with pytest.raises(CustomerNotices, match=r"no button 'Gold'; offered: nothing"):
        await anna.press("Gold")
    for name, sent in (
        (" gold ", {"text": "Gold", "button": "Gold"}),
        ("SILVER", {"text": "Silver", "button": {"plan": 2}}),
        ("take it", {"text": "Take it", "button": "b"}),
        ("b", {"text": "Take it", "button": "b"}),
    ):
        await anna.say("offer")
        await anna.hear({"buttons": {"count": 3}})
        await anna.press(name)
        await anna.hear("which")
        assert pressed[-1] == sent
    with pytest.raises(CustomerNotices, match="offered: 'Gold', 'Silver', 'Take it'") as missing:
        await anna.press("Platinum")
    assert missing.value.rule == "button.missing"


async def test_the_transcript_is_evidence(serve_socket, customer):
    async def talk(socket):
        async for _ in socket:
            await socket.send_json({"text": "Hi Anna", "buttons": ["Help"]})

    anna = await customer(await serve_socket(talk), connector="websocket")
    await anna.say("hello")
    await anna.hear("anna")
    await anna.press("Help")
    lines = anna.line.transcript().decode().splitlines()
    assert [line.split("s  ")[1] for line in lines[:3]] == [
        "we: hello", "bot: Hi Anna [Help]", "we press: Help"
    ]  # fmt: skip
    assert "chat.txt" in dict(anna.stage.evidence.all())


async def test_an_address_that_is_none_is_our_own_doing(customer):
    with pytest.raises(CannotTell, match="no usable address"):
        await customer("", connector="websocket")


async def test_a_system_without_a_connector_says_what_is_missing():
    from onetake.channels.chat import channel
    from onetake.testing import Stage
    from onetake.words.programme import System

    with pytest.raises(Trouble, match="has no connector"):
        await channel.open(Stage(channel, System("bot", "chat", {})).place())


async def test_a_socket_never_follows_a_redirect(serve, customer):
    visitors = []

    async def elsewhere(request):
        visitors.append(request.headers)
        return web.Response()

    other = await serve({"GET /": elsewhere})

    async def redirect(request):
        raise web.HTTPFound(other)

    with pytest.raises(CustomerNotices, match="answered 302") as noticed:
        await customer(await serve({"GET /": redirect}), connector="websocket")
    assert (noticed.value.rule, visitors) == ("status", [])
