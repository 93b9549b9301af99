"""The text of a file before YAML sees it: its characters, its lines, how a line is quoted."""

from __future__ import annotations

import re
from dataclasses import dataclass

LARGEST = 5_000_000
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_COMMENT = re.compile(r"\s{2,}#.*$|\s+# .*$")


@dataclass(frozen=True, slots=True)
class Unreadable(Exception):
    """A file's bytes are no text: what was seen, how to mend it, where (from 0, -1: whole file)."""

    message: str
    hint: str
    line: int = -1
    column: int = 0


def decode(raw: bytes, largest: int = LARGEST) -> str:
    """Return a file's text, without a byte order mark.

    Raises Unreadable when it is too large, or not UTF-8.
    """
    if len(raw) > largest:
        raise Unreadable(
            f"the file has {len(raw) / 1e6:.1f} MB; a declaration may have {largest / 1e6:g} MB",
            "split it into several files; tables belong into data/",
        )
    for mark, name in _MARKS.items():
        if raw.startswith(mark):
            raise Unreadable(f"the file is {name}, not UTF-8", "save it as UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace")
        lines = lines_of(before)
        raise Unreadable(
            f"the byte 0x{raw[error.start]:02x} here is not UTF-8",
            "save the file as UTF-8",
            len(lines) - 1,
            len(lines[-1]),
        ) from None


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as YAML counts them, without their ends."""
    return _BREAK.split(text)


def quoted(text: str) -> str:
    """Return a text in the quotes that need the fewest escapes."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def quoted_line(line: str, column: int) -> str:
    """Return a line whose value, from a column on, is put into quotes; a comment stays outside."""
    value = line[column:].rstrip()
    comment = _COMMENT.search(value)
    tail = value[comment.start() :] if comment else ""
    return line[:column] + quoted(value[: len(value) - len(tail)].rstrip()) + tail
