"""Renders the HTML report: the gravest first, and never larger than a page should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from shlex import join

from onetake.reports.before import differences, moment
from onetake.reports.duration import duration_text
from onetake.reports.html_evidence import Exhibition
from onetake.reports.html_view import JourneyView, Kept, journey_view
from onetake.reports.journey_map import HIGH, WIDE
from onetake.reports.pages import look, templates
from onetake.reports.signs import SIGNS, counted
from onetake.reports.spread import Spread, spread
from onetake.reports.tiles import TRACK, tiles
from onetake.words.events import Planned
from onetake.words.past import Past, Share
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict

LARGEST = 4_000_000
"""Bytes after which further journeys are told without what happened at each step."""

MAPPED = 1_500_000
"""Bytes after which journeys that passed are told without a map."""

LISTED = 2_000
"""Journeys that are on the page at all; the others, the least grave, are counted."""

_OPEN = 8
_RECALLED = 50
_ORDER = (Verdict.FAILED, Verdict.UNKNOWN, Verdict.DEGRADED, Verdict.PASSED, Verdict.SKIPPED)
_BAD = _ORDER[:3]


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of tests: their plans, the oldest first, and what there was before them.

    `read` gives a piece of evidence by its name; `stopped` is why one did not end; `shares` are
    what each test came to, where there are several.
    """

    programme: str
    version: str
    plans: Sequence[Planned]
    read: Callable[[str], bytes | None]
    past: Past = Past()  # noqa: RUF009 - frozen
    stopped: str = ""
    shares: Sequence[Share] = ()

    @property
    def plan(self) -> Planned:
        """The newest plan."""
        return self.plans[-1] if self.plans else Planned("", 0)


def page(judged: Sequence[Kept], outcome: Outcome, told: Told) -> str:
    """Return the page of one test, or of several together."""
    ordered = sorted(judged, key=_gravest_first)[:LISTED]
    top = spread(ordered, told.past, told.plan.commit)
    stories, views = _stories(ordered, told, top)
    trend = _trend(told, outcome)
    counts = Counter(kept.story.judged.verdict for kept in judged)
    return templates().get_template("report.html").render(
        look=look(charts=bool(trend or (top and top.chart))),
        programme=told.programme,
        outcome=outcome,
        subtitle=_subtitle(outcome, told),
        sign=SIGNS[outcome.verdict],
        sentence=_sentence(outcome),
        decided=_decided(top),
        tiles=tiles(ordered, told.past, outcome),
        track=TRACK,
        stopped=told.stopped,
        top=top,
        node=(WIDE, HIGH),
        dots=_dots(top, told),
        one_test=len(told.plans) < 2,
        trend=trend,
        commands=_commands(top, outcome, told),
        facts=_facts(outcome, told),
        filters=[(item, SIGNS[item], counts[item]) for item in _ORDER if counts[item]],
        views=views,
        unlisted=len(judged) - len(ordered),
        stories=stories,
    )  # fmt: skip


def _stories(
    kept: Sequence[Kept], told: Told, top: Spread | None
) -> tuple[list[str], list[JourneyView]]:
    """Return each journey rendered, with its runs while there is room, and all their views."""
    template = templates().get_template("journey.html")
    exhibition = Exhibition(told.read, told.plan.evidence)
    bad = [item for item in kept if item.story.judged.verdict in _BAD][:_RECALLED]
    passed = told.past.recall([item.walker for item in bad])
    stories: list[str] = []
    views: list[JourneyView] = []
    size = 0
    for number, item in enumerate(kept, 1):
        shown = exhibition.look if size < LARGEST else None
        last = told.past.passes.get(item.walker)
        mapped = size < MAPPED or item.story.judged.verdict is not Verdict.PASSED
        on_top = top is not None and top.anchor == f"j{number}"
        view = journey_view(item, f"j{number}", shown, last, mapped=mapped and not on_top)
        points = differences(item.story, passed.get(item.walker), last, told.plan.commit)
        story = template.render(
            j=view,
            opened=number <= _OPEN and view.verdict in _BAD,
            node=(WIDE, HIGH),
            points=() if on_top else points,
        )
        size += len(story.encode())
        stories.append(story)
        views.append(view)
    return stories, views


def _gravest_first(kept: Kept) -> tuple[bool, int, str]:
    judged = kept.story.judged
    return judged.draft, _ORDER.index(judged.verdict), kept.story.who


def _subtitle(outcome: Outcome, told: Told) -> str:
    """Return when it was walked, and how much: `staging · 22 Nov 2026 10:00 UTC · 39 runs`."""
    parts = [moment(plan.started) for plan in told.plans if plan.started]
    when = parts[:1] if len(parts) < 2 else [f"{parts[0]} to {parts[-1]}"]
    several = [counted(len(told.plans), "test")] if len(told.plans) > 1 else []
    commit = [f"commit {told.plan.commit[:12]}"] if told.plan.commit else []
    runs = [counted(outcome.runs, "run"), duration_text(outcome.ms)]
    return " · ".join([*when, *several, *commit, *runs])


def _sentence(outcome: Outcome) -> str:
    """Return what it all came to: `2 of 9 journeys failed, 1 degraded`."""
    found = Counter(item.verdict for item in outcome.judged if not item.draft)
    walked = sum(found.values()) - found[Verdict.SKIPPED]
    parts = [f"{found[verdict]} {verdict.value}" for verdict in _ORDER if found[verdict]]
    drafts = sum(item.draft for item in outcome.judged)
    parts += [counted(drafts, "draft")] if drafts else []
    return (
        f"{counted(walked, 'journey')} walked: {', '.join(parts)}" if parts else "none was walked"
    )


def _decided(top: Spread | None) -> str:
    """Return what decided, and by which rule: the gravest journey; nothing when all passed."""
    if top is None or top.verdict not in _BAD:
        return ""
    rule = f" (rule {top.rule})" if top.rule else ""
    return f"{top.who}: {top.reason}{rule}"


def _dots(top: Spread | None, told: Told) -> list[tuple[str, float, str, str, str, bool]]:
    """Return the runs on the chart; among several tests none is *this* test."""
    if top is None or top.chart is None:
        return []
    one = len(told.plans) < 2
    return [
        (dot.when, dot.ms, dot.took, dot.verdict.value, dot.sign, dot.now and one)
        for dot in top.chart.dots
    ]  # fmt: skip


def _trend(told: Told, outcome: Outcome) -> list[tuple[str, float, str, str, str, bool]]:
    """Return the share of journeys that passed in each test; nothing without two tests before."""
    shares = [share for share in told.shares or told.past.shares if share.walked]
    counting = [item.verdict for item in outcome.judged if not item.draft]
    walked = [verdict for verdict in counting if verdict is not Verdict.SKIPPED]
    if len(shares) < 2 or not walked:
        return []
    good = sum(verdict in (Verdict.PASSED, Verdict.DEGRADED) for verdict in walked)
    found = [(moment(share.at), share.passed, share.walked, False) for share in shares]
    found += [] if told.shares else [("now", good, len(walked), True)]
    return [
        (when, round(passed / of * 100, 1), f"{passed} of {of}",
         (verdict := Verdict.PASSED if passed == of else Verdict.FAILED).value,
         SIGNS[verdict], now)
        for when, passed, of, now in found
    ]  # fmt: skip


def _commands(top: Spread | None, outcome: Outcome, told: Told) -> list[tuple[str, str]]:
    """Return what can be typed next, each with what it does."""
    again = _again(outcome, told)
    if top is None:
        return [("The whole test", again)]
    found = [("This journey", top.again), ("Its worst run as a story, here", top.run)]
    if len(told.past.shares) > 0 and outcome.head:
        found.append(("What changed since the test before", "onetake compare"))
    return [*found, ("The whole test", again)]


def _again(outcome: Outcome, told: Told) -> str:
    """Return the command that walks the newest test again."""
    where = told.plan.environment or outcome.environment
    return join(["onetake", "test", "--env", where, *told.plan.options])


def _facts(outcome: Outcome, told: Told) -> list[tuple[str, str]]:
    """Return what a reader has to know of the test, by name."""
    plan, facts = told.plan, [("Environment", outcome.environment)]
    if plan.started:
        begun = datetime.fromtimestamp(plan.started, UTC)
        facts.append(
            (
                "Begun" if len(told.plans) < 2 else "Newest begun",
                begun.strftime("%Y-%m-%d %H:%M:%S UTC"),
            )
        )
    facts.append(("Took", f"{duration_text(outcome.ms)}, {counted(outcome.runs, 'run')}"))
    facts += [("Commit", plan.commit)] if plan.commit else []
    facts += [("Invocation", one.invocation) for one in told.plans if one.invocation]
    facts.append(("Again", _again(outcome, told)))
    facts += [("Ledger", outcome.head)] if outcome.head else []
    return [*facts, ("Onetake", told.version)]
