"""Recomputing the whole chain: is every row as it was recorded, and is none missing?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from onetake.errors import LedgerTampered
from onetake.ledger.chain import Head, link
from onetake.ledger.entries import Record
from onetake.ledger.sealed import Part

_NAMED = 100


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that is not as it was recorded; `table` is empty where no row is left to tell.

    `seq` is the row's number, 0 for the table as a whole.
    """

    table: str
    seq: int
    what: str

    def __str__(self) -> str:
        """Return the fault as a sentence."""
        where = f"row {self.seq}" if self.seq else "the table"
        return f"{where}{f' ({self.table})' if self.table else ''}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What recomputing came to: rows seen, the head they lead to, and the first 100 faults.

    `bad` counts all faults.
    """

    rows: int
    head: Head
    faults: tuple[Broken, ...] = ()
    bad: int = 0

    @property
    def holds(self) -> bool:
        """Return whether every row is as it was recorded."""
        return not self.bad

    def demand(self) -> None:
        """Raise LedgerTampered unless the chain holds."""
        if not self.holds:
            raise LedgerTampered(
                str(self),
                place=str(self.faults[0]),
                hint="Compare with your last export or copy, and put back the one that verifies.",
            )

    def __str__(self) -> str:
        """Return the result as a sentence."""
        if self.holds:
            return f"The ledger holds: rows {self.rows}, head {self.head}."
        return (
            f"The ledger does not hold: rows {self.rows}, faults {self.bad}; "
            f"the first is {self.faults[0]}."
        )


def joined(
    parts: Iterable[Verified],
    remembered: Head | None = None,
    unguarded: Iterable[str] = (),
    damaged: Mapping[Part, str] = MappingProxyType({}),
) -> Verified:
    """Return what parts that follow each other came to as a whole.

    Only a head remembered elsewhere shows that rows were cut off at the end, or that everything was
    written anew. `unguarded` names tables whose triggers are gone, `damaged` sealed files.
    """
    faults = _Faults()
    for part, what in damaged.items():
        faults.add(part.table, part.first, what)
    for table in unguarded:
        faults.add(table, 0, "what refuses changes there is missing or changed")
    rows, head = 0, Head()
    for verified in parts:
        rows += verified.rows
        head = verified.head
        faults.join(verified)
    if remembered and head.seq < remembered.seq:
        faults.gap("", head.seq, remembered.seq + 1)
    return Verified(rows, head, tuple(faults.first), faults.count)


def check(records: Iterable[Record], start: Head, remembered: Head | None) -> Verified:
    """Recompute the chain over the records that follow the one of which `start` tells."""
    faults = _Faults()
    rows, seq, chain = 0, start.seq, start.chain
    for number, _, codec, stored in records:
        rows += 1
        recorded, value = stored[1], stored[2]
        if number != seq + 1:
            faults.gap(codec.table, seq, number)
        else:
            try:
                right = link(chain, recorded, codec.digest(codec.plain(stored[3:]))) == value
                what = "it is not what was recorded" if not right else ""
            except (TypeError, ValueError) as error:
                what = f"it cannot be read ({error})"
            if what:
                faults.add(codec.table, number, what)
        if remembered and number == remembered.seq and value != remembered.chain:
            faults.add(codec.table, number, "its chain value is not the remembered one")
        seq, chain = number, value
    return Verified(rows, Head(seq, chain), tuple(faults.first), faults.count)


class _Faults:
    """Faults as they are found; only the first hundred are kept."""

    def __init__(self) -> None:
        self.first: list[Broken] = []
        self.count = 0

    def add(self, table: str, seq: int, what: str) -> None:
        """Take one fault."""
        self.count += 1
        if len(self.first) < _NAMED:
            self.first.append(Broken(table, seq, what))

    def join(self, part: Verified) -> None:
        """Take the faults of a part."""
        self.count += part.bad
        self.first += part.faults[: _NAMED - len(self.first)]

    def gap(self, table: str, seq: int, number: int) -> None:
        """Take the fault that row `number` came after row `seq`."""
        if number <= seq:
            self.add(table, number, "another row has the same number")
        elif number == seq + 2:
            self.add("", seq + 1, "it is missing")
        else:
            self.add("", seq + 1, f"it is missing, and so are those up to row {number - 1}")
