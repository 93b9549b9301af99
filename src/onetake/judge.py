"""Judges a company by what it declared and what happened: all checks, and what is borne with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase

from onetake.words.checks import Check, Edit, Gap, Known
from onetake.words.judged import GRAVITY, Found, Judged
from onetake.words.policy import Waiver

_CRASHED, _EXPIRED, _IDLE = "check.crashed", "waiver.expired", "waiver.idle"


def judge(
    checks: Sequence[Check], known: Known, tell: Callable[[str], None] = lambda name: None
) -> Judged:
    """Return what all checks find; one that raises is itself a finding, and the others go on.

    `tell` is called with each check's name before it looks.
    """
    found: list[Found] = []
    for item in checks:
        tell(item.name)
        found += _looked(item, known)
    today = datetime.fromtimestamp(known.now, UTC).date()
    borne = [_borne(item, known.charter.waivers, today) for item in found]
    borne += _about_waivers(known.charter.waivers, found, today)
    return Judged(tuple(sorted(borne, key=_order)), Counter(item.pitfall for item in checks))


def _looked(item: Check, known: Known) -> list[Found]:
    try:
        return [
            Found(item.name, item.pitfall, gap.severity or item.severity, gap)
            for gap in item.look(known)
        ]
    except Exception as error:  # noqa: BLE001 - a check may be somebody else's code
        told = f"the check {item.name} could not be made: {type(error).__name__}: {error}"
        return [Found(_CRASHED, item.pitfall, "major", Gap("onetake.yaml", told, "mend the check"))]


def _borne(item: Found, waivers: Iterable[Waiver], today: date) -> Found:
    for waiver in waivers:
        if waiver.until >= today and _fits(waiver, item):
            return Found(item.check, item.pitfall, item.severity, item.gap, waiver)
    return item


def _fits(waiver: Waiver, item: Found) -> bool:
    places = (item.gap.place, item.gap.place.partition(":")[0])
    return fnmatchcase(item.check, waiver.check) and any(
        fnmatchcase(place, waiver.place) for place in places
    )


def _about_waivers(
    waivers: Iterable[Waiver], found: Sequence[Found], today: date
) -> Iterable[Found]:
    """Yield waivers that are over and still wanted, and those that nothing needs any more."""
    for waiver in waivers:
        wanted = any(_fits(waiver, item) for item in found)
        place = str(waiver.location)
        if waiver.until < today and wanted:
            bore = f"{waiver.owner} bore with {waiver.check} until {waiver.until}"
            fix = "mend what it is about, or have a sponsor prolong it with a reason"
            yield Found(_EXPIRED, 1, "major", Gap(place, f"{bore}; it is still there", fix))
        elif not wanted:
            told = f"nothing is found that {waiver.check} at {waiver.place} would bear with"
            away = Edit(waiver.location.file, waiver.location.line, "", "")
            yield Found(_IDLE, 6, "minor", Gap(place, told, "take this waiver away", edit=away))


def _order(item: Found) -> tuple[bool, int, int, str, str, str]:
    grave = GRAVITY.index(item.severity)
    return (
        item.waiver is not None, grave, item.pitfall, item.check, item.gap.place, item.gap.message
    )  # fmt: skip
