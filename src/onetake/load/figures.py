"""What customers met, added up as they come: by journey, by step, by second, by reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from onetake.load.histogram import Histogram
from onetake.words.events import StepResult
from onetake.words.load import Visit
from onetake.words.verdict import Verdict

_NS = 1e9
_NS_OF_MS = 1e6
KINDS = 100
"""Kinds of failures that are told apart at most."""


KindKey = tuple[str, str, str, Verdict]
"""By what a kind of failure is known: its journey, step, rule and verdict."""


@dataclass(slots=True)
class Times:
    """Verdicts of one journey or step, and how long it took in nanoseconds."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    service: Histogram = field(default_factory=Histogram)

    def add(self, other: Times) -> None:
        """Count all that another one has counted, too."""
        self.verdicts.update(other.verdicts)
        self.service.merge(other.service)


@dataclass(slots=True)
class JourneyTimes(Times):
    """Of a journey also the response: from when a customer meant to come until served."""

    response: Histogram = field(default_factory=Histogram)

    def add(self, other: Times) -> None:
        """Count all that another journey's has counted, too."""
        Times.add(self, other)
        if isinstance(other, JourneyTimes):
            self.response.merge(other.response)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of failure: where, by which rule, and what was told of the first of them."""

    journey: str
    step: str
    rule: str
    verdict: Verdict
    first: str

    @property
    def where(self) -> str:
        """Return the journey and the step as people read them."""
        return f"{self.journey}{' · ' if self.step else ''}{self.step}"


@dataclass(frozen=True, slots=True)
class Second:
    """One second of a load: how many came, what those came to that ended, and their responses."""

    number: int
    came: int
    verdicts: Mapping[Verdict, int]
    response: bytes
    p50: int
    p95: int
    p99: int
    late: int


class Figures:
    """All figures of a load; counts add up: each visit is in exactly one verdict."""

    def __init__(self) -> None:
        self.journeys: defaultdict[str, JourneyTimes] = defaultdict(JourneyTimes)
        self.steps: dict[tuple[str, int], tuple[str, Times]] = {}
        self.kinds: dict[KindKey, tuple[Kind, int]] = {}
        self.lateness = Histogram()
        self.seconds: list[Second] = []
        self.arrived = 0

    @property
    def verdicts(self) -> Counter[Verdict]:
        """Return how many customers came to each verdict."""
        return sum((item.verdicts for item in self.journeys.values()), Counter[Verdict]())

    def came(self) -> None:
        """Note that a customer meant to come."""
        self.arrived += 1

    def take(self, visit: Visit) -> KindKey | None:
        """Add a visit that ended; return by what its kind of failure is known, if it is one."""
        times = self.journeys[visit.journey]
        times.verdicts[visit.verdict] += 1
        if visit.result is not None:
            times.response.note(int((visit.ended - visit.intended) * _NS))
            times.service.note(int((visit.ended - visit.begun) * _NS))
            self.lateness.note(int((visit.begun - visit.intended) * _NS))
            for step in visit.result.steps:
                self._step(visit.journey, step)
        return None if visit.verdict is Verdict.PASSED else self._kind(visit)

    def add(self, second: Figures) -> Second:
        """Add what came and was served in the next second; return that second."""
        self.merge(second)
        self.seconds.append(second.second(len(self.seconds)))
        return self.seconds[-1]

    def merge(self, other: Figures) -> None:
        """Count all that was counted elsewhere, too; the seconds stay as they are."""
        for journey, whole in other.journeys.items():
            self.journeys[journey].add(whole)
        for key, (name, times) in other.steps.items():
            if key not in self.steps:
                self.steps[key] = (name, Times())
            self.steps[key][1].add(times)
        for known, (kind, number) in other.kinds.items():
            if known in self.kinds or len(self.kinds) < KINDS:
                first, before = self.kinds.get(known, (kind, 0))
                self.kinds[known] = (first, before + number)
        self.lateness.merge(other.lateness)
        self.arrived += other.arrived

    def most_frequent(self, most: int) -> tuple[tuple[str, Verdict, int], ...]:
        """Return so many kinds of failures: what was told of the first, verdict, and how many."""
        found = sorted(self.kinds.values(), key=lambda item: -item[1])[:most]
        return tuple((f"{kind.where}: {kind.first}", kind.verdict, n) for kind, n in found)

    def second(self, number: int) -> Second:
        """Return all of it as one second of a load."""
        response = Histogram()
        for times in self.journeys.values():
            response.merge(times.response)
        return Second(
            number, self.arrived, dict(self.verdicts), response.packed(),
            response.at(50), response.at(95), response.at(99), self.lateness.greatest,
        )  # fmt: skip

    def _step(self, journey: str, step: StepResult) -> None:
        key = (journey, step.number)
        found = self.steps.get(key)
        if found is None:
            found = self.steps[key] = (step.name, Times())
        found[1].verdicts[step.verdict] += 1
        if step.ms is not None:
            found[1].service.note(int(step.ms * _NS_OF_MS))

    def _kind(self, visit: Visit) -> KindKey:
        result = visit.result
        bad = (
            next((s for s in result.steps if s.verdict is visit.verdict), None) if result else None
        )
        step, rule = (bad.name, bad.rule) if bad else ("", result.rule if result else visit.reason)
        key = (visit.journey, step, rule, visit.verdict)
        known = self.kinds.get(key)
        if known is not None or len(self.kinds) < KINDS:
            told = (bad.reason if bad else "") or (result.reason if result else "") or visit.reason
            kind, number = known or (Kind(visit.journey, step, rule, visit.verdict, told), 0)
            self.kinds[key] = (kind, number + 1)
        return key
