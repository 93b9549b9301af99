"""Where a journey stops on purpose: before a phase or step, and before reaching a human."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from onetake.exercise.ready import Act
from onetake.words.programme import Environment, Journey


class Stop(Exception):
    """The journey stops before this step, as declared; what was walked so far counts."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Stops:
    """What a journey stops before: a step's or a phase's name, and whether before humans."""

    before: str
    humans: bool

    @classmethod
    def of(cls, journey: Journey, environment: Environment) -> Stops:
        """Return a journey's own stop; customer-facing environments stop before humans anyway."""
        humans = journey.stops_before == "human" or environment.customer_facing
        return cls("" if journey.stops_before == "human" else journey.stops_before, humans)

    def may_reach(self, act: Act) -> bool:
        """Tell if a step's line may be opened: people answer as soon as some lines are."""
        return not (self.humans and act.system.human is True)

    def at(self, act: Act, *, cleaning: bool = False) -> None:
        """Raise Stop when this step, its phase or its system is what the journey stops before.

        Clean-up is walked whatever its steps and phases are called, but reaches nobody either.
        """
        if not self.may_reach(act):
            raise Stop(f"stops before a human: people answer at {act.system.name}")
        if not cleaning and self.before and self.before in (act.step.name, act.phase):
            raise Stop(f"stops before {self.before}, as declared")

    def saying(self, act: Act, text: str) -> None:
        """Raise Stop when saying this would reach a human."""
        human = act.system.human
        if not self.humans or not isinstance(human, tuple):
            return
        if any(fnmatchcase(text.casefold().strip(), shape.casefold()) for shape in human):
            raise Stop(f"stops before a human: {text!r} reaches one at {act.system.name}")
