"""An SMS gateway stand-in: Twilio's answers, webhooks, delivery reports, STOP and START."""

import asyncio
from base64 import b64encode

import pytest
from aiohttp import web

from onetake.simulate.sms.webhooks import signature

ACCOUNT = "AC00000000000000000000000000000000"
ADA, BEN, SHOP = "+447700900101", "+447700900102", "+447700900000"


def basic(token: str) -> dict[str, str]:
    """Return the header of somebody who knows a token."""
    return {"Authorization": f"Basic {b64encode(f'{ACCOUNT}:{token}'.encode()).decode()}"}


LOGIN = basic("secret")


class Phone:
    """A customer's phone, seen through the gateway's API."""

    def __init__(self, client, at) -> None:
        self.client = client
        self.at = at
        self.url = f"{at.sms}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"

    async def send(self, text: str, sender: str = ADA, to: str = SHOP, **more: str) -> dict:
        form = {"From": sender, "To": to, "Body": text, **more}
        answer = await self.client.post(self.url, data=form, headers=LOGIN)
        return {"http": answer.status, **await answer.json()}

    async def listed(self, **query: object) -> dict:
        answer = await self.client.get(self.url, params=query, headers=LOGIN)
        return await answer.json()

    async def texts(self, to: str = ADA) -> list[str]:
        return [one["body"] for one in reversed((await self.listed(To=to))["messages"])]

    async def ask_for_a_code(self, customer: str = "A-1", pin: str = "11") -> str:
        await self.client.post(self.at.api + "/login", json={"customer": customer, "pin": pin})
        assert (await self.client.post(self.at.api + "/codes")).status == 202
        return (await self.texts())[-1].removeprefix("Your code is ").rstrip(".")

    async def use_the_code(self, code: str) -> int:
        body = {"code": code, "pin": "33"}
        return (await self.client.post(self.at.api + "/codes/use", json=body)).status


@pytest.fixture
def phone(client):
    """Return a maker of phones."""
    return lambda at: Phone(client, at)


async def test_what_an_answer_sends_comes_to_the_customers_number(serve, phone, client):
    async with serve() as at:
        ada = phone(at)
        await client.post(at.api + "/login", json={"customer": "A-1", "pin": "11"})
        await client.post(at.api + "/orders", json={"item": "pen"})
        [message] = (await ada.listed(To="+44 7700 900101"))["messages"]
        assert (message["body"], message["from"]) == ("Ordered: O-1001", SHOP)
        assert (message["direction"], message["status"]) == ("inbound", "received")
        assert (message["num_segments"], message["error_code"]) == ("1", None)
        one = await client.get(at.sms + message["uri"], headers=LOGIN)
        assert (await one.json())["sid"] == message["sid"]


async def test_what_is_sent_is_in_the_customers_language_and_only_when_it_should_be(
    serve, phone, client
):
    async with serve() as at:
        ben = phone(at)
        await client.post(at.api + "/login", json={"customer": "B-2", "pin": "22"})
        await client.post(at.api + "/orders", json={"item": "pen"})
        await ben.send("STOP", sender=BEN)
        await ben.send("START", sender=BEN)
        await client.post(at.api + "/orders", json={"item": "pen"})
        texts = await ben.texts(BEN)
        assert texts[0] == "Commande : O-1001"
        assert texts[-1] == "Commande : O-1002"
        await client.post(at.api + "/quiet")
        await client.post(at.api + "/orders", json={"item": "pen"})
        assert await ben.texts(BEN) == texts


async def test_an_account_it_does_not_know_is_told_with_the_one_it_knows(serve, phone, client):
    """A programme's file and the stand-in's have to name the same one."""
    async with serve() as at:
        url = phone(at).url.replace(ACCOUNT, "AC1")
        answer = await client.get(url, headers=LOGIN)
        assert answer.status == 404
        told = (await answer.json())["message"]
        assert told.startswith(f"no account AC1 here, only {ACCOUNT}: give the same `account`")


async def test_a_code_is_valid_once_and_a_new_one_ends_it(serve, phone):
    async with serve() as at:
        ada = phone(at)
        first = await ada.ask_for_a_code()
        second = await ada.ask_for_a_code()
        assert len(second) == 6
        assert first != second
        answers = [await ada.use_the_code(code) for code in (first, "none", second, second)]
        assert answers == [422, 422, 204, 422]


async def test_a_code_is_typed_back(serve, phone):
    async with serve() as at:
        ada = phone(at)
        code = await ada.ask_for_a_code()
        await ada.send("000000")
        await ada.send(code)
        await ada.send(code)
        assert (await ada.texts())[1:] == ["Wrong.", "Right.", "Wrong."]


async def test_the_company_answers_in_the_customers_language(serve, phone):
    async with serve() as at:
        someone = phone(at)
        await someone.send("My order?")
        await someone.send("My order?", sender=BEN)
        await someone.send("What?", sender="+447700900777")
        assert await someone.texts() == ["You have one order, Ada."]
        assert await someone.texts(BEN) == ["Une commande, Ben."]
        assert await someone.texts("+447700900777") == ["Write ORDER or STOP."]


async def test_stop_ends_what_is_sent_and_start_begins_it_again(serve, phone, client):
    async with serve() as at:
        ada = phone(at)
        await ada.send(" Stop ")
        await ada.ask_for_a_code()
        assert await ada.texts() == ["No more from us."]
        refused = await ada.send("Buy!", sender=SHOP, to=ADA)
        assert (refused["http"], refused["code"]) == (400, 21610)
        await ada.send("START")
        await ada.ask_for_a_code()
        assert (await ada.texts())[1] == "Welcome back."
        assert len(await ada.texts()) == 3


async def test_a_reset_ends_a_stop(serve, phone, client):
    async with serve() as at:
        ada = phone(at)
        await ada.send("STOP")
        await ada.send("STOP", sender=BEN)
        await client.post(at.api + "/test/reset", json={"customer": "A-1"})
        await ada.ask_for_a_code()
        await ada.ask_for_a_code("B-2", "22")
        assert (len(await ada.texts()), len(await ada.texts(BEN))) == (2, 1)


async def test_messages_are_listed_newest_first_and_page_by_page(serve, phone, client):
    async with serve() as at:
        ada = phone(at)
        for number in range(5):
            await ada.send(f"Text {number}", sender=BEN, to=ADA)
        page = await ada.listed(To=ADA, PageSize=2)
        await ada.send("Later", sender=BEN, to=ADA)
        texts = [one["body"] for one in page["messages"]]
        while page["next_page_uri"]:
            answer = await client.get(at.sms + page["next_page_uri"], headers=LOGIN)
            page = await answer.json()
            texts += [one["body"] for one in page["messages"]]
        assert texts == [f"Text {number}" for number in (4, 3, 2, 1, 0)]
        assert (page["page"], page["page_size"], page["start"]) == (2, 2, 5)
        assert [m["to"] for m in (await ada.listed(From=BEN, PageSize=1))["messages"]] == [ADA]


async def test_a_long_text_takes_several_segments(serve, phone):
    async with serve() as at:
        ada = phone(at)
        sent = [await ada.send(text, to=BEN) for text in ("x" * 160, "x" * 161, "ж" * 71)]
        assert [one["num_segments"] for one in sent] == ["1", "2", "2"]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"to": "12"}, 21211),
        ({"text": ""}, 21602),
        ({"text": "x" * 1601}, 21617),
        ({"sender": ""}, 21603),
        ({"StatusCallback": "http://elsewhere.example/"}, 21609),
    ],
)
async def test_what_cannot_be_sent_is_refused(serve, phone, form, code):
    async with serve() as at:
        refused = await phone(at).send(**{"text": "Hello", **form})
        assert (refused["http"], refused["code"]) == (400, code)


async def test_only_the_account_is_let_in(serve, phone, client):
    async with serve() as at:
        ada = phone(at)
        for headers in ({}, basic("guess")):
            answer = await client.get(ada.url, headers=headers)
            assert (answer.status, (await answer.json())["code"]) == (401, 20003)
        sent = await ada.send("Hello", to=BEN)
        url = at.sms + sent["uri"]
        assert (await client.delete(url, headers=LOGIN)).status == 204
        gone = await client.get(url, headers=LOGIN)
        assert (gone.status, (await gone.json())["code"]) == (404, 20404)


class Listener:
    """Takes forms over HTTP and gives them in order."""

    def __init__(self) -> None:
        self.forms: asyncio.Queue[tuple[dict, str]] = asyncio.Queue()
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        form = {key: str(value) for key, value in (await request.post()).items()}
        await self.forms.put((form, request.headers["X-Twilio-Signature"]))
        return web.Response()

    async def next(self) -> dict:
        """Return the next form, whose signature must be right."""
        form, signed = await asyncio.wait_for(self.forms.get(), 10)
        assert signed == signature("secret", self.url, form)
        return form


@pytest.fixture
async def listener():
    """Yield a listener on this machine."""
    listening = Listener()
    app = web.Application()
    app.add_routes([web.post("/here", listening.take)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listening.url = f"http://127.0.0.1:{runner.addresses[0][1]}/here"
    yield listening
    await runner.cleanup()


async def test_delivery_is_reported(serve, phone, listener):
    async with serve() as at:
        ada = phone(at)
        sent = await ada.send("Order?", StatusCallback=listener.url)
        assert sent["status"] == "queued"
        reports = [await listener.next() for _ in range(2)]
        assert [report["MessageStatus"] for report in reports] == ["sent", "delivered"]
        assert {report["MessageSid"] for report in reports} == {sent["sid"]}
        await ada.send("Hello", to="+447700900999", StatusCallback=listener.url)
        await listener.next()
        lost = await listener.next()
        assert (lost["MessageStatus"], lost["ErrorCode"]) == ("undelivered", "30003")


async def test_what_arrives_is_brought_to_a_webhook(shop, phone, listener):
    from onetake.simulate.server import running

    sms = shop.sms.model_copy(update={"webhook": listener.url})
    async with running(shop.model_copy(update={"sms": sms})) as at:
        await phone(at).send("order")
        form = await listener.next()
        assert (form["Body"], form["To"]) == ("You have one order, Ada.", ADA)
        assert (form["SmsStatus"], form["NumSegments"]) == ("received", "1")


def test_a_signature_is_what_the_gateways_documentation_shows():
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    form = {"To": "+18005551212", "From": "+14158675309", "Digits": "1234"}
    form |= {"Caller": "+14158675309", "CallSid": "CA1234567890ABCDE"}
    assert signature("12345", url, form) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
