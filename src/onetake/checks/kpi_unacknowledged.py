"""Looks for changed figures that nobody said they understood."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks
from onetake.words.kpi import Kpi

_EARLIER = """
SELECT count(*) FROM measurements
WHERE split_part(kpi, '@', 1) = $id AND definition <> $definition
"""
_SAID = (
    "SELECT DISTINCT audience FROM acknowledgements WHERE kpi = $id AND definition = $definition"
)


@checks("kpi.unacknowledged", pitfall=3, severity="minor")
def check(known: Known) -> Iterator[Gap]:
    """A figure means something else than before, and its audience has not said they know."""
    for kpi in known.charter.kpis.values():
        silent = _silent(known, kpi) if kpi.audience else []
        if silent:
            yield Gap(
                str(kpi.location),
                f"{kpi.title} ({kpi.id}) is defined anew, and {' and '.join(silent)} "
                f"{'have' if len(silent) > 1 else 'has'} not said that they know",
                f"onetake kpi ack {kpi.id} --audience {silent[0]}",
            )


def _silent(known: Known, kpi: Kpi) -> list[str]:
    [(earlier,)] = known.facts.select(_EARLIER, id=kpi.id, definition=kpi.digest)
    if not earlier:
        return []
    said = known.facts.select(_SAID, id=kpi.id, definition=kpi.digest)
    return [audience for audience in kpi.audience if (audience,) not in said]
