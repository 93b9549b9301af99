"""Renders the HTML report: the gravest first, and never larger than a page should be.

Every text is escaped by Jinja2 and made harmless before; no text ever becomes an attribute's name,
an address, a class or an id. The page's policy forbids scripts, requests and all styles but ours.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from shlex import join
from typing import TYPE_CHECKING, Any

from onetake.reports.duration import duration_text
from onetake.reports.html_evidence import Exhibition
from onetake.reports.html_view import JourneyView, Kept, journey_view
from onetake.reports.journey_map import HIGH, WIDE
from onetake.reports.plain import harmless
from onetake.reports.signs import SIGNS, counted
from onetake.reports.tiles import TRACK, tiles
from onetake.words.events import Planned
from onetake.words.past import Past
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict

if TYPE_CHECKING:
    from jinja2 import Environment

LARGEST = 4_000_000
"""Bytes after which further journeys are told without what happened at each step."""

MAPPED = 1_500_000
"""Bytes after which journeys that passed are told without a map."""

LISTED = 2_000
"""Journeys that are on the page at all; the others, the least grave, are counted."""

_OPEN = 8
_ORDER = (Verdict.FAILED, Verdict.UNKNOWN, Verdict.DEGRADED, Verdict.PASSED, Verdict.SKIPPED)


def page(
    judged: Sequence[Kept],
    outcome: Outcome,
    planned: Planned,
    read: Callable[[str], bytes | None],
    *,
    names: tuple[str, str, str],
    past: Past = Past(),  # noqa: B008 - frozen
) -> str:
    """Return the page; `names` are the programme's, Onetake's version, and why it was stopped.

    `read` gives a piece of evidence by its name; `past` is what was before this test.
    """
    programme, version, stopped = names
    style = files("onetake.reports").joinpath("templates", "report.css").read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    ordered = sorted(judged, key=_gravest_first)[:LISTED]
    stories, views = _stories(ordered, Exhibition(read, planned.evidence), past)
    counts = Counter(kept.story.judged.verdict for kept in judged)
    template = _environment().get_template("report.html")
    return template.render(
        style=style,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        programme=programme,
        outcome=outcome,
        sign=SIGNS[outcome.verdict],
        sentence=_sentence(outcome),
        decided=_decided(ordered),
        tiles=tiles(ordered, past),
        track=TRACK,
        stopped=stopped,
        facts=_facts(outcome, planned, version),
        filters=[(item, SIGNS[item], counts[item]) for item in _ORDER if counts[item]],
        views=views,
        unlisted=len(judged) - len(ordered),
        stories=stories,
    )


def _stories(
    kept: Sequence[Kept], exhibition: Exhibition, past: Past
) -> tuple[list[str], list[JourneyView]]:
    """Return each journey rendered, with its runs while there is room, and all their views."""
    template = _environment().get_template("journey.html")
    stories: list[str] = []
    views: list[JourneyView] = []
    size = 0
    for number, item in enumerate(kept, 1):
        look = exhibition.look if size < LARGEST else None
        judged = item.story.judged
        last = past.passes.get((judged.journey, judged.persona, judged.row))
        mapped = size < MAPPED or judged.verdict is not Verdict.PASSED
        view = journey_view(item, f"j{number}", look, last, mapped=mapped)
        opened = number <= _OPEN and view.verdict in _ORDER[:3]
        story = template.render(j=view, opened=opened, node=(WIDE, HIGH))
        size += len(story.encode())
        stories.append(story)
        views.append(view)
    return stories, views


@cache
def _environment() -> Environment:
    """Return the templates; whatever they show is escaped and harmless."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    folder = files("onetake.reports").joinpath("templates")

    def shown(value: Any) -> Any:
        return (
            harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value
        )

    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text("utf-8")),
    )


def _gravest_first(kept: Kept) -> tuple[bool, int, str]:
    judged = kept.story.judged
    return judged.draft, _ORDER.index(judged.verdict), kept.story.who


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


def _decided(ordered: Sequence[Kept]) -> str:
    """Return what decided, and by which rule: the gravest journey; nothing when all passed."""
    first = ordered[0].story if ordered else None
    if first is None or first.judged.draft or first.judged.verdict in _ORDER[3:]:
        return ""
    rule = f" (rule {first.judged.rule})" if first.judged.rule else ""
    return f"{first.who}: {first.reason}{rule}"


def _facts(outcome: Outcome, planned: Planned, version: str) -> list[tuple[str, str]]:
    """Return what a reader has to know of the test, by name."""
    facts = [("Environment", outcome.environment)]
    if planned.started:
        begun = datetime.fromtimestamp(planned.started, UTC)
        facts.append(("Begun", begun.strftime("%Y-%m-%d %H:%M:%S UTC")))
    facts.append(("Took", f"{duration_text(outcome.ms)}, {counted(outcome.runs, 'run')}"))
    facts += [("Commit", planned.commit)] if planned.commit else []
    facts += [("Invocation", planned.invocation)] if planned.invocation else []
    again = join(["onetake", "test", "--env", outcome.environment, *planned.options])
    facts.append(("Again", again))
    facts += [("Ledger", outcome.head)] if outcome.head else []
    return [*facts, ("Onetake", version)]
