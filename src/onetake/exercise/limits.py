"""What a step and a run may take: time for an answer, messages, cost."""

from __future__ import annotations

from dataclasses import dataclass

from onetake.exercise.ready import Act
from onetake.words.channel import Memory
from onetake.words.figure import Levels, duration
from onetake.words.programme import Ceilings, System
from onetake.words.template import Template
from onetake.words.trouble import CannotTell, CustomerNotices


def within_of(act: Act, memory: Memory) -> Levels | None:
    """Return a step's limits in seconds. Raises ValueError when a table's value is no duration."""
    within = act.step.within
    if isinstance(within, Template):
        return Levels.parse(within.text(memory), duration)
    return within


def patience_of(act: Act, within: Levels | None, memory: Memory) -> float:
    """Return how many seconds a step waits: as declared, else twice major, else its action's."""
    patience = act.step.patience
    if isinstance(patience, Template):
        return duration(patience.text(memory))
    if patience is not None:
        return patience
    return within.major * 2 if within else act.action.patience


@dataclass(slots=True)
class Spending:
    """Messages and cost of one run so far, against its ceilings."""

    ceilings: Ceilings
    said: int = 0
    cost: float = 0.0

    def say(self, system: System, *, bounded: bool = True) -> None:
        """Count a message about to be sent. Raises CannotTell when it would pass a ceiling.

        Clean-up is not `bounded`: what was begun is undone whatever it costs.
        """
        cost = self.cost + system.price.get("message", 0.0)
        if bounded and self.said >= self.ceilings.messages:
            raise CannotTell(
                "ceiling.messages",
                f"we stopped after {self.said} messages, the most one run may send; "
                "raise ceilings: {messages: …} if the journey needs more",
            )
        if bounded and self.ceilings.cost is not None and cost > self.ceilings.cost + 1e-9:
            raise CannotTell(
                "ceiling.cost",
                f"we stopped at a cost of {self.cost:g}; one more message would pass "
                f"{self.ceilings.cost:g}, the most one run may cost",
            )
        self.said += 1
        self.cost = cost

    def received(self, count: int) -> None:
        """Check how much arrived. Raises CustomerNotices for a subject that will not stop."""
        if count > self.ceilings.messages:
            raise CustomerNotices(
                "ceiling.messages",
                f"{count} messages arrived in one run and more keep coming; "
                f"{self.ceilings.messages} are allowed",
            )
