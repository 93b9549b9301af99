"""Looks for figures that were worked out in two ways under one name."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Edit, Gap, Known, checks
from onetake.words.kpi import Kpi

_MEASURED = """
SELECT kpi, count(DISTINCT definition), max(measured) FROM measurements
WHERE definition <> $definition AND kpi = $name GROUP BY 1
"""


@checks("kpi.redefined", pitfall=3)
def check(known: Known) -> Iterator[Gap]:
    """Two definitions go by one name.

    Whoever compares last month's figure with today's compares two different things.
    """
    for kpi in known.charter.kpis.values():
        for name, others, _ in known.facts.select(_MEASURED, name=kpi.name, definition=kpi.digest):
            yield Gap(
                str(kpi.location),
                f"{name} was measured by {others + 1} definitions, which give different figures",
                f"write version: {kpi.version + 1} into its file, and recall the old figures",
                edit=_version(kpi),
            )


def _version(kpi: Kpi) -> Edit:
    """Return the change that tells the two definitions apart from now on."""
    old = f"version: {kpi.version}" if kpi.version > 1 else ""
    return Edit(kpi.location.file, 0, old, f"version: {kpi.version + 1}")
