"""Finds personal data in a text without changing it, for those who put something else there."""

from __future__ import annotations

from onetake.scrub.search import Span, personal, screen
from onetake.scrub.view import masked, view_of


def personal_in(text: str, before: str = "") -> list[Span]:
    """Return where personal data stands in a text: start, end and kind of each, in order.

    `before` are the words that stand before the text, such as the key of its member.
    """
    view, before = view_of(text), masked(before)
    starts, _ = screen(view.text, before)
    found: list[Span] = []
    for start, end, kind in sorted(personal(view.text, starts, before)):
        begin, stop = view.place(start), view.end(end)
        if not found or begin >= found[-1][1]:
            found.append((begin, stop, kind))
    return found
