"""How a verdict looks: always a sign and a word; the colour only comes second."""

from __future__ import annotations

from onetake.words.events import Tries
from onetake.words.verdict import Verdict

SIGNS = {
    Verdict.PASSED: "✓",
    Verdict.DEGRADED: "~",
    Verdict.FAILED: "✗",
    Verdict.UNKNOWN: "?",
    Verdict.SKIPPED: "–",
}
STYLES = {
    Verdict.PASSED: "green",
    Verdict.DEGRADED: "yellow",
    Verdict.FAILED: "bold red",
    Verdict.UNKNOWN: "bold magenta",
    Verdict.SKIPPED: "dim",
}


def signed(verdict: Verdict, width: int = 0) -> tuple[str, str]:
    """Return a verdict's sign and word, padded to `width`, with its style."""
    return f"{SIGNS[verdict]} {verdict.value}".ljust(width), STYLES[verdict]


def counted(number: int, noun: str) -> str:
    """Return a number with its noun in singular or plural: `1 journey`, `2 journeys`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def walker(journey: str, persona: str, row: int | None = None, given: str = "") -> str:
    """Return who walks what: `payments/send as anna, row 2 (amount 200)`."""
    as_persona = f" as {persona}" if persona else ""
    in_row = f", row {row}" if row is not None else ""
    return f"{journey}{as_persona}{in_row}" + (f" ({given})" if given else "")


def rate_text(tries: Tries, degraded: int = 0) -> str:
    """Return what a number of tries shows: `17 of 20 passed: between 64 % and 95 %`.

    Of those that passed, `degraded` are told apart: they count, but they were not as expected.
    """
    shown = f"{tries.passed} of {tries.walked} passed"
    shown += f", {degraded} of them degraded" if degraded else ""
    if tries.walked:
        shown += f": between {tries.low * 100:.0f} % and {tries.high * 100:.0f} %"
    untold = tries.number - tries.walked
    return f"{shown}, {untold} could not be told" if untold > 0 else shown
