"""Lines of a transcript: when something was said, and what, so that no words can look like more."""

from __future__ import annotations

INDENT = " " * 13
"""What stands before each further line of one entry; a time never stands so far in."""


def entry(at: float, text: str) -> str:
    """Return what was said `at` seconds since the line was opened; further lines stand further in.

    So a system cannot forge what somebody else said: no line of its words begins like an entry.
    """
    first, *further = text.splitlines() or [""]
    return "\n".join([f"{at:9.3f} s  {first}", *(f"{INDENT}{line}" for line in further)])
