"""Why something got worse: what changed between the last good and the first bad."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that changed: how likely it is the reason (0 to 1), and how to see it.

    The likelihood only orders: what lies closest before and touches the same thing comes first.
    """

    likely: float
    what: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """What is explained, what happened to it, and its causes, the most likely first.

    `unknown` is what nobody looked at, each with the command or part that would. `compared` is
    whether what is now was held against what was before.
    """

    subject: str
    said: str
    causes: tuple[Cause, ...]
    unknown: tuple[str, ...] = ()
    compared: bool = False
