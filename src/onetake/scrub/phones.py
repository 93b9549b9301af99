"""Finds telephone numbers: written internationally, or called a telephone by the words before.

Whether a number with `+` can exist is asked of the plan of its country (phonenumbers).
"""

import re
from contextlib import suppress

from onetake.scrub.context import OTHER, context
from onetake.scrub.kinds import PHONE
from onetake.scrub.shapes import NOT_BEFORE, digits_of

_END = r"(?!(?!x[0-9])[0-9A-Za-z])"
_RUN = re.compile(rf"[0-9](?:[ .\-/()\x1f]{{0,3}}[0-9]){{6,16}}{_END}")
_EXTENSION = re.compile(
    r"(?: ?(?:x|#)| ?,? ?ext(?:ension)?\.?:?| Durchwahl) ?[0-9]{1,6}(?![0-9])", re.IGNORECASE
)
_AREA_CODE = re.compile(rf"\([2-9][0-9]{{2}}\) ?[2-9][0-9]{{2}}[-. ][0-9]{{4}}{_END}")
_OPENING = re.compile(r"(?<![0-9A-Za-z])(?:\+[ \x1f]?\(?|\(\+?)$")
_DATE = re.compile(
    r"(?:(?:19|20)[0-9]{2}([-/. ]?)[01][0-9]\1[0-3][0-9]"
    r"|[0-3]?[0-9]([-/.])[01]?[0-9]\2(?:19|20)[0-9]{2}"
    rf"|(?:19|20)[0-9]{{2}} ?[-/] ?(?:19|20)[0-9]{{2}}){NOT_BEFORE}"
)
_ADDRESS = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])")
_DIALLED = re.compile(r"(?<![0-9][ .\-/])00(?! ?0)(?: |[0-9]{1,3}[ .\-/(])")
_SPLIT = re.compile(r"[ .\-/()\x1f]+")


def find_phone(text: str, start: int, before: str) -> tuple[int, int, str] | None:
    """Find a telephone number whose first digit is this one."""
    run = _RUN.match(text, start)
    if run is None:
        return None
    opening = _OPENING.search(text, max(0, start - 4), start)
    begin = opening.start() if opening else start
    if opening and "+" in opening[0]:
        end = _international(text, start, run)
    elif opening and (area := _AREA_CODE.match(text, begin)):
        end = None if context(text, begin, before) == OTHER else area.end()
    else:
        end = _local(text, run, before)
    if end is None:
        return None
    extension = _EXTENSION.match(text, end)
    return begin, extension.end() if extension else end, PHONE


def _international(text: str, first: int, run: re.Match[str]) -> int | None:
    """Give the end of the number that exists, else of one that its country's plan allows."""
    import phonenumbers

    numbers = []
    for end in _ends(run):
        with suppress(phonenumbers.NumberParseException):
            numbers.append((end, phonenumbers.parse("+" + digits_of(text[first:end]), None)))
    for exists in (phonenumbers.is_valid_number, phonenumbers.is_possible_number):
        for end, number in numbers:
            if exists(number):
                return end
    return None


def _local(text: str, run: re.Match[str], before: str) -> int | None:
    start = run.start()
    if _DATE.match(text, start) or _ADDRESS.match(text, start):
        return None
    called = context(text, start, before)
    if called == PHONE:
        return next((end for end in _ends(run) if len(digits_of(text[start:end])) <= 15), None)
    if called is None and _DIALLED.match(text, start):
        return _international(text, start + 2, run)
    return None


def _ends(run: re.Match[str]) -> list[int]:
    """Give the ends of the run's groups, the last first, down to seven digits."""
    ends = [run.end()] + [
        gap.start() + run.start() for gap in reversed(list(_SPLIT.finditer(run[0])))
    ]
    return [end for end in ends if len(digits_of(run.string[run.start() : end])) >= 7]
