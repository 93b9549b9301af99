"""The summary of a test on the page of a GitHub Actions job, as Markdown.

Every text from elsewhere is written in character references, which Markdown and HTML only show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from onetake.reports.duration import duration_text
from onetake.reports.plain import printable
from onetake.reports.signs import SIGNS, counted
from onetake.reports.story import Story
from onetake.words.events import Planned
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict

_BAD = (Verdict.FAILED, Verdict.UNKNOWN, Verdict.DEGRADED)
_SHOWN = str.maketrans({mark: f"&#{ord(mark)};" for mark in "&<>\\`*_{}[]()#+-.!|~$@:"})
_LEFT_OUT = (
    "\nThe rest is too long for this page; the job's output and the other reports tell it.\n"
)


def summary(
    stories: Sequence[Story], outcome: Outcome, planned: Planned, programme: str, *, most: int
) -> str:
    """Return the summary, of at most `most` bytes; `stories` are in the order to be told."""
    parts = list(_head(outcome, planned, programme))
    size = sum(len(part.encode()) for part in parts)
    bad = [story for story in stories if story.judged.verdict in _BAD]
    end = list(_end(stories, outcome))
    size += sum(len(part.encode()) for part in end) + len(_LEFT_OUT)
    for part in _told(bad):
        size += len(part.encode())
        if size > most:
            parts.append(_LEFT_OUT)
            break
        parts.append(part)
    return "".join([*parts, *end])


def shown(text: str, longest: int = 600) -> str:
    """Return a text that stands in Markdown, also within a table, as nothing but itself."""
    return printable(text, longest).translate(_SHOWN)


def _head(outcome: Outcome, planned: Planned, programme: str) -> Iterator[str]:
    sign, verdict = SIGNS[outcome.verdict], outcome.verdict.value
    yield f"## {sign} {shown(programme)} in {shown(outcome.environment)}: {verdict}\n\n"
    found = Counter(judged.verdict for judged in outcome.judged if not judged.draft)
    counts = ", ".join(
        f"{SIGNS[verdict]} {found[verdict]} {verdict.value}"
        for verdict in Verdict
        if found[verdict]
    )
    stopped = " It was stopped before its end." if outcome.interrupted else ""
    took = f"{counted(outcome.runs, 'run')} in {duration_text(outcome.ms)}"
    when = datetime.fromtimestamp(planned.started, UTC).strftime("%Y-%m-%d %H:%M UTC")
    begun = f", begun {when}" if planned.started else ""
    commit = f", commit <code>{shown(planned.commit[:12])}</code>" if planned.commit else ""
    yield f"{counts or 'No journey was walked'}: {took}{begun}{commit}.{stopped}\n\n"


def _told(bad: Sequence[Story]) -> Iterator[str]:
    """Yield a row of the table for each journey that did not pass, then its details."""
    if bad:
        yield (
            "| verdict | journey | what a customer would have noticed | took |\n|---|---|---|---|\n"
        )
    for story in bad:
        verdict = story.judged.verdict
        draft = " (draft)" if story.judged.draft else ""
        yield (
            f"| {SIGNS[verdict]}&nbsp;{verdict.value}{draft} | {shown(story.who, 200)} "
            f"| {shown(story.reason, 300)} | {duration_text(story.ms)} |\n"
        )
    for story in bad:
        yield _details(story)


def _details(story: Story) -> str:
    """Return where a journey went wrong, what was seen, the proof and the next command."""
    judged, run, step = story.judged, story.run, story.step
    facts = [("goal", run.goal if run else ""), ("owner", run.owner if run else "")]
    facts.append(("tries", story.rate))
    if step is not None:
        facts.append((f"step {step.number}", f"{step.name or step.action} ({step.action})"))
    facts += [("noticed", story.reason), ("rule", judged.rule)]
    if step is not None:
        facts += [("seen", step.seen), ("place", str(step.location))]
    facts += [("evidence", name) for name in story.evidence]
    lines = [f"- {name}: <code>{shown(value)}</code>" for name, value in facts if value]
    sign = f"{SIGNS[judged.verdict]} {judged.verdict.value}"
    head = f"\n<details><summary>{sign} {shown(story.who, 200)}</summary>\n\n"
    again = f"\n\n<pre>{shown(story.again, 2000)}</pre>\n\n</details>\n"
    return head + "\n".join(lines) + again


def _end(stories: Sequence[Story], outcome: Outcome) -> Iterator[str]:
    good = [story for story in stories if story.judged.verdict is Verdict.PASSED]
    if good:
        names = "".join(f"- {shown(story.who, 200)}\n" for story in good[:500])
        more = f"- and {len(good) - 500} more\n" if len(good) > 500 else ""
        yield f"\n<details><summary>✓ {len(good)} passed</summary>\n\n{names}{more}\n</details>\n"
    if outcome.waiting:
        rows = counted(outcome.waiting, "row")
        yield f"\n**{rows} wait for the ledger**, which could not take them.\n"
    if outcome.head:
        yield f"\nLedger <code>{shown(outcome.head)}</code>\n"
