"""Two tests of a small bank to be compared: a journey for every way in which one can change."""

from __future__ import annotations

import sample_events as sample

from onetake.reports.changes import compare
from onetake.reports.compare_page import compare_page
from onetake.reports.compare_view import Side
from onetake.reports.keeping import Keeping
from onetake.reports.summary_file import Gathered, Summary
from onetake.words.events import Planned, RunEnded
from onetake.words.verdict import Verdict, worst

BALANCE = ("Open the site", "Log in", "See the balance")
TRACK = ("Ask for the card", "Hear when it comes")
BLOCK = ("Tell the bot", "Hear what it offers", "Card is blocked")


def side(name, events, commit, started):
    """Return a test as a side of a comparison."""
    kept, gathered = Keeping(), Gathered()
    for event in [Planned("staging", 20, "evidence", (), name, commit, started), *events]:
        kept.take(event)
        gathered.take(event)
    standings = tuple(gathered.standings)
    verdict = worst(one.verdict for one in standings)
    told = Summary("Harbor Bank", "staging", verdict, standings, commit, started=started, ms=61e3)
    return Side(name, told, kept.judged, lambda name: b'{"state": "active"}', "evidence")


def base():
    """Return the older test."""
    events = [
        *walked("accounts/balance", BALANCE, [(40, 300, 90), (44, 310, 88), (39, 305, 92)] * 2),
        *walked("orders/track", TRACK, [(40, 900), (41, 950), (43, 920)] * 2),
        *walked("cards/block", BLOCK, [(12, 700, 64), (14, 720, 61), (11, 690, 66)] * 2),
        RunEnded(sample.DEGRADED), sample.judged(sample.DEGRADED),
        sample.SKIPPED,
    ]  # fmt: skip
    return side("01a205ea", events, "a" * 40, sample.BEGUN)


def head():
    """Return the newer test."""
    slower = [(41, 620, 90), (44, 640, 85), (40, 615, 91)] * 2
    events = [
        *walked("accounts/balance", BALANCE, slower),
        *walked("orders/track", TRACK, [(41, 400), (40, 430), (44, 410)] * 2),
        *walked("cards/block", BLOCK, [(12, 710, 65)] * 4, bad=2),
        *walked("cards/limit", ("Ask for more",), [(80,)]),
        RunEnded(sample.UNKNOWN), sample.judged(sample.UNKNOWN),
        sample.SKIPPED,
    ]  # fmt: skip
    return side("01a2e8b1", events, "b" * 40, sample.BEGUN + 86_400)


def walked(journey, names, times, bad=None):
    """Yield the runs of a journey with each step's time in ms, and what it came to."""
    for number, run in enumerate(times, 1):
        steps = tuple(_step(at, name, ms, failed=bad is not None and at - 1 >= bad)
                      for at, (name, ms) in enumerate(zip(names, run, strict=True), 1))  # fmt: skip
        verdict = worst(step.verdict for step in steps)
        result = sample.run(
            journey, verdict, number=1000 + number, steps=steps, ms=float(sum(run)),
            tries=sample.tries(number, len(times), 0 if bad else number, number),
        )  # fmt: skip
        yield RunEnded(result)
    yield sample.judged(result)


def _step(number, name, ms, *, failed):
    if not failed:
        return sample.step(number, name, ms=float(ms), took=float(ms))
    return sample.step(
        number, name, Verdict.FAILED, float(ms), took=float(ms), rule="expect.json.state",
        reason="json.state is 'active'; expected 'blocked'", seen="'active'",
        evidence=(sample.EVIDENCE,),
    )  # fmt: skip


def html(before=None, after=None):
    """Return the page of two tests."""
    older, newer = before or base(), after or head()
    changes = compare(older.summary.journeys, newer.summary.journeys)
    return compare_page(older, newer, changes, "0.1.0")
