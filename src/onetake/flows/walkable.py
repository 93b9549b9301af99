"""Tells which walks a programme's journeys come to, one per journey and persona, for others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from onetake import declare
from onetake.exercise.plan import Plan
from onetake.flows.prepare import Wanted, prepare
from onetake.flows.programme import ProgrammeFaulty
from onetake.words.programme import Journey


@dataclass(frozen=True, slots=True)
class Walkable:
    """A journey as one persona (nothing for none) walks it; `skipped` tells why nobody will.

    `file` is relative to the programme's folder, `line` counts from 1 (0: the whole file).
    """

    journey: str
    persona: str
    goal: str
    file: str
    line: int = 0
    tags: tuple[str, ...] = ()
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Faulty:
    """A programme that cannot be walked: all its faults as people read them."""

    text: str


def journey_of(file: Path, programme: Path) -> str:
    """Return the id of the journey in a file: its path below `journeys/`, without the suffix."""
    return file.relative_to(programme / "journeys").with_suffix("").as_posix()


def walkable_in(
    programme: Path, environment: str, overrides: Mapping[str, str], journeys: tuple[str, ...] = ()
) -> tuple[Walkable, ...] | Faulty:
    """Return the walks of a programme, or of some of its journeys, or its faults.

    Raises UsageWrong for an environment or value that is not there.
    """
    wanted = Wanted(programme, environment, journeys, overrides=overrides)
    try:
        prepared = prepare(wanted, explaining=True)
    except ProgrammeFaulty as faulty:
        return Faulty("\n\n".join(declare.render(fault) for fault in faulty.faults))
    prepared.locks.close()
    return tuple(dict.fromkeys(_walks(prepared.plan)))


def _walks(plan: Plan) -> Iterator[Walkable]:
    for errand in plan.errands:
        persona = errand.persona.name if errand.persona else ""
        journey = errand.ready.journey
        why = "a draft: it never counts" if journey.draft else ""
        yield _walk(journey, persona, why)
    for journey, why in plan.skipped:
        yield _walk(journey, "", why)


def _walk(journey: Journey, persona: str, skipped: str) -> Walkable:
    where = journey.location
    return Walkable(
        journey.id, persona, journey.goal, where.file, where.line, journey.tags, skipped
    )
