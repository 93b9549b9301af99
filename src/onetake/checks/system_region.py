"""Looks where systems keep customers' data, and for how long."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks


@checks("system.region", pitfall=4, severity="minor")
def check(known: Known) -> Iterator[Gap]:
    """A system holds personal data, and nobody wrote down where, or for how long."""
    for name, system in known.programme.systems.items():
        if not system.data_categories:
            continue
        missing = [
            key
            for key, value in (("region", system.region), ("retention", system.retention))
            if not value
        ]
        if missing:
            yield Gap(
                str(system.location),
                f"{name} holds {', '.join(system.data_categories)} without {' and '.join(missing)}",
                f"write {missing[0]}: below it",
            )
