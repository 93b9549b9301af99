"""Paths into XML: `order.items.item.0.@id` from an element's name to a text or an attribute."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from onetake.words.path import ABSENT

_DEEPEST = 100
"""Elements nested deeper than this give the text before their children only."""


def parse(body: bytes, charset: str | None) -> Element | str:
    """Return the root element, or why there is none.

    Entities and references to other documents are refused: they can eat all memory, or fetch
    what nobody declared. The character set of the content type wins over the document's (RFC 7303).
    """
    parser = DefusedXMLParser(encoding=charset, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(body)
        return parser.close()
    except DefusedXmlException as error:
        return f"it declares entities, which are refused ({type(error).__name__})"
    except (ParseError, ValueError) as error:
        return str(error)


def dig(root: Element, parts: Sequence[str]) -> object:
    """Return what lies at a path that begins with the root's own name, or ABSENT.

    A part names child elements (whatever their namespace), an attribute (`@id`), a position
    among elements of one name (`0`, `-1`), or how many they are (`#`). Several elements give the
    list of their values.
    """
    found = [root]
    for position, part in enumerate(parts):
        if part.startswith("@") or part == "#":
            last = position == len(parts) - 1
            return _end(found, part) if last else ABSENT
        found = _next(found, part) if position else [e for e in found if _name(e.tag) == part]
        if not found:
            return 0 if tuple(parts[position + 1 :]) == ("#",) else ABSENT
    values = [value(element) for element in found]
    return values[0] if len(values) == 1 else values


def value(element: Element, depth: int = 0) -> object:
    """Return an element's text, or its children and attributes by name when it has children."""
    if not len(element) or depth == _DEEPEST:
        return (element.text or "").strip()
    values: dict[str, object] = {f"@{_name(k)}": v for k, v in element.attrib.items()}
    groups: dict[str, list[object]] = {}
    for child in element:
        groups.setdefault(_name(child.tag), []).append(value(child, depth + 1))
    return values | {name: group[0] if len(group) == 1 else group for name, group in groups.items()}


def _next(found: list[Element], part: str) -> list[Element]:
    if part.removeprefix("-").isdecimal():
        try:
            return [found[int(part)]]
        except IndexError:
            return []
    return [child for child in found[0] if _name(child.tag) == part]


def _end(found: list[Element], part: str) -> object:
    if part == "#":
        return len(found)
    for name, text in found[0].attrib.items():
        if _name(name) == part[1:]:
            return text
    return ABSENT


def _name(tag: object) -> str:
    """Return a tag's name without its namespace."""
    return str(tag).rpartition("}")[2]
