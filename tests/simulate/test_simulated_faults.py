"""Each fault, seen by a customer with it and without it."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from onetake.simulate.brain import Brain
from onetake.simulate.faults import FaultKind, Faults
from onetake.simulate.world import World

NUMBER = "${my.card}"


class Teller:
    """Talks to a bot over a WebSocket and returns what comes back."""

    def __init__(self, ws) -> None:
        self.ws = ws

    async def say(self, *texts: str) -> dict:
        """Say texts one after the other; return the answer to the last."""
        for text in texts:
            await self.ws.send_str(text)
            answer = await self.ws.receive_json()
        return answer


@pytest.fixture
def chat(serve, client):
    """Return what talks to the bot with some faults, greeting heard, and gives the last answer."""

    async def tell(faults, *texts: str) -> dict:
        async with serve(*faults) as at, client.ws_connect(at.bot_ws) as ws:
            await ws.receive()
            return await Teller(ws).say(*texts)

    return tell


@pytest.fixture
def ask(serve, client):
    """Return what asks the api as Ada with some faults, and gives status and body."""

    async def get(faults, path: str, method: str = "GET", then: str = "") -> tuple[int, object]:
        async with serve(*faults) as at:
            await client.post(at.api + "/login", json={"customer": "A-1", "pin": "11"})
            answer = await client.request(method, at.api + path)
            if then:
                answer = await client.get(at.api + then)
            return answer.status, await answer.json()

    return get


async def test_wrong_text(chat, ask, fault):
    assert (await chat([], "hello"))["text"] == "Hello!"
    plain = fault("wrong_text", "hello", text="Go away.")
    assert (await chat([plain], "hello"))["text"] == "Go away."
    renamed = fault("wrong_text", "me", text="I am nobody", field="message")
    assert (await ask([], "/me"))[1]["message"] == "I am Ada"
    assert (await ask([renamed], "/me"))[1]["message"] == "I am nobody"


async def test_wrong_text_deep_in_a_list(ask, fault):
    wrong = fault("wrong_text", "me", text="z", field="tags.1")
    assert (await ask([wrong], "/me"))[1]["tags"] == ["a", "z"]


async def test_lost_context(chat, ask, fault):
    talk = ("make it red", "A-1")
    assert (await chat([], *talk))["text"] == "red, Ada?"
    assert (await chat([fault("lost_context", "paint")], *talk))["text"] == "I did not get that."
    assert (await chat([fault("lost_context", "customer")], *talk))["text"] == "I did not get that."
    assert (await ask([], "/me"))[0] == 200
    assert (await ask([fault("lost_context", "me")], "/me"))[0] == 401


async def test_asks_twice_but_not_three_times(chat, fault):
    twice = fault("asks_twice", "customer")
    assert (await chat([], "make it red", "A-1"))["text"] == "red, Ada?"
    assert (await chat([twice], "make it red", "A-1"))["text"] == "Who are you?"
    assert (await chat([twice], "make it red", "A-1", "A-1"))["text"] == "red, Ada?"


async def test_leaked_card(chat, ask, fault):
    leak = fault("leaked_card", "paint", text=NUMBER)
    assert (await chat([leak], "make it red", "A-1"))["text"] == "red, Ada? 4111 1111 1111 1111"
    leak = fault("leaked_card", "me", text=NUMBER, field="card.number")
    assert "card" not in (await ask([], "/me"))[1]
    assert (await ask([leak], "/me"))[1]["card"] == {"number": "4111 1111 1111 1111"}


async def test_wrong_customer(chat, ask, fault):
    mixed = fault("wrong_customer", "paint", other="B-2")
    assert (await chat([mixed], "make it red", "A-1"))["text"] == "red, Ben?"
    mixed = fault("wrong_customer", "me", other="B-2")
    assert (await ask([mixed], "/me"))[1]["message"] == "I am Ben"


async def test_missing_buttons(chat, fault):
    assert (await chat([], "hello"))["buttons"]
    assert "buttons" not in await chat([fault("missing_buttons", "hello")], "hello")


async def test_wrong_language(chat, fault):
    wrong = fault("wrong_language", "hello", language="en")
    assert (await chat([], "bonjour"))["text"] == "Bonjour !"
    assert (await chat([wrong], "bonjour"))["text"] == "Hello!"


async def test_wrong_state_says_done_and_does_nothing(ask, shop, fault):
    wrong = fault("wrong_state", "cancel order")
    order = "/orders/O-1"
    assert (await ask([], order, "DELETE", then=order))[1]["state"] == "cancelled"
    assert (await ask([wrong], order, "DELETE"))[1]["state"] == "cancelled"
    assert (await ask([wrong], order, "DELETE", then=order))[1]["state"] == "open"
    world = World(shop.customers, shop.shared)
    brain = Brain(shop.chat, world, Faults((fault("wrong_state", "cancel"),)))
    talk = brain.meet("ada")
    brain.hear(talk, "cancel it")
    assert brain.hear(talk, "A-1").replies[0].text == "Cancelled."
    assert world.customers["A-1"]["orders"]["O-1"]["state"] == "open"


async def test_dead_link(chat, ask, fault):
    dead = await chat([fault("dead_link", "catalogue")], "catalogue")
    assert dead["text"] == "Look: http://shop.example/catalogue-gone or /catalogue.pdf-gone"
    assert (await ask([fault("dead_link", "me")], "/me"))[0] == 404


async def test_a_slow_answer_comes_after_a_later_question_s(serve, client, fault):
    slow = serve(fault("slow", "hello", seconds=0.3))
    async with slow as at, client.ws_connect(at.bot_ws) as ws:
        await ws.receive()
        await ws.send_str("hello")
        await ws.send_str("catalogue")
        texts = [(await ws.receive_json())["text"] for _ in range(2)]
    assert texts[0].startswith("Look")
    assert texts[1] == "Hello!"


async def test_a_slow_api_is_overtaken_by_a_later_request(serve, client, fault):
    async with serve(fault("slow", "login", seconds=0.3)) as at:
        slow = asyncio.create_task(client.post(at.api + "/login", json={}))
        assert (await client.get(at.api + "/motto")).status == 200
        assert not slow.done()
        assert (await slow).status == 401


async def test_a_bot_that_never_answers_goes_on_with_what_is_said_next(serve, client, fault):
    async with serve(fault("never_answers", "hello")) as at, client.ws_connect(at.bot_ws) as ws:
        await ws.receive()
        await ws.send_str("hello")
        assert (await Teller(ws).say("catalogue"))["text"].startswith("Look")


@pytest.mark.parametrize("path", ["/chat", "/webhooks/rest/webhook"])
async def test_what_never_answers_over_http_stays_open(serve, client, fault, path):
    async with serve(
        fault("never_answers", "hello"),
    ) as at:
        body = {"text": "hello", "message": "hello"}
        silent = asyncio.create_task(client.post(at.bot_http + path, json=body))
        other = {"text": "catalogue", "message": "catalogue", "sender": "ben"}
        assert (await client.post(at.bot_http + path, json=other)).status == 200
        assert not silent.done()
        silent.cancel()


async def test_an_api_that_never_answers_stays_open(serve, client, fault):
    async with serve(fault("never_answers", "login")) as at:
        silent = asyncio.create_task(client.post(at.api + "/login", json={}))
        assert (await client.get(at.api + "/motto")).status == 200
        assert not silent.done()
        silent.cancel()


async def test_endless(serve, client, fault):
    async with serve(fault("endless", "hello")) as at, client.ws_connect(at.bot_ws) as ws:
        await ws.receive()
        await ws.send_str("hello")
        texts = {(await ws.receive_json())["text"] for _ in range(20)}
        assert texts == {"One moment, please."}
    endless = fault("endless", "motto")
    async with serve(endless) as at, client.get(at.api + "/motto") as answer:
        assert len(await answer.content.readexactly(10_000)) == 10_000


@pytest.mark.parametrize(
    "path", ["/chat", "/webhooks/rest/webhook", "/v3/directline", "/_matrix/client/v3"]
)
async def test_server_error_over_http(serve, client, fault, path):
    async with serve(fault("server_error", "hello")) as at:
        assert (await say_hello(client, at.bot_http + path)) == 503
    async with serve() as at:
        assert (await say_hello(client, at.bot_http + path)) == 200


async def say_hello(client, url: str) -> int:
    """Say hello in the dialect of an address and return the status."""
    bearer = {"authorization": "Bearer token-ada"}
    if "directline" in url:
        opened = await client.post(url + "/conversations", headers=bearer)
        url += f"/conversations/{(await opened.json())['conversationId']}/activities"
        said = {"type": "message", "from": {"id": "ada"}, "text": "hello"}
        return (await client.post(url, json=said, headers=bearer)).status
    if "_matrix" in url:
        url += "/rooms/!room:localhost/send/m.room.message/1"
        return (await client.put(url, json={"body": "hello"}, headers=bearer)).status
    body = {"text": "hello", "message": "hello", "sender": "ada"}
    return (await client.post(url, json=body)).status


async def test_server_error_and_dropped_connection_on_a_socket(serve, client, fault):
    for kind, code in (("server_error", 1011), ("drops_connection", 1006)):
        async with serve(fault(kind, "hello")) as at, client.ws_connect(at.bot_ws) as ws:
            await ws.receive()
            await ws.send_str("hello")
            assert (await ws.receive()).type in (
                aiohttp.WSMsgType.CLOSE,
                aiohttp.WSMsgType.CLOSED,
                aiohttp.WSMsgType.ERROR,
            )
            assert ws.close_code == code


async def test_dropped_connection_over_http(serve, client, fault):
    async with serve(fault("drops_connection", "hello")) as at:
        with pytest.raises(aiohttp.ClientConnectionError):
            await say_hello(client, at.bot_http + "/chat")
    async with serve(fault("drops_connection", "motto")) as at:
        with pytest.raises(aiohttp.ClientConnectionError):
            await client.get(at.api + "/motto")


async def test_server_error_of_the_api(serve, client, fault):
    async with serve(fault("server_error", "motto")) as at:
        assert (await client.get(at.api + "/motto")).status == 503


async def test_a_fault_of_one_customer_is_met_by_no_other(chat, fault):
    only = fault("wrong_text", "paint", text="Oops.", customer="B-2")
    assert (await chat([only], "make it red", "A-1"))["text"] == "red, Ada?"
    assert (await chat([only], "make it red", "B-2"))["text"] == "Oops."


async def test_graphql_has_faults_too(serve, client, fault):
    query = {"query": '{ order(id: "O-1") { state } }'}
    states = []
    for faults in ([], [fault("wrong_text", "order", text="lost", field="state")]):
        async with serve(*faults) as at:
            await client.post(at.api + "/login", json={"customer": "A-1", "pin": "11"})
            body = await (await client.post(at.api + "/graphql", json=query)).json()
            states.append(body["data"]["order"]["state"])
    assert states == ["open", "lost"]


def test_every_kind_of_fault_is_tried():
    folder = Path(__file__).parent
    files = (
        "test_simulated_faults.py",
        "test_simulated_sendings.py",
        "test_simulated_site_faults.py",
    )
    text = "".join((folder / file).read_text(encoding="utf-8") for file in files)
    assert [kind for kind in FaultKind if f'"{kind}"' not in text] == []
