"""A test told again from the ledger is the same on every database."""

import io

import pytest

from onetake.flows.prepare import Wanted
from onetake.flows.report import evidence, report
from onetake.flows.runs import one_run, past_runs
from onetake.flows.test import run_test
from onetake.reports.html import HtmlReport
from onetake.reports.json_report import JsonReport
from onetake.words.history import RunsWanted

ECHO = """\
goal: It says back what it is told
tries: 3
steps:
  - echo.say: hello
  - echo.hear: hello
    within: 1s / 2s
"""


@pytest.fixture
def programme(tmp_path):
    """A programme of one journey that needs no server."""
    (tmp_path / "journeys").mkdir()
    (tmp_path / "onetake.yaml").write_text("programme: Test\nenvironments: {dev: {}}\n", "utf-8")
    (tmp_path / "journeys" / "hello.yaml").write_text(ECHO, "utf-8")
    return tmp_path


def test_it_is_told_as_it_was_when_it_was_walked(place, programme):
    streams, pages = (io.StringIO(), io.StringIO()), (programme / "a.html", programme / "b.html")
    reports = [[JsonReport(stream), HtmlReport(page, evidence, "0")]
               for stream, page in zip(streams, pages, strict=True)]  # fmt: skip
    run_test(Wanted(start=programme, ledger=place), reports[0])
    report(programme, place, "latest", reports[1])
    assert streams[0].getvalue() == streams[1].getvalue()
    assert pages[0].read_text("utf-8") == pages[1].read_text("utf-8")
    assert "hello</q>" in pages[1].read_text("utf-8")


def test_past_runs_are_looked_up(place, programme):
    run_test(Wanted(start=programme, ledger=place), [])
    history = past_runs(programme, place, RunsWanted(limit=2))
    assert (len(history.runs), history.found, len(history.trends)) == (2, 3, 1)
    assert len(history.trends[0].verdicts) == 3
    run, folder = one_run(programme, place, str(history.runs[0].id)[-10:])
    assert (run.id, run.steps[0].said) == (history.runs[0].id, "hello")
    assert folder.endswith("evidence")
