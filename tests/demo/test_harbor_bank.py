"""Harbor Bank serves its customers over two channels that know of each other."""

import re

import aiohttp
import pytest

from onetake.demo.bank import RunningBank, start

ANNA = {"customer": "C-1001", "pin": "4711"}
BJORN = {"customer": "C-1002", "pin": "2580"}
CHLOE = {"customer": "C-1003", "pin": "1357"}


class Visitor:
    """A customer with a browser and a chat window, seen from outside."""

    def __init__(self, bank: RunningBank, session: aiohttp.ClientSession, ws) -> None:
        self.bank, self.session, self.ws = bank, session, ws

    async def log_in(self, who: dict[str, str]) -> None:
        answer = await self.session.post(self.bank.values["bank"] + "/login", json=who)
        assert answer.status == 200

    async def api(self, method: str, path: str, **more: object) -> tuple[int, dict]:
        url = self.bank.values["bank"] + path
        async with self.session.request(method, url, **more) as answer:
            return answer.status, await answer.json()

    async def hear(self, shape: str) -> re.Match[str]:
        """Read answers until one fits."""
        while True:
            text = (await self.ws.receive_json(timeout=5))["text"]
            found = re.search(shape, text)
            if found:
                return found

    async def text(self, phone: str) -> str:
        """Return the last SMS that came to a phone."""
        path = "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json"
        url = self.bank.values["sms"] + path
        async with self.session.get(url, params={"To": phone}) as answer:
            return (await answer.json())["messages"][0]["body"]

    async def mail(self) -> dict:
        """Return the last mail that came to anybody."""
        url = self.bank.values["mail"] + "/api/v1/message/latest"
        async with self.session.get(url) as answer:
            return await answer.json()

    async def say(self, text: str, shape: str) -> re.Match[str]:
        await self.ws.send_json({"text": text})
        return await self.hear(shape)


@pytest.fixture
async def visit():
    """Yield a visitor of the production bank."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with (
        start("production") as bank,
        aiohttp.ClientSession(cookie_jar=jar) as session,
        session.ws_connect(bank.values["bot"]) as ws,
    ):
        yield Visitor(bank, session, ws)


async def test_a_card_blocked_by_chat_is_blocked_in_the_api(visit):
    await visit.say("I lost my card", "customer number")
    await visit.say("C-1001", "block your card ending 1111")
    await visit.say("Block it", "is blocked")
    order = (await visit.hear(r"order is (R-\d+)"))[1]
    await visit.log_in(ANNA)
    status, card = await visit.api("GET", "/cards/K-11")
    assert (status, card["state"]) == (200, "blocked")
    assert "number" not in card
    assert (await visit.api("GET", f"/replacements/{order}"))[1]["card"] == "K-11"
    await visit.say("I lost my card", "blocked already")


async def test_a_code_of_the_api_opens_the_balance_in_the_chat(visit):
    await visit.log_in(ANNA)
    _, made = await visit.api("POST", "/chat-codes")
    await visit.say("What is my balance?", "customer number")
    await visit.say("C-1001", "code")
    await visit.say("00000", "not valid")
    assert (await visit.say(made["code"], r"balance is (\S+) EUR"))[1] == "1250"


async def test_a_statement_promised_by_chat_can_be_opened(visit):
    await visit.say("I need my statement", "customer number")
    link = (await visit.say("C-1002", r"/statements/[\w-]+"))[0]
    await visit.log_in(BJORN)
    async with visit.session.get(visit.bank.values["bank"] + link) as answer:
        assert "Björn Lind" in await answer.text()


async def test_money_sent_by_chat_is_booked(visit):
    await visit.say("I want to send some money", "customer number")
    await visit.say("C-1002", "How much")
    await visit.say("25", "Who should get it")
    await visit.say("Anna Berg", "25 EUR to Anna Berg")
    transfer = (await visit.say("Send it", r"transfer is (T-\d+)"))[1]
    await visit.log_in(BJORN)
    assert (await visit.api("GET", f"/transfers/{transfer}"))[1]["to"] == "Anna Berg"
    async with visit.session.get(visit.bank.values["bank"] + "/accounts") as answer:
        assert (await answer.json())[0]["balance"] == 815.5


@pytest.mark.parametrize(
    ("amount", "status", "fee"), [(25, 201, 0), ("500", 201, 1.5), (5000, 422, None)]
)
async def test_transfers_have_fees_and_limits(visit, amount, status, fee):
    await visit.log_in(ANNA)
    got = await visit.api("POST", "/transfers", json={"to": "Garage", "amount": amount})
    assert (got[0], got[1].get("fee")) == (status, fee)


async def test_a_visit_booked_by_chat_can_be_cancelled(visit):
    await visit.say("I would like an appointment", "customer number")
    await visit.say("C-1001", "talk about")
    await visit.say("A boat", "Tuesday and on Thursday")
    visited = (await visit.say("Thursday 15:30", r"appointment is (V-\d+)"))[1]
    await visit.log_in(ANNA)
    assert (await visit.api("GET", f"/appointments/{visited}"))[1]["time"] == "Thursday 15:30"
    url = f"{visit.bank.values['bank']}/appointments/{visited}"
    assert (await visit.session.delete(url)).status == 204
    assert (await visit.session.get(url)).status == 404


async def test_a_complaint_is_answered_in_the_end(visit):
    await visit.say("I want to complain", "customer number")
    await visit.say("C-1002", "What happened")
    number = (await visit.say("The machine kept my card", r"Q-\d+"))[0]
    await visit.log_in(BJORN)
    states = [(await visit.api("GET", f"/complaints/{number}"))[1]["state"] for _ in range(3)]
    assert states == ["received", "in review", "answered"]


async def test_consent_comes_before_data_and_is_written_down(visit):
    await visit.say("Can I borrow some money?", "customer number")
    await visit.say("C-1003", "May we use your data")
    consent = (await visit.say("I agree", r"E-\d+"))[0]
    await visit.hear("What do you earn")
    await visit.say("2500", "up to 9000 EUR")
    await visit.log_in(CHLOE)
    assert (await visit.api("GET", f"/consents/{consent}"))[1]["purpose"] == "loan check"


async def test_french_is_answered_in_french(visit):
    await visit.say("Bonjour, quelles sont vos heures d'ouverture ?", "du lundi au vendredi")


async def test_a_person_comes_when_asked_for(visit):
    await visit.say("Talk to a person", "in a moment")
    await visit.hear("this is Mia")


async def test_a_new_card_is_followed_in_graphql(visit):
    await visit.log_in(CHLOE)
    status, order = await visit.api("POST", "/cards/K-33/replacement")
    query = {"query": f'{{ replacement(id: "{order["id"]}") {{ state }} }}'}
    states = [(await visit.api("POST", "/graphql", json=query))[1]["data"] for _ in range(3)]
    assert status == 201
    assert [data["replacement"]["state"] for data in states] == ["ordered", "printed", "posted"]


async def test_a_limit_is_raised_with_a_code_and_a_link(visit):
    await visit.say("Please raise my limit", "customer number")
    await visit.say("C-1004", "new limit")
    await visit.say("2000", "sent a code")
    code = re.search(r"\d{6}", await visit.text("+44 7700 900104"))[0]
    await visit.say("000000", "not valid")
    await visit.say("Please raise my limit", "sent a code")
    await visit.say(code, "not valid")
    code = re.search(r"\d{6}", await visit.text("+44 7700 900104"))[0]
    await visit.say(code, "just mailed you")
    mail = await visit.mail()
    assert mail["To"][0]["Address"] == "dora@customers.example"
    link = re.search(r"http\S+", mail["Text"])[0]
    await visit.log_in({"customer": "C-1004", "pin": "8642"})
    assert (await visit.api("GET", "/cards/K-44/limit"))[1]["limit"] == 1000
    path = link.removeprefix(visit.bank.values["bank"])
    assert (await visit.api("GET", path))[1]["state"] == "confirmed"
    assert (await visit.api("GET", "/cards/K-44/limit"))[1]["limit"] == "2000"
    assert (await visit.api("GET", path))[0] == 410


async def test_a_forgotten_pin_is_replaced_through_a_mail(visit):
    assert (await visit.api("POST", "/pin-resets", json={"customer": "C-1005"}))[0] == 202
    assert (await visit.api("POST", "/pin-resets", json={"customer": "C-9999"}))[0] == 422
    link = re.search(r"http\S+", (await visit.mail())["Text"])[0]
    path = link.removeprefix(visit.bank.values["bank"])
    assert (await visit.api("GET", path))[1]["first"] == "Emil"
    assert (await visit.api("POST", path, json={"pin": "12"}))[0] == 422
    assert (await visit.api("POST", path, json={"pin": "2468"}))[0] == 200
    await visit.log_in({"customer": "C-1005", "pin": "2468"})


async def test_who_moves_house_confirms_it_and_is_told_in_french(visit):
    await visit.log_in(CHLOE)
    assert (await visit.api("GET", "/me/address"))[0] == 404
    await visit.api("PUT", "/me/address", json={"city": "Nantes"})
    text = await visit.text("+44 7700 900103")
    code = re.search(r"(\d{6}) est votre code", text)[1]
    done = await visit.api("POST", "/me/address/confirmation", json={"code": code})
    assert done == (200, {"state": "changed"})
    mail = await visit.mail()
    assert mail["Subject"] == "Votre nouvelle adresse"
    assert "à Nantes" in mail["Text"]
    assert (await visit.api("GET", "/me/address"))[1] == {"city": "Nantes"}


async def test_a_statement_is_mailed_with_the_balance_in_it(visit):
    await visit.say("Please mail me my statement", "customer number")
    await visit.say("C-1001", "mailed you")
    mail = await visit.mail()
    [file] = mail["Attachments"]
    url = f"{visit.bank.values['mail']}/api/v1/message/{mail['ID']}/part/{file['PartID']}"
    async with visit.session.get(url) as part:
        assert "2026-10-31,Balance,1250" in await part.text()


async def test_a_bank_can_be_stopped_before_its_block_ends(visit):
    async with start("dev") as bank:
        await bank.stop()
        with pytest.raises(aiohttp.ClientConnectionError):
            await visit.session.get(bank.values["bank"] + "/me")
