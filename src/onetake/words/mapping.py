"""How records of another system become rows: which table, and each field's rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Take = Literal["first", "last", "sum", "max", "min", "count"]


@dataclass(frozen=True, slots=True)
class Only:
    """What a path leads to must be one of these values; a `*` is anything at all.

    With `missing` it must lead to nothing.
    """

    path: str
    values: tuple[str, ...]
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a field's value is found and what becomes of it.

    `paths` are columns, dotted keys or JSONPaths; the first that leads to something counts, and
    where one leads to several values `take` says which. `words` replaces values by others. For
    times `form` is iso, s, ms or a strptime format; figures are times `unit`. A flag is true for
    the values in `truth`, or for whatever is there when `exists`. Unless all of `when` hold,
    nothing is found.
    """

    paths: tuple[str, ...] = ()
    take: Take = "first"
    words: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None
    constant: str | None = None
    unit: float = 1.0
    form: str = "iso"
    truth: tuple[str, ...] = ()
    exists: bool = False
    when: tuple[Only, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapped:
    """A whole mapping: `into` a table, from `records` of a document (a JSONPath; empty: each).

    `source` is what the system is called. A record that fits one of `ours` was made by one of our
    own invented customers. `zone` is the time zone of times that name none, `encoding` that of
    files without a byte order mark, `decimal` what stands before the fraction of a figure. `needs`
    are names that must be given a value, and what each is.
    """

    source: str
    into: Literal["surveys", "contacts", "deployments", "incidents"]
    key: Rule
    fields: Mapping[str, Rule]
    records: str = ""
    only: tuple[Only, ...] = ()
    ours: tuple[Only, ...] = ()
    zone: str = "UTC"
    encoding: str = "utf-8"
    decimal: str = "."
    needs: Mapping[str, str] = field(default_factory=dict)
