"""Looks for error budgets that are spent, and for those nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks
from onetake.words.slo import Budget


@checks("slo.spent", pitfall=3)
def check(known: Known) -> Iterator[Gap]:
    """An error budget is overdrawn: customers met more failures than they were promised.

    Budgets that cannot be told are told as such.
    """
    untold: dict[str, list[Budget]] = {}
    for budget in known.budgets:
        slo = budget.slo
        if budget.left is None:
            untold.setdefault(str(slo.location), []).append(budget)
        elif budget.left < 0:
            yield Gap(
                str(slo.location),
                f"the error budget of {slo.title} is overdrawn: {budget.bad:,} of "
                f"{budget.total:,} were bad; {100 * (1 - slo.target):.3g} % may be",
                f"onetake slo {slo.name}",
            )
    for place, budgets in untold.items():
        first, more = budgets[0], len(budgets) - 1
        what = f"the error budget of {first.slo.title}" + (f" and {more:,} more" if more else "")
        again = f"onetake slo {first.slo.name}" if not more else "onetake slo"
        yield Gap(place, f"not measured: {what}: {first.why}", again, "info")
