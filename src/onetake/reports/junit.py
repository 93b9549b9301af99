"""JUnit XML for CI servers: a suite per journey, a case per persona and row.

The shape is that of the schema Jenkins publishes (junit-10). A case has the verdict of all its
tries: failed is a failure, unknown an error; a degraded one passes and says so in its output.
"""

from __future__ import annotations

import io
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from onetake.reports.duration import duration_text
from onetake.reports.plain import xml_text
from onetake.reports.story import Stories, Story
from onetake.words.events import Event, JourneyJudged, RunEnded, StepResult
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict

_TAGS = {Verdict.FAILED: "failure", Verdict.UNKNOWN: "error", Verdict.SKIPPED: "skipped"}
_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


class JUnitReport:
    """Writes JUnit XML to a file when the test ends.

    The file is made, and an older one emptied, at once: raises OSError where it cannot be written,
    and no earlier result is ever taken for this one.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_bytes(b"")
        self._stories = Stories()
        self._suites: dict[str, list[Story]] = {}
        self._programme = ""

    def start(self, programme: str, environment: str) -> None:
        """Note whose programme it is."""
        self._programme = programme

    def event(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, RunEnded):
            self._stories.run(event.result)
        elif isinstance(event, JourneyJudged):
            story = self._stories.judged(event)
            self._suites.setdefault(event.journey, []).append(story)

    def finish(self, outcome: Outcome) -> None:
        """Write the file."""
        root = Element("testsuites", _texts(name=f"{self._programme} in {outcome.environment}"))
        suites = [
            _suite(root, journey, stories, outcome) for journey, stories in self._suites.items()
        ]
        for name in ("tests", "failures", "errors"):
            root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
        root.set("time", _seconds(outcome.ms))
        indent(root)
        written = io.BytesIO()
        ElementTree(root).write(written, encoding="utf-8", xml_declaration=True)
        self._path.write_bytes(written.getvalue() + b"\n")


def _suite(root: Element, journey: str, stories: list[Story], outcome: Outcome) -> Element:
    suite = SubElement(root, "testsuite", _texts(name=journey))
    properties = SubElement(suite, "properties")
    for name, value in (("environment", outcome.environment), ("ledger", outcome.head)):
        SubElement(properties, "property", _texts(name=name, value=value))
    tags = Counter(_case(suite, story) for story in stories)
    suite.set("tests", str(len(stories)))
    for attribute, tag in _COUNTED.items():
        suite.set(attribute, str(tags[tag]))
    suite.set("time", _seconds(sum(story.ms for story in stories)))
    started = min((story.started for story in stories if story.started is not None), default=None)
    if started is not None:
        stamp = datetime.fromtimestamp(started, UTC)
        suite.set("timestamp", stamp.strftime("%Y-%m-%dT%H:%M:%S"))
    return suite


def _case(suite: Element, story: Story) -> str:
    """Add a case and return which of failure, error and skipped it has; empty when none."""
    judged, run = story.judged, story.run
    row = f", row {run.row}" if run and run.row is not None else ""
    case = SubElement(
        suite,
        "testcase",
        _texts(
            name=f"{judged.persona or 'a customer'}{row}",
            classname=f"{judged.environment}.{judged.journey}",
            time=_seconds(story.ms),
        ),
    )
    tag = _TAGS.get(judged.verdict, "")
    if judged.draft and tag:
        tag = "skipped"
    if tag:
        said = f"draft, not counted: {judged.reason}" if judged.draft else judged.reason
        result = SubElement(case, tag, _texts(message=said))
        if tag != "skipped":
            result.set("type", xml_text(judged.rule or judged.verdict.value))
            result.text = xml_text("\n".join(_why(story)))
    SubElement(case, "system-out").text = xml_text("\n".join(_told(story)))
    return tag


def _why(story: Story) -> list[str]:
    """Return the lines of a failure: the step, what was seen, where, and the next command."""
    lines, step = [story.judged.reason], story.step
    if story.by_rate and story.reason != story.judged.reason:
        lines.append(f"for example: {story.reason}")
    if step is not None:
        lines.append(f"step {step.number}: {step.name or step.action}")
        lines += [f"seen: {step.seen}"] if step.seen else []
        lines += [f"place: {step.location}"] if step.location.file else []
        lines += [f"evidence: {name}" for name in step.evidence]
    return [*lines, f"again: {story.again}"]


def _told(story: Story) -> list[str]:
    """Return the lines of a case's output: its verdict, tries, and the steps of the telling run."""
    judged, run = story.judged, story.run
    lines = [f"{judged.verdict.value}: {judged.reason}" if judged.reason else judged.verdict.value]
    lines += [story.rate] if story.rate else []
    if run is not None:
        lines += [f"run {run.id}: {run.goal}", *map(_step, run.steps)]
    return lines


def _step(step: StepResult) -> str:
    parts = [
        f"{step.number}. {step.verdict.value}",
        step.name or step.action,
        f"({step.action})",
        duration_text(step.felt),
        step.reason,
    ]
    return "  ".join(part for part in parts if part)


def _texts(**attributes: str) -> dict[str, str]:
    return {name: xml_text(value) for name, value in attributes.items()}


def _seconds(ms: float) -> str:
    return f"{ms / 1000:.3f}"
