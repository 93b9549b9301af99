"""How far a test is: what the live lines at the bottom of a terminal show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from onetake.reports.duration import duration_text
from onetake.reports.paper import Paper, Part
from onetake.reports.signs import SIGNS, STYLES, walker
from onetake.words.events import (
    Event,
    JourneyJudged,
    Planned,
    RunEnded,
    RunStarted,
    StepEnded,
)
from onetake.words.verdict import Verdict

if TYPE_CHECKING:
    from rich.text import Text

_BAR = 16
_SHOWN = 6


@dataclass(slots=True)
class _Walking:
    who: str
    steps: int
    step: int = 0


@dataclass(slots=True)
class Progress:
    """Counts runs done and planned, and knows which are being walked now."""

    planned: int = 0
    done: int = 0
    runs: dict[Verdict, int] = field(default_factory=dict)
    _walking: dict[UUID, _Walking] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, StepEnded):
            if event.run in self._walking:
                self._walking[event.run].step = event.result.number
        elif isinstance(event, RunStarted):
            who = walker(event.journey, event.persona)
            self._walking[event.id] = _Walking(who, event.steps)
        elif isinstance(event, RunEnded):
            verdict = event.result.verdict
            self.done += 1
            self.runs[verdict] = self.runs.get(verdict, 0) + 1
            self._walking.pop(event.result.id, None)
        elif isinstance(event, JourneyJudged):
            self.planned -= max(0, event.tries.of - event.tries.number)
        elif isinstance(event, Planned):
            self.planned += event.runs

    def lines(self, paper: Paper, ms: float) -> list[Text]:
        """Return the live lines, `ms` milliseconds after the beginning."""
        filled = round(_BAR * self.done / self.planned) if self.planned else 0
        parts: list[Part] = [("━" * filled, "green"), ("─" * (_BAR - filled), "dim")]
        parts.append(f"  {self.done} of {self.planned} walked")
        parts.append((f"  {duration_text(ms)}", "dim"))
        for verdict in (Verdict.FAILED, Verdict.UNKNOWN, Verdict.DEGRADED):
            if self.runs.get(verdict):
                text = f"  {SIGNS[verdict]} {self.runs[verdict]} {verdict.value}"
                parts.append((text, STYLES[verdict]))
        head = paper.text(*parts)
        head.truncate(paper.width, overflow="crop")
        walking = list(self._walking.values())
        rows = [(item.who, (f"step {_next(item)} of {item.steps}", "dim")) for item in walking]
        lines = [head, *paper.aligned(rows[:_SHOWN], indent=2)]
        if len(rows) > _SHOWN:
            lines.append(paper.text(f"  … and {len(rows) - _SHOWN} more"))
        return lines


def _next(walking: _Walking) -> int:
    return min(walking.step + 1, walking.steps)
