"""Looks for whether anybody asked how people work together."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks

_DAYS = 180


@checks("culture.unmeasured", pitfall=1, severity="info")
def check(known: Known) -> Iterator[Gap]:
    """Nobody has been asked for half a year how people work together.

    Westrum's seven items take two minutes; how bad news travels decides what is mended.
    """
    since = int((known.now - _DAYS * 86_400) * 1e6)
    [(asked,)] = known.facts.select(
        "SELECT count(*) FROM surveys WHERE kind = 'westrum' AND answered >= $since", since=since
    )
    if not asked:
        yield Gap(
            "onetake.yaml",
            f"not measured: nobody answered Westrum's items in {_DAYS} days",
            "ask them, and onetake ledger import the answers as kind westrum",
        )
