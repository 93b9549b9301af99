"""Describes an option where a command takes many, gathered in a dataclass."""

from __future__ import annotations

from cyclopts import Parameter


def option(text: str) -> Parameter:
    """Return how an option is shown: what it is for, and no `--no-` form of it."""
    return Parameter(help=text, negative="")
