"""Reads blocks that cross channels and customers: `together` and `handoff`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from onetake.declare import modifiers
from onetake.declare.blocks import Reader, beside, blocks_in, keys_fit
from onetake.declare.document import Spot, described
from onetake.words.steps import (
    CUSTOMER,
    Block,
    Choose,
    Handoff,
    Step,
    Together,
)


def together(reader: Reader, spot: Spot) -> Together | None:
    """Return lanes of steps that are walked at once."""
    lanes = spot["together"]
    if not isinstance(lanes.value, dict) or len(lanes.value) < 2:
        seen = "one" if isinstance(lanes.value, dict) else described(lanes.value)
        lanes.fault(
            "together",
            f"at least two lanes are expected here, not {seen}",
            hint=f"write together: {{{CUSTOMER}: [steps], agent: [steps]}}",
        )
        return None
    found = []
    for name in lanes.value:
        if not modifiers.name_of_own(name):
            lanes[name].fault(
                "together",
                f"{name!r} cannot be a lane's name",
                hint=f"name a persona, or use {CUSTOMER}, agent or another word of letters",
                key=True,
            )
            continue
        steps = reader.steps(lanes[name])
        if any(isinstance(block, Together) for block in blocks_in(steps)):
            lanes[name].fault(
                "together",
                "lanes cannot have lanes of their own",
                hint="write one together",
                key=True,
            )
            return None
        found.append((name, steps if name == CUSTOMER else spoken_by(name, steps)))
    return Together(tuple(found), location=spot.location, **beside(spot))


def handoff(reader: Reader, spot: Spot) -> Handoff | None:
    """Return steps on another channel, and what must be known there."""
    block = spot["handoff"]
    if not keys_fit(block, ("knows", "steps"), ("knows", "steps")):
        return None
    knows = block["knows"]
    if not isinstance(knows.value, list) or not knows.value:
        knows.fault(
            "handoff",
            f"a list of names is expected here, not {described(knows.value)}",
            hint="write names that have a value by now: knows: [order, persona.first]",
        )
        return None
    names = tuple(modifiers.text(knows[position]) for position in range(len(knows.value)))
    steps = reader.steps(block["steps"])
    inside = [item for item in blocks_in(steps) if isinstance(item, Step)]
    if inside and not any(step.action.hears for step in inside):  # type: ignore[attr-defined]
        block["steps"].fault(
            "handoff",
            "none of these steps hears anything, so nothing can show what is known",
            hint="add a step that hears the answer",
            key=True,
        )
    return Handoff(names, steps, location=spot.location, **beside(spot))


def spoken_by(name: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return blocks whose steps are spoken as a lane is called, unless they say otherwise."""
    return tuple(_block_by(name, block) for block in blocks)


def _block_by(name: str, block: Block) -> Block:
    if isinstance(block, Step):
        return block if block.speaker else replace(block, speaker=name)
    if isinstance(block, Choose):
        branches = tuple((when, spoken_by(name, steps)) for when, steps in block.branches)
        return replace(block, branches=branches)
    assert not isinstance(block, Together)
    return replace(block, steps=spoken_by(name, block.steps))


CROSSING: Mapping[str, Callable[[Reader, Spot], Block | None]] = {
    "together": together, "handoff": handoff,
}  # fmt: skip
