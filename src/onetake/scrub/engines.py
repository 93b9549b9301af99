"""Chooses how places are searched: with `re`, or with hyperscan where it is installed."""

import importlib.util
from collections.abc import Callable

from onetake.scrub.fast import fast_screen
from onetake.scrub.search import Screened, screen

Screen = Callable[[str, str], Screened]
"""Screens a view; the second argument is the words that precede it."""

PAYS_FROM = 4_000_000
"""Characters scrubbed until hyperscan has earned the third of a second that it needs to start."""


def chosen(engine: str) -> Screen:
    """Give the screen of this name: `re`, `hyperscan`, or `auto`, the one that pays.

    Raises `ValueError` for another name, and for `hyperscan` where it is not installed.
    """
    if engine not in ("auto", "re", "hyperscan"):
        raise ValueError(f"There is no scrubbing engine {engine!r}: use auto, re or hyperscan.")
    installed = importlib.util.find_spec("hyperscan") is not None
    if engine == "hyperscan" and not installed:
        raise ValueError("hyperscan is not installed: install onetake[fast], or use engine re.")
    if engine == "hyperscan":
        return fast_screen
    return _by_volume() if installed and engine == "auto" else screen


def _by_volume() -> Screen:
    seen = 0

    def screen_by_volume(text: str, before: str) -> Screened:
        nonlocal seen
        if seen >= PAYS_FROM:
            return fast_screen(text, before)
        seen += len(text)
        return screen(text, before)

    return screen_by_volume
