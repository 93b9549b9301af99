"""What the page of a look at a site shows: what was looked at, what was found, and its proof."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onetake.reports.album import Album, Crop
from onetake.reports.duration import duration_text
from onetake.reports.signs import SIGNS, counted
from onetake.words.finding import Finding
from onetake.words.verdict import Verdict, worst
from onetake.words.visit import LIMITS, Answered, Limit, Visit

VERDICTS = {"major": Verdict.FAILED, "minor": Verdict.DEGRADED}
_LINES = 8
_AREAS = {"phone": "page", "language": "page"}
_WHOLE_PAGE = ("speed", "privacy", "phone", "page", "language")


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a look at a site came to; `journey` is the text of the one to go on from.

    `links` is how many there were to ask for, beside the pages that were opened. `folder` is where
    the programme was written to, empty when it was not. `ms` is how long it took.
    """

    site: str
    visits: Sequence[Visit]
    answers: Sequence[Answered]
    findings: Sequence[Finding]
    ms: float
    journey: str
    links: int = 0
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A finding with its proof: parts of pictures, and lines that were read."""

    verdict: Verdict
    sign: str
    message: str
    place: str
    fix: str
    rule: str
    crops: tuple[Crop, ...] = ()
    lines: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Area:
    """One kind of thing that was looked at: what was found, and what was looked at for it."""

    anchor: str
    name: str
    looked: str
    verdict: Verdict
    points: tuple[Point, ...] = ()

    @property
    def sign(self) -> str:
        """The verdict's sign."""
        return SIGNS[self.verdict]

    @property
    def told(self) -> str:
        """What was found, counted."""
        if self.verdict is Verdict.UNKNOWN:
            return "could not be told"
        grave = sum(one.verdict is Verdict.FAILED for one in self.points)
        lesser = len(self.points) - grave
        parts = [f"{grave} grave"] if grave else []
        return ", ".join([*parts, *([f"{lesser} lesser"] if lesser else [])]) or "nothing found"


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page that was visited, with its figures: each a text, how good it is, and its limit."""

    where: str
    title: str
    told: str
    verdict: Verdict
    sign: str
    figures: tuple[tuple[str, Verdict | None, str], ...]
    size: str
    requests: str
    crop: Crop | None = None


def areas(seen: Seen, pictures: Album) -> list[Area]:
    """Return all that was looked at, each with its findings, the gravest first."""
    came = [visit for visit in seen.visits if _came(visit)]
    pages, phone = (
        counted(len({v.url for v in came}), "page"),
        any(visit.device == "phone" for visit in came),
    )
    forms = sum(len(visit.forms) for visit in came)
    hosts = len({host for visit in came for host in visit.asked})
    measured = any(visit.vitals for visit in came)
    links = f"{counted(len(seen.answers), 'link')} asked for, the others opened"
    unasked = seen.links and not seen.answers
    told = [
        ("speed", "Speed", f"Web Vitals and weight of {pages}", measured),
        ("errors", "Errors", f"scripts and requests of {pages}", bool(came)),
        ("access", "Accessibility", f"{pages} by axe-core's rules", bool(came)),
        ("privacy", "Trackers before consent",
         f"{counted(hosts, 'host')} of others asked before anyone agreed", bool(came)),
        ("links", "Dead links", "not asked for in time" if unasked else links, not unasked),
        ("form", "Forms", counted(forms, "form"), bool(came)),
        ("page", "Phone, titles, language",
         f"{pages}{', the first one on a phone, too' if phone else ''}", bool(came)),
    ]  # fmt: skip
    return [_area(name, words, looked, known, _points(seen, name, pictures))
            for name, words, looked, known in told]  # fmt: skip


def rows(visits: Sequence[Visit], pictures: Album) -> list[PageRow]:
    """Return each visited page with its figures."""
    return [_row(visit, pictures.first(visit.place)) for visit in visits]


def graded(limit: Limit, value: float) -> Verdict:
    """Return how good a figure is."""
    if value > limit.major:
        return Verdict.FAILED
    return Verdict.DEGRADED if value > limit.minor else Verdict.PASSED


def figure(limit: Limit, value: float) -> str:
    """Return a figure as people read it."""
    return duration_text(value) if limit.unit else f"{value:.2f}"


def _area(name: str, words: str, looked: str, known: bool, points: tuple[Point, ...]) -> Area:
    found = worst(point.verdict for point in points)
    nothing = Verdict.PASSED if known else Verdict.UNKNOWN
    return Area(name, words, looked, found if points else nothing, points)


def _points(seen: Seen, area: str, pictures: Album) -> tuple[Point, ...]:
    found = [one for one in seen.findings if _AREAS.get(kind := _kind(one), kind) == area]
    return tuple(_point(one, seen, pictures) for one in found)


def _kind(finding: Finding) -> str:
    return finding.rule.partition(".")[0]


def _point(finding: Finding, seen: Seen, pictures: Album) -> Point:
    verdict = VERDICTS.get(finding.severity, Verdict.UNKNOWN)
    crops = pictures.crops(finding.place, _spot(finding, seen.answers))
    if not crops and _kind(finding) in _WHOLE_PAGE:
        first = pictures.first(finding.place)
        crops = (first,) if first else ()
    lines = [line for visit in seen.visits if visit.place == finding.place
             for line in _lines(finding.rule, visit) if line not in finding.message]  # fmt: skip
    return Point(
        verdict, SIGNS[verdict], finding.message, finding.place, finding.fix, finding.rule,
        crops, tuple(lines[:_LINES]), max(0, len(lines) - _LINES),
    )  # fmt: skip


def _spot(finding: Finding, answers: Sequence[Answered]) -> str:
    """Return the name of what a finding is about, among the spots of a picture."""
    if finding.rule != "links.dead":
        return finding.rule
    about = [one.way.url for one in answers if one.way.url in finding.message]
    return f"links.dead {max(about, key=len, default='')}"


def _lines(rule: str, visit: Visit) -> Iterator[str]:
    """Yield what was read on a page that proves a finding."""
    if rule == "errors.script":
        yield from visit.errors
    elif rule == "errors.request":
        yield from visit.failed
    elif rule == "privacy.before-consent":
        yield from (f"asked: {host}" for host in visit.asked)
        yield from (f"cookie: {name}, set by {by}" for name, by in visit.cookies.items())
    elif rule.startswith("access."):
        for one in visit.hindrances:
            if rule == f"access.{one.rule}":
                yield from one.places


def _row(visit: Visit, crop: Crop | None) -> PageRow:
    came = _came(visit)
    known = [(limit, visit.vitals.get(limit.name) if came else None) for limit in LIMITS]
    figures = tuple(
        ("–", None, "") if value is None
        else (figure(limit, value), graded(limit, value), f"good: {figure(limit, limit.minor)}")
        for limit, value in known
    )  # fmt: skip
    grades = [grade for _, grade, _ in figures if grade is not None]
    verdict = worst(grades) if came else Verdict.FAILED
    told = visit.trouble or (f"it answers {visit.status}" if visit.status >= 400 else "")
    return PageRow(
        visit.place, visit.title, told, verdict, SIGNS[verdict], figures,
        _size(visit.size) if visit.size else "",
        counted(visit.requests, "request") if visit.requests else "", crop,
    )  # fmt: skip


def _came(visit: Visit) -> bool:
    return not visit.trouble and visit.status < 400


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} KB"
