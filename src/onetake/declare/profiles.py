"""Reads profiles: how customers come, in profiles/NAME.yaml."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, pairwise
from math import copysign, floor, isfinite
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from onetake.declare.document import Spot
from onetake.declare.files import Found
from onetake.declare.keeping import Span
from onetake.declare.validate import validate
from onetake.words.channel import Declared
from onetake.words.load import Phase, Profile, StopRule
from onetake.words.location import Fault
from onetake.words.rate import rate

PROFILES = "profiles"
"""The folder of a programme's profiles."""

_MOST = 1000
_TO = re.compile(r"\s+to\s+")


def _rates(value: object) -> object:
    """Return the rates of `200/s`, or of `0/s to 200/s`."""
    parts = [rate(part) for part in _TO.split(str(value).strip(), maxsplit=1)]
    return parts[0], parts[-1]


def _rules(value: object) -> object:
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(StopRule.parse(item) for item in items)


_TEXT = WithJsonSchema({"type": "string"})
_TEXTS = WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}})
Rate = Annotated[float, BeforeValidator(rate), _TEXT]
Rates = Annotated[tuple[float, float], BeforeValidator(_rates), _TEXT]
Rules = Annotated[tuple[StopRule, ...], BeforeValidator(_rules), _TEXTS]


class StepsPart(Declared):
    """A staircase of rates."""

    from_: Rate = Field(alias="from", description="The first rate: 50/s.")
    to: Rate = Field(description="The last rate: 200/s.")
    by: Rate = Field(description="How much higher, or lower, each is than the one before: 50/s.")
    each: Span = Field(description="How long each lasts: 1m.")


class PhasePart(Declared):
    """A stretch of time with a rate or one that goes evenly to another, or a staircase."""

    rate: Rates | None = Field(
        None, description="Customers: 200/s, 50/m; or going evenly: 0/s to 200/s."
    )
    for_: Span | None = Field(None, alias="for", description="How long: 5m.")
    steps: StepsPart | None = Field(None, description="A staircase instead of a rate.")


class ProfileFile(Declared):
    """profiles/NAME.yaml: how customers come, and when a load is stopped."""

    phases: tuple[PhasePart, ...] = Field((), description="One after the other.")
    curve: str = Field(
        "", description="Instead a CSV below the programme's folder: seconds and rate, as observed."
    )
    mix: Mapping[str, float] = Field(
        {}, description="Journeys by wildcard and their weights; all the same when absent."
    )
    arrivals: Literal["even", "random"] = Field("even", description="Evenly, or as strangers do.")
    stop_when: Rules = Field((), description="When it is stopped: failed > 5 % for 30s.")


def read_profiles(files: Iterable[Found], folder: Path) -> tuple[dict[str, Profile], list[Fault]]:
    """Return the profiles that files hold, by name, and the faults of all of them.

    Curves lie below the programme's `folder`.
    """
    profiles, faults = {}, []
    for item in files:
        document = item.document()
        if document.value is not None:
            profile = read_profile(Spot(document, (), document.value), item.name, folder)
            if profile is not None and not document.broken:
                profiles[item.name] = profile
        faults += document.faults
    return profiles, faults


def read_profile(spot: Spot, name: str, folder: Path) -> Profile | None:
    """Return a profile, or None; every fault is noted in its file."""
    head = validate(spot, ProfileFile)
    if head is None:
        return None
    if bool(head.phases) == bool(head.curve):
        spot.fault("profile", "a profile has phases, or a curve",
                   hint="write phases: [{rate: 50/s, for: 5m}]")  # fmt: skip
        return None
    parts = enumerate(head.phases)
    phases = [phase for at, part in parts for phase in _phases(part, spot["phases"][at])]
    if head.curve:
        phases = list(_observed(folder / head.curve, spot["curve"]))
    chance = head.arrivals == "random"
    return Profile(name, tuple(phases), head.mix, head.stop_when, chance, location=spot.location)


def _phases(part: PhasePart, spot: Spot) -> Iterator[Phase]:
    if part.steps is None and part.rate is not None and part.for_ is not None:
        yield Phase(part.for_, *part.rate)
    elif part.steps is not None and part.rate is None and part.for_ is None:
        yield from _staircase(part.steps, spot["steps"])
    else:
        spot.fault("profile", "a phase has a rate and how long, or steps",
                   hint="write {rate: 50/s, for: 5m}, or {steps: {from: 50/s, to: 200/s, by: 50/s, "
                   "each: 1m}}")  # fmt: skip


def _staircase(steps: StepsPart, spot: Spot) -> Iterator[Phase]:
    span = steps.to - steps.from_
    if not steps.by or abs(span) / steps.by > _MOST:
        spot.fault("profile", f"these are more than {_MOST} steps", hint="write a greater by:")
        return
    for number in range(floor(abs(span) / steps.by + 1e-9) + 1):
        rate_here = steps.from_ + copysign(number * steps.by, span)
        yield Phase(steps.each, rate_here, rate_here)


def _observed(path: Path, spot: Spot) -> Iterator[Phase]:
    """Yield a phase between each two lines of a CSV; the first is where the curve begins."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [(float(row["seconds"]), float(row["rate"])) for row in csv.DictReader(file)]
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        spot.fault("profile", f"{spot.value} is no curve: {_told(error)}",
                   hint="write a CSV with the columns seconds and rate")  # fmt: skip
        return
    onward = all(one[0] < other[0] for one, other in pairwise(rows))
    if len(rows) < 2 or not onward or not all(map(isfinite, chain.from_iterable(rows))):
        spot.fault("profile", f"the moments of {spot.value} do not go on",
                   hint="write at least two lines, each with more seconds")  # fmt: skip
        return
    for (began, first), (ended, last) in pairwise(rows):
        yield Phase(ended - began, max(first, 0.0), max(last, 0.0))


def _told(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or "it cannot be read"
    return f"it has no column {error}" if isinstance(error, KeyError) else str(error)
