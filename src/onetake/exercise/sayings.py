"""When each customer last said something: waits and `within` run from there.

What we ourselves do between a customer's deed and her look at what came of it, such as gathering
facts and evidence, is no time of the subject's.
"""

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
        self._ended = self._begun
        self._said: dict[str, float] = {}
        self._ours: dict[str, float] = {}

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
        self._begun = self._ended = at

    def ended(self, at: float) -> None:
        """Note that a step, or all of it, ended."""
        self._ended = max(self._ended, at)

    @property
    def lasted(self) -> float:
        """Return the seconds from the customers' begin to the end of the last step so far."""
        return self._ended - self._begun

    def note(self, act: Act, at: float) -> None:
        """Note that a step says something now."""
        who = self.who(act)
        self._said[who], self._ours[who] = at, 0.0
        if act.step.name:
            self._said[f"step {act.step.name}"] = at

    def since(self, act: Act) -> float:
        """Return when a step's wait began: the named step's, or the last saying.

        For a step that only looks it is later by what we did for ourselves since then.
        """
        if act.step.since:
            return self._said.get(f"step {act.step.since}", self._begun)
        who = self.who(act)
        ours = self._ours.get(who, 0.0) if act.action.looks else 0.0
        return self._said.get(who, self._begun) + ours

    def busy(self, act: Act, seconds: float) -> None:
        """Note how long we were busy for ourselves after what a step's customer did or saw."""
        who = self.who(act)
        self._ours[who] = self._ours.get(who, 0.0) + seconds
