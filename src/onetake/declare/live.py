"""Reads a step that running code asks for, by the rules and in the words of a file's steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum

from onetake.declare import references
from onetake.declare.calls import key_of
from onetake.declare.document import Document, Spot
from onetake.declare.frame import Frame
from onetake.declare.modifiers import MODIFIERS
from onetake.declare.nearest import nearest
from onetake.declare.places import Places
from onetake.declare.steps import StepReader
from onetake.declare.validate import keys_of
from onetake.words.code import Call, CallWrong
from onetake.words.programme import Journey
from onetake.words.scalar import Plain
from onetake.words.script import Written, literally
from onetake.words.steps import Step

_TRUTH = {True: "true", False: "false", None: "null"}


class LiveReader:
    """Makes steps of calls, for the journeys of one programme."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def step(self, journey: Journey, call: Call) -> Step:
        """Return the step of a call. Raises CallWrong, with everything that does not fit."""
        document = Document(call.location.file)
        document.value = {"steps": [self._written_out(call)]}
        places = Places(document, {})
        reader = StepReader(self._frame.words, self._frame.parts, places.own)
        block = reader.block(Spot(document, (), document.value)["steps"][0])
        if isinstance(block, Step):
            alone = replace(journey, steps=(block,), always=())
            references.check_steps(alone, self._frame, places.of)
        wrong = [fault for fault in document.faults if fault.severity == "error"]
        if wrong or not isinstance(block, Step):
            told = (f"{fault.message}: {fault.hint}" if fault.hint else fault.message
                    for fault in wrong)  # fmt: skip
            raise CallWrong(f"walk.{call.word}: {'; '.join(told)}")
        return replace(block, location=call.location)

    def _written_out(self, call: Call) -> dict[str, object]:
        """Return a call as the step that a file would hold."""
        kind = self._frame.words.get(call.word)
        keys = keys_of(kind) if kind else []
        fields: dict[str, object] = {}
        beside: dict[str, object] = {}
        for argument, value in call.named.items():
            key = key_of(argument)
            if kind and key not in (*keys, *MODIFIERS):
                hint = nearest(argument, (*keys, *MODIFIERS), "arguments here")
                raise CallWrong(f"{argument!r} is not an argument of {call.word}: {hint}")
            (beside if key in MODIFIERS else fields)[key] = as_declared(value)
        if len(call.given) > 1:
            raise CallWrong(f"walk.{call.word}: one argument is given without its name")
        given = as_declared(call.given[0]) if call.given else Plain("")
        if fields:
            first = {kind.shorthand: given} if call.given and kind else {}
            return {call.word: {**first, **fields}, **beside}
        return {call.word: given, **beside}


def as_declared(value: object) -> object:
    """Return a value of Python as a file would give it: a text that is no template says itself.

    Raises CallWrong for what no file could hold.
    """
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, Written):
        return str(value)
    if isinstance(value, str):
        return literally(value)
    if isinstance(value, bool) or value is None:
        return Plain(_TRUTH[value])
    if isinstance(value, int | float):
        return Plain(repr(value))
    if isinstance(value, Mapping):
        return {str(key): as_declared(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_declared(item) for item in value]
    kind = type(value).__name__
    raise CallWrong(f"a {kind} cannot be said or expected: give a text, number, list or mapping")
