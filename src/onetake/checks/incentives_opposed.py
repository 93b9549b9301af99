"""Looks for teams whose goals pull against each other."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.align.graph import loss, told
from onetake.align.opposed import Opposition, opposed
from onetake.words.checks import Gap, Known, checks


@checks("incentives.opposed", pitfall=2)
def check(known: Known) -> Iterator[Gap]:
    """Two teams are rewarded for opposite things, and the customer stands between them."""
    for found in opposed(known.programme.teams, known.charter.influences):
        one, other = found.one.objective, found.other.objective
        yield Gap(
            str(one.location),
            f"{found.one}, and {found.other}: {_why(found)}; the customer {loss(other.kpi)}",
            f"guard both: write guard: [{other.kpi}] here, and guard: [{one.kpi}] "
            f"at {other.location}",
        )


def _why(found: Opposition) -> str:
    if found.lever:
        mine, theirs = found.way
        return (
            f"both turn the {found.lever}, each the other way ({mine.evidence}; {theirs.evidence})"
        )
    return told(found.way) if found.way else "nobody can have both"
