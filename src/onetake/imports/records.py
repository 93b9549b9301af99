"""Reads the records of a file, one after the other: CSV, JSON or lines of JSON, also gzipped."""

from __future__ import annotations

import codecs
import csv
import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedReader, RawIOBase, TextIOWrapper
from pathlib import Path
from typing import IO, Any, cast

from onetake.imports.quotes import swallowed

_SNIFFED = 64 * 1024
_WIDEST = 1_000_000
_DEEP = b"[" * 500
_NAMES = re.compile(r"\$(\.[A-Za-z_][A-Za-z0-9_-]*)*\[\*\]")
_ESCAPED = re.compile("[\udc80-\udcff]")
_FOREIGN = "bytes of another encoding: save it as UTF-8, or say encoding: in the mapping"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Unreadable(ValueError):
    """A file that holds no records; its text says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: where it stands (a line, or its number in a list, from 1), and what it holds.

    `fault` says why a record cannot be read; then `text` is what stands there.
    """

    number: int
    value: Any
    fault: str = ""
    text: str = ""


def records(path: Path, where: str = "", encoding: str = "utf-8") -> Iterator[Record]:
    """Yield a file's records, one by one; `where` is a JSONPath to those of a JSON document.

    Only a `where` other than a way of names to a list, such as `$.data.items[*]`, needs a document
    to be in memory as a whole. `encoding` is that of a file without a byte order mark. Raises
    Unreadable for a file without records, or one that breaks off, OSError for one that cannot be
    read.
    """
    try:
        with _opened(path) as buffered:
            begin = buffered.peek(_SNIFFED)[:_SNIFFED]
            if _DEEP in b"".join(begin.split()):
                raise Unreadable("it is nested deeper than any record")
            known = next((name for bom, name in _BOMS if begin.startswith(bom)), encoding)
            text = TextIOWrapper(buffered, known, errors="surrogateescape", newline="")
            start = begin.decode(known, "replace")
            kind = _kind(start)
            if kind == "csv":
                yield from _csv(text, start)
            elif kind == "lines":
                yield from _lines(text, where)
            else:
                yield from _document(text, where, kind)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable(f"its gzip is broken: {error}") from None
    except UnicodeError as error:
        raise Unreadable(f"its text breaks off or is of another encoding: {error}") from None


def _opened(path: Path) -> BufferedReader:
    """Return a file's bytes, unpacked where they are gzipped."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    return BufferedReader(cast(RawIOBase, gzip.open(path))) if packed else path.open("rb")


def _kind(begin: str) -> str:
    """Return whether a text is one JSON list, JSON objects, lines of JSON, or CSV."""
    trimmed = begin.lstrip("\ufeff \t\r\n")
    if not trimmed:
        raise Unreadable("it is empty")
    if trimmed[0] == "[":
        return "list"
    if trimmed[0] != "{":
        return "csv"
    first, *more = trimmed.splitlines()
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return "objects"
    return "lines" if more else "objects"


class _Heard:
    """Lines of a text, of which those of the present record are kept."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.present: list[str] = []

    def __iter__(self) -> _Heard:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.present.append(line)
        return line

    def fault(self) -> str:
        """Return what keeps the record from being read, if it is its bytes."""
        return _FOREIGN if any(map(_foreign, self.present)) else ""


def _csv(text: IO[str], begin: str) -> Iterator[Record]:
    csv.field_size_limit(_WIDEST)
    headings, _, more = begin.lstrip("\ufeff").partition("\n")
    told = headings.strip().casefold().startswith("sep=")  # Excel's way to say it
    comma = headings.strip()[4:5] if told else ""
    headings = more.partition("\n")[0] if told else headings
    lines = _Heard(text)
    rows = csv.reader(lines, delimiter=comma or max(",;\t|", key=headings.count), strict=True)
    names = _names(rows, told)
    while True:
        number = rows.line_num + 1
        lines.present.clear()
        try:
            row = next(rows, None)
        except csv.Error as error:
            open_quote = swallowed(lines.present, rows.dialect.delimiter, number)
            fault = open_quote or f"no line of CSV: {error}"
            yield Record(number, None, fault, "".join(lines.present))
            continue
        if row is None:
            return
        fault = lines.fault()
        if not fault and len(row) != len(names) and any(row):
            fault = f"{len(row)} values for {len(names)} columns"
        if fault:
            yield Record(number, None, fault, "".join(lines.present).strip())
        elif any(row):
            yield Record(number, dict(zip(names, row, strict=True)))


def _names(rows: Iterator[list[str]], told: bool) -> list[str]:
    try:
        header = next(rows)
        if told:
            header = next(rows)
    except (StopIteration, csv.Error) as error:
        raise Unreadable(f"it has no line of headings: {error}") from None
    names = [name.strip().lstrip("\ufeff") for name in header]
    if any(map(_foreign, names)):
        raise Unreadable(f"in its headings are {_FOREIGN}")
    if len(set(names)) < len(names):
        double = next(name for name in names if names.count(name) > 1)
        raise Unreadable(f"two columns are called {double!r}")
    return names


def _lines(text: IO[str], where: str) -> Iterator[Record]:
    for number, line in enumerate(text, 1):
        if not line.strip():
            continue
        if _foreign(line):
            yield Record(number, None, _FOREIGN, line.strip())
            continue
        try:
            value = json.loads(line.lstrip("\ufeff"))
        except (ValueError, RecursionError) as error:
            yield Record(number, None, f"no JSON: {error}", line.strip())
            continue
        yield from (Record(number, found) for found in _found(value, where))


class _Bytes:
    """A text as the UTF-8 that the reader of JSON wants."""

    def __init__(self, text: IO[str]) -> None:
        self._text = text

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, none at the end."""
        return self._text.read(size).lstrip("\ufeff").encode()


def _document(text: IO[str], where: str, kind: str) -> Iterator[Record]:
    import ijson

    whole = not where and kind == "objects"
    way = "" if whole else "item" if not where else _way(where)
    number = 0
    try:
        found = ijson.items(_Bytes(text), way or "", multiple_values=True, use_float=True)
        for value in found:
            for item in [value] if way is not None else _found(value, where):
                number += 1
                yield Record(number, item)
    except UnicodeEncodeError:
        raise Unreadable(f"after {number} records are {_FOREIGN}") from None
    except (ijson.JSONError, RecursionError) as error:
        told = str(error).strip().partition("\n")[0]
        raise Unreadable(f"after {number} records it is no JSON: {told}") from None


def _way(where: str) -> str | None:
    """Return a JSONPath of names only as the stream's reader says it; None for any other."""
    if not _NAMES.fullmatch(where):
        return None
    return ".".join([*where.removesuffix("[*]").split(".")[1:], "item"])


def _foreign(text: str) -> bool:
    """Tell whether a text holds bytes that are not of its encoding."""
    return not text.isascii() and _ESCAPED.search(text) is not None


def _found(value: object, where: str) -> Iterator[Any]:
    if where:
        from jsonpath_rfc9535 import find

        yield from (node.value for node in find(where, value))  # type: ignore[arg-type]
    elif isinstance(value, list):
        yield from value
    else:
        yield value
