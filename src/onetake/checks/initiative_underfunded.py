"""Looks for initiatives that cannot do what they are for."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks


@checks("initiative.underfunded", pitfall=1, severity="minor")
def check(known: Known) -> Iterator[Gap]:
    """An initiative has less money than it needs, or has spent more than it was given.

    Amounts in different currencies are not compared: that is a gap of its own.
    """
    for initiative in known.charter.initiatives.values():
        place, budget = str(initiative.location), initiative.budget
        for what, other in (("needs", initiative.needed), ("has spent", initiative.spent)):
            if other is None or other.amount <= 0:
                continue
            if budget is None:
                yield Gap(place, f"{initiative.name} {what} {other} and has no budget",
                          "write budget:")  # fmt: skip
            elif budget.currency != other.currency:
                yield Gap(
                    place,
                    f"{initiative.name} {what} {other} of a budget in {budget.currency}: "
                    "nobody can compare these",
                    "write both in one currency",
                )
            elif other.amount > budget.amount:
                yield Gap(
                    place,
                    f"{initiative.name} {what} {other}; its budget is {budget}",
                    "raise the budget, or ask for less: write a decision",
                )
