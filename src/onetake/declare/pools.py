"""Reads pools: tables of which each run leases a row for itself."""

from __future__ import annotations

from onetake.declare.document import Spot
from onetake.declare.modifiers import text
from onetake.declare.tables import TableFault, TableShelf
from onetake.words.location import Fault, Location
from onetake.words.programme import Pool


def read_pool(spot: Spot, tables: TableShelf) -> Pool:
    """Return the pool a persona names; without values, and a fault noted, when it has none."""
    name = text(spot)
    try:
        rows = tables.rows(name) if name else ()
    except TableFault as fault:
        if fault.line:
            place = Location(name, fault.line, 1)
            found = Fault(place, str(fault), fault.hint, "table", "error", fault.source)
            spot.document.faults.append(found)
        else:
            spot.fault("pool", str(fault), hint=fault.hint or "write pool: data/NAME.csv")
        return Pool(name, ())
    values = [next(iter(row.values())) if len(row) == 1 else row for row in rows]
    seen: dict[str, int] = {}
    for number, value in enumerate(values, 1):
        first = seen.setdefault(str(value), number)
        if first != number:
            reason = f"row {number} of {name} says the same as row {first}: two runs would share it"
            spot.fault("pool", reason, hint="remove one of them")
            break
    return Pool(name, tuple(values))
