"""Tells when a load has to be stopped: a share of a verdict that stays too high for too long."""

from __future__ import annotations

from collections.abc import Sequence

from onetake.load.figures import Second
from onetake.words.load import StopRule


def stopped_by(rules: Sequence[StopRule], seconds: Sequence[Second]) -> str:
    """Return why a load must stop now, or nothing.

    A rule holds when the share was too high in each of its last seconds in which anybody was
    served, all of which have passed; seconds in which nobody was prove nothing.
    """
    for rule in rules:
        last = [item for item in seconds if item.number >= len(seconds) - rule.seconds]
        served = [item for item in last if item.verdicts]
        if len(seconds) < rule.seconds or len(served) * 2 < len(last):
            continue
        shares = [
            item.verdicts.get(rule.verdict, 0) / sum(item.verdicts.values()) for item in served
        ]
        if min(shares) > rule.share:
            return f"{rule}: it was at least {100 * min(shares):.1f} %"
    return ""
