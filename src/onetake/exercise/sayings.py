"""When each customer last said something: waits and `within` run from there."""

from __future__ import annotations

from collections.abc import Callable, Container

from onetake.exercise.ready import Act
from onetake.words.steps import CUSTOMER


class Sayings:
    """The times of sayings in one run, on the event loop's clock, by customer and by step."""

    def __init__(self, clock: Callable[[], float], personas: Container[str], own: str) -> None:
        self._personas = personas
        self._own = own
        self._begun = clock()
        self._said: dict[str, float] = {}

    def who(self, act: Act) -> str:
        """Return who speaks: a persona, a lane's own speaker, or the journey's own customer."""
        if act.step.speaker in self._personas:
            return act.step.speaker
        return act.lane if act.lane not in ("", CUSTOMER) else self._own

    def is_own(self, act: Act) -> bool:
        """Tell if the journey's own customer speaks."""
        return self.who(act) == self._own

    def begin(self, at: float) -> None:
        """Note when the customers begin."""
        self._begun = at

    def note(self, act: Act, at: float) -> None:
        """Note that a step says something now."""
        self._said[self.who(act)] = at
        if act.step.name:
            self._said[f"step {act.step.name}"] = at

    def since(self, act: Act) -> float:
        """Return when a step's wait began: the named step's, or the last saying."""
        if act.step.since:
            return self._said.get(f"step {act.step.since}", self._begun)
        return self._said.get(self.who(act), self._begun)
