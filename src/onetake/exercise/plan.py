"""Plans what to walk: every journey asked for, by each of its personas and rows, or why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from onetake.exercise.make_ready import make_ready
from onetake.exercise.ready import ReadyJourney
from onetake.exercise.setting import Setting
from onetake.words.programme import Journey, Persona

_LONGEST_ROW = 300


@dataclass(frozen=True, slots=True)
class Selection:
    """What somebody asked to walk: journeys by id or wildcard, tags, personas, tries."""

    journeys: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()
    tries: int | None = None

    def holds(self, journey: Journey) -> bool:
        """Tell if a journey was asked for."""
        named = not self.journeys or any(fnmatchcase(journey.id, name) for name in self.journeys)
        return named and (not self.tags or bool(set(self.tags) & set(journey.tags)))


@dataclass(frozen=True, slots=True)
class Errand:
    """One journey to be walked by one persona with one row, `tries` times at most.

    `leases` are the personas whose accounts it uses; no other run may use them meanwhile.
    """

    ready: ReadyJourney
    persona: Persona | None
    leases: frozenset[str]
    row: Mapping[str, object] | None
    row_number: int | None
    tries: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be walked, and the journeys that will not, with the reason."""

    errands: tuple[Errand, ...]
    skipped: tuple[tuple[Journey, str], ...]

    @property
    def runs(self) -> int:
        """How many runs there are at most."""
        return sum(errand.tries for errand in self.errands)


def told_row(row: Mapping[str, object] | None) -> str:
    """Return what a row of a table holds, in words: `amount 200, to savings`."""
    return ", ".join(f"{name} {value}" for name, value in (row or {}).items())[:_LONGEST_ROW]


def make_plan(setting: Setting, selection: Selection) -> Plan:
    """Return what to walk in the order of the files; each journey is made ready once."""
    errands: list[Errand] = []
    skipped: list[tuple[Journey, str]] = []
    for journey in setting.programme.journeys.values():
        if not selection.holds(journey):
            continue
        ready = make_ready(journey, setting.programme, setting.channels)
        why = _why_not(ready, setting)
        found = () if why else tuple(_errands(ready, setting, selection))
        errands += found
        if not found:
            skipped.append((journey, why or "none of its personas was asked for"))
    return Plan(tuple(errands), tuple(skipped))


def _why_not(ready: ReadyJourney, setting: Setting) -> str:
    journey, environment = ready.journey, setting.environment
    if journey.safe_in is None and environment.customer_facing:
        return f"not declared safe in {environment.name}: add safe_in: [{environment.name}]"
    if journey.safe_in is not None and environment.name not in journey.safe_in:
        return f"safe only in {', '.join(journey.safe_in) or 'no environment'}"
    for act in (*ready.acts, *ready.cleaning):
        if act.system.address and act.system.address_in(environment.name) is None:
            return f"{act.system.name} does not stand in {environment.name}: give it an address"
    return ""


def _errands(ready: ReadyJourney, setting: Setting, selection: Selection) -> Iterator[Errand]:
    journey, known = ready.journey, setting.programme.personas
    names = [
        name for name in journey.personas if not selection.personas or name in selection.personas
    ]
    personas: list[Persona | None] = [known[name] for name in names]
    if not journey.personas and not selection.personas:
        personas = [None]
    speakers = {act.step.speaker for act in (*ready.acts, *ready.cleaning)} & set(known)
    rows: list[tuple[int | None, Mapping[str, object] | None]] = list(enumerate(journey.data, 1))
    for persona in personas:
        leases = frozenset(speakers | ({persona.name} if persona else set()))
        for number, row in rows or [(None, None)]:
            tries = selection.tries or journey.tries
            yield Errand(ready, persona, leases, row, number, tries)
