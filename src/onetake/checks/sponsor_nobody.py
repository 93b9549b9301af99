"""Looks for somebody who answers for customers' experience."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks


@checks("sponsor.nobody", pitfall=1)
def check(known: Known) -> Iterator[Gap]:
    """Nobody answers for customers' experience.

    Without a sponsor who may decide, what is found here is known and stays as it is.
    """
    if not known.charter.sponsors:
        yield Gap(
            "onetake.yaml",
            "no sponsor is declared: nobody may decide when teams or budgets stand in the way",
            "write sponsors/NAME.yaml with a title, deputies and a mandate",
        )
