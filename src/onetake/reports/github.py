"""Tells GitHub Actions what happened: annotations on the lines of journeys, and a job summary.

Workflow commands and their limits (10 errors and 10 warnings a step, a summary of 1 MiB a step) are
described in GitHub's "Workflow commands for GitHub Actions". What is above a limit is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from onetake.reports.github_summary import summary
from onetake.reports.plain import printable
from onetake.reports.story import Stories, Story
from onetake.words.events import Event, JourneyJudged, Planned, RunEnded
from onetake.words.location import NOWHERE, Fault, Location
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict

MOST = 10
"""Annotations of one kind that GitHub shows of one step."""
LARGEST = 1024 * 1024
"""Bytes of one step's summary; a larger one is not shown at all."""

_KINDS = {Verdict.FAILED: "error", Verdict.UNKNOWN: "error", Verdict.DEGRADED: "warning"}
_ORDER = (*_KINDS, Verdict.PASSED, Verdict.SKIPPED)
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


@dataclass(frozen=True, slots=True)
class Annotation:
    """A note on a line of a file: `kind` is error, warning or notice."""

    kind: str
    title: str
    message: str
    location: Location = NOWHERE

    def command(self, prefix: str = "") -> str:
        """Return the workflow command; `prefix` leads from the repository to the programme."""
        place = self.location
        file = _joined(prefix, place.file) if place.file else ""
        given = {"file": file, "line": place.line, "col": place.column, "title": self.title}
        properties = ",".join(
            f"{name}={printable(str(value)).translate(_PROPERTY)}"
            for name, value in given.items()
            if value
        )
        lines = "\n".join(map(printable, self.message.splitlines()))
        return f"::{self.kind} {properties}::{lines.translate(_DATA)}"


class GitHubReport:
    """Prints annotations when the test ends, and appends to the job's summary.

    Until then GitHub obeys nothing that is printed, so that no answer of a subject can begin a line
    with a command; `token`, which nobody can guess, ends that. `prefix` leads from the repository
    to the programme's folder; without `into` there is no summary. Drafts are in the summary only:
    they never count.
    """

    def __init__(
        self, stream: IO[str], token: str, into: Path | None = None, prefix: str = ""
    ) -> None:
        self._stream = stream
        self._token = token
        print(hush(token), file=stream, flush=True)
        self._into = into
        self._prefix = prefix
        self._stories = Stories()
        self._judged: list[Story] = []
        self._planned = Planned("", 0)
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
            good = event.verdict not in _KINDS
            self._judged.append(story.without_steps() if good else story)
        elif isinstance(event, Planned):
            self._planned = event
            self._stories.planned(event)

    def finish(self, outcome: Outcome) -> None:
        """Print the annotations and write the summary; a summary that cannot be is told."""
        ordered = sorted(self._judged, key=_gravest_first)
        told = [_annotation(story) for story in ordered if _counts(story)]
        if self._into:
            told += self._summarise(self._into, ordered, outcome)
        lines = [listen(self._token), *commands(told, self._prefix)]
        print("\n".join(lines), file=self._stream, flush=True)

    def _summarise(
        self, file: Path, ordered: Sequence[Story], outcome: Outcome
    ) -> list[Annotation]:
        """Append to the job's summary; return a warning when that cannot be done."""
        try:
            held = file.stat().st_size if file.exists() else 0
            text = summary(ordered, outcome, self._planned, self._programme, most=LARGEST - held)
            with file.open("a", encoding="utf-8") as stream:
                stream.write(text)
        except OSError as error:
            why = f"{file}: {error.strerror}"
            return [Annotation("warning", "the job's summary cannot be written", why)]
        return []


def hush(token: str) -> str:
    """Return the command after which GitHub obeys nothing, until it is told to listen again."""
    return f"::stop-commands::{token}"


def listen(token: str) -> str:
    """Return the command after which GitHub obeys commands again."""
    return f"::{token}::"


def fault_annotations(faults: Iterable[Fault]) -> list[Annotation]:
    """Return what `onetake lint` found as annotations, errors first."""
    found = sorted(faults, key=lambda fault: fault.severity != "error")
    return [
        Annotation(
            "error" if fault.severity == "error" else "warning",
            fault.rule,
            "\n".join(filter(None, (fault.message, fault.hint))),
            fault.location,
        )
        for fault in found
    ]


def commands(annotations: Sequence[Annotation], prefix: str = "") -> Iterator[str]:
    """Yield workflow commands, at most ten of a kind; the tenth counts what is left out."""
    kinds: dict[str, list[Annotation]] = {}
    for annotation in annotations:
        kinds.setdefault(annotation.kind, []).append(annotation)
    for kind, found in kinds.items():
        shown = found if len(found) <= MOST else found[: MOST - 1]
        yield from (annotation.command(prefix) for annotation in shown)
        if more := len(found) - len(shown):
            text = f"{more} more are not shown here; the job's summary and output tell them"
            yield Annotation(kind, f"{more} more", text).command()


def _annotation(story: Story) -> Annotation:
    judged, step = story.judged, story.step
    lines = [story.reason]
    if step is not None:
        lines.append(f"step {step.number}: {step.name or step.action}")
        lines += [f"seen: {step.seen}"] if step.seen not in ("", "nothing") else []
    lines.append(f"again: {story.again}")
    verdict = "we could not tell" if judged.verdict is Verdict.UNKNOWN else judged.verdict.value
    title = f"{verdict}: {story.who}"
    location = step.location if step else NOWHERE
    return Annotation(_KINDS[judged.verdict], title, "\n".join(lines), location)


def _counts(story: Story) -> bool:
    return story.judged.verdict in _KINDS and not story.judged.draft


def _gravest_first(story: Story) -> tuple[bool, int, str]:
    return story.judged.draft, _ORDER.index(story.judged.verdict), story.who


def _joined(prefix: str, file: str) -> str:
    return f"{prefix}/{file}" if prefix else file
