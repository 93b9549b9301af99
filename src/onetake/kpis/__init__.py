"""The KPI dictionary: one file each, an exact definition as data, and the relations they count."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

RELATIONS = ("issues", "sessions", "changes", "found", "culture", "verdicts")
"""What is made of the ledger's tables for KPIs to count."""


@cache
def relation(name: str) -> str:
    """Return the SQL of one of our relations."""
    file = files("onetake.kpis").joinpath("relations", f"{name}.sql")
    lines = file.read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))
