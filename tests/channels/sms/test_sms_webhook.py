"""Messages and reports that gateways bring: who may, whose they are, in what form they come."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import AsyncIterator
from urllib.parse import quote, urlsplit

import pytest
from aiohttp import ClientSession, web
from channels.sms.twilio import SETTINGS, TOKEN
from yarl import URL

from onetake.channels.sms import channel as sms
from onetake.channels.sms.signature import twilio_signature
from onetake.testing import Stage, a_system
from onetake.testing.served import free_port
from onetake.wire.udh import read_reference
from onetake.words.trouble import CannotTell, CustomerNotices

KANNEL = {
    "gateway": "kannel",
    "account": "harbor",
    "password": "secret",
    "number": "+447700900001",
    "company": "12345",
}


class Hook:
    """Where a line listens, and ways to tell it something."""

    def __init__(self, http: ClientSession, port: int) -> None:
        self.http = http
        self.url = f"http://127.0.0.1:{port}/sms"
        self.settings = {"listen": f"127.0.0.1:{port}"}

    async def twilio(self, path: str = "", token: str = TOKEN, **form: str) -> web.Response:
        """Bring something as Twilio does, signed."""
        url = self.url + path
        signature = twilio_signature(url, list(form.items()), token)
        return await self.post(url, data=form, headers={"X-Twilio-Signature": signature})

    async def kannel(self, query: str, path: str = "") -> web.Response:
        """Bring something as Kannel does: all of it in the address, byte for byte."""
        return await self.get(URL(f"{self.url}{path}?{query}", encoded=True))

    async def post(self, url, **more) -> web.Response:
        async with self.http.post(url, **more) as answer:
            return answer.status, answer.content_type, await answer.text()

    async def get(self, url, **more) -> web.Response:
        async with self.http.get(url, **more) as answer:
            return answer.status, answer.content_type, await answer.text()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """Give somewhere to listen."""
    async with ClientSession() as http:
        yield Hook(http, free_port())


def a_message(**more: str) -> dict[str, str]:
    return {"MessageSid": "SM1", "From": "+4930123456", "To": "+447700900001", "Body": "hi", **more}


async def test_a_signed_message_is_heard(twilio, phone, hook):
    anna = await phone(twilio.address, webhook=hook.settings)
    answer = await hook.twilio(**a_message(Body="Your code is 482913 – grüße", NumSegments="2"))
    assert answer == (200, "text/xml", "<Response/>")
    heard = await anna.receive("code")
    assert (heard["codes"], heard["parts"], heard["encoding"]) == (["482913"], 2, "ucs2")
    assert heard["raw.Body"] == "Your code is 482913 – grüße"


@pytest.mark.parametrize(
    ("bring", "why"),
    [
        (lambda hook: hook.twilio(token="x", **a_message()), "its x-twilio-signature is wrong"),
        (lambda hook: hook.post(hook.url, data=a_message()), "it has no x-twilio-signature"),
        (lambda hook: hook.get(hook.url), "it has no x-twilio-signature"),
        (lambda hook: hook.twilio("/elsewhere", **a_message()), "nobody listens at this path"),
        (lambda hook: hook.twilio("/report/..%2f", **a_message()), "nobody listens at this path"),
    ],
)  # fmt: skip
async def test_what_proves_nothing_is_refused_and_noted(twilio, phone, hook, bring, why):
    anna = await phone(twilio.address, webhook=hook.settings)
    status, _, _ = await bring(hook)
    assert status == 403
    assert anna.arrived() == []
    assert why in anna.line.inbox.explain()
    assert why in anna.transcript()


async def test_a_refused_message_to_this_number_makes_a_silence_doubtful(twilio, phone, hook):
    anna = await phone(twilio.address, webhook=hook.settings)
    other = await phone(twilio.address, webhook=hook.settings, number="+447700900002")
    await hook.post(hook.url, data={"hello": "scanner"})
    assert anna.line.inbox.doubt() is None
    await hook.twilio(token="old", **a_message())
    doubt = anna.line.inbox.doubt()
    assert (type(doubt), doubt.rule) == (CannotTell, "webhook.refused")
    assert "compare webhook.secret" in doubt.reason
    assert other.line.inbox.doubt() is None


async def test_a_message_that_names_nobody_is_refused(twilio, phone, hook):
    anna = await phone(twilio.address, webhook=hook.settings)
    assert (await hook.twilio(Body="hi"))[0] == 400
    assert "names no number" in anna.line.inbox.explain()


async def test_two_lines_on_one_webhook_hear_their_own(twilio, phone, hook):
    anna = await phone(twilio.address, webhook=hook.settings)
    other = await phone(twilio.address, webhook=hook.settings, number="+447700900002")
    await hook.twilio(**a_message(Body="for Anna"))
    await hook.twilio(**a_message(Body="for Björn", To="+447700900002", MessageSid="SM2"))
    await anna.receive("for Anna")
    await other.receive("for Björn")
    assert anna.line.inbox.arrived == other.line.inbox.arrived == 1
    assert anna.line.inbox.explain() == ""


async def test_a_message_for_nobody_here_may_be_why_nothing_came(twilio, phone, hook):
    anna = await phone(twilio.address, webhook=hook.settings)
    assert (await hook.twilio(**a_message(To="+447700900009")))[0] == 200
    assert "a message came for +447700900009" in anna.line.inbox.explain()


async def test_a_message_brought_twice_is_one(twilio, phone, hook):
    anna = await phone(twilio.address, webhook=hook.settings)
    for _ in range(2):
        await hook.twilio(**a_message())
    await hook.twilio(**a_message(MessageSid="SM2"))
    assert anna.arrived() == ["hi", "hi"]


async def test_an_old_message_that_is_brought_late_is_never_heard(twilio, phone, hook):
    old = twilio.deliver("old")
    anna = await phone(twilio.address, webhook=hook.settings)
    await hook.twilio(**a_message(MessageSid=old, Body="old"))
    await hook.twilio(**a_message(MessageSid="SM9", Body="new"))
    assert anna.arrived() == ["new"]


async def test_the_report_comes_to_where_the_sending_asked_for_it(twilio, phone, hook):
    anna = await phone(twilio.address, webhook=hook.settings)
    await anna.send("hello")
    callback = twilio.sent[0]["StatusCallback"]
    assert callback.startswith(f"{hook.url}/report?id=")
    below = callback.removeprefix(hook.url)
    for status in ("queued", "sent", "sent"):
        assert (await hook.twilio(below, MessageSid="SM0000", MessageStatus=status))[0] == 200
    assert anna.reported() == ["sent"]
    await hook.twilio(below, MessageStatus="undelivered", ErrorCode="30003")
    heard = await anna.report("undelivered")
    assert (heard["detail"], heard["text"]) == ("30003", "undelivered (30003)")


async def test_the_address_that_the_gateway_knows_is_signed_and_told(twilio, phone, hook):
    outside = "https://tests.bank.example/hooks/sms"
    anna = await phone(twilio.address, webhook={**hook.settings, "url": outside})
    await anna.send("hello")
    callback = twilio.sent[0]["StatusCallback"]
    assert callback.startswith(f"{outside}/report?id=")
    form = {"MessageStatus": "delivered"}
    signature = twilio_signature(callback, list(form.items()), TOKEN)
    inside = hook.url + callback.removeprefix(outside)
    await hook.post(inside, data=form, headers={"X-Twilio-Signature": signature})
    await anna.report("delivered")


async def test_the_signature_is_twilios():
    """An example computed by hand: the form's fields follow the address in order of their names."""
    form = [("To", "+2"), ("Body", "a b"), ("From", "+1")]
    url = "https://x.example/sms?a=1"
    signed = b"https://x.example/sms?a=1Bodya bFrom+1To+2"
    assert (
        twilio_signature(url, form, "key")
        == b64encode(hmac.new(b"key", signed, "sha1").digest()).decode()
    )


async def test_kannel_sends_in_the_address_and_is_told_where_reports_go(serve, phone, hook):
    asked = []

    async def sendsms(request: web.Request) -> web.Response:
        asked.append(request)
        return web.Response(status=202, text="0: Accepted for delivery")

    address = await serve(sendsms)
    anna = await phone(address, **KANNEL, webhook={**hook.settings, "secret": "s3cret"})
    await anna.send("Grüße €")
    await anna.send("Ж")
    first, second = [dict(request.query) for request in asked]
    report = first.pop("dlr-url")
    assert first == {
        "username": "harbor", "password": "secret", "from": "+447700900001", "to": "12345",
        "text": "Grüße €", "charset": "UTF-8", "coding": "0", "dlr-mask": "31",
    }  # fmt: skip
    assert (second["text"], second["coding"]) == ("Ж", "2")
    assert report.startswith(f"{hook.url}/report?id=") and "&secret=s3cret" in report
    late = second["dlr-url"].replace("%d", "8").replace("%A", "ACK")
    assert (await hook.get(late))[0] == 200
    assert (await hook.get(report.replace("%d", "1").replace("%A", "")))[0] == 200
    await hook.get(second["dlr-url"].replace("%d", "1").replace("%A", ""))
    assert anna.reported() == ["sent (ACK)", "delivered"]


async def test_a_long_text_goes_to_kannel_in_parts(serve, phone, hook):
    """Kannel would cut it off; the parts share a number, and the last one asks for the report."""
    asked = []

    async def sendsms(request: web.Request) -> web.Response:
        asked.append(request.query)
        return web.Response(status=202, text="0: Accepted for delivery")

    anna = await phone(await serve(sendsms), **KANNEL, webhook=hook.settings)
    text = "Ж" * 66 + "😀" + "Ж" * 60
    await anna.send(text)
    headers = [read_reference(query["udh"].encode()) for query in asked]
    assert [(header.position, header.total) for header in headers] == [(1, 2), (2, 2)]
    assert headers[0].number == headers[1].number
    assert "".join(query["text"] for query in asked) == text
    assert ["dlr-url" in query for query in asked] == [False, True]
    with pytest.raises(CannotTell) as caught:
        await anna.send("x" * 153 * 256)
    assert caught.value.rule == "request"


@pytest.mark.parametrize(
    ("text", "rule", "told"),
    [
        ("4: Temporal failure, try again later.", "gateway.refused", "did not take the message"),
        ("Authorization failed for sendsms", "gateway.answer", "is not of the form"),
    ],
)
async def test_kannel_refuses_in_words(serve, phone, hook, text, rule, told):
    async def sendsms(request: web.Request) -> web.Response:
        return web.Response(status=202, text=text)

    anna = await phone(await serve(sendsms), **KANNEL, webhook=hook.settings)
    with pytest.raises(CannotTell) as caught:
        await anna.send("hello")
    assert caught.value.rule == rule
    assert told in caught.value.reason and text.split(",")[0] in caught.value.reason


def utf16(text: str) -> str:
    return quote(text.encode("utf-16-be", "surrogatepass"))


FROM_TO = "from=%2B4930123456&to=%2B447700900001"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("text=Gr%C3%BC%C3%9Fe", "Grüße"),
        ("text=Gr%FC%DFe&charset=ISO-8859-1", "Grüße"),
        (f"text={utf16('Привет 😀')}&charset=UTF-16BE&coding=2", "Привет 😀"),
        ("text=100+%25+sure%21", "100 % sure!"),
        ("text=Gr%FC%DFe", "Gr\ufffd\ufffde"),
        ("text=hi&charset=no-such-charset", "hi"),
        ("text=", ""),
    ],
)
async def test_words_come_in_the_charset_the_gateway_names(phone, hook, query, text):
    anna = await phone("http://127.0.0.1:1", **KANNEL, webhook=hook.settings)
    await hook.kannel(f"{FROM_TO}&{query}")
    assert anna.arrived() == [text]


async def test_the_secret_proves_a_request(phone, hook):
    anna = await phone(
        "http://127.0.0.1:1", **KANNEL, webhook={**hook.settings, "secret": "s3cret"}
    )
    assert (await hook.kannel(f"{FROM_TO}&text=hi"))[0] == 403
    assert (await hook.kannel(f"{FROM_TO}&text=hi&secret=guess"))[0] == 403
    assert (await hook.kannel(f"{FROM_TO}&text=hi&secret=s3cret"))[0] == 200
    assert anna.arrived() == ["hi"]


async def test_kannel_may_post_its_headers(phone, hook):
    anna = await phone("http://127.0.0.1:1", **KANNEL, webhook=hook.settings)
    headers = {"X-Kannel-From": "+4930123456", "X-Kannel-To": "+447700900001",
               "Content-Type": "text/plain; charset=UTF-8"}  # fmt: skip
    await hook.post(hook.url, data="Grüße".encode(), headers=headers)
    heard = await anna.receive("Grüße")
    assert heard["from"] == "+4930123456"


def part(text: str, position: int, total: int = 3, number: str = "CC") -> str:
    udh = quote(bytes.fromhex(f"050003{number}{total:02X}{position:02X}"))
    return f"{FROM_TO}&udh={udh}&text={text}"


async def test_parts_are_joined_whatever_their_order(phone, hook):
    anna = await phone("http://127.0.0.1:1", **KANNEL, webhook=hook.settings)
    for query in (part("c", 3), part("a", 1), part("a", 1), part("b", 2)):
        await hook.kannel(query)
    heard = await anna.receive("abc")
    assert (heard["text"], heard["parts"], anna.line.inbox.arrived) == ("abc", 3, 1)


async def test_ten_parts_in_hex_with_a_wide_number(phone, hook):
    anna = await phone("http://127.0.0.1:1", **KANNEL, webhook=hook.settings)
    for position in (7, 3, 10, 1, 5, 2, 9, 4, 8, 6):
        await hook.kannel(f"{FROM_TO}&udh=060804BEEF0A{position:02X}&text={position}-")
    assert (await anna.receive("1-"))["text"] == "1-2-3-4-5-6-7-8-9-10-"


async def test_a_missing_part_is_named(phone, hook):
    anna = await phone("http://127.0.0.1:1", **KANNEL, webhook=hook.settings)
    for position in (4, 1, 2):
        await hook.kannel(part("x", position, total=5))
    assert anna.arrived() == []
    doubt = anna.line.inbox.doubt()
    assert (type(doubt), doubt.rule) == (CustomerNotices, "parts.missing")
    assert doubt.reason == "parts 1,2,4 of 5 came of a long message from +4930123456"
    assert "part 4 of 5 came" in anna.transcript()


async def test_a_character_cut_in_two_is_whole_again(phone, hook):
    anna = await phone("http://127.0.0.1:1", **KANNEL, webhook=hook.settings)
    high, low = "😀".encode("utf-16-be")[:2], "😀".encode("utf-16-be")[2:]
    for position, half in ((1, high), (2, low)):
        udh = quote(bytes([5, 0, 3, 1, 2, position]))
        await hook.kannel(f"{FROM_TO}&udh={udh}&text={quote(half)}&charset=UTF-16BE")
    assert anna.arrived() == ["😀"]


async def test_two_gateways_cannot_share_a_path(twilio, phone, hook):
    await phone(twilio.address, webhook=hook.settings)
    with pytest.raises(CannotTell) as caught:
        await phone("http://127.0.0.1:1", **KANNEL, webhook=hook.settings)
    assert caught.value.rule == "webhook.shared"
    other = {**hook.settings, "path": "/other"}
    await phone("http://127.0.0.1:1", **KANNEL, webhook=other)


async def test_an_address_somebody_has_is_told(twilio, phone):
    taken = urlsplit(twilio.address).netloc
    with pytest.raises(CannotTell) as caught:
        await phone(twilio.address, webhook={"listen": taken})
    assert caught.value.rule == "webhook.listen"
    assert taken in caught.value.reason


async def test_the_last_line_stops_the_listener(twilio, hook):
    system = a_system(sms, twilio.address, **SETTINGS, webhook=hook.settings)
    stage = Stage(sms, system)
    first, second = [await sms.open(stage.place()) for _ in range(2)]
    await first.close()
    assert (await hook.twilio(**a_message()))[0] == 200
    await second.close()
    async with stage.line() as line:  # the port is free again
        assert line.inbox.closed is None


async def test_a_body_that_is_too_large_is_not_read(twilio, phone, hook):
    anna = await phone(twilio.address, webhook=hook.settings, largest="2KB")
    status, _, _ = await hook.post(hook.url, data=b"x" * 5000)
    assert status == 413
    assert anna.arrived() == []


async def test_a_declared_gateway_brings_json(phone, hook):
    gateway = {
        "send": {"post": "/send", "json": {"to": "${to}", "text": "${text}"}},
        "message": {"text": "sms.body", "from": "sms.sender", "to": "sms.receiver"},
        "webhook": {"header": "X-Secret"},
    }
    settings = {"gateway": gateway, "account": None, "password": None}
    hooked = {**hook.settings, "secret": "s3cret"}
    anna = await phone("http://127.0.0.1:1", **settings, webhook=hooked)
    body = {"sms": {"body": "Grüße", "sender": "BANK", "receiver": "447700900001"}}
    assert (await hook.post(hook.url, json=body))[0] == 403
    assert (await hook.post(hook.url, json=body, headers={"x-secret": "s3cret"}))[0] == 200
    heard = await anna.receive("Grüße")
    assert (heard["from"], heard["to"]) == ("BANK", "+447700900001")


async def test_a_webhook_that_others_can_reach_wants_proof_wherever_its_address_stands(phone):
    """The file names only a template, so nobody knows before it is opened."""
    declared = {**KANNEL, "webhook": {"listen": "${environment.hook}"}}
    memory = {"environment": {"hook": f"0.0.0.0:{free_port()}"}}
    system = a_system(sms, "http://127.0.0.1:9", **declared)
    with pytest.raises(CannotTell) as told:
        async with Stage(sms, system, memory).line():
            pass
    assert told.value.rule == "webhook.open"
