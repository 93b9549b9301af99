"""Watches that moments of a run come in the declared order: consent before data."""

from __future__ import annotations

from collections.abc import Mapping

from onetake.words.programme import Moment
from onetake.words.verdict import Ruling, Verdict


class OrderWatch:
    """Takes each moment as it happens and tells when one came too early."""

    def __init__(self, orders: tuple[tuple[Moment, ...], ...]) -> None:
        self._waiting = [list(order) for order in orders]

    def happened(self, kind: str, text: str, memory: Mapping[str, object]) -> Ruling | None:
        """Note a step ended (`kind` step), or a text heard or said; a ruling when out of order."""
        for waiting in self._waiting:
            for position, moment in enumerate(waiting):
                if not _is(moment, kind, text, memory):
                    continue
                if position:
                    reason = f"{moment} came before {waiting[0]}"
                    return Ruling(Verdict.FAILED, "order", reason, text)
                del waiting[0]
                break
        return None


def _is(moment: Moment, kind: str, text: str, memory: Mapping[str, object]) -> bool:
    if moment.kind != kind:
        return False
    if moment.matcher is None:
        return moment.step == text
    return moment.matcher.grade(text, memory)[0] < 2
