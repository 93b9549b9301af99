"""Two tests side by side as one HTML page: what changed, by how much, and each journey to open."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import join

from onetake.reports.before import moment
from onetake.reports.changes import Changes, Kind
from onetake.reports.compare import WORSE
from onetake.reports.compare_tiles import compare_tiles
from onetake.reports.compare_view import BETTER, ChangeView, Side, change_view, who
from onetake.reports.duration import duration_text
from onetake.reports.html_evidence import Exhibition
from onetake.reports.pages import look, templates
from onetake.reports.signs import SIGNS, counted
from onetake.reports.summary_file import Summary
from onetake.reports.tiles import TRACK
from onetake.words.verdict import Verdict

LARGEST = 3_000_000
"""Bytes of stories after which further journeys are told without what happened at each step."""

_OPEN = 5


def compare_page(base: Side, head: Side, changes: Changes, version: str) -> str:
    """Return the page; `version` is Onetake's."""
    stories, views = _stories(base, head, changes)
    worse = [view for view in views if view.kind in WORSE]
    return templates().get_template("compare.html").render(
        look=look(charts=False),
        programme=head.summary.programme,
        subtitle=f"{_test(base.summary)} → {_test(head.summary)}",
        environments=_environments(base.summary, head.summary),
        verdict=Verdict.FAILED.value if worse else Verdict.PASSED.value,
        sign="✗" if worse else "✓",
        words="worse" if worse else "nothing got worse",
        sentence=compare_sentence(changes),
        decided=_decided(worse[0]) if worse else "",
        tiles=compare_tiles(base.summary, head.summary, changes),
        track=TRACK,
        groups=_groups(views),
        unchanged=sorted(
            ((verdict.value, SIGNS[verdict], count) for verdict, count in changes.same.items())
        ),
        absent=[who(one) for one in changes.absent],
        timed=[view for view in views if view.interval],
        untimed=not any(view.interval for view in views),
        stories=stories,
        commands=_commands(base, head, views),
        facts=_facts(base, head, version),
    )  # fmt: skip


def compare_sentence(changes: Changes) -> str:
    """Return what changed in a sentence: `2 journeys got worse, 1 got better; 5 are unchanged`."""
    worse = sum(change.kind in WORSE for change in changes.changed)
    better = sum(change.kind in BETTER for change in changes.changed)
    parts = [f"{counted(worse, 'journey')} got worse"] if worse else []
    parts += [f"{better} got better"] if better and worse else []
    parts += [f"{counted(better, 'journey')} got better"] if better and not worse else []
    for kind, words in ((Kind.NEW, "new"), (Kind.REMOVED, "removed")):
        found = len(changes.of(kind))
        parts += [f"{found} {'is' if found == 1 else 'are'} {words}"] if found else []
    same = sum(changes.same.values())
    rest = f"{counted(same, 'journey')} stayed as {'it was' if same == 1 else 'they were'}"
    absent = [f"{len(changes.absent)} not walked again"] if changes.absent else []
    told = [", ".join(parts)] if parts else []
    return "; ".join([*told, *([rest] if same else []), *absent]) or "no journey is in both tests"


def _stories(base: Side, head: Side, changes: Changes) -> tuple[list[str], list[ChangeView]]:
    """Return each journey rendered, with its runs while there is room, and all their views."""
    template = templates().get_template("change.html")
    shows = [Exhibition(side.read, side.folder) for side in (base, head)]
    stories: list[str] = []
    views: list[ChangeView] = []
    size = 0
    for number, change in enumerate(changes.every, 1):
        whole = size < LARGEST
        view = change_view(change, f"c{number}", base, head, shows if whole else None)
        opened = number <= _OPEN and view.kind in WORSE
        story = template.render(c=view, opened=opened)
        size += len(story.encode())
        stories.append(story)
        views.append(view)
    return stories, views


def _groups(views: Sequence[ChangeView]) -> list[tuple[str, str, list[ChangeView]]]:
    """Return the views by what became of them, each kind with its mark; none for *unchanged*."""
    kinds = (kind for kind in Kind if kind is not Kind.SAME)
    found = [(kind, [view for view in views if view.kind is kind]) for kind in kinds]
    return [(kind.value, of[0].mark, of) for kind, of in found if of]


def _decided(view: ChangeView) -> str:
    told = f"{view.who} ({view.kind.value})"
    if view.reason:
        return f"{told}: {view.reason}"
    return f"{told}: {view.then} before, {view.now} now" if view.now else told


def _test(test: Summary) -> str:
    parts = [moment(test.started)] if test.started else []
    parts += [f"commit {test.commit[:12]}"] if test.commit else []
    return " · ".join(parts) or test.environment


def _environments(base: Summary, head: Summary) -> str:
    same = base.environment == head.environment
    return head.environment if same else f"{base.environment} → {head.environment}"


def _commands(base: Side, head: Side, views: Sequence[ChangeView]) -> list[tuple[str, str]]:
    """Return what can be typed next, each with what it does."""
    worst = next((view for view in views if view.mark == "worse"), None)
    again = [value for name, value, _ in worst.facts if name == "Again"] if worst else []
    found = [("The gravest change", command) for command in again]
    return [
        *found,
        ("This comparison, as text", join(["onetake", "compare", base.name, head.name])),
    ]


def _facts(base: Side, head: Side, version: str) -> list[tuple[str, str, str]]:
    """Return what a reader has to know of both tests: a name, before, and after."""
    rows = [
        ("Asked for as", base.name, head.name),
        ("Environment", base.summary.environment, head.summary.environment),
        ("Verdict", *(f"{SIGNS[one.verdict]} {one.verdict.value}" for one in _both(base, head))),
        (
            "Begun",
            *(moment(one.started) if one.started else "unknown" for one in _both(base, head)),
        ),
        ("Commit", *(one.commit or "unknown" for one in _both(base, head))),
        ("Took", *(duration_text(one.ms) for one in _both(base, head))),
        ("Journeys", *(str(len(one.journeys)) for one in _both(base, head))),
    ]
    stopped = tuple("stopped before its end" if one.interrupted else "whole" for one in
                    _both(base, head))  # fmt: skip
    rows += [("Walk", *stopped)] if any(one.interrupted for one in _both(base, head)) else []
    return [*((name, then, now) for name, then, now in rows), ("Onetake", "", version)]


def _both(base: Side, head: Side) -> tuple[Summary, Summary]:
    return base.summary, head.summary
