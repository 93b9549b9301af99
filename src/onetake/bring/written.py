"""Writes what was brought as YAML that people like to read, and that Onetake reads back alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import StringIO

from yaml import CollectionNode, MappingNode, Node, SafeDumper, ScalarNode, SequenceNode
from yaml import serialize as serialized

from onetake.bring.drafted import Counterpart, Drafted, Part
from onetake.words.scalar import Plain, typed

_WIDTH = 92
_TOO_WIDE = 10_000
_BLOCKS = frozenset({"steps", "always", "environments", "values"})
_BREAKS_FLOW = re.compile(r"[{}\[\],]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class _Writer(SafeDumper):
    """Indents lists, quotes only texts that would else be read as something else."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent a list below its key."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        """Write everything out: anchors are refused in files of a programme."""
        return True


def _text(writer: SafeDumper, text: str) -> ScalarNode:
    if "\n" in text and not _UNPRINTABLE.search(text) and text.strip():
        return writer.represent_scalar("tag:yaml.org,2002:str", text, style="|")
    stays = isinstance(typed(Plain(text)), str)
    style = None if stays and not _UNPRINTABLE.search(text) else '"'
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)


def yaml_of(tree: Mapping[str, object], *, comment: str = "") -> str:
    """Return a mapping as YAML, block by block; what is short stands on one line.

    `comment` comes first, each of its lines behind a `#`.
    """
    root = _Writer(StringIO(), sort_keys=False).represent_data(dict(tree))
    _arrange(root, 0)
    text = serialized(root, Dumper=_Writer, width=10_000, allow_unicode=True)
    return "".join(f"# {line}".rstrip() + "\n" for line in comment.splitlines()) + text


def _arrange(node: Node, indent: int, *, block: bool = True) -> int:
    """Choose block or flow for a node and all below; return how wide it is on one line."""
    if isinstance(node, ScalarNode):
        return _TOO_WIDE if node.style == "|" else len(node.value) + 2 * (node.style == '"')
    if not isinstance(node, CollectionNode):
        return 0
    pairs = node.value if isinstance(node, MappingNode) else [(None, item) for item in node.value]
    steps = isinstance(node, SequenceNode) and block
    width = 2
    for key, value in pairs:
        named = len(key.value) + 2 if key is not None else 0
        stays = steps if key is None else key.value in _BLOCKS and bool(value.value)
        width += named + _arrange(value, indent + 2, block=stays) + 2
    node.flow_style = not block and (not pairs or width + indent < _WIDTH)
    for part in (part for pair in pairs for part in pair if node.flow_style):
        if isinstance(part, ScalarNode) and _BREAKS_FLOW.search(part.value):
            part.style = '"'
    return width if node.flow_style else _TOO_WIDE


def journey_text(journey: Drafted, *, owner: str) -> str:
    """Return the text of a journey's file; `owner` is a team, nothing when none is known."""
    head = {"goal": journey.goal, **({"owner": owner} if owner else {}), **journey.head}
    return _with_steps(head, journey.steps, journey.origin, depth=journey.name.count("/") + 1)


def part_text(part: Part) -> str:
    """Return the text of a part's file."""
    return _with_steps({}, part.steps, part.origin, depth=0)


def _with_steps(
    head: Mapping[str, object], steps: tuple[Mapping[str, object], ...], origin: str, *, depth: int
) -> str:
    schema = f"yaml-language-server: $schema={'../' * depth}.onetake/journey.schema.json"
    comment = f"{schema}\n{origin}" if depth else origin
    return yaml_of({**head, "steps": list(map(dict, steps))}, comment=comment)


def system_text(system: Counterpart, *, origin: str) -> str:
    """Return the text of a system's file."""
    tree = {"channel": system.channel, "address": system.address, **system.settings}
    return yaml_of(tree, comment=origin)
