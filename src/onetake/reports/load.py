"""Shows a load: who came, what they met, how long it took, and how late we were ourselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from onetake.reports.duration import duration_text
from onetake.reports.paper import Paper, Part
from onetake.reports.signs import SIGNS, STYLES
from onetake.words.verdict import Verdict, worst

if TYPE_CHECKING:
    from rich.console import Console

SCHEMA = 1
PERCENTS = (50, 90, 95, 99, 99.9)
_SHOWN = 8
_ORDER = (Verdict.PASSED, Verdict.DEGRADED, Verdict.FAILED, Verdict.UNKNOWN, Verdict.SKIPPED)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of figures: whose, verdicts, and percentiles with the maximum, in nanoseconds.

    `journey` is that of a step, `number` the step's; of a journey they are empty.
    """

    name: str
    verdicts: Mapping[Verdict, int]
    percentiles: tuple[int, ...]
    greatest: int
    journey: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of a load, begun `after` so many seconds: responses in ns, and who was served."""

    after: int
    came: int
    p95: int
    verdicts: Mapping[Verdict, int]


@dataclass(frozen=True, slots=True)
class Changed:
    """A percentile beside that of an earlier load, in ns, with what its ratio lies between."""

    journey: str
    percentile: str
    now: int
    before: int
    low: float | None
    high: float | None
    sure: bool

    def __str__(self) -> str:
        """Return it as a sentence."""
        now, before = time_text(self.now), time_text(self.before)
        head = f"{self.journey} {self.percentile} {now}, before {before}"
        if self.low is None or self.high is None:
            return f"{head}: too few came to tell"
        between = f"between {100 * self.low - 100:+.0f} and {100 * self.high - 100:+.0f} %"
        if not self.sure:
            return f"{head}: no change that could be told, {between}"
        return f"{head}: {'slower' if self.low > 1 else 'quicker'}, {between}"


@dataclass(frozen=True, slots=True)
class LoadShown:
    """A load as it is shown: in which `way` customers came, and what they met.

    `kinds` are failures with how many, `notes` what should be known.
    """

    title: str
    way: str
    verdicts: Counter[Verdict]
    seconds: float
    responses: Sequence[Row]
    steps: Sequence[Row]
    lateness: Row
    kinds: Sequence[tuple[str, Verdict, str, int]]
    moments: Sequence[Moment] = ()
    changes: Sequence[Changed] = ()
    notes: Sequence[str] = ()
    stopped: str = ""
    command: str = ""
    head: str = ""

    @property
    def verdict(self) -> Verdict:
        """Return the gravest verdict of any customer; nobody at all is unknown."""
        return worst(+self.verdicts) if sum(self.verdicts.values()) else Verdict.UNKNOWN


def load_sentence(load: LoadShown) -> str:
    """Return how many came, how fast, and what they met."""
    total = sum(load.verdicts.values())
    told = ", ".join(f"{load.verdicts[one]:,} {one.value}" for one in _ORDER if load.verdicts[one])
    rate = f" ({total / load.seconds:.1f}/s)" if load.seconds else ""
    return f"{total:,} customers came in {duration_text(load.seconds * 1000)}{rate}: {told}"


def late_sentence(load: LoadShown) -> str:
    """Return how late we began ourselves."""
    usual, most = time_text(load.lateness.percentiles[3]), time_text(load.lateness.greatest)
    return f"we began late ourselves by {usual} (p99), at most {most}"


def load_text(load: LoadShown, console: Console | None = None) -> str:
    """Return a load as people read it."""
    paper = Paper(console).draft()
    verdict = load.verdict
    paper.line((f"{load.title}", "bold"))
    paper.line(load_sentence(load), lead=(f"{SIGNS[verdict]} ", STYLES[verdict]))
    if load.stopped:
        paper.line(load.stopped, lead=("! ", "bold red"))
    _times(paper, "How long customers waited, from when they meant to come:", load.responses)
    _times(paper, "How long steps took:", load.steps)
    if load.changes:
        paper.gap()
    for item in load.changes:
        worse = item.sure and item.now > item.before
        paper.line(str(item), lead=("  ▲ ", "yellow") if worse else "  · ")
    for where, one, reason, number in load.kinds[:_SHOWN]:
        paper.line((f"{number:,} × ", "bold"), f"{where}: {reason}",
                   lead=(f"  {SIGNS[one]} ", STYLES[one]))  # fmt: skip
    if len(load.kinds) > _SHOWN:
        paper.line((f"  … and {len(load.kinds) - _SHOWN} kinds more", "dim"))
    paper.gap()
    paper.line((late_sentence(load), "dim"))
    for note in load.notes:
        paper.line((note, "dim"))
    if load.head:
        paper.line((f"load {load.command} · ledger {load.head}", "dim"))
    return paper.kept()


def load_document(load: LoadShown, seconds: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a load as JSON has it: times in ms, unrounded; `seconds` are merged in."""
    return {
        "schema": SCHEMA,
        "load": load.command,
        "title": load.title,
        "verdicts": {one.value: load.verdicts[one] for one in _ORDER},
        "customers": sum(load.verdicts.values()),
        "lasted": load.seconds,
        "stopped": load.stopped,
        "response": [_as_json(row) for row in load.responses],
        "steps": [_as_json(row) for row in load.steps],
        "lateness": _as_json(load.lateness),
        "failures": [
            {"where": where, "verdict": one.value, "reason": reason, "count": number}
            for where, one, reason, number in load.kinds
        ],
        "changes": [asdict(item) for item in load.changes],
        "notes": list(load.notes),
        "seconds": list(seconds),
        "head": load.head,
    }


def _times(paper: Paper, title: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    paper.gap()
    heads = [f"p{percent:g}" for percent in PERCENTS]
    table: list[tuple[Part, ...]] = [("", "n", "not well", *heads, "max")]
    journey = ""
    for row in rows:
        if row.journey != journey:
            journey = row.journey
            table.append(((journey, "bold"), *[""] * 8))
        table.append(tuple(_cells(row)))
    head, *lines = paper.aligned(table, right=range(1, 9), firm=range(1, 9))
    paper.line((title, "dim"))
    head.stylize("dim")
    paper.put(head, *lines)


def _cells(row: Row) -> Iterator[Part]:
    yield f"  {row.number} {row.name}" if row.journey else row.name
    yield f"{sum(row.verdicts.values()):,}"
    share = share_unwell(row.verdicts)
    yield (f"{100 * share:.1f} %", STYLES[Verdict.FAILED]) if share else "–"
    yield from times_of(row)


def times_of(row: Row) -> list[str]:
    """Return a line's percentiles and its maximum in words."""
    measured = row.greatest > 0
    return [time_text(v) if measured else "–" for v in (*row.percentiles, row.greatest)]


def share_unwell(verdicts: Mapping[Verdict, int]) -> float:
    """Return which share, 0 to 1, was not served well: all but those that passed."""
    total = sum(verdicts.values())
    return 1 - verdicts.get(Verdict.PASSED, 0) / total if total else 0.0


def time_text(ns: int) -> str:
    """Return nanoseconds as people read them."""
    return duration_text(ns / 1e6)


def _as_json(row: Row) -> dict[str, Any]:
    named = zip((f"p{percent:g}" for percent in PERCENTS), row.percentiles, strict=True)
    step = {"journey": row.journey, "number": row.number} if row.journey else {}
    return {
        "name": row.name,
        **step,
        "verdicts": {one.value: row.verdicts.get(one, 0) for one in _ORDER},
        **{name: value / 1e6 for name, value in named},
        "max": row.greatest / 1e6,
    }
