"""Chooses how places are searched: with `re`, or with hyperscan where it is installed."""

import importlib.util
from collections.abc import Callable

from onetake.scrub.fast import fast_screen
from onetake.scrub.search import Screened, screen

Screen = Callable[[str, str], Screened]
"""Screens a view; the second argument is the words that precede it."""


def chosen(engine: str) -> Screen:
    """Give the screen of this name: `auto`, `re` or `hyperscan`.

    Raises `ValueError` for another name, and for `hyperscan` where it is not installed.
    """
    if engine not in ("auto", "re", "hyperscan"):
        raise ValueError(f"There is no scrubbing engine {engine!r}: use auto, re or hyperscan.")
    installed = importlib.util.find_spec("hyperscan") is not None
    if engine == "hyperscan" and not installed:
        raise ValueError("hyperscan is not installed: install onetake[fast], or use engine re.")
    return fast_screen if installed and engine != "re" else screen
