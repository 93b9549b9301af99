"""Reads the scripts that are run in pages: files beside this one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def script(name: str) -> str:
    """Return the source of `scripts/NAME.js`, read once."""
    return (_FOLDER / "scripts" / f"{name}.js").read_text("utf-8")


@cache
def axe() -> str:
    """Return the source of axe-core, read once; 650 KB."""
    return (_FOLDER / "axe" / "axe.min.js").read_text("utf-8")
