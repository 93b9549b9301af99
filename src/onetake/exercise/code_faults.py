"""What a journey's own code came to when it did not simply end: a verdict, a place, a reason."""

from __future__ import annotations

import traceback

from onetake.exercise.code_place import place_of_error
from onetake.words.code import Call, Scripts
from onetake.words.events import Exhibit, StepResult
from onetake.words.location import NOWHERE, Location
from onetake.words.verdict import Ruling, Verdict

LONGEST_STRETCH = 1.0
"""Seconds that code may keep everything else waiting."""

_LONGEST_REASON = 300
_LONGEST_NAME = 60


class CodeFault(Exception):
    """Code did something that makes its run worth nothing."""

    def __init__(self, ruling: Ruling, place: Location) -> None:
        super().__init__(ruling.reason)
        self.ruling = ruling
        self.place = place


def endless(patience: float, place: Location) -> CodeFault:
    """Return the fault of code that did not end in time."""
    where = f"; it waits at {place}" if place.file else ""
    reason = f"the code did not end within {patience:g} s{where}"
    return CodeFault(Ruling(Verdict.UNKNOWN, "python.time", reason), place)


def misused(left: Call | None, *, walked: bool, longest: float) -> CodeFault | None:
    """Return what makes a run that seemed to go well worth nothing, or None.

    `left` is a step that was made and not walked to its end, `walked` tells if any was walked;
    `longest` is how long (in seconds) the code kept all others waiting.
    """
    if left is not None:
        return unawaited(left)
    if longest > LONGEST_STRETCH:
        reason = (
            f"the code kept everything else waiting for {longest:.1f} s, so no time is true: write "
            "await asyncio.sleep(…), or await asyncio.to_thread(…) for long work"
        )
        return CodeFault(Ruling(Verdict.UNKNOWN, "python.blocks", reason), NOWHERE)
    if not walked:
        reason = "the code ended without a step, so nothing was tried"
        return CodeFault(Ruling(Verdict.SKIPPED, "python.nothing", reason), NOWHERE)
    return None


def unawaited(left: Call) -> CodeFault:
    """Return the fault of code that ended before a step of its own did."""
    reason = (
        f"the code ended before walk.{left.word} did: write await walk.{left.word}(…), "
        "and walk.together(…) for steps at once"
    )
    return CodeFault(Ruling(Verdict.UNKNOWN, "python.await", reason), left.location)


def crashed(
    error: BaseException, scripts: Scripts, number: int, speaker: str, started: float
) -> StepResult:
    """Return what an error in the code is as a step: failed for an assertion, else unknown."""
    place, line = place_of_error(error, scripts)
    if isinstance(error, CodeFault):
        place, ruling = error.place, error.ruling
    elif isinstance(error, AssertionError):
        said = _said(error)
        reason = f"{line or 'an assertion'} does not hold"
        ruling = Ruling(Verdict.FAILED, "assert", f"{reason}: {said}" if said else reason, said)
    else:
        at = f" ({place.file}:{place.line})" if place.file else ""
        reason = f"the code raised {type(error).__name__}: {_said(error)}"
        ruling = Ruling(Verdict.UNKNOWN, "python", f"{reason.rstrip(': ')}{at}")
    trace = "".join(traceback.format_exception(error)).encode("utf-8", "replace")
    return StepResult(
        number=number,
        name=_cut(line) or "the code",
        phase="",
        speaker=speaker,
        channel="python",
        system="",
        action="python",
        verdict=ruling.verdict,
        started=started,
        reason=ruling.reason,
        rule=ruling.rule,
        seen=ruling.seen,
        exhibits=(Exhibit("crash.txt", trace),),
        location=place,
    )


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST_NAME else f"{line[:_LONGEST_NAME]} …"


def _said(error: BaseException) -> str:
    try:
        text = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    except Exception:  # noqa: BLE001 - an error may be somebody else's class
        return "an error that cannot be told"
    return " ".join(text.split())[:_LONGEST_REASON]
