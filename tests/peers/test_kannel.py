"""An SMS gateway that is not ours: the sms channel at a real Kannel, with its fake telephones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from itertools import count
from typing import Any

import pytest
from channels.sms.phone import Phone  # type: ignore[import-untyped]
from phones import Short, Switchboard
from switchboard import PASSWORD, USER

from onetake.channels.sms import channel as sms
from onetake.testing import Stage, a_system
from onetake.testing.served import free_port
from onetake.wire.udh import read_reference
from onetake.words.trouble import CannotTell

SHOP = "+4940123456"
KEYWORDS = "+4940777123"
NOBODY = "+49199123456"
SMS: Any = sms
PATIENCE_S = 20
_numbers = count(1)

Open = Callable[..., Awaitable[Phone]]


@pytest.fixture
async def phone(switchboard: Switchboard, worker_id: str) -> AsyncIterator[Open]:
    """Open lines: `await phone()` has a number of its own, to which Kannel brings messages.

    `post`: Kannel brings them by POST, and proves itself by a secret.
    """
    async with AsyncExitStack() as stack:

        async def open_line(*, post: bool = False, **settings: object) -> Phone:
            worker = worker_id.removeprefix("gw").removeprefix("master") or "0"
            number = f"+49{15 if post else 16}1{worker}{next(_numbers):06}"
            port = free_port()
            webhook = {"listen": f"127.0.0.1:{port}"} | ({"secret": "s3cret"} if post else {})
            address = f"http://127.0.0.1:{port}/sms"
            switchboard.lead(number, f"{address}?secret=s3cret" if post else address)
            basics = {
                "gateway": "kannel", "account": USER, "password": PASSWORD, "number": number,
                "company": SHOP, "recipients": [KEYWORDS, NOBODY], "webhook": webhook,
            }  # fmt: skip
            stage = Stage(SMS, a_system(SMS, switchboard.address, **{**basics, **settings}))
            return Phone(stage, await stack.enter_async_context(stage.line()))

        yield open_line


async def got(
    switchboard: Switchboard, sender: str, to: str = SHOP, *, messages: int = 1
) -> list[Short]:
    """Wait until a telephone has so many messages from a number, and return them."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            found = [message for message in switchboard.got(to) if message.sender == sender]
            if len(found) >= messages:
                return found
            await asyncio.sleep(0.05)


async def hand(switchboard: Switchboard, phone: Phone, text: str, sender: str = SHOP) -> None:
    """Let a telephone send a message to a phone."""
    await asyncio.to_thread(switchboard.hand, sender, phone.line.number, text)


@pytest.mark.parametrize("text", ["Where is my order?", "Grüße {€} ~", "Привет 😀"])
async def test_what_is_sent_reaches_the_shop_and_is_reported(switchboard, phone, text):
    anna = await phone()
    await anna.send(text)
    assert [m.text for m in await got(switchboard, anna.line.number)] == [text]
    assert (await anna.report("delivered"))["status"] == "delivered"


@pytest.mark.parametrize(("last", "parts", "charset"), [("end", 3, "utf-8"), ("Ж", 7, "utf-16-be")])
async def test_a_long_text_reaches_the_shop_in_parts_that_make_it_whole(
    switchboard, phone, last, parts, charset
):
    """The telephone prints a part's bytes, whatever they are."""
    anna = await phone()
    text = " ".join(f"word{number}" for number in range(60)) + f" {last}"
    await anna.send(text)
    came = await got(switchboard, anna.line.number, messages=parts)
    headers = [read_reference(bytes.fromhex(part.header)) for part in came]
    assert [(header.position, header.total) for header in headers] == [
        (position, parts) for position in range(1, parts + 1)
    ]
    assert "".join(part.text for part in came).encode().decode(charset) == text
    assert (await anna.report("delivered"))["status"] == "delivered"


async def test_a_number_nobody_reaches_is_refused_in_kannels_words(phone):
    anna = await phone()
    with pytest.raises(CannotTell) as caught:
        await anna.send("hello", to=NOBODY)
    assert caught.value.rule == "gateway.refused"
    assert "Not routable" in caught.value.reason
    await anna.report("rejected")


@pytest.mark.parametrize("post", [False, True])
async def test_what_a_telephone_sends_is_heard(switchboard, phone, post):
    anna = await phone(post=post)
    await hand(switchboard, anna, "Your code is 482913 – grüße 100% +x")
    heard = await anna.receive("code")
    assert heard["text"] == "Your code is 482913 – grüße 100% +x"
    assert (heard["codes"], heard["from"]) == (["482913"], SHOP)
    assert heard["encoding"] == "ucs2"


@pytest.mark.parametrize("post", [False, True])
async def test_parts_in_any_order_are_one_message(switchboard, phone, post):
    anna = await phone(post=post)
    for position, text in ((3, "+three"), (1, "one"), (3, "+three"), (2, "+two")):
        header = f"%05%00%03%07%03%{position:02x}"
        message = f"{SHOP} {anna.line.number} udh-data {header} {text}"
        await asyncio.to_thread(switchboard.hand_raw, message)
    heard = await anna.receive("three")
    assert (heard["text"], heard["parts"], anna.line.inbox.arrived) == ("one two three", 3, 1)


async def test_a_missing_part_is_named(switchboard, phone):
    anna = await phone()
    for position in (4, 1, 2):
        message = f"{SHOP} {anna.line.number} udh-data %05%00%03%09%05%{position:02x} part"
        await asyncio.to_thread(switchboard.hand_raw, message)
    await hand(switchboard, anna, "after them")
    await anna.receive("after them")
    assert anna.line.inbox.explain().startswith("parts 1,2,4 of 5 came of a long message")


async def test_a_keyword_is_answered_by_kannel(switchboard, phone):
    """The telephones carry what they get to whom it is for, as a network would."""
    anna = await phone()
    number = anna.line.number
    await anna.send("STATUS", to=KEYWORDS)
    [asked] = await got(switchboard, number, KEYWORDS)
    await asyncio.to_thread(switchboard.hand, number, KEYWORDS, asked.text)
    [answered] = await got(switchboard, KEYWORDS, number)
    await hand(switchboard, anna, answered.text, KEYWORDS)
    heard = await anna.receive("on its way")
    assert heard["from"] == KEYWORDS


async def test_each_phone_hears_its_own(switchboard, phone):
    anna, other = await phone(), await phone()
    await hand(switchboard, other, "for the other")
    await hand(switchboard, anna, "for Anna")
    await anna.receive("for Anna")
    await other.receive("for the other")
    assert anna.line.inbox.arrived == other.line.inbox.arrived == 1


async def test_who_kannel_does_not_know_cannot_send(phone):
    anna = await phone(password="wrong")
    with pytest.raises(CannotTell) as caught:
        await anna.send("hello")
    assert caught.value.rule == "gateway.refused"
    assert "Authorization failed" in caught.value.reason
    assert "password" not in caught.value.reason
