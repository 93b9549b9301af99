"""Looks for error budgets that burn too fast."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks
from onetake.words.kpi import told


@checks("slo.burning", pitfall=3)
def check(known: Known) -> Iterator[Gap]:
    """An error budget burns so fast, just now, that it will be spent long before its time.

    Both a long and a short window have to burn, by at least five bad events.
    """
    for budget in known.budgets:
        for alert in budget.alerts:
            yield Gap(
                str(budget.slo.location),
                f"{budget.slo.title} burns its error budget {alert.burn:.1f} times too fast: "
                f"{alert.bad} bad in {told(alert.rule.lookback, 's')} ({alert.rule.severity})",
                f"onetake slo {budget.slo.name}",
            )
