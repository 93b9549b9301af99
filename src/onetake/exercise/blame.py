"""Finds whose fault it is when a step cannot go on: the subject's, ours, or a plug-in's."""

from __future__ import annotations

from collections.abc import Sequence

from onetake.exercise.network import why_offline
from onetake.words.trouble import CannotTell, Trouble, Unreached
from onetake.words.verdict import Ruling, Verdict


async def blame(trouble: Trouble, address: str, control: Sequence[str]) -> Ruling:
    """Return the verdict on a trouble; nobody is blamed while our own network is down."""
    if isinstance(trouble, CannotTell):
        return Ruling(Verdict.UNKNOWN, trouble.rule, trouble.reason)
    if isinstance(trouble, Unreached):
        offline = await why_offline(address, control)
        if offline:
            return Ruling(Verdict.UNKNOWN, "own-network", offline, trouble.reason)
    return Ruling(Verdict.FAILED, trouble.rule, trouble.reason)


def crash(channel: str, error: Exception) -> Ruling:
    """Return the verdict on a channel that raised what it should not: we could not tell."""
    reason = f"the {channel} channel broke: {type(error).__name__}: {error}"
    return Ruling(Verdict.UNKNOWN, "channel.crash", reason)
