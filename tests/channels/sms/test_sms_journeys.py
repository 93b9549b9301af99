"""Whole journeys by SMS: opting out and in, silences and their reasons, what a sending costs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

import pytest
from aiohttp import web
from channels.sms.twilio import ACCOUNT, TOKEN, FakeTwilio

from onetake.exercise.engine import Engine
from onetake.flows.prepare import Wanted, prepare
from onetake.words.events import RunEnded, RunResult

SYSTEM = f"""
channel: sms
address: ADDRESS
gateway: twilio
account: {ACCOUNT}
password: {TOKEN}
company: "+4930123456"
every: 20ms
quiet: 300ms
price: {{message: 0.10}}
"""
OPT_OUT = """
goal: A customer who texts STOP gets no more offers until they text START
personas: [anna]
effort: {turns: 4}
steps:
  - sms.send: OFFERS
  - sms.receive: One offer a day
  - sms.send: STOP
  - sms.receive: {any: [unsubscribed, no more messages]}
  - sms.send: OFFERS
  - sms.receive: {absent: true}
    name: silence
  - sms.send: START
  - sms.receive: welcome back
"""

Walk = Callable[..., Awaitable[RunResult]]


@pytest.fixture
def walk(tmp_path: Path, twilio: FakeTwilio) -> Walk:
    """Walk one journey as Anna: `await walk("goal: …")` is its run."""

    async def go(journey: str, system: str = SYSTEM) -> RunResult:
        files = {
            "onetake.yaml": "programme: Test\nenvironments: {dev: {}}\n",
            "systems/sms.yaml": system.replace("ADDRESS", twilio.address),
            "personas/anna.yaml": 'name: Anna\nphone: "+44 7700 900001"\n',
            "journeys/j.yaml": journey,
        }
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
        prepared = prepare(Wanted(tmp_path, "dev"))
        engine = Engine(prepared.plan, prepared.setting)
        [run] = [e.result async for e in engine.events() if isinstance(e, RunEnded)]
        return run

    return go


class Company:
    """A company that keeps who opted out; `deaf`: it sends offers to them all the same."""

    def __init__(self, *, deaf: bool = False) -> None:
        self.deaf, self.out = deaf, False

    def __call__(self, text: str) -> str | None:
        """Answer a text."""
        if text == "STOP":
            self.out = True
            return "You are unsubscribed. Text START to come back."
        if text == "START":
            self.out = False
            return "Welcome back!"
        return None if self.out and not self.deaf else "One offer a day: 10 % off."


async def test_a_customer_opts_out_and_in_again(twilio, walk):
    twilio.answers = Company()
    run = await walk(OPT_OUT)
    assert (run.verdict, run.reason) == ("passed", "")


async def test_an_offer_after_opting_out_is_noticed(twilio, walk):
    twilio.answers = Company(deaf=True)
    run = await walk(OPT_OUT)
    [silence] = [step for step in run.steps if step.name == "silence"]
    assert (run.verdict, silence.rule) == ("failed", "expect.text")
    assert "One offer a day: 10 % off." in silence.reason


async def test_a_message_is_heard_once_though_a_report_came_after_it(twilio, walk):
    run = await walk(
        """
goal: A customer hears one answer to each message
personas: [anna]
steps:
  - sms.send: hello
  - sms.report: delivered
  - sms.receive: {contains: you said, none: [error]}
  - sms.receive: {absent: true}
  - sms.report: {status: {exists: true}}
    patience: 100ms
    optional: true
"""
    )
    assert (run.verdict, run.reason) == ("passed", "")
    assert run.steps[-1].verdict == "skipped"


async def test_a_code_goes_on_to_the_next_step(twilio, walk):
    twilio.answers = {"CODE": "Your code is 482913", "482913": "Thank you"}.get
    run = await walk(
        """
goal: A customer sends a code back
personas: [anna]
steps:
  - sms.send: CODE
  - sms.receive: {contains: code, from: "+49 30 123456", codes: {count: 1}}
    keep: {code: codes.0}
    expect: {encoding: gsm7, segments: 1, to: "+447700900001"}
  - sms.send: ${code}
  - sms.receive: thank you
"""
    )
    assert (run.verdict, run.reason) == ("passed", "")


async def test_a_message_taken_and_never_delivered_says_so(twilio, walk):
    """The gateway answers 200 and sends nothing."""
    twilio.answers, twilio.status = (lambda text: None), "queued"
    run = await walk(
        """
goal: A customer is told that their message arrived
personas: [anna]
steps:
  - sms.send: hello
  - sms.report: delivered
    patience: 200ms
"""
    )
    step = run.steps[-1]
    assert (run.verdict, step.rule) == ("failed", "patience")
    assert "nothing was heard (status 'delivered')" in step.reason
    assert "the gateway took the message (SM0000), its status is queued" in step.reason
    assert "no delivery report came" in step.reason
    [proof] = [exhibit for exhibit in step.exhibits if exhibit.kind == "sms.txt"]
    assert b"we \xe2\x86\x92 +4930123456: hello (gsm7, 1 segment)" in proof.data


async def test_a_report_of_failure_is_the_reason(twilio, walk):
    twilio.status = "undelivered"
    run = await walk(
        """
goal: A customer is told that their message arrived
personas: [anna]
steps:
  - sms.send: hello
  - sms.report: delivered
    patience: 500ms
"""
    )
    assert run.steps[-1].reason.startswith("status is 'undelivered'; expected 'delivered'")


async def test_turns_are_counted(twilio, walk):
    twilio.answers = Company()
    run = await walk(OPT_OUT.replace("turns: 4", "turns: 1"))
    assert run.rule == "effort.turns"


async def test_a_ceiling_of_cost_stops_the_walk(twilio, walk):
    twilio.answers = Company()
    run = await walk(OPT_OUT.replace("effort: {turns: 4}", "ceilings: {cost: 0.15}"))
    assert (run.verdict, run.rule) == ("unknown", "ceiling.cost")
    assert len(twilio.sent) == 1


async def test_a_gateway_that_is_not_there_fails_the_first_step(walk):
    run = await walk(OPT_OUT, SYSTEM.replace("ADDRESS", "http://127.0.0.1:1"))
    assert (run.verdict, run.rule) == ("failed", "connection")


SILENCE = """
goal: A customer gets no messages
personas: [anna]
steps:
  - sms.receive: {absent: true}
    patience: 800ms
"""


async def test_a_gateway_that_cannot_be_asked_makes_no_silence(twilio, walk):
    """It answers when the line opens, and then no more."""
    asked = count()

    async def later(request):
        return web.Response(status=503) if next(asked) else None

    twilio.fault = later
    run = await walk(SILENCE, SYSTEM.replace("every: 20ms", "every: 150ms"))
    assert (run.verdict, run.rule) == ("unknown", "gateway.refused")
    assert "answered 503" in run.steps[0].reason
