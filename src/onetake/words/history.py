"""What is asked of past runs, and told: those that fit, and how each journey has done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onetake.words.rows import RunRow
from onetake.words.verdict import Verdict


@dataclass(frozen=True, slots=True)
class RunsWanted:
    """Which runs somebody asks for; what is empty fits every run.

    `journeys` are ids or wildcards with `*` and `?`; `since` is in µs UTC since 1970. `identity`
    is how a run's id begins or ends.
    """

    journeys: tuple[str, ...] = ()
    environment: str = ""
    persona: str = ""
    verdicts: tuple[str, ...] = ()
    since: int | None = None
    identity: str = ""
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """How a journey has done in one environment: the newest verdicts, and how often each came.

    `verdicts` begin with the oldest of the newest ones; `counts` leave drafts out.
    """

    journey: str
    environment: str
    verdicts: tuple[Verdict, ...]
    counts: Mapping[Verdict, int]


@dataclass(frozen=True, slots=True)
class History:
    """The runs that fit a question, newest first, of `found` in all, and the trends behind them."""

    runs: tuple[RunRow, ...]
    found: int
    trends: tuple[Trend, ...]
