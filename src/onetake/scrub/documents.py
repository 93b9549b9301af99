"""Scrubs whole bodies by their kind; a kind without a scrubber is refused, never stored.

A body of JSON is parsed, so that secret members lose their value whole; a body that claims to be
JSON and is not is scrubbed as text. Bytes that are no UTF-8 pass through as they are, with the
readable text around them scrubbed.
"""

import codecs
import json
from collections.abc import Callable
from typing import Protocol

from onetake.scrub.kinds import ScrubRefused

KINDS = ("text", "json", "headers", "html", "xml")
"""The kinds of bodies that can be scrubbed."""

_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Scrubs(Protocol):
    """What a body needs of the scrubber."""

    def text(self, value: str) -> str:
        """Scrub a text."""

    def json(self, value: object) -> object:
        """Scrub a nested value."""

    def header(self, name: str, value: str) -> str:
        """Scrub the value of one header."""


def scrub_bytes(scrubber: Scrubs, data: bytes, kind: str) -> bytes:
    """Scrub a body; what holds nothing to hide comes back as the very same object.

    Raises `ScrubRefused` for a kind that is not among `KINDS`.
    """
    if kind not in KINDS:
        raise ScrubRefused(
            f"Nothing knows how to take personal data out of {kind!r}, so it is not stored.",
            f"Store one of {', '.join(KINDS)}, or allow raw evidence in this environment.",
        )
    encoding = next((name for mark, name in _WIDE if data.startswith(mark)), "utf-8")
    text = data.decode(encoding, "surrogateescape" if encoding == "utf-8" else "surrogatepass")
    by_kind: dict[str, Callable[[Scrubs, str], str]] = {"json": _json, "headers": _headers}
    scrubbed = by_kind.get(kind, _text)(scrubber, text)
    if scrubbed is text:
        return data
    return scrubbed.encode(encoding, "surrogateescape" if encoding == "utf-8" else "surrogatepass")


def _text(scrubber: Scrubs, text: str) -> str:
    return scrubber.text(text)


class _Repeated(Exception):
    """A JSON object holds the same key twice, so parsing would hide a value."""


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _Repeated
    return members


def _json(scrubber: Scrubs, text: str) -> str:
    try:
        value = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_members)
        scrubbed = scrubber.json(value)
    except (ValueError, RecursionError, ScrubRefused, _Repeated):
        return scrubber.text(text)
    if scrubbed is value:
        return text
    compact = ": " not in text and ", " not in text
    separators = (",", ":") if compact else None
    return json.dumps(scrubbed, ensure_ascii=text.isascii(), separators=separators)


def _headers(scrubber: Scrubs, text: str) -> str:
    lines = text.splitlines(keepends=True)
    scrubbed = [_line(scrubber, line) for line in lines]
    return text if scrubbed == lines else "".join(scrubbed)


def _line(scrubber: Scrubs, line: str) -> str:
    content = line.rstrip("\r\n")
    name, colon, value = content.partition(":")
    if not colon or " " in name.strip():
        return scrubber.text(content) + line[len(content) :]
    scrubbed = scrubber.header(name, value.lstrip())
    gap = value[: len(value) - len(value.lstrip())]
    return scrubber.text(name) + colon + gap + scrubbed + line[len(content) :]
