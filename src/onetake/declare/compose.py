"""Reads one YAML file into a document: text as written, with the place of every value."""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml import MappingNode, Node, ScalarNode, YAMLError

from onetake.declare.document import Document
from onetake.declare.source import Unreadable, decode, quoted_line
from onetake.declare.syntax import explain
from onetake.words.location import Location
from onetake.words.scalar import Plain

DEEPEST = 50
_MENDS = 10
_DEEP_LINE = re.compile(rf"^[ \-?:]{{{DEEPEST // 2},}}", re.MULTILINE)
_OPENS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSES = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_CUT = re.compile(r"[^\s#] #[^\s#]|[:\-]\s+#[^\s#]")
_PROPERTIES = {
    "&": ("anchors (&) and aliases (*) are refused here", "put shared steps into parts/"),
    "!": ("tags (!) are refused here", "write the value alone; its kind is known from its key"),
}
_Base: Any = yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader


class _Loader(_Base):
    """Makes nodes without guessing what kind of value a scalar is."""

    def resolve(self, kind: object, value: object, implicit: object) -> str:
        """Leave the tag empty: only the models know what a value means."""
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Do nothing: no path has a meaning of its own."""

    def ascend_resolver(self) -> None:
        """Do nothing."""


def read_document(file: str, raw: bytes) -> Document:
    """Return a file as a document; whatever is wrong with it is among its faults."""
    document = text_document(file, raw)
    if document.faults:
        return document
    text = document.text
    if _too_deep(text):
        message = f"values are nested more than {DEEPEST} deep"
        document.report("file", message, document.whole, hint="split the file into parts")
        return document
    document.root = _compose(document)
    if document.root is not None:
        document.value = _Reading(document).value(document.root)
    elif not document.faults:
        document.report("file", "the file is empty", document.whole, hint="write it, or remove it")
    return document


def text_document(file: str, raw: bytes) -> Document:
    """Return a file's text as a document without a value; what is no text is among its faults."""
    try:
        text = decode(raw)
    except Unreadable as fault:
        document = Document(file, raw.decode("utf-8", "replace") if fault.line >= 0 else "")
        place = Location(file, fault.line + 1, fault.column + 1) if fault.line >= 0 else None
        document.report("file", fault.message, place or document.whole, hint=fault.hint)
        return document
    return Document(file, text, text)


def _compose(document: Document) -> Node | None:
    """Return the root node; a line that only lacks quotes is noted, quoted, and read on from."""
    for _ in range(_MENDS):
        loader = None
        try:
            loader = _Loader(document.mended)
            return loader.get_single_node()
        except YAMLError as error:
            wrong = explain(error, document.mended, _parses_past)
            place = document.whole
            if wrong.line >= 0:
                place = Location(document.file, wrong.line + 1, wrong.column + 1)
            document.report("yaml", wrong.message, place, hint=wrong.hint)
            if wrong.mended is None:
                return None
            document.mended = wrong.mended
        finally:
            if loader is not None:
                loader.dispose()
    return None


def _parses_past(text: str, line: int) -> bool:
    """Tell if a text can be read past a line, or to its end."""
    try:
        yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        return error.problem_mark is not None and error.problem_mark.line > line
    except YAMLError:
        return False
    return True


def _too_deep(text: str) -> bool:
    """Tell if values are nested too deep for a reader that calls itself.

    Only a text with many brackets or a deep indent is looked at event by event.
    """
    if text.count("[") + text.count("{") <= DEEPEST and not _DEEP_LINE.search(text):
        return False
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, _OPENS) - isinstance(event, _CLOSES)
            if depth > DEEPEST:
                return True
    except YAMLError:
        return False
    return False


class _Reading:
    """Turns nodes into values and notes what the grammar refuses on the way."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.mended
        self._properties = "&" in self._text or "!" in self._text
        self._cuts = _CUT.search(self._text) is not None

    def value(self, node: Node) -> object:
        """Return what a node says."""
        if self._properties:
            self._refuse_properties(node)
        if isinstance(node, ScalarNode):
            if node.style is not None and node.style != "":
                return node.value
            if self._cuts:
                self._refuse_cut(node)
            return Plain(node.value)
        if isinstance(node, MappingNode):
            return self._mapping(node)
        return [self.value(item) for item in node.value]

    def _mapping(self, node: MappingNode) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, item in node.value:
            if not isinstance(key, ScalarNode):
                self._fault(key, "a key is a text here, not a list or a mapping", "quote the key")
                continue
            name = key.value
            if self._properties:
                self._refuse_properties(key)
            if name == "<<" and not key.style:
                self._fault(key, "merges (<<) are refused here", "put shared steps into parts/")
                continue
            if name in found:
                line = next(k.start_mark.line for k, _ in node.value if k.value == name) + 1
                self._fault(
                    key,
                    f"{name!r} is written twice; the first is in line {line}",
                    "remove one of them, or make two steps",
                    "key.repeated",
                )
                self.value(item)
                continue
            found[name] = self.value(item)
        return found

    def _refuse_properties(self, node: Node) -> None:
        place = node.start_mark
        sign = self._text[place.index : place.index + 1]
        if sign not in _PROPERTIES or (isinstance(node, ScalarNode) and self._quoted(node)):
            return
        message, hint = _PROPERTIES[sign]
        if isinstance(node, ScalarNode):
            fix = quoted_line(self._document.lines[place.line], place.column).strip()
            hint = f"if it is text, put it in quotes: {fix}"
        self._fault(node, message, hint)

    def _quoted(self, node: ScalarNode) -> bool:
        return self._text[node.start_mark.index] in "\"'"

    def _refuse_cut(self, node: ScalarNode) -> None:
        """Refuse a `#` that ends unquoted text right behind one space, with no space after it."""
        line = self._document.lines[node.end_mark.line]
        column = node.end_mark.column
        rest = line[column:]
        cut = rest.lstrip(" ") if not node.value else rest[1:]
        if not cut.startswith("#") or cut[1:2] in ("", " ", "\t", "#"):
            return
        place = Location(
            self._document.file, node.end_mark.line + 1, column + len(rest) - len(cut) + 1
        )
        begin = node.start_mark.column
        if node.start_mark.line != node.end_mark.line or not node.value:
            begin = place.column - 1
        fix = line[:begin] + _quote_all(line[begin:])
        self._document.report(
            "text.cut",
            f"everything from '#' on is a comment: {cut.rstrip()!r} would be lost",
            place,
            hint=f"put the text in quotes: {fix.strip()}",
        )

    def _fault(self, node: Node, message: str, hint: str, rule: str = "yaml.refused") -> None:
        document = self._document
        document.report(rule, message, document.place(node), hint=hint)


def _quote_all(text: str) -> str:
    """Return a line's rest in quotes, its `#` with it; what is after two spaces is a comment."""
    return quoted_line(text.replace(" #", "\0#", 1), 0).replace("\0#", " #", 1)
