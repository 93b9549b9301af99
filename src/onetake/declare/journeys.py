"""Reads a journey's file: its goal, its steps, and whether all it refers to is there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from onetake.declare import references
from onetake.declare.blocks import note_too_many
from onetake.declare.document import Document, Spot
from onetake.declare.flow import Flow, kept_anywhere
from onetake.declare.frame import Frame
from onetake.declare.headed import make_journey
from onetake.declare.heads import JourneyFile
from onetake.declare.names import Scope, note_unknown
from onetake.declare.places import Places
from onetake.declare.steps import StepReader
from onetake.declare.validate import validate
from onetake.words.location import Fault
from onetake.words.programme import Journey


@dataclass(frozen=True, slots=True)
class JourneyReading:
    """A journey, or None when it cannot be used, and what is wrong with it.

    `is_journey` is False for the rest of a file that holds several. `steps` counts what was seen,
    also of a journey with faults; `uses` holds `kind:name` of the
    personas, systems and parts it refers to; `table` is the file of its rows, or "".
    """

    journey: Journey | None
    faults: tuple[Fault, ...]
    steps: int = 0
    uses: frozenset[str] = frozenset()
    table: str = ""
    is_journey: bool = True


def read_journey(document: Document, identity: str, frame: Frame) -> JourneyReading:
    """Return what a document declares as a journey."""
    spot = Spot(document, (), document.value)
    head = validate(spot, JourneyFile) if document.value is not None else None
    if not isinstance(spot.value, dict):
        return JourneyReading(None, tuple(document.faults))
    places = Places(document, frame.parts.places)
    reader = StepReader(frame.words, frame.parts, places.own)
    steps = reader.steps(spot["steps"]) if "steps" in spot.value else ()
    always = reader.steps(spot["always"]) if "always" in spot.value else ()
    count = references.steps_in((*steps, *always))
    too_many = note_too_many(spot, (*steps, *always))
    if head is None or too_many:
        return JourneyReading(None, tuple(document.faults), count)
    journey = make_journey(spot, head, identity, frame, blocks=(steps, always))
    whole, systems = _check(spot, journey, frame, places)
    faults = tuple(dict.fromkeys([*document.faults, *places.faults()]))
    wrong = reader.incomplete or not whole or any(f.severity == "error" for f in faults)
    return JourneyReading(
        None if wrong else journey,
        faults,
        count,
        references.uses(journey, systems),
        head.data,
    )


def _check(spot: Spot, journey: Journey, frame: Frame, places: Places) -> tuple[bool, set[str]]:
    """Note what does not fit; tell if all it names can be used, and which systems it means."""
    usable = references.check_head(spot, journey, frame)
    systems = references.check_steps(journey, frame, places.of)
    references.check_named(spot, journey, places.of)
    references.check_rate(spot, journey)
    if not spot.document.broken:
        references.check_heard(journey, places.of)
    if usable and systems is not None:
        _check_names(spot, journey, frame, places, systems=systems)
    return usable and systems is not None, systems or set()


def _check_names(
    spot: Spot, journey: Journey, frame: Frame, places: Places, *, systems: set[str]
) -> None:
    """Follow the journey and note every name that has no value where it is used."""
    flow = Flow(scope_of(spot, journey, frame, systems), dict(frame.programme.personas), places.of)
    flow.check(journey.steps)
    flow.scope = replace(flow.scope, kept=flow.scope.kept | flow.scope.later)
    flow.check(journey.always)


def scope_of(spot: Spot, journey: Journey, frame: Frame, systems: set[str]) -> Scope:
    """Return what a journey may name as it begins; note where that is nothing already."""
    environments = references.environments_of(journey, frame, systems)
    if not environments and frame.programme.environments:
        spot.fault(
            "safe_in",
            "this journey walks in no environment",
            hint="name some: safe_in: [" + ", ".join(frame.programme.environments) + "]",
            severity="warning",
        )
    anywhere = frozenset(kept_anywhere((*journey.steps, *journey.always)))
    scope = Scope(
        environments,
        frame.programme.secrets,
        personas=tuple(frame.programme.personas[name] for name in journey.personas),
        rows=None if spot.document.broken and not journey.data else journey.data,
        later=anywhere,
    )
    if journey.throughout:
        wanted = (item for _, matcher in journey.throughout for item in matcher.templates())
        note_unknown(spot["throughout"], wanted, scope)
    return scope
