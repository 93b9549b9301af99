"""Makes journeys items of pytest: `pytest` in a programme's folder walks them, one per persona.

Pytest loads this file in every run, so it imports nothing of ours; what collects and walks is
loaded with the first journey.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

import pytest

_ITEMS = "onetake.pytest_plugin.items"
_PROGRAMME = "onetake.yaml"
_SUFFIXES = (".yaml", ".yml", ".py")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Tell pytest our options."""
    group = parser.getgroup("onetake", "Onetake: customers' journeys as tests")
    group.addoption(
        "--onetake-env",
        default="",
        metavar="NAME",
        help="the environment journeys are walked in; the first one declared when absent",
    )
    group.addoption(
        "--onetake-set",
        action="append",
        default=[],
        type=_pair,
        metavar="NAME=VALUE",
        help="override a value of the environment; may be repeated",
    )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ArgumentTypeError(f"{text!r} sets nothing: write NAME=VALUE")
    return name, value


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a file of a programme's journeys; leave every other file to others."""
    programme = programme_of(file_path)
    if programme is None:
        return None
    plugins = parent.config.pluginmanager
    plugins.import_plugin(_ITEMS)
    items: Any = plugins.get_plugin(_ITEMS)
    made: pytest.Collector = items.journey_file(parent, file_path, programme)
    return made


def programme_of(file: Path) -> Path | None:
    """Return the folder of the programme whose journey a file is, None for any other file."""
    if file.suffix not in _SUFFIXES or "journeys" not in file.parts:
        return None
    above = (folder.parent for folder in file.parents if folder.name == "journeys")
    return next((folder for folder in above if (folder / _PROGRAMME).is_file()), None)
