"""Looks in what was measured for teams whose figures get worse by each other."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.align.fighting import MOST, Pair, fights, pairs
from onetake.align.graph import loss
from onetake.align.series import FEWEST
from onetake.words.checks import Gap, Known, checks

_DEMAND = """
SELECT started // 86400000000, count(*) FROM contacts
WHERE NOT synthetic AND started < $today GROUP BY 1
"""
_DAY = 86_400_000_000


@checks("incentives.fighting", pitfall=2, severity="minor")
def check(known: Known) -> Iterator[Gap]:
    """What one team wants got worse on the days when another got what it wants (experimental).

    Season, trend and the number of contacts are taken out first; a correlation is no proof.
    """
    found = pairs(known.programme.teams.values(), known.charter.kpis.values())
    if not found:
        return
    demand = dict(known.facts.select(_DEMAND, today=int(known.now * 1e6) // _DAY * _DAY))
    try:
        result = fights(found, known.days, demand)
    except ImportError:
        install = "pip install 'onetake[stats]'"
        yield Gap("teams", "not measured: whether goals fight in the data", install, "info")
        return
    for pair, compared in result.found:
        one, other = pair.one.objective, pair.other.objective
        yield Gap(
            str(one.location),
            f"{pair.one}, and {pair.other}: in {compared.days} days each got worse when the other "
            f"got better (correlation {compared.correlation:.2f}, p {compared.p:.1g}; "
            f"experimental); the customer {loss(other.kpi)}",
            f"guard both: write guard: [{other.kpi}] here, and guard: [{one.kpi}] "
            f"at {other.location}",
        )
    if result.undecided:
        yield Gap("teams", _undecided(result.undecided), "onetake ledger import", "info")
    if result.left_out:
        yield Gap(
            "teams",
            f"not compared: {result.left_out} more pairs of goals, beyond the first {MOST}: those "
            "that serve the same customer's goal, then those that weigh most",
            "give the goals that matter a weight:, and the same goal: where they serve the same",
            "info",
        )


def _undecided(undecided: tuple[Pair, ...]) -> str:
    first = undecided[0]
    more = f", and {len(undecided) - 1} more" if len(undecided) > 1 else ""
    return (
        f"not decided: whether {first.one.team}'s {first.one.objective.kpi} and "
        f"{first.other.team}'s {first.other.objective.kpi} fight{more}: it takes {FEWEST} days in "
        "a row of both, and of contacts"
    )
