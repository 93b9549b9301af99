"""Makes the profile of a load: out of a file, or of a rate and a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from onetake import declare
from onetake.declare.files import yaml_files
from onetake.declare.nearest import nearest
from onetake.declare.profiles import PROFILES, read_profiles
from onetake.errors import UsageWrong
from onetake.flows.programme import ProgrammeFaulty
from onetake.words.figure import FigureFault, duration
from onetake.words.load import Phase, Profile, StopRule
from onetake.words.rate import rate


@dataclass(frozen=True, slots=True)
class Curve:
    """How customers should come, as somebody typed it."""

    profile: str = ""
    rate: str = ""
    seconds: str = ""
    customers: int = 0
    chance: bool = False
    stops: tuple[str, ...] = ()


def profile_of(start: Path, curve: Curve) -> Profile:
    """Return the profile. Raises UsageWrong for what is none, ProgrammeFaulty for a faulty file."""
    try:
        stops = tuple(StopRule.parse(text) for text in curve.stops)
        if curve.profile:
            return _in_file(declare.find(start), curve, stops)
        return _typed(curve, stops)
    except FigureFault as fault:
        raise UsageWrong(fault.seen, hint=fault.hint) from None


def _typed(curve: Curve, stops: tuple[StopRule, ...]) -> Profile:
    if not curve.seconds or bool(curve.rate) == bool(curve.customers):
        raise UsageWrong(
            "how customers come was not said",
            hint="onetake load --rate 50/s --for 1m; or --customers 20 --for 1m, or --profile NAME",
        )
    seconds = duration(curve.seconds)
    if curve.customers < 0 or not seconds:
        raise UsageWrong("nobody would come", hint="write --customers 20 --for 1m")
    each = rate(curve.rate) if curve.rate else 0.0
    name = curve.rate or f"{curve.customers} customers, each again as soon as served"
    return Profile(
        f"{name} for {curve.seconds}", (Phase(seconds, each, each),), {}, stops, curve.chance,
        curve.customers,
    )  # fmt: skip


def _in_file(folder: Path, curve: Curve, stops: tuple[StopRule, ...]) -> Profile:
    if curve.rate or curve.seconds or curve.customers:
        raise UsageWrong("a profile says itself how customers come", hint="leave --rate away")
    files = {item.name: item for item in yaml_files(folder, PROFILES)}
    if curve.profile not in files:
        hint = nearest(curve.profile, files, "profiles", "write profiles/NAME.yaml")
        raise UsageWrong(f"there is no profile {curve.profile!r}", hint=hint)
    profiles, faults = read_profiles([files[curve.profile]], folder)
    if not profiles:
        raise ProgrammeFaulty(tuple(faults))
    found = profiles[curve.profile]
    return replace(found, stops=(*found.stops, *stops), chance=found.chance or curve.chance)
