"""Reads a file of Python journeys: their heads and the actions they name, without running it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from onetake.declare import references
from onetake.declare.awaits import note_catching, note_unawaited
from onetake.declare.blocks import blocks_in, note_too_many
from onetake.declare.calls import Sheet, SheetReader
from onetake.declare.compose import read_document
from onetake.declare.decorated import Decorated, decorated
from onetake.declare.document import Spot
from onetake.declare.files import Found
from onetake.declare.flow import Flow
from onetake.declare.frame import Frame
from onetake.declare.headed import make_journey
from onetake.declare.heads import JourneyHead
from onetake.declare.journeys import JourneyReading, read_journey, scope_of
from onetake.declare.literals import is_known
from onetake.declare.modifiers import RESERVED
from onetake.declare.places import Places
from onetake.declare.python import PythonFile, read_python
from onetake.declare.tracing import Tracer
from onetake.declare.validate import validate
from onetake.words.programme import Journey
from onetake.words.script import Script
from onetake.words.steps import Block, Step
from onetake.words.template import templates_in


def read_file(item: Found, raw: bytes, frame: Frame) -> tuple[JourneyReading, ...]:
    """Return what a journey's file declares, in YAML or Python, and whether it fits the frame."""
    if item.is_script:
        return read_script(item.file, item.name, raw, frame)
    return (read_journey(read_document(item.file, raw), item.name, frame),)


def read_script(file: str, name: str, raw: bytes, frame: Frame) -> tuple[JourneyReading, ...]:
    """Return what a Python file declares; `name` is the id of its only journey.

    With several journeys in a file each one's id is `name:function`.
    """
    python = read_python(file, raw)
    found = decorated(python) if python.tree is not None else []
    note_catching(python)
    readings = []
    for item in found:
        identity = name if len(found) == 1 else f"{name}:{item.function.name}"
        try:
            readings.append(_Reader(python, item, frame).read(identity))
        except RecursionError:
            message = f"{item.function.name!r} is nested too deep to be read"
            python.document.report("python.syntax", message, item.location)
    faults = tuple(python.document.faults)
    if faults or not readings:
        readings.append(JourneyReading(None, faults, is_journey=False))
    return tuple(readings)


class _Reader:
    """Reads one journey of a file into a document of its own."""

    def __init__(self, python: PythonFile, item: Decorated, frame: Frame) -> None:
        self._python = python
        self._item = item
        self._frame = frame
        self._document = python.document.beside()
        self._sheet = Sheet(self._document, python.literals, frame.words)
        self._traced = Tracer(python.functions).trace(item.function)

    def read(self, identity: str) -> JourneyReading:
        """Return the journey, or what is wrong with it."""
        frame, document, traced = self._frame, self._document, self._traced
        self._sheet.write((*traced.items, *traced.always))
        head_value = self._write_root()
        spot = Spot(document, (), document.value)
        head = validate(spot, JourneyHead, head_value) if is_known(head_value) else None
        places = Places(document, frame.parts.places)
        reader = SheetReader(self._sheet, frame.parts, places.own)
        steps = reader.blocks(spot["steps"], traced.items)
        always = reader.blocks(spot["steps"], traced.always)
        note_unawaited(self._python, traced, self._sheet.report)
        count = len(self._sheet.steps)
        if head is None or note_too_many(spot, (*steps, *always)):
            return JourneyReading(None, tuple(document.faults), count)
        journey = make_journey(spot, head, identity, frame, blocks=(steps, always))
        journey = replace(journey, location=self._item.location, script=self._script())
        whole, systems = self._check(spot, journey, places)
        faults = tuple(dict.fromkeys(document.faults))
        wrong = reader.incomplete or not whole or document.broken
        uses = references.uses(journey, systems)
        return JourneyReading(None if wrong else journey, faults, count, uses, head.data)

    def _write_root(self) -> dict[str, object]:
        """Make the document as a file would hold it; return the head's part of it."""
        literals = self._python.literals
        steps = literals.listed(self._sheet.steps, self._item.function)
        pairs = [*self._item.head, (literals.text_node(self._item.function, "steps"), steps)]
        root, value = literals.named(pairs, self._item.decorator)
        self._document.root, self._document.value = root, value
        return {key: item for key, item in value.items() if key != "steps"}  # type: ignore[attr-defined]

    def _script(self) -> Script:
        return Script(self._document.file, self._item.function.name, self._python.secrets)

    def _check(self, spot: Spot, journey: Journey, places: Places) -> tuple[bool, set[str]]:
        """Note what does not fit; what code we do not see may bring is given the benefit."""
        frame, traced = self._frame, self._traced
        usable = references.check_head(spot, journey, frame)
        systems = references.check_steps(journey, frame, places.of)
        if not (traced.elsewhere or self._sheet.unnamed):
            references.check_named(spot, journey, places.of)
        references.check_rate(spot, journey)
        if not (traced.elsewhere or spot.document.broken):
            references.check_heard(journey, places.of)
        if usable and systems is not None:
            self._check_names(spot, journey, places, systems)
        return usable and systems is not None, systems or set()

    def _check_names(self, spot: Spot, journey: Journey, places: Places, systems: set[str]) -> None:
        """Note names that nothing gives a value: in which order, only running code could tell."""
        scope = scope_of(spot, journey, self._frame, systems)
        steps = tuple(_steps((*journey.steps, *journey.always)))
        scope.kept |= scope.later
        if self._traced.elsewhere or self._traced.remembers or self._sheet.unkept:
            scope.kept |= {root for root in _roots(steps) if root not in RESERVED}
        Flow(scope, dict(self._frame.programme.personas), places.of).check(steps)


def _steps(blocks: tuple[Block, ...]) -> Iterator[Step]:
    return (block for block in blocks_in(blocks) if isinstance(block, Step))


def _roots(steps: tuple[Step, ...]) -> Iterator[str]:
    """Yield the names that steps ask for, up to their first dot."""
    for step in steps:
        matchers = [matcher for _, matcher in step.expect]
        wanted = [step.action, step.within, step.patience, *matchers]
        yield from (n.partition(".")[0] for text in templates_in(wanted) for n in text.names)
        yield from (n.partition(".")[0] for n, _ in (step.when.checks if step.when else ()))
