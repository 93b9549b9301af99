"""A summary is written when a test ends, and read again as it was; a JSON report serves, too."""

from __future__ import annotations

import io
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.reports.changes import Standing
from onetake.reports.json_report import JsonReport
from onetake.reports.summary_file import Summary, SummaryReport, read, written
from onetake.reports.summary_json import read_any
from onetake.words.events import (
    Event,
    JourneyJudged,
    Planned,
    RunEnded,
    RunResult,
    StepResult,
    Tries,
)
from onetake.words.location import Location
from onetake.words.report import Outcome, Report
from onetake.words.verdict import Verdict

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
STANDINGS = st.builds(
    Standing, TEXT, st.sampled_from(Verdict), TEXT, st.none() | st.integers(1, 9),
    reason=TEXT, place=TEXT, evidence=st.lists(TEXT, max_size=2).map(tuple),
    times=st.lists(st.floats(0, 1e6), max_size=3).map(tuple),
)  # fmt: skip


def a_run(verdict: Verdict, ms: float, *, draft: bool = False) -> list[Event]:
    """Return a run of one try, and its journey judged."""
    step = StepResult(
        2, "Hear the balance", "", "anna", "chat", "bot", "chat.hear", verdict, 0.0,
        reason="no answer came", rule="patience", location=Location("journeys/a.yaml", 9, 5),
        evidence=("3c/3c.txt",), seen="nothing",
    )  # fmt: skip
    rule = "" if verdict is Verdict.PASSED else "patience"
    name = "draft" if draft else f"a-{verdict}"
    why = "" if verdict is Verdict.PASSED else "no answer came"
    run = RunResult(
        UUID(int=1), name, "A customer asks", "anna", "staging", verdict, 1_795_000_000.0, ms,
        Tries(1, 1, 1, 1), (step,), why, rule, draft=draft,
    )  # fmt: skip
    judged = JourneyJudged(name, "anna", "staging", verdict, why, rule, Tries(), draft)
    return [RunEnded(run), judged]


def tell(report: Report) -> None:
    """Tell a test of a passed, a failed and a draft journey."""
    report.start("Harbor", "staging")
    report.event(Planned("staging", 3, commit="c0ffee", started=1_795_000_000.0))
    events = [
        *a_run(Verdict.PASSED, 120.0004),
        *a_run(Verdict.FAILED, 900.0),
        *a_run(Verdict.FAILED, 1.0, draft=True),
    ]
    for event in events:
        report.event(event)
    judged = tuple(event for event in events if isinstance(event, JourneyJudged))
    report.finish(Outcome("staging", Verdict.FAILED, judged, ms=2000.0))


def test_how_each_journey_stood_is_written(tmp_path: Path) -> None:
    """A journey has its verdict, deciding step and times; a draft is not there."""
    file = tmp_path / "new" / "summary.json"
    tell(SummaryReport(file, asked=("a*",), folder="shop"))
    found = read(file.read_bytes())
    assert (found.programme, found.environment, found.verdict) == ("Harbor", "staging", "failed")
    assert (found.commit, found.folder, found.asked) == ("c0ffee", "shop", ("a*",))
    passed, failed = found.journeys
    assert (passed.journey, passed.times, passed.reason) == ("a-passed", (120.0,), "")
    assert (failed.number, failed.step, failed.place) == (
        2,
        "Hear the balance",
        "journeys/a.yaml:9:5",
    )
    assert failed.evidence == ("3c/3c.txt",)
    assert failed.times == (), "what failed has no speed"
    assert failed.again == "onetake test --env staging a-failed --persona anna"


def test_a_json_report_serves_as_well(tmp_path: Path) -> None:
    """What `--json` printed tells the same of each journey."""
    stream, file = io.StringIO(), tmp_path / "summary.json"
    tell(SummaryReport(file))
    tell(JsonReport(stream))
    of_report, of_file = read_any(stream.getvalue().encode()), read_any(file.read_bytes())
    assert of_report.journeys == of_file.journeys
    assert of_report.environment == of_file.environment


def test_an_earlier_result_is_never_taken_for_this_one(tmp_path: Path) -> None:
    """The file is emptied when the test begins, and says so when it is read."""
    file = tmp_path / "summary.json"
    file.write_bytes(written(Summary("Harbor", "staging", Verdict.PASSED)))
    SummaryReport(file)
    with pytest.raises(ValueError, match="did not come to its end"):
        read_any(file.read_bytes())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty"),
        (b"{", "it is no JSON"),
        (b"[]", "object|Summary|dictionary"),
        (b"{}", "programme"),
        (b'{"runs": [], "programme": "x"}', "no whole JSON report"),
        (b'{"runs": [{}], "programme": "x", "environment": "e"}', "no whole JSON report"),
        (b'{"runs": 5, "programme": "x", "environment": "e"}', "no whole JSON report"),
        (b'{"programme":"a","environment":"b","verdict":"fine"}', "verdict"),
        (b'{"programme":"a","environment":"b","verdict":"passed","schema":2}', "its schema is 2"),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, said: str) -> None:
    """Each has one sentence that says what is wrong."""
    with pytest.raises(ValueError, match=said):
        read_any(data)


@given(st.builds(Summary, TEXT, TEXT, st.sampled_from(Verdict), st.lists(STANDINGS).map(tuple)))
def test_what_is_written_is_read_as_it_was(summary: Summary) -> None:
    """Reading is the inverse of writing."""
    assert read_any(written(summary)) == summary


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    """No input makes a stack trace."""
    try:
        read_any(data)
    except ValueError:
        return
