"""The figures on top of a comparison: each before and now, and whether it got better, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp, log
from statistics import mean, median

from onetake.reports.changes import Changes, Kind, Standing
from onetake.reports.compare import WORSE
from onetake.reports.compare_view import BETTER
from onetake.reports.duration import duration_text
from onetake.reports.signs import counted
from onetake.reports.summary_file import Summary
from onetake.reports.tiles import Tile
from onetake.words.verdict import Verdict

_GOOD = (Verdict.PASSED, Verdict.DEGRADED)


def compare_tiles(base: Summary, head: Summary, changes: Changes) -> list[Tile]:
    """Return the figures of two tests side by side."""
    found = [_journeys(base.journeys, head.journeys), _worse(changes), _better(changes)]
    return [*found, *_pace(changes), *_whole(base, head)]


def _journeys(base: Sequence[Standing], head: Sequence[Standing]) -> Tile:
    before, now = (_walked(one) for one in (base, head))
    good_before, good = (sum(v in _GOOD for v in found) for found in (before, now))
    change = _rate(good, now) - _rate(good_before, before)
    verdict = Verdict.FAILED if change < 0 else Verdict.PASSED
    told = f"{change * 100:+.0f} points" if round(change * 100) else "as before"
    return Tile(
        "Journeys a customer completes", f"{good} of {len(now)}", verdict, told,
        f"before: {good_before} of {len(before)}",
    )  # fmt: skip


def _worse(changes: Changes) -> Tile:
    found = [change for change in changes.changed if change.kind in WORSE]
    kinds = dict.fromkeys(change.kind.value for change in found)
    verdict = Verdict.FAILED if found else Verdict.PASSED
    told = "look at these first" if found else "nothing got worse"
    return Tile("Got worse", str(len(found)), verdict, told, "target: none", ", ".join(kinds))


def _better(changes: Changes) -> Tile:
    found = [change for change in changes.changed if change.kind in BETTER]
    kinds = dict.fromkeys(change.kind.value for change in found)
    new, gone = (len(changes.of(kind)) for kind in (Kind.NEW, Kind.REMOVED))
    note = ", ".join(
        [*kinds, *([f"{new} new"] if new else []), *([f"{gone} removed"] if gone else [])]
    )
    told = "got better" if found else "nothing got better"
    return Tile("Got better", str(len(found)), Verdict.PASSED, told, note=note)


def _pace(changes: Changes) -> Iterator[Tile]:
    """Yield how many times as long a journey takes, over all that are known well enough."""
    shifts = [change.shift for change in changes.every if change.shift]
    if not shifts:
        return
    ratio = exp(mean(log(one.ratio) for one in shifts))
    slower, faster = (len(changes.of(kind)) for kind in (Kind.SLOWER, Kind.FASTER))
    verdict = Verdict.DEGRADED if slower else Verdict.PASSED
    told = f"{counted(slower, 'journey')} slower" if slower else "none is slower"
    note = f"{faster} faster" if faster else ""
    yield Tile(
        "Time of a journey", f"{ratio:.2f} ×", verdict, told,
        f"mean ratio of {counted(len(shifts), 'journey')}", note,
    )  # fmt: skip


def _whole(base: Summary, head: Summary) -> Iterator[Tile]:
    """Yield the typical time of the journeys that both tests walked to their end."""
    then, now = ({_key(one): median(one.times) for one in test.journeys if one.times}
                 for test in (base, head))  # fmt: skip
    both = then.keys() & now.keys()
    if not both:
        return
    total_then, total = (sum(times[key] for key in both) for times in (then, now))
    share = (total / total_then - 1) * 100 if total_then else 0.0
    verdict = Verdict.DEGRADED if share > 10 else Verdict.PASSED
    yield Tile(
        "All journeys one after another", duration_text(total), verdict,
        f"{share:+.0f} %" if round(share) else "as before",
        f"before: {duration_text(total_then)}", counted(len(both), "journey"),
    )  # fmt: skip


def _key(standing: Standing) -> tuple[str, str, int | None]:
    return standing.journey, standing.persona, standing.row


def _walked(standings: Sequence[Standing]) -> list[Verdict]:
    return [one.verdict for one in standings if one.verdict is not Verdict.SKIPPED]


def _rate(good: int, found: Sequence[Verdict]) -> float:
    return good / len(found) if found else 0.0
