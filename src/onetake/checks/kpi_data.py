"""Looks for figures that nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks

_OUT_OF = {
    "issues": "contacts",
    "sessions": "contacts",
    "changes": "deployments",
    "found": "incidents",
    "culture": "surveys",
    "verdicts": "decisions",
}

_COMMANDS = {"runs": "onetake test", "invocations": "onetake test", "verdicts": "onetake gate"}


@checks("kpi.data", pitfall=3, severity="minor")
def check(known: Known) -> Iterator[Gap]:
    """A figure that somebody wants cannot be told, for want of rows.

    What is unknown is never as it should be.
    """
    for measured in known.measured.values():
        kpi = measured.kpi
        if measured.value is None:
            brings = _COMMANDS.get(kpi.reckoning.rows, "onetake ledger import")
            yield Gap(
                str(kpi.location),
                f"{kpi.title} ({kpi.id}) is {measured}",
                f"{brings} brings {_OUT_OF.get(kpi.reckoning.rows, kpi.reckoning.rows)}",
            )
