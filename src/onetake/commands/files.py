"""Files that a command was asked to write: told at once when one cannot be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from onetake import __version__
from onetake.errors import UsageWrong
from onetake.flows.report import evidence
from onetake.reports.html import HtmlReport

R = TypeVar("R")


def writable(make: Callable[[Path], R], file: Path) -> R:
    """Return what writes to a file. Raises UsageWrong when that cannot be written."""
    try:
        return make(file)
    except OSError as error:
        raise UsageWrong(
            f"{file} cannot be written: {error.strerror}",
            hint="name a file in a folder that exists and may be written",
        ) from None


def html_report(file: Path) -> HtmlReport:
    """Return what writes a test as one HTML file. Raises OSError."""
    return HtmlReport(file, evidence, __version__)
