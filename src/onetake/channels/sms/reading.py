"""Reads messages and reports out of what a gateway said, as its declaration says where they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from onetake.channels.sms.gateway import Fields, Reports
from onetake.channels.sms.message import Part, Report
from onetake.wire.udh import Reference, read_reference
from onetake.words.match import Matcher
from onetake.words.path import ABSENT, Path
from onetake.words.template import as_text

Memory = Mapping[str, object]


def parse(data: bytes) -> object:
    """Return what bytes hold: a mapping or a list from JSON, else their text below `text`."""
    text = data.decode("utf-8", "replace")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {"text": text}
    return value if isinstance(value, Mapping | list) else {"text": text}


def first(paths: tuple[Path, ...], value: object) -> object:
    """Return what is at the first path where something is; null is nothing. Else ABSENT."""
    for path in paths:
        found = path.dig(value)
        if found is not ABSENT and found is not None:
            return found
    return ABSENT


def text_at(paths: tuple[Path, ...], value: object) -> str:
    """Return what is at the first path where something is, as text; empty when nothing is."""
    found = first(paths, value)
    return "" if found is ABSENT else as_text(found)


def holds(matchers: Mapping[Path, Matcher], value: object, memory: Memory) -> bool:
    """Tell if all matchers hold for what is at their paths. Raises Undefined."""
    return all(matcher.grade(path.dig(value), memory)[0] == 0 for path, matcher in matchers.items())


def part_of(raw: object, fields: Fields, *, as_bytes: bool = False) -> Part:
    """Return what a gateway handed over; what it does not tell is empty.

    `as_bytes`: texts hold one byte to a character, as a request to a webhook has them; the words
    are in the charset it names, all else is UTF-8.
    """
    read = decoded(raw) if as_bytes else raw
    text = text_at(fields.text, raw)
    segments = text_at(fields.segments, read)
    return Part(
        id=text_at(fields.id, read),
        sender=text_at(fields.from_, read),
        to=text_at(fields.to, read),
        text=in_charset(text, text_at(fields.charset, raw)) if as_bytes else text,
        reference=_reference(text_at(fields.udh, raw)),
        segments=int(segments) if re.fullmatch("[1-9][0-9]{0,2}", segments) else None,
        raw=read,
    )


def decoded(value: object) -> object:
    """Return nested texts of one byte to a character as the UTF-8 they are."""
    if isinstance(value, Mapping):
        return {utf8(str(key)): decoded(item) for key, item in value.items()}
    return utf8(value) if isinstance(value, str) else value


def utf8(text: str) -> str:
    """Return the UTF-8 that a text of one byte to a character is."""
    return text if text.isascii() else in_charset(text, "utf-8")


def in_charset(text: str, charset: str) -> str:
    """Return a text of one byte to a character in a charset; UTF-8 when nobody knows that one.

    Halves of surrogate pairs stay as they are: the next part of a message may hold the other.
    """
    data = text.encode("latin-1", "replace")
    for errors in ("surrogatepass", "replace"):
        try:
            return data.decode(charset or "utf-8", errors)
        except LookupError:
            return in_charset(text, "utf-8")
        except UnicodeDecodeError:
            continue
    return text


def report_of(raw: object, reports: Reports) -> Report:
    """Return what a gateway says of a message that was sent; its status is empty without one."""
    status = text_at(reports.status, raw)
    detail = text_at(reports.detail, raw)
    return Report(reports.words.get(status, status.lower()), detail, raw)


def _reference(header: str) -> Reference | None:
    """Return which part a message is by its header: in hex, as bytes, or quoted as in addresses."""
    try:
        data = bytes.fromhex(header)
    except ValueError:
        data = header.encode("latin-1", "replace")
    return read_reference(data) or read_reference(unquote_to_bytes(data))
