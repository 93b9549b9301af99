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
                _told_apart(kpi),
                edit=_version(kpi),
            )


def _told_apart(kpi: Kpi) -> str:
    if kpi.adopted:
        return "recall the old figures, which another Onetake worked out, or bear with it"
    if kpi.figures is not None:
        return f"write version={kpi.version + 1} in its @kpi(...), and recall the old figures"
    return f"write version: {kpi.version + 1} into its file, and recall the old figures"


def _version(kpi: Kpi) -> Edit | None:
    """Return the change that tells the two definitions apart, where one line of YAML does."""
    if kpi.adopted or kpi.figures is not None:
        return None
    old = f"version: {kpi.version}" if kpi.version > 1 else ""
    return Edit(kpi.location.file, 0, old, f"version: {kpi.version + 1}")
