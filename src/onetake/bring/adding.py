"""Adds values and secrets to the text of an onetake.yaml, and changes nothing else in it."""

from __future__ import annotations

from collections.abc import Mapping

import yaml
from yaml import MappingNode, Node

from onetake.bring.files import Needs
from onetake.bring.written import yaml_of


def added_to(text: str, environments: tuple[str, ...], needs: Needs) -> str | None:
    """Return the text with what it lacks; None when it is laid out so that nobody should touch it.

    Values go to each environment named that lacks them.
    """
    for environment in environments:
        given = text
        text_or_none = _with(text, ("environments", environment, "values"), needs.values)
        if text_or_none is None:
            return None
        text = text_or_none
        if not _grew(given, text):
            return None
    secrets = {name: {"env": name.upper()} for name in needs.secrets}
    return _with(text, ("secrets",), secrets) if secrets else text


def _with(text: str, path: tuple[str, ...], pairs: Mapping[str, object]) -> str | None:
    """Return the text with pairs added to the mapping at a path, made when it is not there.

    None when the mapping is written in a way that pairs cannot be put into.
    """
    node: Node | None = yaml.compose(text, yaml.SafeLoader)
    for depth, name in enumerate(path):
        if not isinstance(node, MappingNode):
            return None
        below = _value(node, name)
        if below is None or (not isinstance(below, MappingNode) and not below.value):
            return _made(text, node, path[depth:], pairs) if below is None else None
        node = below
    if not isinstance(node, MappingNode):
        return None
    known = {key.value for key, _ in node.value}
    return _put(text, node, {k: v for k, v in pairs.items() if k not in known})


def _made(
    text: str, node: MappingNode, path: tuple[str, ...], pairs: Mapping[str, object]
) -> str | None:
    tree: object = dict(pairs)
    for name in reversed(path[1:]):
        tree = {name: tree}
    return _put(text, node, {path[0]: tree})


def _put(text: str, node: MappingNode, pairs: Mapping[str, object]) -> str | None:
    """Return the text with pairs in a mapping: at its end when it is a block, else at its begin."""
    if not pairs:
        return text
    if node.flow_style:
        at = node.start_mark.index + 1
        inline = yaml_of({"_": [dict(pairs)]}).partition("- ")[2].strip()
        if "\n" in inline or not inline.startswith("{"):
            return None
        comma = ", " if node.value else ""
        return text[:at] + inline[1:-1] + comma + text[at:]
    column = node.value[0][0].start_mark.column
    last = node.value[-1][1].end_mark
    line = last.line + (1 if last.column else 0)
    lines = text.splitlines(keepends=True)
    while line > 0 and not lines[line - 1].strip():
        line -= 1
    if line and not lines[line - 1].endswith("\n"):
        lines[line - 1] += "\n"
    block = "".join(f"{' ' * column}{row}\n" for row in yaml_of(dict(pairs)).splitlines())
    return "".join([*lines[:line], block, *lines[line:]])


def _value(node: MappingNode, name: str) -> Node | None:
    return next((value for key, value in node.value if key.value == name), None)


def _grew(before: str, after: str) -> bool:
    """Tell if a text still says all that it said before."""
    return _within(yaml.safe_load(before), yaml.safe_load(after))


def _within(old: object, new: object) -> bool:
    if isinstance(old, dict) and isinstance(new, dict):
        return all(name in new and _within(value, new[name]) for name, value in old.items())
    return old == new
