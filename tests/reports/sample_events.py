"""A whole test of a small bank as fixed events: one journey for every verdict."""

from __future__ import annotations

from uuid import UUID

from onetake.words.events import (
    JourneyJudged,
    Planned,
    RunEnded,
    RunResult,
    RunStarted,
    StepEnded,
    StepResult,
    Tries,
)
from onetake.words.finding import Finding
from onetake.words.location import Location
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict
from onetake.words.wilson import wilson

HEAD = "42:" + "9f86d081884c7d65" * 4
EVIDENCE = f"3c/3c{'a1b2c3d4e5f60718' * 3}0011223344556.json"
GOALS = {
    "accounts/balance": "A customer sees what is left on an account",
    "cards/block": "A customer who lost a card has it blocked and a new one on the way, "
    "without saying anything twice",
    "cards/limit": "A customer on holiday may spend more this week",
    "help/callback": "A customer is called back within the hour",
    "orders/track": "A customer knows when the new card comes",
}
BEGUN = 1_795_000_000.0


def tries(number=1, of=1, passed=0, walked=1):
    """Return what a number of tries shows."""
    low, high = wilson(passed, walked)
    return Tries(number, of, passed, walked, low, high)


def step(number, name, verdict=Verdict.PASSED, ms=None, **more):
    """Return a step of the block-a-card journey."""
    given = {
        "phase": "Report", "speaker": "anna", "channel": "chat", "system": "bot",
        "action": "chat.hear", "started": BEGUN,
        "location": Location("journeys/cards/block.yaml", 4 + 2 * number, 5),
    }  # fmt: skip
    return StepResult(number=number, name=name, verdict=verdict, ms=ms, **{**given, **more})


def run(journey, verdict=Verdict.PASSED, *, number=1, persona="anna", **more):
    """Return a run; its reason and rule are those of its deciding step unless given."""
    steps = more.pop(
        "steps", (step(1, "Tell the bot", action="chat.say"), step(2, "Hear", ms=86.4))
    )
    why = next((item for item in steps if item.verdict is verdict), None)
    given = {
        "goal": GOALS[journey],
        "environment": "staging", "started": BEGUN, "ms": 1240.0, "turns": 3, "logins": 1,
        "reason": why.reason if why else "", "rule": why.rule if why else "",
        "tries": tries(passed=int(verdict in (Verdict.PASSED, Verdict.DEGRADED))),
        "trace": "0af7651916cd43dd8448eb211c80319c",
    }  # fmt: skip
    return RunResult(
        id=UUID(int=number), journey=journey, persona=persona, verdict=verdict, steps=steps,
        **{**given, **more},
    )  # fmt: skip


def judged(result, **more):
    """Return the verdict on a journey that this one run decided."""
    given = {
        "verdict": result.verdict, "reason": result.reason, "rule": result.rule,
        "tries": result.tries, "draft": result.draft, "row": result.row,
    }  # fmt: skip
    return JourneyJudged(
        journey=result.journey, persona=result.persona, environment=result.environment,
        **{**given, **more},
    )  # fmt: skip


PASSED = run("accounts/balance", number=1, persona="björn", ms=412.0)
FAILED = run(
    "cards/block", Verdict.FAILED, number=2, ms=3204.4, repeats=1,
    steps=(
        step(1, "Tell the bot", action="chat.say"),
        step(2, "Hear what it offers", ms=1240.2),
        step(3, "Press Block it", action="chat.press"),
        step(4, "Ask which card", Verdict.DEGRADED, 1890.7, rule="within", seen="1890.7 ms",
             reason="the answer came after 1.89 s; 1.5 s was allowed"),
        step(5, "Card is blocked", Verdict.FAILED, 64.25, action="api.get", channel="api",
             system="core", phase="Confirm", rule="expect.json.state", seen="'active'",
             reason="json.state is 'active'; expected 'blocked'", evidence=(EVIDENCE,)),
        step(6, "Order a new one", Verdict.SKIPPED, rule="skipped",
             reason="an earlier step ended the run"),
    ),
)  # fmt: skip
DEGRADED = run(
    "cards/limit", Verdict.DEGRADED, number=3, ms=2210.0,
    steps=(
        step(1, "Ask for more", action="chat.say"),
        step(2, "Hear the new limit", Verdict.DEGRADED, 1890.7, rule="within", seen="1890.7 ms",
             reason="the answer came after 1.89 s; 1.5 s was allowed"),
    ),
)  # fmt: skip
UNKNOWN = run(
    "help/callback", Verdict.UNKNOWN, number=4, persona="", ms=10_020.0,
    steps=(
        step(1, "Ask to be called", Verdict.UNKNOWN, rule="own-network", system="helpdesk",
             action="api.post", channel="api", seen="Connection refused",
             reason="our own network seems down: 10.0.0.1:53 did not answer either"),
    ),
)  # fmt: skip
SKIPPED = JourneyJudged(
    "cards/close", "", "staging", Verdict.SKIPPED, "safe only in dev, qa", "skipped", Tries(0, 0)
)  # fmt: skip
RATE = tries(20, 20, 17, 20)


def rate_runs():
    """Return twenty tries of which three failed."""
    for number in range(1, 21):
        bad = number in (4, 9, 16)
        yield run(
            "orders/track", Verdict.FAILED if bad else Verdict.PASSED, number=100 + number,
            ms=500.0, tries=tries(number, 20, 17, 20) if number == 20 else tries(number, 20),
            reason="text is 'No such order'; expected contains 'on its way'" if bad else "",
            rule="expect.text" if bad else "", steps=(),
        )  # fmt: skip


def events():
    """Yield what happens in the whole test."""
    yield Planned("staging", 24, ".onetake/evidence")
    yield SKIPPED
    for result in (PASSED, FAILED, DEGRADED, UNKNOWN):
        yield RunStarted(result.id, result.journey, result.persona, 1, len(result.steps))
        for done in result.steps:
            yield StepEnded(result.id, done)
        yield RunEnded(result)
        yield judged(result)
    for result in rate_runs():
        yield RunEnded(result)
    yield rate_judged()


def rate_judged():
    """Return the verdict on the twenty tries."""
    return JourneyJudged(
        "orders/track", "anna", "staging", Verdict.FAILED,
        "17 of 20 passed: the pass rate lies between 64.0% and 94.8%; 95% is asked for",
        "pass_rate", RATE,
    )  # fmt: skip


def outcome(**more):
    """Return what the whole test came to."""
    all_judged = [event for event in events() if isinstance(event, JourneyJudged)]
    finding = Finding(
        "expect.json.state", "major", "journeys/cards/block.yaml:14:5",
        "step 5 'Card is blocked': json.state is 'active'; expected 'blocked'",
        "onetake test --env staging cards/block --persona anna", "cards/block", "staging",
    )  # fmt: skip
    given = {
        "verdict": Verdict.FAILED, "judged": tuple(all_judged), "findings": (finding,),
        "runs": 24, "ms": 12_345.6, "head": HEAD,
    }  # fmt: skip
    return Outcome("staging", **{**given, **more})


def play(report, happened=None, came_to=None):
    """Give a report a whole test."""
    report.start("Harbor Bank", "staging")
    for event in events() if happened is None else happened:
        report.event(event)
    report.finish(came_to or outcome())
