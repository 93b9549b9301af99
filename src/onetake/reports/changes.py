"""What changed between two tests: the journeys of one beside those of the other, without output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from onetake.words.shift import Shift, shift
from onetake.words.verdict import Verdict

NOTICED = 1.1
"""A journey is slower when its interval lies above this many times the base's time."""

FELT = 50.0
"""Milliseconds of a whole journey that a person does not feel, however sure the ratio is."""


class Kind(StrEnum):
    """What became of a journey; the gravest first, `same` last."""

    FAILING = "newly failing"
    UNKNOWN = "could not be told"
    OTHERWISE = "failing for another reason"
    DEGRADED = "newly degraded"
    SLOWER = "slower"
    NEW = "new"
    SKIPPED = "no longer walked"
    REMOVED = "removed"
    PASSING = "newly passing"
    BETTER = "better, still degraded"
    FASTER = "faster"
    SAME = "unchanged"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one persona's journey (and row of its table) stood in one test.

    `times` are those of its runs that reached the end, in ms. `step` names the deciding step in
    the customer's words, `place` is its file:line:column, `seen` what was seen there, `evidence`
    the files that prove it, `again` the command that walks it again. `given` is its row's values.
    """

    journey: str
    verdict: Verdict
    persona: str = ""
    row: int | None = None
    given: str = ""
    reason: str = ""
    rule: str = ""
    rate: str = ""
    goal: str = ""
    number: int = 0
    step: str = ""
    action: str = ""
    place: str = ""
    seen: str = ""
    evidence: tuple[str, ...] = ()
    again: str = ""
    times: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A journey in both tests: `base` is None for a new one, `head` for one that is gone."""

    kind: Kind
    base: Standing | None
    head: Standing | None
    shift: Shift | None = None

    @property
    def now(self) -> Standing:
        """How it stands in the newer test, or stood before it was removed."""
        standing = self.head or self.base
        assert standing is not None, "a change has at least one side"
        return standing


@dataclass(frozen=True, slots=True)
class Changes:
    """Every journey of two tests, in the order of their kinds, then by name.

    `absent` are those of the base that the newer test was not asked to walk.
    """

    every: tuple[Change, ...]
    absent: tuple[Standing, ...] = ()

    def of(self, *kinds: Kind) -> tuple[Change, ...]:
        """Return the changes of these kinds."""
        return tuple(change for change in self.every if change.kind in kinds)

    @property
    def changed(self) -> tuple[Change, ...]:
        """All but what stayed as it was."""
        return tuple(change for change in self.every if change.kind is not Kind.SAME)

    @property
    def same(self) -> Mapping[Verdict, int]:
        """How many stayed as they were, by verdict."""
        return Counter(change.now.verdict for change in self.of(Kind.SAME))


def compare(base: Iterable[Standing], head: Iterable[Standing], *, whole: bool = True) -> Changes:
    """Return what changed from `base` to `head`, both without drafts.

    `whole` tells if the newer test walked all there is: only then is what it lacks *removed*.
    Rows of a table are told apart by what they hold, so that a row put in before them moves none.
    """
    before, after = dict(_keyed(base)), dict(_keyed(head))
    found = [_change(_before(before, key, standing), standing) for key, standing in after.items()]
    unwalked = {item.journey for item in after.values() if _is_whole(item)}
    walked = {item.journey for item in after.values()}
    gone = [
        standing
        for key, standing in before.items()
        if key not in after
        and standing.journey not in (walked if _is_whole(standing) else unwalked)
    ]
    if whole:
        found += [Change(Kind.REMOVED, standing, None) for standing in gone]
    kinds = list(Kind)
    found.sort(key=lambda change: (kinds.index(change.kind), _name(change.now)))
    return Changes(tuple(found), () if whole else tuple(gone))


Key = tuple[str, str, str, int]


def _keyed(standings: Iterable[Standing]) -> Iterator[tuple[Key, Standing]]:
    """Yield each standing with what it is known by in both tests."""
    times: Counter[tuple[str, str, str]] = Counter()
    for item in standings:
        row = "" if item.row is None else str(item.row)
        known = (item.journey, item.persona, item.given or row)
        times[known] += 1
        yield (*known, times[known]), item


def _is_whole(standing: Standing) -> bool:
    """Tell if a journey was skipped as a whole, so that no persona of it is known."""
    skipped = standing.verdict is Verdict.SKIPPED
    return skipped and not standing.persona and standing.row is None


def _before(before: Mapping[Key, Standing], key: Key, now: Standing) -> Standing | None:
    """Return how it stood: as this persona and row, else when either is skipped as a whole."""
    if key in before:
        return before[key]
    same = [item for item in before.values() if item.journey == now.journey]
    return next((item for item in same if _is_whole(now) or _is_whole(item)), None)


def _name(standing: Standing) -> tuple[str, str, int]:
    return standing.journey, standing.persona, standing.row or 0


def _change(base: Standing | None, head: Standing) -> Change:
    if base is None:
        return Change(Kind.NEW, None, head)
    kind = _turned(base, head)
    if kind is not Kind.SAME or head.verdict not in (Verdict.PASSED, Verdict.DEGRADED):
        return Change(kind, base, head)
    found = shift(base.times, head.times)
    felt = abs(_typical(head) - _typical(base)) >= FELT
    return Change(_paced(found) if felt else Kind.SAME, base, head, found)


def _typical(standing: Standing) -> float:
    return median(standing.times) if standing.times else 0.0


_TURNED = {
    Verdict.FAILED: Kind.FAILING,
    Verdict.UNKNOWN: Kind.UNKNOWN,
    Verdict.DEGRADED: Kind.DEGRADED,
    Verdict.PASSED: Kind.PASSING,
    Verdict.SKIPPED: Kind.SKIPPED,
}


def _turned(base: Standing, head: Standing) -> Kind:
    """Return what became of a verdict."""
    if base.verdict is not head.verdict:
        worse = base.verdict in (Verdict.FAILED, Verdict.UNKNOWN)
        better = worse and head.verdict is Verdict.DEGRADED
        return Kind.BETTER if better else _TURNED[head.verdict]
    other = (base.rule, base.step) != (head.rule, head.step)
    return Kind.OTHERWISE if other and head.verdict is Verdict.FAILED else Kind.SAME


def _paced(found: Shift | None) -> Kind:
    """Return if it became slower or faster by more than chance and more than a person notices."""
    if found is None or (found.low <= NOTICED and found.high >= 1 / NOTICED):
        return Kind.SAME
    return Kind.SLOWER if found.low > NOTICED else Kind.FASTER
