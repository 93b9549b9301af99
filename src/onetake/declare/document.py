"""A file that was read: its nested value, the faults found in it, and where each value stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from yaml import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from onetake.declare.source import lines_of, quoted_line
from onetake.words.location import Fault, Location

At = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """A file's text, its YAML nodes, the value they make, and its faults so far.

    `value` holds mappings, lists, `Plain` (unquoted) and `str` (quoted); None when nothing
    could be read. `mended` is the text that was read, where a wrong line was quoted to go on.
    """

    file: str
    text: str = ""
    mended: str = ""
    root: Node | None = None
    value: object = None
    faults: list[Fault] = field(default_factory=list)
    _lines: list[str] | None = None

    @property
    def lines(self) -> list[str]:
        """The lines of the file, without their ends."""
        if self._lines is None:
            self._lines = lines_of(self.text)
        return self._lines

    def use_lines(self, lines: list[str]) -> None:
        """Take lines that were split by other rules than YAML's."""
        self._lines = lines

    def beside(self) -> Document:
        """Return the same text as a document with faults and values of its own."""
        return Document(self.file, self.text, self.mended, _lines=self._lines)

    @property
    def whole(self) -> Location:
        """The place that is the whole file."""
        return Location(self.file)

    @property
    def broken(self) -> bool:
        """Whether an error was found, so that the file cannot be used."""
        return any(fault.severity == "error" for fault in self.faults)

    def node(self, at: At) -> tuple[Node | None, Node | None]:
        """Return the key's node (or None) and the value's at a path.

        Parts that are not in the file are passed over: a model may name what was not written.
        """
        key, node = None, self.root
        for part in at:
            if isinstance(node, MappingNode):
                for name, value in node.value:
                    if name.value == str(part):
                        key, node = name, value
                        break
            elif (
                isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value)
            ):
                key, node = None, node.value[part]
        return key, node

    def location(self, at: At, *, key: bool = False) -> Location:
        """Return where the value at a path stands, or its key."""
        name, node = self.node(at)
        return self.place(name if key and name is not None else node)

    def place(self, node: Node | None) -> Location:
        """Return where a node begins."""
        if node is None:
            return self.whole
        return Location(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def within(self, at: At, text: str) -> Location:
        """Return where a piece of text stands inside the value at a path."""
        _, node = self.node(at)
        if node is None:
            return self.whole
        start, end = node.start_mark, node.end_mark
        for number in range(start.line, min(end.line + 1, len(self.lines))):
            first = start.column if number == start.line else 0
            column = self.lines[number].find(text, first)
            if column >= 0:
                return Location(self.file, number + 1, column + 1)
        return self.place(node)

    def report(
        self,
        rule: str,
        message: str,
        location: Location,
        *,
        hint: str = "",
        severity: str = "error",
    ) -> None:
        """Note a fault at a place."""
        line = location.line - 1
        source = self.lines[line] if 0 <= line < len(self.lines) else ""
        self.faults.append(Fault(location, message, hint, rule, severity, source))


@dataclass(frozen=True, slots=True)
class Spot:
    """A value in a file and the path that leads to it."""

    document: Document
    at: At
    value: object

    @property
    def location(self) -> Location:
        """Where the value stands."""
        return self.document.location(self.at)

    def __getitem__(self, part: str | int) -> Spot:
        """Return the value below a key or a position."""
        return Spot(self.document, (*self.at, part), self.value[part])  # type: ignore[index]

    def below(self, at: At) -> Spot:
        """Return the value below a path; parts that are not there are passed over."""
        spot = self
        for part in at:
            if isinstance(spot.value, dict):
                spot = spot[part] if part in spot.value else spot
            elif isinstance(spot.value, list) and isinstance(part, int):
                spot = spot[part] if part < len(spot.value) else spot
        return spot

    def leaves(self) -> Iterator[Spot]:
        """Yield every text below here, in the order of the file."""
        if isinstance(self.value, dict | list):
            keys = self.value if isinstance(self.value, dict) else range(len(self.value))
            for part in keys:
                yield from self[part].leaves()
        else:
            yield self

    def fault(
        self, rule: str, message: str, *, hint: str = "", key: bool = False, severity: str = "error"
    ) -> None:
        """Note a fault of this value, or of its key."""
        place = self.document.location(self.at, key=key)
        self.document.report(rule, message, place, hint=hint, severity=severity)

    def fault_at(
        self, rule: str, message: str, text: str, *, hint: str = "", severity: str = "error"
    ) -> None:
        """Note a fault at a piece of text inside this value."""
        place = self.document.within(self.at, text)
        self.document.report(rule, message, place, hint=hint, severity=severity)

    def braced(self) -> str:
        """Return the line with the value in quotes, if brackets made more than a text of it.

        Empty for anything else, and where more follows in the line.
        """
        _, node = self.document.node(self.at)
        if not isinstance(node, CollectionNode) or not node.flow_style:
            return ""
        line = self.document.lines[node.start_mark.line]
        if node.end_mark.line != node.start_mark.line or line[node.end_mark.column :].strip():
            return ""
        return quoted_line(line, node.start_mark.column).strip()


def described(value: object) -> str:
    """Return what kind of thing stands there, for a message."""
    if isinstance(value, dict):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    return "nothing" if value is None or value == "" else f"{str(value)!r}"


def scalar_nodes(node: Node) -> Iterator[ScalarNode]:
    """Yield the scalar nodes below a node, keys too."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, MappingNode):
        for pair in node.value:
            for item in pair:
                yield from scalar_nodes(item)
    else:
        for item in node.value:
            yield from scalar_nodes(item)
