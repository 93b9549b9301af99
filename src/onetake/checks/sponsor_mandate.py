"""Looks at what sponsors may decide, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from onetake.words.charter import Mandate, Sponsor
from onetake.words.checks import Gap, Known, checks


@checks("sponsor.mandate", pitfall=1)
def check(known: Known) -> Iterator[Gap]:
    """A sponsor's mandate is missing, incomplete or over.

    A sponsor can remove what stands in the way only with money, people and the right to change
    how work is done; with less, decisions wait for somebody else.
    """
    today = datetime.fromtimestamp(known.now, UTC).date()
    for sponsor in known.charter.sponsors.values():
        mandate = sponsor.mandate
        if mandate is None:
            yield Gap(
                str(sponsor.location),
                f"{_called(sponsor)} has no mandate",
                "write mandate: {budget, people, process, scope, until}",
            )
            continue
        missing = _missing(mandate)
        if missing:
            yield Gap(
                str(mandate.location),
                f"the mandate of {_called(sponsor)} lacks {' and '.join(missing)}",
                f"write {missing[0]}: below mandate, or name who has it",
            )
        if mandate.until is not None and mandate.until < today:
            yield Gap(
                str(mandate.location),
                f"the mandate of {_called(sponsor)} ended on {mandate.until}",
                "have it renewed, and write the new day",
            )


def _missing(mandate: Mandate) -> list[str]:
    parts = ("budget", "people", "process", "scope", "until")
    return [part for part in parts if not getattr(mandate, part)]


def _called(sponsor: Sponsor) -> str:
    return f"{sponsor.name} ({sponsor.title})" if sponsor.title else sponsor.name
