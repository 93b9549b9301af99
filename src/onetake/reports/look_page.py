"""A look at a site as one HTML page: what a customer would notice, each with its proof."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from shlex import join
from urllib.parse import urlsplit

from onetake.reports.album import album
from onetake.reports.duration import duration_text
from onetake.reports.look_view import Area, Seen, areas, figure, graded, rows
from onetake.reports.pages import look, templates
from onetake.reports.signs import SIGNS, counted
from onetake.reports.tiles import TRACK, Tile
from onetake.words.finding import Finding
from onetake.words.verdict import Verdict
from onetake.words.visit import LIMITS


def look_page(seen: Seen, version: str) -> str:
    """Return the page; `version` is Onetake's."""
    pictures = album(seen.visits)
    found = areas(seen, pictures)
    verdict = _verdict(seen.findings)
    return templates().get_template("look.html").render(
        look=look(charts=False),
        site=seen.site,
        host=urlsplit(seen.site).netloc,
        subtitle=_subtitle(seen),
        verdict=verdict.value,
        sign=SIGNS[verdict],
        words=_words(verdict),
        sentence=look_sentence(seen),
        decided=_decided(seen.findings),
        tiles=[_speed(seen), *(_tile(area) for area in found if area.anchor != "speed")],
        track=TRACK,
        pictures=pictures.pictures,
        rows=rows(seen.visits, pictures),
        limits=[limit.name.upper() for limit in LIMITS],
        areas=found,
        journey=seen.journey,
        commands=_commands(seen),
        version=version,
    )  # fmt: skip


def look_sentence(seen: Seen) -> str:
    """Return what was found in a sentence: `2 grave and 1 lesser things …, on 3 pages, in 12 s`."""
    count = Counter(finding.severity for finding in seen.findings)
    parts = [f"{count[kind]} {word}" for kind, word in (("major", "grave"), ("minor", "lesser"))
             if count[kind]]  # fmt: skip
    things = "thing" if len(seen.findings) == 1 else "things"
    what = f"{' and '.join(parts)} {things}" if parts else "nothing"
    pages = len({visit.url for visit in seen.visits})
    where = f"on {counted(pages, 'page')}, in {duration_text(seen.ms)}"
    return f"{what} that a customer would notice, {where}"


def _verdict(findings: Sequence[Finding]) -> Verdict:
    severities = {finding.severity for finding in findings}
    if "major" in severities:
        return Verdict.FAILED
    return Verdict.DEGRADED if findings else Verdict.PASSED


def _words(verdict: Verdict) -> str:
    told = {Verdict.FAILED: "customers notice", Verdict.DEGRADED: "could be better"}
    return told.get(verdict, "nothing found")


def _decided(findings: Sequence[Finding]) -> str:
    """Return the gravest finding; nothing when there is none."""
    if not findings:
        return ""
    first = findings[0]
    return f"{first.place}: {first.message} (rule {first.rule})"


def _subtitle(seen: Seen) -> str:
    devices = dict.fromkeys(visit.device for visit in seen.visits)
    plain = ["answers without encryption"] if seen.site.startswith("http://") else []
    on = " and ".join(f"a {device}" for device in devices)
    return " · ".join([f"looked at on {on}", "nothing was clicked, sent or agreed to", *plain])


def _speed(seen: Seen) -> Tile:
    """Return the time after which the slowest page shows its main content."""
    limit = LIMITS[0]
    known = [(visit.vitals[limit.name], visit) for visit in seen.visits
             if limit.name in visit.vitals]  # fmt: skip
    target = f"good: up to {figure(limit, limit.minor)}"
    if not known:
        return Tile("Main content shows", "–", Verdict.UNKNOWN, "not measured", target)
    value, visit = max(known, key=lambda pair: pair[0])
    verdict = graded(limit, value)
    told = {Verdict.PASSED: "good", Verdict.DEGRADED: "slow"}.get(verdict, "too slow")
    return Tile(
        "Main content shows", figure(limit, value), verdict, told, target,
        f"slowest: {visit.place}", anchor="speed",
    )  # fmt: skip


def _tile(area: Area) -> Tile:
    count = str(len(area.points)) if area.verdict is not Verdict.UNKNOWN else "–"
    note = "look" if area.points else ""
    return Tile(
        area.name, count, area.verdict, area.told, area.looked, note, anchor=area.anchor
    )  # fmt: skip


def _commands(seen: Seen) -> list[tuple[str, str]]:
    """Return what can be typed next, each with what it does."""
    again = join(["onetake", "try", seen.site])
    record = join(["onetake", "record", seen.site])
    if not seen.folder:
        return [
            ("Write this journey as a programme", again),
            ("Write a journey by doing it", record),
        ]
    test = join(["onetake", "test", "--programme", seen.folder])
    return [
        ("Walk the journey that was written", test),
        ("Write another one by doing it in a browser", record),
        ("Walk before each release, and keep the page",
         join(["onetake", "test", "--programme", seen.folder, "--html", "report.html"])),
    ]  # fmt: skip
