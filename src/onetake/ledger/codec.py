"""Rows as the database stores them, and the digest that stands for their content.

The digest is sha256 over canonical JSON: `{"row":{…},"table":"runs"}` without spaces, keys sorted,
UTF-8, UUIDs as text. A field that is None is left out, so a column added by a later version changes
no old row's digest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from math import isfinite
from operator import attrgetter
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import orjson

from onetake.errors import RowRefused
from onetake.words.personal import Text, storable
from onetake.words.rows import Row
from onetake.words.tables import ROWS
from onetake.words.verdict import Verdict

KINDS = {
    UUID: "uuid",
    str: "text",
    Verdict: "text",
    int: "int",
    float: "float",
    bool: "bool",
    tuple: "texts",
}
_PLAIN: dict[type, Callable[[Any], Any]] = {UUID: str, Verdict: attrgetter("value")}
_TYPED: dict[type, Callable[[Any], Any]] = {UUID: UUID, Verdict: Verdict, tuple: tuple}
_INT64 = 1 << 63
_NUL = rb"\u0000"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row: its name, its Python type, and whether it may be None."""

    name: str
    type: type
    nullable: bool

    @property
    def kind(self) -> str:
        """Return the word that migrations use for the field's type, such as `uuid` or `float?`."""
        return KINDS[self.type] + "?" * self.nullable


@dataclass(frozen=True, slots=True)
class Draft:
    """A row ready to be appended: its table, id, stored values in column order, and digest.

    `texts` are those it refers to, and `people` whose they are; they lie beside the chain.
    """

    table: str
    id: str
    values: Sequence[object]
    digest: bytes
    row: Row
    people: tuple[str, ...] = ()
    texts: tuple[Text, ...] = ()

    @property
    def evidence(self) -> tuple[str, ...]:
        """The names of the evidence it refers to."""
        names = getattr(self.row, "evidence", ())
        return tuple(map(storable, names)) if isinstance(names, tuple) else ()


class Codec:
    """Turns rows of one table into stored values and back; columns are the sorted fields."""

    def __init__(self, row: type[Row]) -> None:
        hints = get_type_hints(row)
        self.row = row
        self.table = row.table
        self.fields = tuple(
            _field(name, hints[name]) for name in sorted(name for name in hints if name != "table")
        )
        self.names = tuple(field.name for field in self.fields)
        self._read = attrgetter(*self.names)
        self._types = [field.type for field in self.fields]
        self._fitting: set[tuple[type, ...]] = set()
        self._id = self.names.index("id")
        self._plain = self._places(_PLAIN)
        self._typed = self._places(_TYPED)
        self._floats = self._of(float)
        self._ints = self._of(int)
        self._texts = self._of(tuple)
        self._truths = self._of(bool)
        self._nullable = [i for i, field in enumerate(self.fields) if field.nullable]
        self._tail = b',"table":' + orjson.dumps(self.table) + b"}"

    def draft(self, row: Row, people: tuple[str, ...] = (), texts: tuple[Text, ...] = ()) -> Draft:
        """Return the row as it will be stored.

        NUL characters and halves of surrogate pairs, which no database keeps, become U+FFFD.
        Raises RowRefused for a value of the wrong type, a figure that is not finite or a number
        beyond 64 bits.
        """
        values = list(self._read(row))
        types = tuple(map(type, values))
        if types not in self._fitting:
            values = [
                self._fit(field, value) for field, value in zip(self.fields, values, strict=True)
            ]
            if tuple(map(type, values)) == types:
                self._fitting.add(types)
        self._check_figures(values)
        for place, plain in self._plain:
            if values[place] is not None:
                values[place] = plain(values[place])
        digest = self._sha(self._mended(values))
        for place in self._texts:
            values[place] = orjson.dumps(values[place]).decode()
        return Draft(self.table, values[self._id], values, digest, row, people, texts)

    def plain(self, stored: Iterable[object]) -> list[Any]:
        """Return stored values as JSON has them; raises ValueError or TypeError for others."""
        values: list[Any] = list(stored)
        for place in self._texts:
            values[place] = orjson.loads(values[place])
        for place in self._truths:
            if values[place] is not None:
                values[place] = bool(values[place])
        return values

    def digest(self, plain: list[Any]) -> bytes:
        """Return the digest of values as `plain` gives them; raises TypeError for bad text."""
        return self._sha(self._json(plain))

    def content(self, plain: list[Any]) -> dict[str, Any]:
        """Return the fields as the digest sees them, None left out."""
        content = dict(zip(self.names, plain, strict=True))
        for place in self._nullable:
            if plain[place] is None:
                del content[self.names[place]]
        return content

    def typed(self, plain: list[Any]) -> Row:
        """Return the row that was recorded; raises ValueError for values no row has."""
        values = list(plain)
        for place, typed in self._typed:
            if values[place] is not None:
                values[place] = typed(values[place])
        return self.row(**dict(zip(self.names, values, strict=True)))

    def stored(self, name: str, value: object) -> object:
        """Return one field's value as it is stored; raises RowRefused when it cannot be one."""
        field = self.fields[self.names.index(name)]
        value = self._fit(field, value)
        if field.type is tuple:
            return orjson.dumps(value).decode()
        return _PLAIN.get(field.type, _same)(value) if value is not None else None

    def _json(self, plain: list[Any]) -> bytes:
        return orjson.dumps(self.content(plain))

    def _mended(self, values: list[Any]) -> bytes:
        """Return the content as JSON; mend the values first if they hold what no database keeps."""
        try:
            content = self._json(values)
        except TypeError:  # half of a surrogate pair
            content = _NUL
        if _NUL not in content:
            return content
        values[:] = map(_storable, values)
        return self._json(values)

    def _sha(self, content: bytes) -> bytes:
        return sha256(b'{"row":' + content + self._tail).digest()

    def _places(self, turn: dict[type, Callable]) -> list[tuple[int, Callable]]:
        return [(i, turn[t]) for i, t in enumerate(self._types) if t in turn]

    def _of(self, kind: type) -> list[int]:
        return [i for i, t in enumerate(self._types) if t is kind]

    def _check_figures(self, values: list[Any]) -> None:
        """Refuse figures no database keeps; turn minus zero, which SQLite forgets, into zero."""
        for place in self._floats:
            if values[place] is not None:
                if not isfinite(values[place]):
                    raise self._refusal(self.fields[place], values[place], "a finite number")
                values[place] += 0.0
        for place in self._ints:
            if values[place] is not None and not -_INT64 <= values[place] < _INT64:
                raise self._refusal(self.fields[place], values[place], "a number of 64 bits")

    def _fit(self, field: Field, value: Any) -> Any:
        """Return the value in exactly the field's type."""
        if (value is None and field.nullable) or type(value) is field.type:
            return value
        if field.type is float and type(value) is int:
            return float(value)
        if field.type is Verdict and value in tuple(Verdict):
            return Verdict(value)
        if isinstance(value, field.type) and not isinstance(value, bool):
            return field.type(value)
        raise self._refusal(field, value, f"{field.type.__name__}")

    def _refusal(self, field: Field, value: object, wanted: str) -> RowRefused:
        return RowRefused(
            f"{field.name} of a row for {self.table} is {value!r:.100}, expected {wanted}",
            hint="Please report this; the row was made by Onetake, not by your programme.",
        )


def _field(name: str, hint: Any) -> Field:
    """Return the field of a type hint: one of KINDS, or one of them or None."""
    options = [option for option in get_args(hint) if option is not NoneType]
    nullable = NoneType in get_args(hint)
    bare = options[0] if nullable else hint
    return Field(name, get_origin(bare) or bare, nullable)


def mark(digest: bytes) -> int:
    """Return the number by which a digest is known when its row lies in a sealed file."""
    return int.from_bytes(digest[:8], "big", signed=True)


def _storable(value: Any) -> Any:
    """Return a text, or texts, without what databases refuse: NUL and halves of surrogates."""
    if isinstance(value, str):
        return storable(value)
    return tuple(map(_storable, value)) if isinstance(value, tuple) else value


def _same(value: Any) -> Any:
    return value


@cache
def codecs() -> dict[str, Codec]:
    """Return the codec of each table, in the tables' order."""
    return {name: Codec(row) for name, row in ROWS.items()}
