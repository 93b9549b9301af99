"""Brings the seconds of a load together that several processes handed on, each in its order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from onetake.flows.load_serving import Part
from onetake.load.figures import Figures
from onetake.words.load import Slice, Visit
from onetake.words.verdict import Verdict

LOST = "(a lost process)"
"""Stands for the journeys of customers whose process was lost: nobody knows what they met."""


class Seconds:
    """The parts of a load; `take` is called with each second that is over in every process.

    `losses` tells which processes were lost, and what share of the customers they had.
    """

    def __init__(
        self, slices: Sequence[Slice], take: Callable[[Figures, Sequence[Part]], None]
    ) -> None:
        self._take = take
        self._waiting: dict[Slice, deque[Part]] = {part: deque() for part in slices}
        self._going = set(slices)
        self._here = dict.fromkeys(slices, 0)
        self.losses: list[str] = []

    def hand(self, part: Slice, handed: Part) -> None:
        """Take what a process met in its next second."""
        self._waiting[part].append(handed)
        figures = handed.figures
        self._here[part] += figures.arrived - sum(figures.verdicts.values())
        self._bring_together()

    def end(self, part: Slice) -> None:
        """Note that a process is done."""
        self._going.discard(part)
        self._bring_together()

    def lose(self, part: Slice, why: str) -> None:
        """Note that a process is gone: what its customers met who were here is unknown."""
        figures = Figures()
        for _ in range(self._here[part]):
            figures.take(Visit(LOST, 0.0, 0.0, 0.0, Verdict.UNKNOWN, why))
        self._waiting[part].append(Part(0, figures, ()))
        share = f"{100 / part.of:.0f} % of the customers came no more"
        self.losses.append(f"process {part.number + 1} of {part.of} was lost ({why}): {share}")
        self.end(part)

    def over(self) -> None:
        """Take all that was handed on, when no process is left."""
        self._going.clear()
        self._bring_together()

    def _bring_together(self) -> None:
        while any(self._waiting.values()) and all(self._waiting[part] for part in self._going):
            parts = [waiting.popleft() for waiting in self._waiting.values() if waiting]
            figures = Figures()
            for part in parts:
                figures.merge(part.figures)
            self._take(figures, parts)
