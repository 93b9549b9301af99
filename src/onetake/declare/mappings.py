"""Reads mappings: how records of another system become rows of the ledger."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from string import Template
from typing import Annotated, Any, Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, WithJsonSchema

from onetake.declare.document import Document, Spot
from onetake.declare.files import Found, load
from onetake.declare.nearest import nearest
from onetake.declare.validate import validate
from onetake.words.channel import Declared
from onetake.words.location import Fault
from onetake.words.mapping import Mapped, Only, Rule, Take
from onetake.words.tables import ROWS

IMPORTS = "imports"
"""The folder of a programme's own mappings."""

_OURS = {"id", "source", "key", "synthetic", "retention"}
_NEEDED = {
    "surveys": ("kind", "answered"), "contacts": ("channel", "started"),
    "deployments": ("environment", "started"), "incidents": ("opened",),
}  # fmt: skip
_TEXTS = {"type": ["string", "array"], "items": {"type": "string"}}


def _listed(value: object) -> object:
    return [value] if isinstance(value, str | int | bool) else value


def _texts(value: object) -> object:
    return [str(item) for item in value] if isinstance(value, list | tuple) else value


Texts = Annotated[
    tuple[str, ...], BeforeValidator(_texts), BeforeValidator(_listed), WithJsonSchema(_TEXTS)
]


class OnlyPart(Declared):
    """What a record must say."""

    from_: str = Field(alias="from", description="Where to look.")
    is_: Texts = Field(("*",), alias="is", description="One of these; * is anything at all.")
    missing: bool = Field(False, description="There must be nothing.")


class RulePart(Declared):
    """Where a field's value is found, and what becomes of it; a text alone is where."""

    from_: Texts = Field(
        (),
        alias="from",
        description="A column, a dotted key or a JSONPath; the first found counts.",
    )
    take: Take = Field("first", description="Which of several values, or their sum or count.")
    map: Mapping[str, str] = Field({}, description="Values and what they mean: {VOICE: phone}.")
    default: str | None = Field(None, description="What it is when nothing is found.")
    const: str | None = Field(None, description="What it always is.")
    unit: Literal["ms", "s", "min", "h"] = Field("s", description="The unit of a span.")
    time: str = Field("iso", description="A time's form: iso, s, ms, or a strptime format.")
    is_: Texts = Field((), alias="is", description="For a flag: the values that mean yes.")
    exists: bool = Field(False, description="For a flag: yes when anything is found.")
    when: tuple[OnlyPart, ...] = Field((), description="All must hold, or nothing is found.")


def _rule(value: object) -> object:
    return {"from": value} if isinstance(value, str) else value


RuleOr = Annotated[RulePart, BeforeValidator(_rule)]


class MappingFile(Declared):
    """A mapping: a system's records, field by field."""

    into: Literal["surveys", "contacts", "deployments", "incidents"] = Field(
        description="What the records are."
    )
    source: str = Field("", description="What the system is called; else the file's name.")
    needs: Mapping[str, str] = Field(
        {}, description="Names to give with --set, which stand in the file as ${NAME}."
    )
    records: str = Field("", description="JSON: where the records lie, such as $.items[*].")
    key: RuleOr = Field(description="What a record is called there.")
    fields: Mapping[str, RuleOr] = Field(description="The row's fields.")
    only: tuple[OnlyPart, ...] = Field((), description="All must hold, or a record is left out.")
    ours: tuple[OnlyPart, ...] = Field(
        (), description="If one holds, one of our own invented customers made the record."
    )
    timezone: str = Field("UTC", description="Of times that name none, such as Europe/Oslo.")
    encoding: str = Field(
        "utf-8", description="Of files without a byte order mark, such as windows-1252."
    )
    decimal: Literal[".", ","] = Field(".", description="What stands before a fraction: 4,5.")


_UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}


def mapping_faults(files: Iterable[Found]) -> tuple[Fault, ...]:
    """Return the faults of mappings, whatever they are given."""
    return tuple(fault for found in files for fault in read_mapping(found.path, {}, found.file)[1])


def read_mapping(
    path: Path, values: Mapping[str, str], named: str = ""
) -> tuple[Mapped | None, list[Fault]]:
    """Return a mapping with its `${NAME}` filled in, or None, and the faults of its file.

    What has no value stays as it is. `named` is what faults call the file.
    """
    document = load(path, named or path.name)
    if document.value is None:
        return None, document.faults
    spot = Spot(document, (), document.value)
    filled = validate(spot, MappingFile, _filled(document, values))
    if filled is None or document.faults:
        return None, document.faults
    _check(spot, filled)
    found = None if document.faults else _mapped(filled, path.stem)
    return found, document.faults


def _filled(document: Document, values: Mapping[str, str]) -> object:
    def fill(value: object) -> Any:
        if isinstance(value, dict):
            return {key: fill(item) for key, item in value.items()}
        if isinstance(value, list):
            return [fill(item) for item in value]
        if not isinstance(value, str) or "${" not in value:
            return value
        return Template(value).safe_substitute(values)

    return fill(document.value)


def _check(spot: Spot, head: MappingFile) -> None:
    """Note fields that a row does not have, those it needs, and a zone that nobody knows."""
    known = [field.name for field in fields(cast(Any, ROWS[head.into])) if field.name not in _OURS]
    for name in head.fields:
        if name not in known:
            hint = nearest(name, tuple(known), "fields")
            spot["fields"][name].fault("mapping.field", f"{head.into} has no {name!r}", hint=hint)
    for name in _NEEDED[head.into]:
        if name not in head.fields:
            spot["fields"].fault("mapping.field", f"{name!r} is missing",
                                 hint=f"each of {head.into} needs it")  # fmt: skip
    try:
        ZoneInfo(head.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        spot["timezone"].fault("mapping.zone", f"there is no time zone {head.timezone!r}",
                               hint="write one such as Europe/Oslo")  # fmt: skip
    try:
        codecs.lookup(head.encoding)
    except (LookupError, ValueError):
        spot["encoding"].fault("mapping.encoding", f"there is no encoding {head.encoding!r}",
                               hint="write one such as windows-1252 or utf-16")  # fmt: skip
    _check_paths(spot, head)


def _check_paths(spot: Spot, head: MappingFile) -> None:
    """Note JSONPaths that lead nowhere, whatever the record."""
    if head.records:
        _check_path(spot["records"], head.records)
    _check_rule(spot["key"], head.key)
    for name, rule in head.fields.items():
        _check_rule(spot["fields"][name], rule)
    for key, parts in (("only", head.only), ("ours", head.ours)):
        for number, part in enumerate(parts):
            _check_path(spot[key][number], part.from_)


def _check_rule(spot: Spot, rule: RulePart) -> None:
    for path in (*rule.from_, *(part.from_ for part in rule.when)):
        _check_path(spot, path)


def _check_path(spot: Spot, path: str) -> None:
    if not path.startswith("$"):
        return
    import jsonpath_rfc9535

    try:
        jsonpath_rfc9535.compile(path)
    except jsonpath_rfc9535.JSONPathError as error:
        told = str(error).splitlines()[0]
        spot.fault("mapping.path", f"{path!r} is no JSONPath: {told}",
                   hint="write one as RFC 9535 has it: $.answers[0].value")  # fmt: skip


def _mapped(head: MappingFile, name: str) -> Mapped:
    return Mapped(
        head.source or name, head.into, _rule_of(head.key),
        {field: _rule_of(part) for field, part in head.fields.items()}, head.records,
        _only(head.only), _only(head.ours), head.timezone, head.encoding, head.decimal,
        head.needs,
    )  # fmt: skip


def _only(parts: Iterable[OnlyPart]) -> tuple[Only, ...]:
    return tuple(Only(part.from_, part.is_, part.missing) for part in parts)


def _rule_of(part: RulePart) -> Rule:
    return Rule(
        part.from_, part.take, part.map, part.default, part.const, _UNITS[part.unit], part.time,
        part.is_, part.exists, _only(part.when),
    )  # fmt: skip
