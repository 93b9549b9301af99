"""The console report tells what failed, why, and what to type next, at any width and encoding."""

from __future__ import annotations

import io
from dataclasses import replace

import golden
import pytest
import sample_events as sample
from rich.cells import cell_len
from rich.console import Console

from onetake.reports.console import ConsoleReport
from onetake.reports.lint import lint_text
from onetake.reports.paper import Paper
from onetake.reports.progress import Progress
from onetake.words.events import Interrupted, JourneyJudged, Planned, RunEnded, Tries
from onetake.words.verdict import Verdict


def printed(happened, outcome=None, **more):
    kept = golden.paper(**more)
    report = ConsoleReport(kept, live=False)
    sample.play(report, happened, outcome)
    return kept.file.getvalue()


def one(result, **more):
    return [Planned("staging", 1), RunEnded(result), sample.judged(result, **more)]


def test_a_failed_run_tells_step_reason_place_evidence_and_the_next_command():
    text = printed(one(sample.FAILED))
    assert sample.GOALS["cards/block"].split(", ")[0] in text
    assert "step 5    Card is blocked  api.get to core as anna" in text
    assert "json.state is 'active'; expected 'blocked'" in text
    assert "journeys/cards/block.yaml:14:5" in text
    assert sample.EVIDENCE in text
    assert "onetake test --env staging cards/block --persona anna" in text


def test_steps_after_the_failed_one_are_left_out_of_the_table():
    clean = sample.step(7, "Clean up", ms=3.0)
    text = printed(one(replace(sample.FAILED, steps=(*sample.FAILED.steps, clean))))
    assert "Ask which card" in text
    assert "Order a new one" not in text
    assert "Clean up" not in text


def test_long_journeys_show_only_the_steps_before_the_failed_one():
    steps = tuple(sample.step(number, f"Step no. {number}", ms=10.0) for number in range(1, 40))
    last = sample.step(40, "The last", Verdict.FAILED, rule="patience", reason="never came")
    text = printed(one(sample.run("cards/block", Verdict.FAILED, steps=(*steps, last))))
    assert "Step no. 39" in text
    assert "Step no. 20" not in text
    assert "… 28 steps before" in text


def test_unknown_is_told_apart_from_failed():
    text = printed(one(sample.UNKNOWN))
    assert "we could not tell: our own network seems down" in text
    assert "What a customer would have noticed" not in text


def test_tries_tell_the_pass_rate_and_its_interval():
    passed = sample.run("orders/track", tries=sample.tries(20, 20, 17, 20))
    assert "17 of 20 passed: between 64 % and 95 %" in printed(one(passed))


def test_a_rate_shows_one_failed_run_as_example():
    events = [*map(RunEnded, sample.rate_runs()), sample.rate_judged()]
    text = printed(events)
    assert "95% is asked for" in " ".join(text.split())
    assert "noticed   text is 'No such order'; expected contains 'on its way'" in text


def test_tries_nobody_could_judge_are_counted_apart():
    result = sample.run("orders/track", tries=sample.tries(20, 20, 15, 17))
    assert "15 of 17 passed" in printed(one(result))
    assert "3 could not be told" in " ".join(printed(one(result)).split())


def test_drafts_are_shown_and_not_counted():
    draft = replace(sample.FAILED, draft=True)
    text = printed(one(draft), sample.outcome(judged=(sample.judged(draft),)))
    assert "cards/block as anna  (draft, not counted)" in text
    assert text.splitlines()[-3].endswith("in staging: 1 draft")


def test_rows_walked_at_once_each_tell_their_own_reason():
    failed = [
        replace(sample.FAILED, row=row, reason=f"row {row} is wrong", id=sample.UUID(int=row))
        for row in (1, 2)
    ]
    passed = replace(sample.run("cards/block"), row=3)
    slow = replace(sample.DEGRADED, journey="cards/block", row=4)
    walked = (failed[0], passed, slow, failed[1])
    events = [RunEnded(result) for result in walked]
    events += [sample.judged(result) for result in reversed(walked)]
    lines = printed(events).splitlines()
    assert lines[2].startswith("✗ failed    cards/block as anna, row 2")
    assert lines[3].startswith("~ degraded  cards/block as anna, row 4")
    assert lines[4].startswith("✓ passed    cards/block as anna, row 3")
    assert lines[5].startswith("✗ failed    cards/block as anna, row 1")
    assert lines.index("  noticed   row 2 is wrong") < lines.index("  noticed   row 1 is wrong")


def test_a_clean_up_that_failed_names_its_step():
    dirty = sample.step(3, "Reset", Verdict.FAILED, rule="expect.status", reason="status is 500")
    result = sample.run(
        "cards/block", Verdict.DEGRADED, steps=(sample.step(1, "Say"), dirty), rule="always",
        reason="cleaning up failed: status is 500",
    )  # fmt: skip
    assert "step 3, Reset: cleaning up failed: status is 500" in printed(one(result))


def test_an_interrupted_test_says_so():
    judged = JourneyJudged(
        "cards/block", "anna", "staging", Verdict.UNKNOWN, "stopped by Ctrl-C", "interrupted",
        Tries(0, 1),
    )  # fmt: skip
    text = printed(
        [Interrupted("stopped by Ctrl-C"), judged],
        sample.outcome(judged=(judged,), verdict=Verdict.UNKNOWN, interrupted=True),
    )
    assert "? unknown in staging, stopped before the end: 1 unknown" in text


def test_hundreds_of_failures_are_told_in_part_and_the_rest_is_counted():
    results = [replace(sample.FAILED, journey=f"cards/{number}") for number in range(100)]
    text = printed([event for result in results for event in one(result)])
    assert "75 more are not told here: --json and --junit hold all" in text
    assert text.count("✗ failed    cards/") == 100
    assert text.count("  noticed   ") == 25


def test_only_a_terminal_hides_the_lines_of_many_passed_journeys():
    results = [replace(sample.PASSED, journey=f"cards/{number}") for number in range(100)]
    happened = [Planned("staging", 100)]
    happened += [event for result in results for event in one(result)[1:]]
    terminal = golden.paper(force_terminal=True, force_interactive=True)
    sample.play(ConsoleReport(terminal, live=True), happened)
    assert "cards/7 as björn  412 ms" not in terminal.file.getvalue()
    assert "cards/7 as björn  412 ms" in printed(happened)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_wrapped_lines_fit_into_the_width(width):
    for line in golden.console(width).splitlines():
        copied = any(part in line for part in ("--env", ".yaml:", sample.EVIDENCE, sample.HEAD))
        assert copied or cell_len(line) <= width, line


def test_no_colour_where_nobody_wants_it(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Console(file=io.StringIO(), width=80, force_terminal=True, color_system="standard")
    sample.play(ConsoleReport(terminal, live=False))
    text = terminal.file.getvalue()
    assert "✗ failed" in text
    assert not [code for code in ("\x1b[31m", "\x1b[1;31m", "\x1b[32m") if code in text]


def test_a_pipe_gets_no_codes_at_all():
    assert "\x1b" not in golden.console()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_signs_and_words_are_there_in_any_encoding(encoding):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    sample.play(ConsoleReport(Console(file=stream, width=80), live=False))
    stream.flush()
    text = stream.buffer.getvalue().decode(encoding)
    assert "+ passed    accounts/balance as bj" in text
    assert "x failed    cards/block as anna" in text
    assert "? unknown   help/callback" in text


def test_lint_fits_the_encoding_it_is_printed_in():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    text = lint_text((), (), {"journey": 1}, Console(file=stream, width=80))
    assert text == "+ no fault in 1 journey\n"


def test_progress_tells_what_is_walked_now():
    progress, events = Progress(), list(sample.events())
    for event in events[:8]:
        progress.take(event)
    lines = [line.plain for line in progress.lines(Paper(golden.paper()), 3_200)]
    assert lines == [
        "━───────────────  1 of 24 walked  3.20 s",
        "  cards/block as anna  step 1 of 6",
    ]
    for event in events[8:]:
        progress.take(event)
    head, *walking = [line.plain for line in progress.lines(Paper(golden.paper()), 12_000)]
    assert head.startswith("━━━━━━━━━━━━━━━━  24 of 24 walked  12.0 s  ✗ 4 failed  ? 1 unknown")
    assert walking == []


def test_tries_that_were_not_needed_are_no_longer_waited_for():
    progress = Progress()
    progress.take(Planned("staging", 20))
    progress.take(replace(sample.rate_judged(), tries=Tries(7, 20, 7, 7, 0.6, 1.0)))
    assert progress.planned == 7


def test_degraded_tries_are_told_apart_from_those_that_were_as_expected():
    kept = golden.paper()
    tries = sample.tries(4, 4, 4, 4)
    runs = [
        replace(sample.DEGRADED if number == 2 else sample.PASSED, journey="cards/limit",
                persona="anna", tries=tries)
        for number in range(4)
    ]  # fmt: skip
    judged = replace(sample.judged(runs[2]), tries=tries)
    sample.play(ConsoleReport(kept, live=False), [*map(RunEnded, runs), judged])
    text = " ".join(kept.file.getvalue().split())
    assert "4 of 4 passed, 1 of them degraded: between 51 % and 100 %" in text
