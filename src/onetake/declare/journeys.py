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
from onetake.declare.validate import refused, validate
from onetake.words.location import Fault
from onetake.words.programme import Journey

_APART = frozenset({
    "tries", "pass_rate", "tags", "owner", "effort", "status", "stops_before", "ceilings",
})  # fmt: skip
"""Keys of a head that no name in a journey depends on."""


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
    head, readable = _head(spot) if document.value is not None else (None, False)
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
    unusable = reader.incomplete or not readable or not whole
    wrong = unusable or any(f.severity == "error" for f in faults)
    return JourneyReading(
        None if wrong else journey,
        faults,
        count,
        references.uses(journey, systems),
        head.data,
    )


def _head(spot: Spot) -> tuple[JourneyFile | None, bool]:
    """Return a journey's head, and whether it can be used.

    A head with a fault in what no name depends on is read without it, so that what else is wrong
    is told, too.
    """
    head = validate(spot, JourneyFile)
    if head is not None or not isinstance(spot.value, dict):
        return head, head is not None
    faulty = {str(at[0]) for at in refused(spot.value, JourneyFile) if at}
    if not faulty <= _APART:
        return None, False
    rest = {key: value for key, value in spot.value.items() if key not in faulty}
    return JourneyFile.model_validate(rest), False


def _check(spot: Spot, journey: Journey, frame: Frame, places: Places) -> tuple[bool, set[str]]:
    """Note what does not fit; tell if all it names can be used, and which systems it means."""
    usable = references.check_head(spot, journey, frame)
    systems = references.check_steps(journey, frame, places.of)
    references.check_named(spot, journey, places.of)
    references.check_rate(spot, journey)
    if not spot.document.broken:
        references.check_heard(journey, places.of)
    _check_names(spot, journey, frame, places, systems=systems)
    return usable and systems is not None, systems or set()


def _check_names(
    spot: Spot, journey: Journey, frame: Frame, places: Places, *, systems: set[str] | None
) -> None:
    """Follow the journey and note every name that has no value where it is used."""
    flow = Flow(scope_of(spot, journey, frame, systems), dict(frame.programme.personas), places.of)
    flow.check(journey.steps)
    flow.scope = replace(flow.scope, kept=flow.scope.kept | flow.scope.later)
    flow.check(journey.always)


def scope_of(spot: Spot, journey: Journey, frame: Frame, systems: set[str] | None) -> Scope:
    """Return what a journey may name as it begins; note where that is nothing already.

    Where its systems, environments or personas are not all clear, any may be meant.
    """
    known = frame.programme
    clear = systems is not None and set(journey.safe_in or ()) <= known.environments.keys()
    environments = references.environments_of(journey, frame, systems or set()) if clear else ()
    if clear and not environments and known.environments:
        spot.fault(
            "safe_in",
            "this journey walks in no environment",
            hint="name some: safe_in: [" + ", ".join(known.environments) + "]",
            severity="warning",
        )
    anywhere = frozenset(kept_anywhere((*journey.steps, *journey.always)))
    scope = Scope(
        environments,
        known.secrets,
        personas=(
            tuple(known.personas[name] for name in journey.personas)
            if set(journey.personas) <= known.personas.keys()
            else None
        ),
        rows=None if spot.document.broken and not journey.data else journey.data,
        later=anywhere,
    )
    if journey.throughout:
        wanted = (item for _, matcher in journey.throughout for item in matcher.templates())
        note_unknown(spot["throughout"], wanted, scope)
    return scope
