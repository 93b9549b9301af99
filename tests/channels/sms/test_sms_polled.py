"""Messages that are asked for: what is new, whose it is, and what a gateway's faults come to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from channels.sms.twilio import SETTINGS

from onetake.channels.sms import channel as sms
from onetake.channels.sms.message import Report
from onetake.testing import Stage, a_system
from onetake.words.trouble import CannotTell


async def test_a_message_is_sent_as_the_gateway_wants_it(twilio, phone):
    anna = await phone(twilio.address)
    await anna.send("BALANCE")
    assert twilio.sent == [{"From": "+447700900001", "To": "+4930123456", "Body": "BALANCE"}]
    assert twilio.asked[-1].path == "/2010-04-01/Accounts/AC0123/Messages.json"


async def test_a_step_may_write_to_another_number(twilio, phone):
    anna = await phone(twilio.address, recipients=["82000"])
    await anna.send("STOP", to="82000")
    assert twilio.sent[0]["To"] == "82000"


async def test_nobody_is_written_to_whom_nothing_declares(twilio, phone):
    anna = await phone(twilio.address)
    with pytest.raises(CannotTell, match=r'recipients: \["\+447700900999"\]') as trouble:
        await anna.send("STOP", to="+44 7700 900999")
    assert trouble.value.rule == "address.undeclared"
    assert not twilio.sent


async def test_what_arrives_is_heard_with_its_facts(twilio, phone):
    anna = await phone(twilio.address)
    twilio.deliver("Your code is 482913, see https://bank.example/a.", num_segments="1")
    heard = await anna.receive("code")
    assert heard["codes"] == ["482913"]
    assert heard["links.0"] == "https://bank.example/a"
    assert (heard["from"], heard["to"]) == ("+4930123456", "+447700900001")
    assert (heard["encoding"], heard["parts"], heard["segments"]) == ("gsm7", 1, 1)
    assert heard["raw.num_segments"] == "1"


async def test_what_was_there_before_is_never_heard(twilio, phone):
    twilio.deliver("an old code 111111")
    anna = await phone(twilio.address)
    twilio.deliver("a new code 222222")
    await anna.receive("new code")
    assert "111111" not in anna.transcript()


async def test_clocks_do_not_matter(twilio, phone):
    """A new message with an old time is new; an old one with a time to come is old."""
    now = datetime.now(UTC)
    twilio.deliver("old", date_sent=(now + timedelta(days=3)).isoformat())
    anna = await phone(twilio.address)
    twilio.deliver("new", date_sent=(now - timedelta(days=3)).isoformat())
    assert (await anna.receive("new"))["text"] == "new"


async def test_an_old_message_that_moves_into_sight_stays_old(twilio, phone):
    """Somebody deletes messages, so that the list's first page shows what it did not before."""
    twilio.page = 2
    for text in ("oldest", "older", "old"):
        twilio.deliver(text)
    anna = await phone(twilio.address, every="1h")
    del twilio.messages[0]
    await phone(twilio.address, every="1h")  # whoever opens a line looks for all
    assert anna.arrived() == []
    twilio.deliver("new")
    await phone(twilio.address, every="1h")
    assert anna.arrived() == ["new"]


async def test_a_silence_is_never_shorter_than_two_looks(twilio, phone):
    slow = await phone(twilio.address, every="5s", quiet="1s")
    quick = await phone(twilio.address, every="20ms", quiet="1s", number="+447700900002")
    assert (slow.line.inbox.quiet, quick.line.inbox.quiet) == (10, 1)


async def test_more_than_a_page_is_read_in_the_order_it_came(twilio, phone):
    twilio.page = 2
    twilio.deliver("old")
    anna = await phone(twilio.address)
    for number in range(7):
        twilio.deliver(f"message {number}")
    heard = await anna.receive("message 6")
    assert heard["text"] == "\n".join(f"message {number}" for number in range(7))


async def test_a_list_that_begins_with_the_oldest_is_read_to_its_end(serve, phone):
    """A declared gateway, for all numbers at once, whose list is longer than what is remembered."""
    texts = [f"message {number}" for number in range(30_000)]

    async def inbox(request: web.Request) -> web.Response:
        begin = int(request.query.get("from", 0))
        page = [
            {"id": begin + place, "text": text, "from": "BANK", "to": "447700900001"}
            for place, text in enumerate(texts[begin : begin + 10_000])
        ]
        more = f"/inbox?from={begin + 10_000}" if begin + 10_000 < len(texts) else ""
        return web.json_response({"page": page, "more": more})

    gateway = {
        "send": {"post": "/send", "json": {"text": "${text}"}},
        "list": {"get": "/inbox", "messages": "page", "next": "more", "first": "oldest"},
    }
    none = {"account": None, "password": None}
    anna = await phone(await serve(inbox), gateway=gateway, **none, largest="10MB")
    texts.append("new")
    assert (await anna.receive("new"))["text"] == "new"
    texts.append("newer")
    assert (await anna.receive("newer"))["text"] == "newer"


async def test_each_line_hears_what_is_sent_to_its_own_number(twilio, phone):
    anna = await phone(twilio.address)
    other = await phone(twilio.address, number="0044 7700 900002")
    twilio.deliver("for Björn", to="+447700900002")
    twilio.deliver("for Anna")
    await other.receive("for Björn")
    await anna.receive("for Anna")
    assert "Björn" not in anna.transcript()


async def test_lines_of_one_number_both_hear(twilio, phone):
    first, second = [await phone(twilio.address) for _ in range(2)]
    twilio.deliver("hello")
    await first.receive("hello")
    await second.receive("hello")


async def test_a_line_that_opens_later_does_not_hear_what_came_between(twilio, phone):
    first = await phone(twilio.address, every="1h")
    twilio.deliver("between")
    second = await phone(twilio.address, every="1h")
    assert first.arrived() == ["between"]
    assert second.arrived() == []


async def test_lines_of_one_number_share_their_looks(twilio):
    """Ten lines ask no more often than one."""
    stage = Stage(sms, a_system(sms, twilio.address, **{**SETTINGS, "every": "1h"}))
    lines = [await sms.open(stage.place()) for _ in range(10)]
    [shared] = sms._opener._shared.values()
    [poller] = shared._pollers.values()
    assert len(poller._mailboxes) == 1
    other = Stage(sms, a_system(sms, twilio.address, **{**SETTINGS, "headers": {"x-team": "b"}}))
    async with other.line():
        assert len(shared._pollers) == 2
    assert list(shared._pollers.values()) == [poller]
    for line in lines:
        await line.close()
    assert not sms._opener._shared
    assert shared.session.closed


async def test_the_delivery_report_of_the_last_message_is_asked_for(twilio, phone):
    anna = await phone(twilio.address)
    await anna.send("hello")
    heard = await anna.report("delivered")
    assert heard["status"] == "delivered"
    assert heard["raw.sid"].startswith("SM")


async def test_a_report_does_not_hide_the_reply_nor_the_reply_the_report(twilio, phone):
    anna = await phone(twilio.address)
    await anna.send("hello")
    await anna.receive("You said: hello")
    await anna.report("delivered")
    await anna.send("again")
    await anna.report("delivered")
    await anna.receive("You said: again")


async def test_a_report_on_an_earlier_message_is_not_heard(twilio, phone):
    anna = await phone(twilio.address, every="1h")
    await anna.send("first")
    first = anna.line._sending.id
    await anna.send("second")
    anna.line.told(first, Report("failed", "", {}))
    assert anna.reported() == []
    anna.line.told(anna.line._sending.id, Report("delivered", "", {}))
    assert anna.reported() == ["delivered"]
