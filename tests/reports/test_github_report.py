"""GitHub gets annotations on the right lines, within its limits, and only ours."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace

import golden
import sample_events as sample
from hypothesis import given
from hypothesis import strategies as st
from test_any_text import ANY_TEXT, with_examples
from test_html_report import ESCAPES, saying

from onetake.reports.github import (
    LARGEST,
    MOST,
    Annotation,
    GitHubReport,
    commands,
    fault_annotations,
)
from onetake.reports.github_summary import shown
from onetake.reports.plain import printable
from onetake.words.events import Planned, RunEnded
from onetake.words.location import Location
from onetake.words.verdict import Verdict

COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-z]+=[^,:\n]*,?)+)::([^\r\n]*)")
TEXTS = ANY_TEXT | st.sampled_from((*ESCAPES, "50% of a,b:c", "::add-mask::x", "a\n::error::b"))


def read(line):
    """Return what GitHub's runner reads of a command: kind, properties and message."""
    kind, properties, data = COMMAND.fullmatch(line).groups()
    pairs = (pair.partition("=")[::2] for pair in properties.split(","))
    return kind, {name: _plain(value) for name, value in pairs}, _plain(data)


def _plain(text):
    for escape, mark in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, mark)
    return text


@with_examples
@given(TEXTS)
def test_a_command_is_read_as_it_was_meant(text):
    note = Annotation("error", text, text, Location(text, 3, 7))
    kind, properties, message = read(note.command("tests"))
    told = {"file": f"tests/{text}" if text else "", "line": "3", "col": "7", "title": text}
    assert kind == "error"
    assert properties == {name: printable(value) for name, value in told.items() if value}
    assert message == "\n".join(map(printable, text.splitlines()))


@with_examples
@given(TEXTS)
def test_nothing_but_ours_is_obeyed(text):
    lines = golden.github(saying(text))[0].splitlines()
    assert lines[:2] == ["::stop-commands::not-to-be-guessed", "::not-to-be-guessed::"]
    assert [read(line)[0] for line in lines[2:]] == ["error"]


@with_examples
@given(TEXTS)
def test_markdown_only_shows_what_was_heard(text):
    """Character references are never structure in Markdown, so nothing else may be left bare."""
    written = shown(text)
    assert html.unescape(written) == printable(text, 600)
    assert not re.search(r"[<>`*_\[\]|~\\$@]", written)
    assert "\n" not in written


def test_paths_lead_from_the_repository():
    error = next(line for line in golden.github()[0].splitlines() if line.startswith("::error"))
    assert "file=tests of ours/journeys/cards/block.yaml,line=14,col=5," in error
    assert "file=journeys/cards/block.yaml" in golden.github(prefix="")[0]


def many(verdict, count, first=0):
    """Yield so many journeys that came to a verdict."""
    for number in range(first, first + count):
        step = sample.step(1, "Hear", verdict, reason=f"reason {number}", rule="within")
        result = sample.run("cards/block", verdict, number=number, steps=(step,))
        result = replace(result, journey=f"cards/{number:04}")
        yield RunEnded(result)
        yield sample.judged(result)


def test_ten_of_a_kind_the_gravest_first_and_the_rest_counted():
    told = [*many(Verdict.UNKNOWN, 4), *many(Verdict.DEGRADED, 10, 4), *many(Verdict.FAILED, 8, 14)]
    notes = [read(line) for line in golden.github(told)[0].splitlines()[2:]]
    errors = [note for note in notes if note[0] == "error"]
    assert len(errors) == MOST
    assert [note[1]["title"].partition(":")[0] for note in errors[:9]] == [
        *["failed"] * 8,
        "we could not tell",
    ]
    assert errors[9][1]["title"] == "3 more"
    assert len([note for note in notes if note[0] == "warning"]) == MOST
    assert not any("more" in note[1]["title"] for note in notes if note[0] == "warning")


def test_a_draft_is_never_annotated():
    result = replace(sample.FAILED, draft=True)
    commands_, summary = golden.github([RunEnded(result), sample.judged(result)])
    assert "::error" not in commands_
    assert "failed (draft)" in summary


def test_a_summary_is_never_larger_than_github_takes(tmp_path):
    file = tmp_path / "summary.md"
    file.write_text("said before\n" * 1000, "utf-8")
    sample.play(GitHubReport(io.StringIO(), "t", file), list(many(Verdict.FAILED, 3000)))
    text = file.read_text("utf-8")
    assert text.startswith("said before\n") and text.count("## ✗ Harbor Bank") == 1
    assert 0.9 * LARGEST < len(text.encode()) <= LARGEST
    assert "The rest is too long for this page" in text


def test_a_summary_that_cannot_be_written_is_a_warning(tmp_path):
    stream = io.StringIO()
    sample.play(GitHubReport(stream, "t", tmp_path / "gone" / "summary.md"))
    assert "::warning title=the job's summary cannot be written::" in stream.getvalue()


def test_a_test_of_nothing_has_a_summary():
    outcome = sample.outcome(judged=(), findings=(), verdict=Verdict.SKIPPED, runs=0)
    assert "No journey was walked" in golden.github([Planned("staging", 0)], came_to=outcome)[1]


def test_faults_are_annotated_errors_first():
    notes = [read(line) for line in commands(fault_annotations(golden.FAULTS), "bank")]
    assert [note[0] for note in notes] == ["error", "error", "error", "warning"]
    assert notes[1][1] == {
        "file": "bank/journeys/block.yaml", "line": "11", "col": "7", "title": "key.unknown",
    }  # fmt: skip
    assert notes[1][2] == "'withn' is not a key here\ndid you mean 'within'?"
