"""What goes wrong with mails and SMS that are sent: each fault, with it and without it."""

import pytest

from onetake.simulate.codes import Codes
from onetake.simulate.declared import Code, Simulation
from onetake.simulate.faults import Fault
from onetake.simulate.server import running

PATH = "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json"
ADA, BEN = "+447700900101", "+447700900102"
SHOP = {
    "customers": {
        "A-1": {"name": "Ada", "pin": "1", "email": "ada@shop.example", "phone": ADA},
        "B-2": {"name": "Ben", "pin": "2", "email": "ben@shop.example", "phone": BEN},
    },
    "codes": {"pin": {"expires": "5m"}},
    "mail": {"address": "shop@shop.example"},
    "sms": {"intents": [
        {"name": "link", "patterns": ["link"], "answers": "Look: http://shop.example/a?b=1."},
    ]},
    "api": {"login": {}, "routes": [
        {"name": "ask", "method": "POST", "path": "/ask", "keep": {"code": "${new.pin}"},
         "json": {"code": "${code}"}, "sends": [
             {"name": "pin mail", "mail": {
                 "subject": {"en": "Your code", "fr": "Votre code"},
                 "text": {"en": "${my.name}: ${api}/use/${code}", "fr": "Le code est ${code}."},
                 "html": '<p><a href="${api}/use/${code}">${code}</a></p>'}},
             {"name": "pin sms", "sms": {
                 "text": {"en": "${my.name}: ${code}", "fr": "Le ${code}."}}},
         ]},
        {"name": "use", "path": "/use/{code}", "when": {"codes.pin": "${path.code}"}},
    ]},
}  # fmt: skip


class Customer:
    """Ada, who asks for a code and reads what comes."""

    def __init__(self, client, at) -> None:
        self.client = client
        self.at = at

    async def ask(self) -> str:
        """Return the code that was made."""
        await self.client.post(self.at.api + "/login", json={"customer": "A-1", "pin": "1"})
        return (await (await self.client.post(self.at.api + "/ask")).json())["code"]

    async def mails(self, to: str = "ada@shop.example") -> list[dict]:
        found = await (await self.client.get(self.at.mail + "/email")).json()
        return [mail for mail in found if mail["to"][0]["address"] == to]

    async def texts(self, to: str = ADA) -> list[str]:
        found = await self.client.get(self.at.sms + PATH, params={"To": to})
        return [one["body"] for one in (await found.json())["messages"]]


@pytest.fixture
def shop(client):
    """Return what asks for a code in a shop with some faults, and hands over the customer."""

    class Open:
        def __init__(self, *faults: Fault) -> None:
            self.shop = running(Simulation.model_validate(SHOP), faults)

        async def __aenter__(self) -> tuple[Customer, str]:
            ada = Customer(client, await self.shop.__aenter__())
            return ada, await ada.ask()

        async def __aexit__(self, *reason: object) -> None:
            await self.shop.__aexit__(*reason)

    return Open


def both(kind: str, **more: object) -> tuple[Fault, Fault]:
    """Return a fault of the mail, and the same of the SMS."""
    return Fault("F-1", kind, "pin mail", **more), Fault("F-2", kind, "pin sms", **more)


async def test_nothing_wrong(shop):
    async with shop() as (ada, code):
        [mail], [text] = await ada.mails(), await ada.texts()
        assert (mail["subject"], text) == ("Your code", f"Ada: {code}")
        assert mail["text"].strip() == f"Ada: {ada.at.api}/use/{code}"
        assert (await ada.client.get(f"{ada.at.api}/use/{code}")).status == 200


async def test_missing(shop):
    async with shop(*both("missing")) as (ada, _):
        assert (await ada.mails(), await ada.texts()) == ([], [])


async def test_doubled(shop):
    async with shop(*both("doubled")) as (ada, _):
        first, second = await ada.mails()
        assert first["text"] == second["text"]
        assert first["messageId"] != second["messageId"]
        assert len(await ada.texts()) == 2


async def test_late(shop):
    async with shop(*both("late", seconds=0.15)) as (ada, code):
        assert (await ada.mails(), await ada.texts()) == ([], [])
        while not (await ada.mails() and await ada.texts()):
            continue
        assert await ada.texts() == [f"Ada: {code}"]


async def test_what_is_late_does_not_come_after_a_reset():
    simulation = Simulation.model_validate(SHOP)
    reset = simulation.api.model_copy(update={"reset": "/reset"})
    late = Fault("F-1", "late", "pin sms", seconds=0.1)
    later = Fault("F-2", "late", "pin mail", seconds=0.2)
    import aiohttp

    jar = aiohttp.CookieJar(unsafe=True)
    async with (
        aiohttp.ClientSession(cookie_jar=jar) as client,
        running(simulation.model_copy(update={"api": reset}), (late, later)) as at,
    ):
        ada = Customer(client, at)
        await ada.ask()
        await client.post(at.api + "/reset", json={"customer": "A-1"})
        await client.post(at.api + "/ask")
        while not await ada.mails():
            continue
        assert (len(await ada.mails()), len(await ada.texts())) == (1, 1)


async def test_wrong_language(shop):
    async with shop(*both("wrong_language", language="fr")) as (ada, code):
        [mail] = await ada.mails()
        assert mail["text"].strip() == f"Le code est {code}."
        assert mail["subject"] == "Votre code"
        assert await ada.texts() == [f"Le {code}."]


async def test_wrong_link(shop):
    wrong = Fault("F-1", "wrong_link", "pin mail", text="${api}/elsewhere")
    async with shop(wrong) as (ada, code):
        [mail] = await ada.mails()
        assert mail["text"].strip() == f"Ada: {ada.at.api}/elsewhere"
        wanted = f'<p><a href="{ada.at.api}/elsewhere">{code}</a></p>'
        assert mail["html"].strip() == wanted


async def test_dead_link(shop):
    async with shop(Fault("F-1", "dead_link", "pin mail")) as (ada, code):
        [mail] = await ada.mails()
        assert f"/use/{code}-gone" in mail["text"]
        assert mail["html"].strip().endswith(f'-gone">{code}</a></p>')


async def test_expired_code(shop):
    async with shop(Fault("F-1", "expired_code", "pin sms")) as (ada, code):
        assert await ada.texts() == [f"Ada: {code}"]
        assert (await ada.client.get(f"{ada.at.api}/use/{code}")).status == 422


async def test_wrong_recipient(shop):
    async with shop(*both("wrong_recipient", other="B-2")) as (ada, code):
        assert (await ada.mails(), await ada.texts()) == ([], [])
        [mail] = await ada.mails("ben@shop.example")
        assert mail["text"].startswith("Ada:")
        assert await ada.texts(BEN) == [f"Ada: {code}"]


async def test_wrong_customer(shop):
    async with shop(*both("wrong_customer", other="B-2")) as (ada, code):
        [mail] = await ada.mails()
        assert mail["text"].startswith("Ben:")
        assert await ada.texts() == [f"Ben: {code}"]


async def test_wrong_text_and_what_leaks(shop):
    wrong = Fault("F-1", "wrong_text", "pin mail", text="Dear ${my.name}")
    leak = Fault("F-2", "leaked_card", "pin sms", text="PIN ${my.pin}")
    async with shop(wrong, leak) as (ada, code):
        [mail] = await ada.mails()
        assert (mail["text"].strip(), mail["html"].strip()) == ("Dear Ada", "Dear Ada")
        assert await ada.texts() == [f"Ada: {code} PIN 1"]


async def test_nothing_is_sent_when_nothing_is_done(shop):
    async with shop(Fault("F-1", "wrong_state", "ask")) as (ada, _):
        assert (await ada.mails(), await ada.texts()) == ([], [])


@pytest.mark.parametrize(
    ("kind", "more", "texts"),
    [
        ("missing", {}, []),
        ("doubled", {}, ["Look: http://shop.example/a?b=1."] * 2),
        ("wrong_link", {"text": "/b"}, ["Look: /b."]),
        ("dead_link", {}, ["Look: http://shop.example/a-gone?b=1."]),
        ("wrong_text", {"text": "No."}, ["No."]),
        ("lost_context", {}, []),
    ],
)
async def test_answers_by_sms_have_faults_too(shop, kind, more, texts):
    fault = Fault("F-1", kind, "link", **more)
    async with shop(fault) as (ada, _):
        form = {"From": ADA, "To": "+447700900000", "Body": "a link"}
        await ada.client.post(ada.at.sms + PATH, data=form)
        assert [text for text in await ada.texts() if not text.startswith("Ada")] == texts


async def test_stop_that_is_answered_and_not_done(shop):
    async with shop(Fault("F-1", "wrong_state", "stop")) as (ada, _):
        form = {"From": ADA, "To": "+447700900000", "Body": "STOP"}
        await ada.client.post(ada.at.sms + PATH, data=form)
        await ada.ask()
        texts = await ada.texts()
        assert len(texts) == 3
        assert "no more messages" in texts[1]


def test_codes_expire_and_differ_by_customer_and_time():
    now = [0.0]
    codes = Codes({"pin": Code(digits=4, expires="5s")}, clock=lambda: now[0])
    first, other = codes.make("ada", "pin"), codes.make("ben", "pin")
    assert len({first, other}) == 2
    assert len(first) == 4
    now[0] = 4.9
    assert codes.valid("ada", "pin") == first
    now[0] = 5.0
    with pytest.raises(KeyError):
        codes.valid("ada", "pin")
    second = codes.make("ada", "pin")
    assert (codes.valid("ada", "pin"), second != first) == (second, True)
    again = Codes({"pin": Code(digits=4)})
    assert [again.make("ada", "pin"), again.make("ada", "pin")] == [first, second]
