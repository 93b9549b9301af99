"""Looks for figures that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks
from onetake.words.kpi import Kpi


@checks("kpi.answer", pitfall=3)
def check(known: Known) -> Iterator[Gap]:
    """A figure has no owner, no target or no audience.

    Without an owner nobody mends it, without a target nobody knows when, and without an audience
    nobody is told.
    """
    teams = known.programme.teams
    for kpi in known.charter.kpis.values():
        missing = _missing(kpi)
        if missing:
            yield Gap(
                str(kpi.location),
                f"{kpi.title} ({kpi.id}) has no {' and no '.join(missing)}",
                f"write {missing[0]}: into its file",
                severity=None if "owner" in missing else "minor",
            )
        elif kpi.owner not in teams:
            yield Gap(
                str(kpi.location),
                f"{kpi.owner}, who answers for {kpi.id}, is no team",
                f"declare teams/{kpi.owner}.yaml, or name one of: {', '.join(teams)}",
            )


def _missing(kpi: Kpi) -> list[str]:
    return [part for part in ("owner", "target", "audience") if not getattr(kpi, part)]
