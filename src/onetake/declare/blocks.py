"""Reads blocks of steps: `choose`, `until` and `include`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Protocol

from onetake.declare import modifiers
from onetake.declare.document import Spot, described
from onetake.declare.modifiers import facts_of
from onetake.declare.nearest import nearest
from onetake.declare.validate import note_value_error
from onetake.words.scalar import Plain
from onetake.words.steps import Block, Choose, Include, Step, Until, nested
from onetake.words.template import compile_tree

BLOCK_MODIFIERS = ("name", "phase", "when")
_MOST_STEPS = 10_000
_ROUNDS = Plain("10")


class Parts(Protocol):
    """Where included steps come from."""

    def steps(self, name: str, asked: Spot) -> tuple[Block, ...] | None:
        """Return a part's steps; None, with a fault noted at `asked`, when there are none."""

    def needs(self, name: str) -> tuple[str, ...]:
        """Return the names a part wants values for."""


class Reader(Protocol):
    """Reads lists of steps, with blocks in them."""

    parts: Parts

    def steps(self, spot: Spot) -> tuple[Block, ...]:
        """Return the blocks of a list of steps, without those that have faults."""


def blocks_in(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield every block of nested blocks, in the order of the file."""
    for block in blocks:
        yield block
        for steps in nested(block):
            yield from blocks_in(steps)


def note_too_many(spot: Spot, blocks: tuple[Block, ...]) -> bool:
    """Note when included parts make far more steps than anybody walks; tell if they do."""
    if next(islice(blocks_in(blocks), _MOST_STEPS, None), None) is None:
        return False
    spot.fault(
        "include.many",
        f"with what is included these are more than {_MOST_STEPS:,} steps",
        hint="look for parts that include each other many times",
    )
    return True


def choose(reader: Reader, spot: Spot) -> Choose | None:
    """Return branches of which the first whose `when` holds is walked."""
    branches = spot["choose"]
    if not isinstance(branches.value, list) or not branches.value:
        branches.fault(
            "choose",
            f"a list of branches is expected here, not {described(branches.value)}",
            hint="write - {when: {…}, steps: […]}",
        )
        return None
    found, last = [], len(branches.value) - 1
    for position in range(last + 1):
        branch = branches[position]
        if not keys_fit(branch, ("when", "steps"), ("steps",)):
            continue
        conditional = "when" in branch.value  # type: ignore[operator]
        if not conditional and position < last:
            branch.fault(
                "choose",
                "a branch without `when` always holds, so those after it are never walked",
                hint="give it a `when`, or put it last",
            )
        when = modifiers.condition(branch["when"]) if conditional else None
        found.append((when, reader.steps(branch["steps"])))
    return Choose(tuple(found), location=spot.location, **beside(spot))


def until(reader: Reader, spot: Spot) -> Until | None:
    """Return steps that are walked again until what was heard last is as expected."""
    loop = spot["until"]
    if not keys_fit(loop, ("expect", "every", "at_most", "steps"), ("expect", "steps")):
        return None
    value: Mapping[str, object] = loop.value  # type: ignore[assignment]
    steps = reader.steps(loop["steps"])
    inside = [block for block in blocks_in(steps) if isinstance(block, Step)]
    hearing = [step for step in inside if step.action.hears]  # type: ignore[attr-defined]
    facts = facts_of(type(hearing[-1].action)) if hearing else None  # type: ignore[arg-type]
    if inside and not hearing:
        loop["expect"].fault(
            "expect.deaf",
            "none of these steps hears anything, so this can never hold",
            hint="add a step that hears the answer",
            key=True,
        )
    read: dict[str, Any] = {"expect": modifiers.expectations(loop["expect"], facts)}
    if "every" in value:
        read["every"] = _wait(loop["every"])
    read["times"] = modifiers.whole_number(value.get("at_most", _ROUNDS))
    if read["times"] is None:
        read["seconds"] = _wait(loop["at_most"])
    return Until(steps, location=spot.location, **read, **beside(spot))


def include(reader: Reader, spot: Spot) -> Include | None:
    """Return the steps of a part, with the values it is given."""
    asked = spot["include"]
    name = asked
    values: dict[str, object] = {}
    if isinstance(asked.value, dict):
        if not keys_fit(asked, ("part", "with"), ("part",)):
            return None
        name = asked["part"]
        values = _given(asked["with"]) if "with" in asked.value else {}
    part = modifiers.text(name)
    steps = reader.parts.steps(part, name) if part else None
    if steps is None:
        return None
    needs = reader.parts.needs(part)
    for missing in (need for need in needs if need not in values):
        name.fault(
            "include.needs",
            f"the part {part!r} needs {missing!r}",
            hint=f"write include: {{part: {part}, with: {{{missing}: …}}}}",
        )
    for extra in (given for given in values if given not in needs):
        hint = nearest(extra, needs, f"{part} needs") if needs else f"{part} needs nothing"
        asked["with"][extra].fault(
            "include.needs", f"{part} does not need {extra!r}", hint=hint, key=True
        )
    values |= dict.fromkeys((need for need in needs if need not in values), "")
    return Include(part, steps, values, location=spot.location, **beside(spot))


def _given(spot: Spot) -> dict[str, object]:
    if not isinstance(spot.value, dict):
        spot.fault("include.with", f"a mapping is expected here, not {described(spot.value)}")
        return {}
    found: dict[str, object] = {}
    for name in spot.value:
        try:
            found[name] = compile_tree(spot[name].value)
        except ValueError as error:
            note_value_error(spot[name], error)
            found[name] = ""
    return found


def _wait(spot: Spot) -> float | None:
    """Return a duration that is known before the walk."""
    found = modifiers.seconds(spot)
    if found is not None and not isinstance(found, float):
        spot.fault("value", "a duration is expected here, without ${…}", hint="write 30s or 500ms")
        return None
    return found


def keys_fit(spot: Spot, known: tuple[str, ...], needed: tuple[str, ...]) -> bool:
    """Tell if a mapping has the keys it needs, and note those it should not have."""
    if not isinstance(spot.value, dict):
        spot.fault(
            "block",
            f"a mapping is expected here, not {described(spot.value)}",
            hint="keys here: " + ", ".join(known),
        )
        return False
    for key in spot.value:
        if key not in known:
            hint = nearest(key, known, "keys here")
            spot[key].fault("key.unknown", f"{key!r} is not a key here", hint=hint, key=True)
    missing = [key for key in needed if key not in spot.value]
    for key in missing:
        spot.fault("key.missing", f"{key!r} is missing", hint="keys here: " + ", ".join(known))
    return not missing


def beside(spot: Spot) -> dict[str, Any]:
    """Return the modifiers that stand beside a block."""
    value: Mapping[str, object] = spot.value  # type: ignore[assignment]
    readers: Mapping[str, Callable[[Spot], object]] = {
        "name": modifiers.text, "phase": modifiers.text, "when": modifiers.condition,
    }  # fmt: skip
    return {key: reader(spot[key]) for key, reader in readers.items() if key in value}


BLOCKS: Mapping[str, Callable[[Reader, Spot], Block | None]] = {
    "choose": choose, "until": until, "include": include,
}  # fmt: skip
