"""Looks for decisions that were asked and not taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from onetake.words.checks import Gap, Known, checks


@checks("decision.overdue", pitfall=1)
def check(known: Known) -> Iterator[Gap]:
    """A decision that was asked of a sponsor is open for longer than it should be."""
    today = datetime.fromtimestamp(known.now, UTC).date()
    for initiative in known.charter.initiatives.values():
        sponsor = known.charter.sponsors.get(initiative.sponsor)
        limit = sponsor.days if sponsor else 14
        for ask in initiative.asks:
            age = (today - ask.asked).days
            if ask.taken is None and age > limit:
                cost = f" ({ask.cost})" if ask.cost else ""
                yield Gap(
                    str(ask.location),
                    f"{ask.what!r}{cost} was asked {age} days ago; {limit} are allowed",
                    f"{sponsor.name if sponsor else 'a sponsor'} decides; write taken and decided",
                )
