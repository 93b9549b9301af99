"""Joins the parts of long messages, whatever their order, and tells which are missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from onetake.channels.sms.message import Message, Part

_Key = tuple[str, str, int, int, bool]


@dataclass(slots=True)
class Joiner:
    """Collects the parts of one line's messages; a part that came before is nothing new.

    As a phone does, it tells long messages apart by sender, receiver, number and count of parts.
    """

    _collected: dict[_Key, dict[int, Part]] = field(default_factory=dict)
    _given_up: list[dict[int, Part]] = field(default_factory=list)

    def join(self, part: Part) -> Message | None:
        """Return the message that a part makes complete, or None while others are missing."""
        reference = part.reference
        if reference is None:
            return Message(part.sender, part.to, mended(part.text), part.segments or 1, part.raw)
        key = (part.sender, part.to, reference.number, reference.total, reference.wide)
        parts = self._collected.setdefault(key, {})
        before = parts.get(reference.position)
        if before is not None and before.text == part.text:
            return None
        if before is not None:
            if len(parts) < reference.total:
                self._given_up.append(parts)
            parts = self._collected[key] = {}
        parts[reference.position] = part
        if len(parts) < reference.total:
            return None
        text = mended("".join(parts[position].text for position in sorted(parts)))
        return Message(part.sender, part.to, text, reference.total, part.raw)

    def missing(self) -> Iterator[str]:
        """Yield a sentence on each message that is not complete: `parts 1,2,4 of 5 came`."""
        for parts in (*self._given_up, *self._collected.values()):
            part = next(iter(parts.values()))
            total = part.reference.total if part.reference else 1
            if len(parts) < total:
                came = ",".join(str(position) for position in sorted(parts))
                yield f"parts {came} of {total} came of a long message from {part.sender}"


def mended(text: str) -> str:
    """Return a text whose surrogate halves, cut apart by segments, are characters again."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
