"""Reads a journey's table: CSV, JSON or YAML; each row gives every column a value."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from onetake.declare.compose import read_document
from onetake.declare.nearest import nearest
from onetake.declare.source import Unreadable, decode
from onetake.words.scalar import Plain, typed_tree

Row = Mapping[str, object]
Rows = tuple[Row, ...]
_LARGEST = 100_000_000
_KEPT = 4


class TableFault(ValueError):
    """A table cannot be used; `line` counts from 1, 0 is the whole file."""

    def __init__(self, message: str, hint: str = "", line: int = 0, source: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.line = line
        self.source = source


class TableShelf:
    """Reads tables of a programme's folder, and keeps the few read last."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, Rows] = {}

    def rows(self, name: str) -> Rows:
        """Return the rows of a file, named from the programme's folder.

        Raises TableFault when it is not in the folder, or cannot be used.
        """
        if name not in self._kept:
            path = self._path(name)
            if path is None:
                tables = (found.relative_to(self._folder) for found in self._tables())
                names = [table.as_posix() for table in tables]
                raise TableFault(f"there is no file {name!r}", nearest(name, names, "tables"))
            try:
                rows = read_table(name, path.read_bytes())
            except OSError as error:
                raise TableFault(f"the file cannot be read: {error.strerror}") from None
            self._kept = dict([*self._kept.items()][-_KEPT + 1 :])
            self._kept[name] = rows
        return self._kept[name]

    def _path(self, name: str) -> Path | None:
        """Return where a file lies, None where there is none. Raises TableFault for one outside."""
        try:
            path = (self._folder / name).resolve()
            outside = not path.is_relative_to(self._folder.resolve())
            found = outside or path.is_file()
        except (OSError, RuntimeError, ValueError):  # too long, a circle of links, a null byte
            return None
        if outside:
            raise TableFault("a table lies in the programme's folder", "copy it into data/")
        return path if found else None

    def _tables(self) -> list[Path]:
        return sorted(p for p in (self._folder / "data").rglob("*") if p.suffix in _READERS)


def read_table(name: str, raw: bytes) -> Rows:
    """Return the rows of a table: texts as written (CSV), or typed values (JSON, YAML).

    Raises TableFault when it is none, has no rows, or a row lacks a column.
    """
    reader = _READERS.get(PurePosixPath(name).suffix.lower())
    if reader is None:
        raise TableFault("a table is a CSV, JSON or YAML file", "name it NAME.csv")
    if len(raw) > _LARGEST:
        raise TableFault(f"the table has {len(raw) / 1e6:.0f} MB", "a table may have 100 MB")
    rows = reader(name, raw)
    if not rows:
        raise TableFault("the table has no rows", "write at least one row below the columns")
    return rows


def _csv(name: str, raw: bytes) -> Rows:
    reader = csv.reader(io.StringIO(_text(raw), newline=""), strict=True)
    rows: list[Row] = []
    try:
        columns = [column.strip() for column in next(reader, [])]
        _check_columns(columns)
        for cells in reader:
            if cells and len(cells) != len(columns):
                raise TableFault(
                    f"this row has {len(cells)} cell{'s' * (len(cells) != 1)} for "
                    f"{len(columns)} columns: {', '.join(columns)}",
                    "give each column a cell; put a cell with a comma in quotes",
                    reader.line_num,
                    ",".join(cells),
                )
            if cells:
                rows.append(dict(zip(columns, map(Plain, cells), strict=True)))
    except csv.Error as error:
        raise TableFault(f"this is not CSV: {error}", "check the quotes", reader.line_num) from None
    return tuple(rows)


def _check_columns(columns: list[str]) -> None:
    for position, column in enumerate(columns, 1):
        if not column:
            raise TableFault(f"column {position} has no name", "name it in the first line", 1)
        if columns.index(column) != position - 1:
            raise TableFault(f"two columns are called {column!r}", "rename one of them", 1)


def _json(name: str, raw: bytes) -> Rows:
    text = _text(raw)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise TableFault(
            f"this is not JSON: {error.msg}",
            "a table is a list of objects",
            error.lineno,
            text.splitlines()[error.lineno - 1] if text else "",
        ) from None
    except ValueError as error:
        reason = f"this is not JSON we read: {error}"
        raise TableFault(reason, "write very long numbers as texts") from None
    except RecursionError:
        raise TableFault("values are nested too deep", "a table is a list of objects") from None
    return _checked(value)


def _yaml(name: str, raw: bytes) -> Rows:
    document = read_document(name, raw)
    for fault in document.faults:
        raise TableFault(fault.message, fault.hint, fault.location.line, fault.source)
    return _checked(typed_tree(document.value))


def _checked(value: object) -> Rows:
    if not isinstance(value, list):
        raise TableFault("a table is a list of rows", "begin each row with '- '")
    first = value[0] if value else {}
    for number, row in enumerate(value, 1):
        if not isinstance(row, dict):
            raise TableFault(f"row {number} is not a mapping of columns", "write column: value")
        for column in first:
            if column not in row:
                raise TableFault(f"row {number} has no {column!r}", "give each row every column")
        for column in row:
            if column not in first:
                raise TableFault(
                    f"row {number} has {column!r}, which row 1 lacks", "give each row every column"
                )
    return tuple(value)


def _text(raw: bytes) -> str:
    try:
        return decode(raw, _LARGEST)
    except Unreadable as fault:
        raise TableFault(fault.message, fault.hint, fault.line + 1) from None


_READERS: Mapping[str, Callable[[str, bytes], Rows]] = {
    ".csv": _csv, ".json": _json, ".yaml": _yaml, ".yml": _yaml,
}  # fmt: skip
