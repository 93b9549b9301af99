"""The kept outputs of every report; `python tests/reports/golden.py` writes them anew."""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from pathlib import Path

import compared
import exhibited
import looked
import sample_events as sample
import story_run as story
from rich.console import Console

from onetake.reports.console import ConsoleReport
from onetake.reports.explain import explain_json, explain_text
from onetake.reports.github import GitHubReport
from onetake.reports.html import HtmlReport
from onetake.reports.json_report import JsonReport
from onetake.reports.junit import JUnitReport
from onetake.reports.lint import lint_text
from onetake.reports.run_story import run_text
from onetake.reports.runs import run_json, runs_json, runs_text
from onetake.reports.sarif import sarif_text
from onetake.reports.side_by_side import SideBySide
from onetake.words.events import JourneyJudged, RunEnded
from onetake.words.history import History, Trend
from onetake.words.location import Fault, Location
from onetake.words.plan import PlannedRun, PlannedStep
from onetake.words.verdict import Verdict

FOLDER = Path(__file__).parent / "golden"

FAULTS = (
    Fault(
        Location("journeys/block.yaml", 10, 16), "'3 secs' is not a duration",
        "write a number with ms, s, m, h or d, such as 3s", "value.duration", "error",
        "      patience: 3 secs",
    ),
    Fault(
        Location("journeys/block.yaml", 11, 7), "'withn' is not a key here",
        "did you mean 'within'?", "key.unknown", "error", "      withn: 2s",
    ),
    Fault(
        Location("journeys/zahl drei.yaml", 2, 8), "20 of 20 proves only 83.9 %",
        "write tries: 35", "tries.few", "warning", "tries: 20",
    ),
    Fault(Location("personas/anna.yaml"), "the file is UTF-16, not UTF-8", "save it as UTF-8"),
)  # fmt: skip
RENDERED = (
    """\
journeys/block.yaml:10:16: error: '3 secs' is not a duration
    10 |       patience: 3 secs
       |                 ^ write a number with ms, s, m, h or d, such as 3s""",
    """\
journeys/block.yaml:11:7: error: 'withn' is not a key here
    11 |       withn: 2s
       |       ^ did you mean 'within'?""",
    """\
journeys/zahl drei.yaml:2:8: warning: 20 of 20 proves only 83.9 %
     2 | tries: 20
       |        ^ write tries: 35""",
    """\
personas/anna.yaml: error: the file is UTF-16, not UTF-8
  save it as UTF-8""",
)
PLAN = (
    PlannedRun(
        "cards/block", sample.GOALS["cards/block"], "anna", "staging", 20, 0.9,
        steps=(
            PlannedStep(1, "Tell the bot", "Report", "anna", "chat.say", "I lost my card", "bot",
                        "ws://127.0.0.1:8711", ""),
            PlannedStep(2, "chat.hear", "Report", "anna", "chat.hear", "", "bot",
                        "ws://127.0.0.1:8711", "text contains 'block it'", 1, "when code exists",
                        within="1.5 s / 4 s", keeps="code from text"),
        ),
        always=(PlannedStep(3, "", "", "anna", "api.post", "/reset", "core",
                            "http://127.0.0.1:8710", "status 200", sends='json: {"all": true}'),),
        row=2, given="amount 200",
    ),
    PlannedRun("cards/close", "A customer closes a card", "", "staging", 0,
               skipped="safe only in dev, qa"),
)  # fmt: skip


def paper(width=80, **more):
    """Return a console that keeps what is printed."""
    return Console(file=io.StringIO(), width=width, **{"force_terminal": False, **more})


def console(width=80, **more):
    """Return what the console report prints for the sample test."""
    kept = paper(width, **more)
    sample.play(ConsoleReport(kept, live=False, clock=lambda: 0.0))
    return kept.file.getvalue()


def side_by_side():
    """Return two environments side by side: staging as it is, production without a fault."""
    kept = paper()
    report = SideBySide(kept, live=False)
    sample.play(report)
    report.start("Harbor Bank", "production")
    for event in sample.events():
        report.event(in_production(event))
    report.finish(replace(sample.outcome(), environment="production", ms=9_876.0))
    report.show()
    return kept.file.getvalue()


def in_production(event):
    """Return an event as it happens where nothing is wrong."""
    fine = {"environment": "production", "verdict": Verdict.PASSED, "reason": "", "rule": ""}
    if isinstance(event, RunEnded):
        return RunEnded(replace(event.result, **fine))
    if isinstance(event, JourneyJudged) and event.verdict is not Verdict.SKIPPED:
        return replace(event, **fine)
    return event


def json_report(happened=None):
    """Return the JSON of the sample test."""
    stream = io.StringIO()
    sample.play(JsonReport(stream), happened)
    return stream.getvalue()


def junit(happened=None):
    """Return the JUnit XML of the sample test."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "junit.xml"
        sample.play(JUnitReport(file), happened)
        return file.read_text("utf-8")


def html(happened=None, *, read=lambda folder, name: b'{"state": "active"}', came_to=None):
    """Return the HTML of the sample test, with the story across channels, or of what happened."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.html"
        told = [*story.events(), *list(sample.events())[1:]] if happened is None else happened
        sample.play(HtmlReport(file, read, "0.1.0"), told, came_to)
        return file.read_text("utf-8")


def github(happened=None, *, prefix="tests of ours", came_to=None):
    """Return what GitHub is told of the sample test: workflow commands, and the summary."""
    stream = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "summary.md"
        report = GitHubReport(stream, "not-to-be-guessed", file, prefix)
        sample.play(report, happened, came_to)
        return stream.getvalue(), file.read_text("utf-8")


def past(*, several):
    """Return past runs of one journey, or of several in two environments."""
    failed = {"verdict": Verdict.FAILED, "reason": sample.FAILED.reason, "rule": "expect.text"}
    runs = [story.row(0), story.row(1, **failed), story.row(2, draft=True, row=3)]
    trends = [
        Trend(
            "cards/story", "staging", (Verdict.PASSED, Verdict.FAILED, Verdict.PASSED),
            {Verdict.PASSED: 40, Verdict.DEGRADED: 2, Verdict.FAILED: 1, Verdict.UNKNOWN: 3},
        )
    ]  # fmt: skip
    if several:
        unknown = {"verdict": Verdict.UNKNOWN, "reason": sample.UNKNOWN.reason}
        runs.append(story.row(3, journey="help/callback", environment="qa", persona="", **unknown))
        trends.append(Trend("help/callback", "qa", (Verdict.UNKNOWN,), {Verdict.UNKNOWN: 1}))
    return History(tuple(runs), 46 + several, tuple(trends))


OUTPUTS = {
    "report.html": html,
    "compare.html": compared.html,
    "look.html": looked.html,
    "exhibits.html": exhibited.html,
    "github.txt": lambda: github()[0],
    "github-summary.md": lambda: github()[1],
    "run.txt": lambda: run_text(story.RUN, ".onetake/evidence", paper()),
    "run.json": lambda: run_json(story.RUN) + "\n",
    "runs.txt": lambda: runs_text(past(several=False), paper()),
    "runs-of-several.txt": lambda: runs_text(past(several=True), paper()),
    "runs.json": lambda: runs_json(past(several=True)) + "\n",
    "console.txt": console,
    "console-colour.txt": lambda: console(
        force_terminal=True, color_system="standard", no_color=False, _environ={}
    ),
    "console-40.txt": lambda: console(40),
    "side-by-side.txt": side_by_side,
    "report.json": json_report,
    "junit.xml": junit,
    "lint.sarif": lambda: sarif_text(FAULTS, "0.1.0") + "\n",
    "lint.txt": lambda: lint_text(FAULTS, RENDERED, {"journey": 8, "persona": 1}, paper()),
    "plan.txt": lambda: explain_text(PLAN, paper()),
    "plan.json": lambda: explain_json(PLAN) + "\n",
}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, output in OUTPUTS.items():
        (FOLDER / name).write_text(output(), "utf-8")
