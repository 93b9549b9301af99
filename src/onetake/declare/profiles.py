"""Reads profiles: how customers come, in profiles/NAME.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
Rates = Annotated[tuple[float, float], BeforeValidator(_rates), _TEXT]
Rules = Annotated[tuple[StopRule, ...], BeforeValidator(_rules), _TEXTS]


class PhasePart(Declared):
    """A stretch of time with a rate, or with one that goes evenly to another."""

    rate: Rates = Field(description="Customers: 200/s, 50/m; or going evenly: 0/s to 200/s.")
    for_: Span = Field(alias="for", description="How long: 5m.")


class ProfileFile(Declared):
    """profiles/NAME.yaml: how customers come, and when a load is stopped."""

    phases: tuple[PhasePart, ...] = Field(min_length=1, description="One after the other.")
    mix: Mapping[str, float] = Field(
        {}, description="Journeys by wildcard and their weights; all the same when absent."
    )
    arrivals: Literal["even", "random"] = Field("even", description="Evenly, or as strangers do.")
    stop_when: Rules = Field((), description="When it is stopped: failed > 5 % for 30s.")


def read_profiles(files: Iterable[Found]) -> tuple[dict[str, Profile], list[Fault]]:
    """Return the profiles that files hold, by name, and the faults of all of them."""
    profiles, faults = {}, []
    for item in files:
        document = item.document()
        if document.value is not None:
            profile = read_profile(Spot(document, (), document.value), item.name)
            if profile is not None and not document.broken:
                profiles[item.name] = profile
        faults += document.faults
    return profiles, faults


def read_profile(spot: Spot, name: str) -> Profile | None:
    """Return a profile, or None; every fault is noted in its file."""
    head = validate(spot, ProfileFile)
    if head is None:
        return None
    phases = tuple(Phase(part.for_, *part.rate) for part in head.phases)
    chance = head.arrivals == "random"
    return Profile(name, phases, head.mix, head.stop_when, chance, location=spot.location)
