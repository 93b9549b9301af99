"""Looks for error budgets that are spent, and for those nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks


@checks("slo.spent", pitfall=3)
def check(known: Known) -> Iterator[Gap]:
    """An error budget is overdrawn: customers met more failures than they were promised.

    A budget that cannot be told is told as such.
    """
    for budget in known.budgets:
        slo, again = budget.slo, f"onetake slo {budget.slo.name}"
        if budget.left is None:
            message = f"not measured: the error budget of {slo.title}: {budget.why}"
            yield Gap(str(slo.location), message, again, "info")
        elif budget.left < 0:
            yield Gap(
                str(slo.location),
                f"the error budget of {slo.title} is overdrawn: {budget.bad:,} of "
                f"{budget.total:,} were bad; {100 * (1 - slo.target):.3g} % may be",
                again,
            )
