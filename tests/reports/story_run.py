"""One run that crosses channels, two people at once in the middle: what a story is made of."""

from __future__ import annotations

from uuid import UUID

import sample_events as sample

from onetake.words.events import Planned, RunEnded, RunResult
from onetake.words.figure import Levels
from onetake.words.location import Location
from onetake.words.rows import RunRow
from onetake.words.verdict import Verdict

GOAL = "A customer who lost a card has it blocked, a code by SMS and a letter by mail"


def step(number, action, at, took, **more):
    """Return a step that began `at` ms after the run."""
    channel, _, word = action.partition(".")
    verdict = more.pop("verdict", Verdict.PASSED)
    given = {
        "channel": channel, "action": action, "took": took, "started": sample.BEGUN + at / 1000,
        "system": {"chat": "bot", "sms": "gateway", "email": "mail", "api": "core"}[channel],
        "ms": None if word in ("say", "press", "send") else took,
        "location": Location("journeys/cards/story.yaml", 4 + 2 * number, 5),
    }  # fmt: skip
    return sample.step(number, more.pop("name", ""), verdict, **{**given, **more})


STEPS = (
    step(1, "chat.say", 0.0, 2.5, name="Tell the bot", said="I lost my card"),
    step(
        2, "chat.hear", 3.0, 1187.0, name="Be asked", heard="Shall I block it?\nA code is coming.",
        within=Levels(4.0, 1.5),
    ),
    step(
        3, "sms.receive", 1190.0, 2410.0, name="Get the code", lane="customer",
        heard="Your code is 424242", within=Levels(30.0, 10.0),
    ),
    step(
        4, "chat.say", 1195.0, 3.0, lane="agent", speaker="björn", said="One moment, Anna",
    ),
    step(5, "chat.say", 3601.0, 2.0, said="[erased]"),
    step(
        6, "email.receive", 3604.0, 1840.25, name="Read the letter", verdict=Verdict.FAILED,
        heard="Dear Ms Lind", reason="text is 'Dear Ms Lind'; expected contains 'Berg'",
        rule="expect.text", seen="'Dear Ms Lind'", evidence=(sample.EVIDENCE,),
        within=Levels(60.0),
    ),
    step(
        7, "api.get", 5445.0, None, verdict=Verdict.SKIPPED,
        rule="skipped", reason="an earlier step ended the run",
    ),
    step(8, "api.post", 5446.0, 14.5, name="Undo it"),
)  # fmt: skip
RUN = RunResult(
    id=UUID(int=8), journey="cards/story", goal=GOAL, persona="anna", environment="staging",
    verdict=Verdict.FAILED, started=sample.BEGUN, ms=5461.0, tries=sample.tries(), steps=STEPS,
    reason=STEPS[5].reason, rule="expect.text", turns=3, repeats=0, logins=0, messages=4,
    cost=0.05, trace="0af7651916cd43dd8448eb211c80319c", row=2, owner="cards",
    given="amount 200, to savings",
)  # fmt: skip


def events():
    """Yield what happens when this one run is walked."""
    yield Planned(
        "staging", 1, ".onetake/evidence", ("--set=bot=ws://127.0.0.1:8711",),
        "01a205ea-24d6-7d21-b316-f685cc739c1d", "3d44272" + "0" * 33, sample.BEGUN,
    )  # fmt: skip
    yield RunEnded(RUN)
    yield sample.judged(RUN)


def row(number=0, **more):
    """Return the row of a past run, a minute older than the one before."""
    given = {
        "id": UUID(int=(0xABCDEF << 96) | (1000 + number)), "invocation": UUID(int=7),
        "programme": "Harbor Bank", "journey": "cards/story", "persona": "anna",
        "environment": "staging", "try_number": 1, "ms": 5461.0, "verdict": Verdict.PASSED,
        "started": round((sample.BEGUN - 60 * number) * 1e6),
    }  # fmt: skip
    return RunRow(**{**given, **more})
