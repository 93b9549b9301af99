"""Checks that what a journey refers to is there: teams, personas, systems, steps, environments."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches

from onetake.declare.blocks import blocks_in
from onetake.declare.document import Spot
from onetake.declare.flow import PlaceOf
from onetake.declare.frame import Frame
from onetake.declare.nearest import nearest
from onetake.declare.order import step_names
from onetake.words.channel import Configured
from onetake.words.programme import Environment, Journey
from onetake.words.steps import Block, Include, Step, nested
from onetake.words.wilson import tries_needed, wilson


def steps_in(blocks: tuple[Block, ...]) -> int:
    """Return how many steps stand in a file itself, those of included parts not counted."""
    return sum(
        isinstance(block, Step) or sum(map(steps_in, nested(block)))
        for block in blocks
        if not isinstance(block, Include)
    )


def check_head(spot: Spot, journey: Journey, frame: Frame) -> bool:
    """Note names of the journey's head that nothing has; tell if all can be used."""
    usable = True
    for kind, key, names in (
        ("persona", "personas", journey.personas),
        ("environment", "safe_in", journey.safe_in or ()),
        ("system", "systems", journey.systems),
    ):
        for position, name in enumerate(names):
            usable &= frame.can_use(kind, name, spot[key][position])
            if name in names[:position]:
                spot[key][position].fault("name.repeated", f"{name!r} is named twice",
                                          hint="remove one of them")  # fmt: skip
    if journey.owner:
        frame.can_use("team", journey.owner, spot["owner"])
    else:
        spot.fault("owner", "nobody owns this journey", severity="warning",
                   hint="name a team: owner: NAME")  # fmt: skip
    return usable


def check_steps(journey: Journey, frame: Frame, place_of: PlaceOf) -> set[str] | None:
    """Note steps whose system or speaker is unclear; return the systems meant, None if unusable."""
    systems: set[str] = set()
    lacking: set[str] = set()
    usable = True
    for block in blocks_in((*journey.steps, *journey.always)):
        if not isinstance(block, Step):
            continue
        if not block.system and block.channel in lacking:
            continue
        name = _system_of(block, journey, frame, place_of)
        if name is None:
            usable = False
            lacking |= set() if block.system else {block.channel}
        systems |= {name} if name else set()
        if block.speaker:
            _check_speaker(block, frame, place_of)
    return systems if usable else None


def _system_of(step: Step, journey: Journey, frame: Frame, place_of: PlaceOf) -> str | None:
    """Return the system a step means, "" where its channel needs none, None for a fault."""
    known = frame.programme.systems
    if step.system:
        place = place_of(step)["system"]
        if not frame.can_use("system", step.system, place):
            return None
        other = known[step.system].channel
        if other != step.channel:
            place.fault("system.channel", f"{step.system!r} answers on {other}, not {step.channel}",
                        hint=f"name a system of {step.channel}")  # fmt: skip
        return step.system
    of_channel = frame.systems_of.get(step.channel, ())
    chosen = [name for name in of_channel if name in journey.systems]
    found = chosen or of_channel
    if len(found) == 1:
        return found[0]
    if not found:
        return _without_system(step, frame, place_of)
    place_of(step)[step.word].fault(
        "system.unclear",
        f"{len(found)} systems answer on {step.channel}: {', '.join(found)}",
        hint=f"choose one: system: {found[0]}; or for the journey: systems: [{found[0]}]",
        key=True,
    )
    return None


def _without_system(step: Step, frame: Frame, place_of: PlaceOf) -> str | None:
    if not isinstance(frame.channels[step.channel], Configured):
        return ""
    if not frame.broken.get("system"):
        place_of(step)[step.word].fault(
            "system.missing",
            f"no system answers on {step.channel}",
            hint=f"write systems/NAME.yaml with channel: {step.channel} and its address",
            key=True,
        )
    return None


def _check_speaker(step: Step, frame: Frame, place_of: PlaceOf) -> None:
    personas = frame.programme.personas
    near = get_close_matches(step.speaker, personas, 1, 0.8)
    if near and step.speaker not in personas:
        place = place_of(step)
        named = "as" in place.value  # type: ignore[operator]
        (place["as"] if named else place).fault(
            "persona.unknown",
            f"there is no persona {step.speaker!r}; this is a second line of the same persona",
            hint=f"did you mean {near[0]!r}?",
            severity="warning",
        )


def check_named(spot: Spot, journey: Journey, place_of: PlaceOf) -> None:
    """Note steps that `since`, `order` and `stops_before` name and that are not there."""
    blocks = list(blocks_in(journey.steps))
    counted = Counter(block.name for block in blocks if block.name)
    for place in step_names(spot["order"]) if journey.order else ():
        _check_step(str(place.value), counted, place)
    if journey.stops_before and journey.stops_before != "human":
        phases = {block.phase for block in blocks if block.phase}
        if journey.stops_before not in phases:
            _check_step(journey.stops_before, counted, spot["stops_before"], ("human", *phases))
    _check_since(journey, place_of)


def _check_since(journey: Journey, place_of: PlaceOf) -> None:
    before: Counter[str] = Counter()
    for block in blocks_in((*journey.steps, *journey.always)):
        if isinstance(block, Step) and block.since:
            _check_step(block.since, before, place_of(block)["since"])
        before[block.name] += 1


def _check_step(name: str, counted: Counter[str], spot: Spot, others: tuple[str, ...] = ()) -> None:
    if not counted[name]:
        hint = nearest(name, (*filter(None, counted), *others), "named steps")
        earlier = " before this one" if spot.at[-1] == "since" else ""
        spot.fault("step.unknown", f"no step{earlier} is called {name!r}", hint=hint)
    elif counted[name] > 1:
        spot.fault("step.unclear", f"{counted[name]} steps are called {name!r}",
                   hint="give one of them another name")  # fmt: skip


def check_heard(journey: Journey, place_of: PlaceOf) -> None:
    """Warn where a customer speaks on a channel and nothing it answers is ever heard."""
    steps = [block for block in blocks_in(journey.steps) if isinstance(block, Step)]
    heard = {step.channel for step in steps if step.action.hears}  # type: ignore[attr-defined]
    for step in steps:
        if step.channel not in heard:
            heard.add(step.channel)
            place_of(step)[step.word].fault(
                "unheard",
                f"nothing is ever heard on {step.channel}: whatever it answers passes",
                hint="add a step that hears the answer",
                severity="warning",
                key=True,
            )


def check_rate(spot: Spot, journey: Journey) -> None:
    """Note a pass rate that the tries cannot show even when all of them pass."""
    rate, tries = journey.pass_rate, journey.tries
    if rate is None:
        return
    if rate >= 1:
        spot["pass_rate"].fault("pass_rate", "no number of tries can show a pass rate of 100 %",
                                hint="ask for less, such as 95%")  # fmt: skip
        return
    low, needed = wilson(tries, tries)[0], tries_needed(rate)
    if tries < needed:
        times = f"{tries} of {tries} tries passed show" if tries > 1 else "one try shows"
        spot["pass_rate"].fault(
            "pass_rate",
            f"{times} a pass rate of {low * 100:.1f} % at least, not of {rate * 100:.6g} %",
            hint=f"write tries: {needed}, or ask for less",
        )


def environments_of(journey: Journey, frame: Frame, systems: set[str]) -> tuple[Environment, ...]:
    """Return where a journey may walk: where it is safe, and where all its systems stand."""
    declared = frame.programme.environments.values()
    safe = journey.safe_in
    found = (e for e in declared if (not e.customer_facing if safe is None else e.name in safe))
    used = [frame.programme.systems[name] for name in systems]
    return tuple(
        e for e in found if all(not s.address or s.address_in(e.name) is not None for s in used)
    )


def uses(journey: Journey, systems: set[str]) -> frozenset[str]:
    """Return `kind:name` of all that a journey refers to."""
    blocks = list(blocks_in((*journey.steps, *journey.always)))
    speakers = {block.speaker for block in blocks if isinstance(block, Step)}
    parts = {block.part for block in blocks if isinstance(block, Include)}
    return frozenset(
        [f"persona:{name}" for name in (*journey.personas, *speakers) if name]
        + [f"system:{name}" for name in (*systems, *journey.systems)]
        + [f"part:{name}" for name in parts]
    )
