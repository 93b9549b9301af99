"""Reads steps: one action each with what the customer expects, and blocks of steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from onetake.declare import blocks as plain
from onetake.declare import modifiers
from onetake.declare.blocks import BLOCK_MODIFIERS, Parts
from onetake.declare.crossing import CROSSING
from onetake.declare.document import Spot, described
from onetake.declare.modifiers import MODIFIERS, facts_of
from onetake.declare.nearest import nearest
from onetake.declare.validate import validate
from onetake.words.channel import Action
from onetake.words.figure import Levels
from onetake.words.location import Location
from onetake.words.scalar import Plain
from onetake.words.steps import Block, Step

Words = Mapping[str, type[Action]]
Places = dict[Location, Spot]
BLOCKS = {**plain.BLOCKS, **CROSSING}
_FOR_HEARING = ("expect", "keep", "within", "since")


class StepReader:
    """Reads the steps of one file; `places` remembers where each stands, for later checks."""

    def __init__(self, words: Words, parts: Parts, places: Places) -> None:
        self._words = words
        self.parts = parts
        self._places = places
        self.incomplete = False

    def steps(self, spot: Spot) -> tuple[Block, ...]:
        """Return the blocks of a list of steps, without those that have faults."""
        if not isinstance(spot.value, list) or not spot.value:
            seen = described(spot.value)
            spot.fault("steps", f"a list of steps is expected here, not {seen}",
                       hint="begin each step with '- ', such as - echo.say: hello")  # fmt: skip
            return ()
        found = (self.block(spot[position]) for position in range(len(spot.value)))
        return tuple(block for block in found if block is not None)

    def block(self, spot: Spot) -> Block | None:
        """Return one step or block, or None when it has faults."""
        head = self._head(spot)
        if head is None:
            self.incomplete = True
            return None
        allowed = BLOCK_MODIFIERS if head in BLOCKS else MODIFIERS
        for key in spot.value:  # type: ignore[attr-defined]
            if key != head and key not in allowed:
                self._unknown_key(spot, key, head, allowed)
        block = BLOCKS[head](self, spot) if head in BLOCKS else self._step(spot, head)
        if block is None:
            self.incomplete = True
        else:
            self._places[block.location] = spot
        return block

    def _head(self, spot: Spot) -> str | None:
        """Return the one key that says what the step does."""
        if not isinstance(spot.value, dict):
            spot.fault("step", f"a step is a mapping, not {described(spot.value)}",
                       hint=_as_step(spot.value, self._words))  # fmt: skip
            return None
        heads = [key for key in spot.value if "." in key or key in BLOCKS]
        if len(heads) == 1:
            return heads[0]
        if heads:
            spot[heads[1]].fault(
                "step.actions",
                f"a step has one action; this one has {' and '.join(heads)}",
                hint=f"begin a step of its own: - {heads[1]}: …",
                key=True,
            )
            return None
        strange = [key for key in spot.value if key not in MODIFIERS]
        for key in strange:
            self._unknown_key(spot, key, "", MODIFIERS)
        if not strange:
            spot.fault("step.actions", "this step has no action",
                       hint=nearest("", self._words, "add one of"))  # fmt: skip
        return None

    def _unknown_key(self, spot: Spot, key: str, head: str, allowed: tuple[str, ...]) -> None:
        behind = [word for word in self._words if word.split(".", 1)[1] == key]
        if key in BLOCKS or (key in MODIFIERS and head in BLOCKS):
            hint = f"{head} takes beside it only {', '.join(allowed)}"
        elif behind and not head:
            hint = f"did you mean {behind[0]!r}?"
        else:
            hint = nearest(key, allowed if head else (*allowed, *BLOCKS), "keys here")
        spot[key].fault("key.unknown", f"{key!r} is not a key of a step", hint=hint, key=True)

    def _step(self, spot: Spot, word: str) -> Step | None:
        kind = self._words.get(word)
        if kind is None:
            self._unknown_word(spot[word], word)
            return None
        before = _wrong(spot)
        action = self._action(spot[word], kind)
        read = self._modifiers(spot, word, kind)
        if action is None or _wrong(spot) > before:
            return None
        return Step(word.split(".", 1)[0], word, action, location=spot.location, **read)

    def _unknown_word(self, spot: Spot, word: str) -> None:
        channel = word.split(".", 1)[0]
        names = list(dict.fromkeys(known.split(".", 1)[0] for known in self._words))
        siblings = [known for known in self._words if known.startswith(f"{channel}.")]
        if siblings:
            hint = nearest(word, siblings, f"actions of {channel}")
            spot.fault("action.unknown", f"{channel} has no action {word!r}", hint=hint, key=True)
            return
        near = get_close_matches(word, self._words, 1, 0.6)
        hint = f"did you mean {near[0]!r}?" if near else nearest(channel, names, "channels")
        spot.fault("channel.unknown", f"there is no channel {channel!r}", hint=hint, key=True)

    def _action(self, spot: Spot, kind: type[Action]) -> Action | None:
        """Return the channel's own model of an action; a scalar or list is its shorthand."""
        value: Any = spot.value
        if isinstance(value, dict):
            fix = "" if any(value.values()) or value.keys() & kind.model_fields else spot.braced()
            if fix:
                spot.fault("yaml", "unquoted text cannot begin with '{'",
                           hint=f"put it in quotes: {fix}")  # fmt: skip
                return None
        else:
            nothing = isinstance(value, Plain) and not value
            if nothing and not any(field.is_required() for field in kind.model_fields.values()):
                value = {}
            elif kind.shorthand and not nothing:
                value = {kind.shorthand: value}
            else:
                wrong = f"a mapping is expected here, not {described(value)}"
                message = f"nothing stands behind {spot.at[-1]}" if nothing else wrong
                spot.fault("action", message, hint="keys here: " + ", ".join(kind.model_fields))
                return None
        return validate(spot, kind, value)

    def _modifiers(self, spot: Spot, word: str, kind: type[Action]) -> dict[str, Any]:
        value: Mapping[str, object] = spot.value  # type: ignore[assignment]
        if len(value) == 1:
            return {}
        if not kind.hears:
            for key in _FOR_HEARING:
                if key in value:
                    spot[key].fault(
                        f"{key}.deaf",
                        f"{word} hears nothing, so {key} has nothing to judge",
                        hint="move it to the step that hears the answer",
                        key=True,
                    )
        read: dict[str, Any] = {}
        facts = facts_of(kind) if "expect" in value or "keep" in value else {}
        for key in value:
            if key in _PLAIN:
                field, reader = _PLAIN[key]
                read[field] = reader(spot[key])
            elif key == "expect":
                read[key] = modifiers.expectations(spot[key], facts)
            elif key == "keep":
                read[key] = modifiers.kept(spot[key], facts)
        _check_patience(spot, read)
        return read


def _wrong(spot: Spot) -> int:
    """Return how many errors are known by now; with a warning a step is one all the same."""
    return sum(fault.severity == "error" for fault in spot.document.faults)


def _as_step(value: object, words: Words) -> str:
    """Return what a step that is a mere text most likely meant."""
    if isinstance(value, str) and value in words:
        return f"write - {value}: …"
    return "write an action: - " + (next(iter(words), "echo.say")) + ": …"


def _check_patience(spot: Spot, read: Mapping[str, Any]) -> None:
    within, patience = read.get("within"), read.get("patience")
    if isinstance(within, Levels) and isinstance(patience, float) and patience < within.major:
        spot["patience"].fault(
            "patience",
            f"the wait ends after {patience:g} s, before the answer is late at {within.major:g} s: "
            "what is late would be called missing",
            hint="give more patience, or leave it out: it is twice the major figure",
            severity="warning",
        )


_PLAIN: Mapping[str, tuple[str, Callable[[Spot], object]]] = {
    "name": ("name", modifiers.text),
    "phase": ("phase", modifiers.text),
    "system": ("system", modifiers.text),
    "as": ("speaker", modifiers.text),
    "since": ("since", modifiers.text),
    "optional": ("optional", modifiers.truth),
    "within": ("within", modifiers.levels),
    "patience": ("patience", modifiers.seconds),
    "when": ("when", modifiers.condition),
}
