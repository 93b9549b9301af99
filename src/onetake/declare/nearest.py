"""What to say when a name is not known: the nearest one, else all of them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_SHOWN = 16


def nearest(name: str, known: Iterable[str], what: str, otherwise: str = "") -> str:
    """Return a hint for an unknown name: `did you mean …?`, else the list of what there is.

    `otherwise` says what else may be done when nothing is near.
    """
    names = list(dict.fromkeys(known))
    folded = {candidate.casefold(): candidate for candidate in reversed(names)}
    near = get_close_matches(name.casefold(), folded, 1, 0.6)
    if near:
        return f"did you mean {folded[near[0]]!r}?"
    if not names:
        return otherwise or f"there are no {what} yet"
    shown = ", ".join(names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{what}: {shown}{more}" + (f"; or {otherwise}" if otherwise else "")
