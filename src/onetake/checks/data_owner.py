"""Looks for the team that answers for each kind of personal data."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks


@checks("data.owner", pitfall=4)
def check(known: Known) -> Iterator[Gap]:
    """A journey or a system handles personal data that no team answers for.

    A team that answers for `user.contact` answers for `user.contact.email`, too.
    """
    owned = {name for team in known.programme.teams.values() for name in team.data_categories}
    for kind, nouns in (
        ("journey", known.programme.journeys), ("system", known.programme.systems),
    ):  # fmt: skip
        for name, noun in nouns.items():
            alone = [item for item in noun.data_categories if not _is_owned(item, owned)]
            if alone:
                yield Gap(
                    str(noun.location),
                    f"the {kind} {name} handles {', '.join(alone)}, and no team answers for it",
                    f"write data_categories: [{alone[0]}] in the file of a team",
                    journey=name if kind == "journey" else "",
                )


def _is_owned(category: str, owned: set[str]) -> bool:
    parts = category.split(".")
    return any(".".join(parts[:length]) in owned for length in range(1, len(parts) + 1))
