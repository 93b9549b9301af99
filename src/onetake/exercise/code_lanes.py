"""Lanes and hand-offs of journeys in code, where nobody knows beforehand which steps will come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onetake.exercise.handoff import HandoffWatch
from onetake.exercise.lanes import Promises
from onetake.exercise.ready import Act, Handover


class OpenPromises(Promises):
    """Lanes of which any may keep any name, until it is over."""

    def __init__(self, lanes: Iterable[str]) -> None:
        super().__init__(dict.fromkeys(lanes, ()))

    def _is_promised(self, lane: str, name: str) -> bool:
        return not self._stuck and any(other != lane for other in self._open)


class OpenHandoff(HandoffWatch):
    """A hand-off whose steps are those that one lane walks while it is watched."""

    def __init__(self, knows: tuple[str, ...], memory: Mapping[str, object], lane: str) -> None:
        """Note what must be known; raises Undefined for a name that has no value."""
        super().__init__(Handover(None, knows, ()), memory)
        self.acts: list[Act] = []
        self._lane = lane

    def covers(self, act: Act) -> bool:
        """Tell if a step is one of the hand-off's."""
        if act.lane != self._lane:
            return False
        if act not in self.acts:
            self.acts.append(act)
        return True
