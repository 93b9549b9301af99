"""Reads the records of a file, one after the other: CSV, JSON or lines of JSON, also gzipped."""

from __future__ import annotations

import codecs
import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader, RawIOBase, TextIOWrapper
from pathlib import Path
from typing import IO, Any, cast

_SNIFFED = 64 * 1024
_WIDEST = 10_000_000
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


def records(path: Path, where: str = "") -> Iterator[Record]:
    """Yield a file's records; `where` is a JSONPath to those of a JSON document.

    CSV and lines of JSON are read one by one; a JSON document is read as a whole. Raises
    Unreadable for what is neither, OSError for a file that cannot be read.
    """
    with _opened(path) as buffered:
        begin = buffered.peek(_SNIFFED)[:_SNIFFED]
        encoding = next((name for bom, name in _BOMS if begin.startswith(bom)), "utf-8")
        text = TextIOWrapper(buffered, encoding, errors="replace", newline="")
        kind = _kind(begin.decode(encoding, "replace"))
        if kind == "csv":
            yield from _csv(text, begin.decode(encoding, "replace"))
        elif kind == "lines":
            yield from _lines(text, where)
        else:
            yield from _document(text.read(), where)


def _opened(path: Path) -> BufferedReader:
    """Return a file's bytes, unpacked where they are gzipped."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    return BufferedReader(cast(RawIOBase, gzip.open(path))) if packed else path.open("rb")


def _kind(begin: str) -> str:
    """Return whether a text is a JSON document, lines of JSON, or CSV."""
    trimmed = begin.lstrip("\ufeff \t\r\n")
    if not trimmed:
        raise Unreadable("it is empty")
    if trimmed[0] not in "{[":
        return "csv"
    first = trimmed.splitlines()[0]
    if trimmed[0] == "{" and len(trimmed.splitlines()) > 1:
        try:
            json.loads(first)
        except ValueError:
            return "document"
        return "lines"
    return "document"


def _csv(text: IO[str], begin: str) -> Iterator[Record]:
    csv.field_size_limit(_WIDEST)
    headings = begin.partition("\n")[0]
    rows = csv.reader(text, delimiter=max(",;\t|", key=headings.count))
    try:
        header = next(rows)
    except (StopIteration, csv.Error) as error:
        raise Unreadable(f"it has no line of headings: {error}") from None
    names = [name.strip().lstrip("\ufeff") for name in header]
    if len(set(names)) < len(names):
        double = next(name for name in names if names.count(name) > 1)
        raise Unreadable(f"two columns are called {double!r}")
    while True:
        number = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Record(number, None, f"no line of CSV: {error}")
            continue
        if row is None:
            return
        if not any(row):
            continue
        if len(row) != len(names):
            told = f"{len(row)} values for {len(names)} columns"
            yield Record(number, None, told, ",".join(row))
        else:
            yield Record(number, dict(zip(names, row, strict=True)))


def _lines(text: IO[str], where: str) -> Iterator[Record]:
    for number, line in enumerate(text, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Record(number, None, f"no JSON: {error}", line.strip())
            continue
        yield from (Record(number, found) for found in _found(value, where))


def _document(text: str, where: str) -> Iterator[Record]:
    try:
        value = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it is no JSON: {error}") from None
    if not where and isinstance(value, dict):
        lists = [name for name, item in value.items() if isinstance(item, list)]
        if len(lists) == 1:
            value = value[lists[0]]
    yield from (Record(number, found) for number, found in enumerate(_found(value, where), 1))


def _found(value: object, where: str) -> Iterator[Any]:
    if where:
        from jsonpath_rfc9535 import find

        yield from (node.value for node in find(where, value))  # type: ignore[arg-type]
    elif isinstance(value, list):
        yield from value
    else:
        yield value
