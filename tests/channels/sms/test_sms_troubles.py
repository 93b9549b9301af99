"""Gateways that refuse, break, hang, talk nonsense, or take a message and do nothing."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from yarl import URL

from onetake.words.trouble import CannotTell, Trouble, Unreached


async def trouble_of(work) -> Trouble:
    """Return the trouble that some work ends in."""
    with pytest.raises(Trouble) as caught:
        await work
    return caught.value


def always(answer):
    """Let a fake gateway answer everything with what `answer()` makes."""

    async def fault(request: web.Request) -> web.StreamResponse:
        return answer()

    return fault


async def test_a_wrong_password_is_our_own_doing(twilio, phone):
    trouble = await trouble_of(phone(twilio.address, password="wrong"))
    assert (type(trouble), trouble.rule) == (CannotTell, "gateway.auth")
    assert "401" in trouble.reason and "account, password" in trouble.reason
    assert "wrong" not in trouble.reason


@pytest.mark.parametrize(
    ("answer", "rule", "told"),
    [
        (lambda: web.Response(status=400, text="no such"), "gateway.refused", "no such"),
        (lambda: web.Response(status=302, headers={"location": "http://elsewhere"}),
         "gateway.refused", "http://elsewhere; write that address instead"),
        (lambda: web.Response(text="<html>Welcome</html>"), "gateway.answer", "<html>Welcome"),
        (lambda: web.json_response({"messages": None}), "gateway.answer", "no list of messages"),
        (lambda: web.json_response({"messages": [{"body": 1}]}), "gateway.answer", "without an id"),
        (lambda: web.Response(text="[" * 1_900), "gateway.answer", "no list of messages"),
        (lambda: web.Response(body=b"x" * 3000), "body.size", "more than 2000 bytes"),
    ],
)  # fmt: skip
async def test_what_a_gateway_answers_is_told(twilio, phone, answer, rule, told):
    twilio.fault = always(answer)
    trouble = await trouble_of(phone(twilio.address, largest="2KB"))
    assert (type(trouble), trouble.rule) == (CannotTell, rule)
    assert told in trouble.reason


async def test_a_gateway_that_hangs_is_unreached(twilio, phone):
    twilio.fault = lambda request: asyncio.sleep(3600)
    trouble = await trouble_of(phone(twilio.address, timeout="50ms"))
    assert (type(trouble), trouble.rule) == (Unreached, "timeout")


async def test_a_gateway_in_trouble_for_a_moment_is_asked_again(twilio, phone):
    anna = await phone(twilio.address)
    failures = iter([web.Response(status=503), web.Response(status=429)])

    async def twice(request):
        return next(failures, None)

    twilio.fault = twice
    twilio.deliver("hello")
    await anna.receive("hello")
    assert anna.transcript().count("the gateway could not be asked") == 2


async def test_a_gateway_in_trouble_for_long_is_given_up(twilio, phone):
    anna = await phone(twilio.address)
    twilio.fault = always(lambda: web.Response(status=500, text="oops"))
    trouble = await anna.end()
    assert isinstance(trouble, CannotTell)
    assert trouble.rule == "gateway.refused"
    assert "answered 500" in trouble.reason and "oops" in trouble.reason
    assert await trouble_of(anna.send("hello")) is trouble


async def test_after_a_gateway_was_given_up_a_new_line_may_try_again(twilio, phone):
    anna = await phone(twilio.address)
    twilio.fault = always(lambda: web.Response(status=400))
    await anna.end()
    twilio.fault = None
    again = await phone(twilio.address)
    twilio.deliver("hello")
    await again.receive("hello")


async def test_a_list_that_does_not_end_is_noticed(twilio, phone):
    twilio.fault = always(lambda: web.json_response({"messages": [], "next_page_uri": "/again"}))
    trouble = await trouble_of(phone(twilio.address))
    assert trouble.rule == "gateway.answer"
    assert "over 100 pages" in trouble.reason


async def test_a_next_page_elsewhere_is_not_asked_for(twilio, phone):
    elsewhere = "http://elsewhere.example/next"
    twilio.fault = always(lambda: web.json_response({"messages": [], "next_page_uri": elsewhere}))
    trouble = await trouble_of(phone(twilio.address))
    assert (type(trouble), trouble.rule) == (CannotTell, "address.undeclared")
    assert "write also: [elsewhere.example]" in trouble.reason


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_next_page_at_another_port_or_scheme_is_not_told_who_we_are(
    twilio, phone, serve, scheme
):
    """A page's address comes from the gateway: it must not lead our password to another server."""
    told = []

    async def hear(request):
        told.append(request.headers)
        return web.json_response({"messages": []})

    port = URL(await serve(hear) if scheme == "http" else twilio.address).port
    there = f"{scheme}://127.0.0.1:{port}/next"
    twilio.fault = always(lambda: web.json_response({"messages": [], "next_page_uri": there}))
    trouble = await trouble_of(phone(twilio.address))
    assert (type(trouble), trouble.rule) == (CannotTell, "address.undeclared")
    assert f"write also: [127.0.0.1:{port}]" in trouble.reason
    assert told == []


async def test_a_next_page_at_a_port_that_is_declared_is_asked_for(twilio, phone, serve):
    told = []

    async def hear(request):
        told.append(request.path)
        return web.json_response({"messages": []})

    there = await serve(hear)
    page = {"messages": [], "next_page_uri": f"{there}/next"}
    twilio.fault = always(lambda: web.json_response(page))
    await phone(twilio.address, also=[URL(there).authority])
    assert told == ["/next"]


async def test_a_message_that_is_taken_and_never_delivered_says_so(twilio, phone):
    twilio.status, twilio.answers = "queued", lambda text: None
    anna = await phone(twilio.address)
    await anna.send("hello")
    known = anna.line.inbox.explain()
    assert "the gateway took the message (SM0000)" in known
    assert "no delivery report came" in known
    assert known in anna.transcript()


async def test_a_message_that_is_refused_is_not_sent(twilio, phone):
    anna = await phone(twilio.address)
    refusal = {"code": 21211, "message": "The 'To' number is not valid"}
    twilio.fault = always(lambda: web.json_response(refusal, status=400))
    trouble = await trouble_of(anna.send("hello"))
    assert (type(trouble), trouble.rule) == (CannotTell, "gateway.refused")
    assert "The 'To' number is not valid" in trouble.reason


async def test_a_gateway_without_reports_is_no_trouble(twilio, phone):
    anna = await phone(twilio.address)
    asked, asked_again = asyncio.Event(), asyncio.Event()

    async def no_reports(request):
        if "/Messages/" in request.path:
            asked.set()
            return web.Response(status=404)
        if asked.is_set():
            asked_again.set()
        return None

    twilio.fault = no_reports
    await anna.send("hello")
    await anna.receive("You said: hello")
    await asyncio.wait_for(asked_again.wait(), 10)
    assert "no delivery report can be asked for" in anna.line.inbox.explain()


async def test_nobody_to_write_to_is_told_with_the_fix(twilio, phone):
    anna = await phone(twilio.address, company=None)
    trouble = await trouble_of(anna.send("hello"))
    assert trouble.rule == "settings"
    assert "add company:" in trouble.reason


async def test_a_company_that_does_not_stop_ends_the_line(twilio, phone):
    twilio.page = 5000
    anna = await phone(twilio.address, largest="10MB")
    for _ in range(1001):
        twilio.deliver("buy")
    assert (await anna.end()).rule == "ceiling.arrivals"


@pytest.mark.parametrize("address", ["", "ftp://gateway", "http://", "http://[::1"])
async def test_an_address_that_is_none_is_told(phone, address):
    trouble = await trouble_of(phone(address))
    assert trouble.rule == "address"


async def test_a_number_that_is_empty_is_told(twilio, phone):
    trouble = await trouble_of(phone(twilio.address, number=""))
    assert trouble.rule == "number"
