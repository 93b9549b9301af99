"""What a gate looked at and what it decided, with every figure unrounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from onetake.words.policy import Weighed
from onetake.words.verdict import Verdict

Result = Literal["pass", "warning", "fail", "unknown", "shown"]
Answer = Literal["pass", "warning", "fail", "inconclusive"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What one objective came to: a value or a verdict, or `why` nobody can tell.

    `evidence` is how to see what is behind it: a command.
    """

    value: float | None = None
    verdict: Verdict | None = None
    why: str = ""
    evidence: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a release before had, by objective, and whether it was good itself."""

    figures: Mapping[str, float]
    good: bool = True


@dataclass(frozen=True, slots=True)
class Scored:
    """One objective beside its figure: its result, the rule that decided, and its score.

    `before` is what releases before had, from `compared` of them, of which `bad` were shut.
    """

    weighed: Weighed
    figure: Figure
    result: Result
    rule: str
    score: float
    before: float | None = None
    compared: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What a gate decided, with its score in percent (0 to 100) and the rule that decided.

    `highest` is the score if all that is unknown were good.
    """

    answer: Answer
    score: float
    highest: float
    rule: str
    objectives: tuple[Scored, ...]
