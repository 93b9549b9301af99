"""Past runs are found by what is asked of them, the same on every database."""

from uuid import UUID

import pytest
from ledger_rows import INVOCATION, a_finding, a_judgement, a_run, a_step, an_invocation

from onetake.ledger import history
from onetake.words.history import RunsWanted
from onetake.words.verdict import Verdict

OTHER = UUID("0193543b-0000-7000-8000-0000000000ff")
FAILED = {"verdict": Verdict.FAILED, "reason": "late"}


def found(ledger, **wanted):
    """Return the tries of the runs that fit, as they come."""
    return [run.try_number for run in history.runs(ledger, RunsWanted(**wanted))]


@pytest.fixture
def past(ledger):
    """Yield a ledger with five runs; each has its number as its try."""
    ledger.append([
        a_run(try_number=1, started=1_000_000),
        a_run(try_number=2, started=2_000_000, environment="qa", **FAILED),
        a_run(try_number=3, started=3_000_000, persona="björn", journey="cards/block_100%"),
        a_run(try_number=4, started=4_000_000, journey="help/callback", draft=True),
        a_run(try_number=5, started=5_000_000, verdict=Verdict.DEGRADED),
    ])  # fmt: skip
    return ledger


@pytest.mark.parametrize(
    ("wanted", "tries"),
    [
        ({}, [5, 4, 3, 2, 1]),
        ({"limit": 2}, [5, 4]),
        ({"journeys": ("cards/*",)}, [5, 3, 2, 1]),
        ({"journeys": ("cards/bloc?",)}, [5, 2, 1]),
        ({"journeys": ("cards/block_100%",)}, [3]),
        ({"journeys": ("cards_block",)}, []),
        ({"journeys": ("help/*", "cards/block_*")}, [4, 3]),
        ({"environment": "qa"}, [2]),
        ({"persona": "björn"}, [3]),
        ({"verdicts": ("failed", "degraded")}, [5, 2]),
        ({"since": 3_000_000}, [5, 4, 3]),
        ({"environment": "staging", "since": 2_000_000, "journeys": ("cards/block",)}, [5]),
        ({"identity": "none"}, []),
    ],
)
def test_runs_fit_what_is_asked_newest_first(past, wanted, tries):
    assert found(past, **wanted) == tries
    assert history.count(past, RunsWanted(**{**wanted, "limit": 1})) == len(
        found(past, **{**wanted, "limit": None})
    )


def test_a_run_is_found_by_how_its_id_begins_or_ends(ledger):
    run = a_run(id=UUID("01a205ea-24da-7fb0-815d-36907aab6e13"))
    ledger.append([a_run(), run])
    for part in ("01a205ea-24da", "7aab6e13", str(run.id)):
        assert list(history.runs(ledger, RunsWanted(identity=part))) == [run]
    assert not found(ledger, identity="24da-7fb0")


def test_how_often_a_journey_passed_leaves_drafts_out(past):
    tallies = history.tallies(past, RunsWanted())
    assert tallies["cards/block", "staging"] == {Verdict.PASSED: 1, Verdict.DEGRADED: 1}
    assert tallies["cards/block", "qa"] == {Verdict.FAILED: 1}
    assert ("help/callback", "staging") not in tallies


def test_a_story_has_runs_with_their_steps_and_judgements_in_their_order(ledger):
    run, other = a_run(), a_run(invocation=OTHER)
    first, second = a_step(run=run.id, number=1), a_step(run=run.id, number=2)
    judgement = a_judgement()
    ledger.append([run, second, other, first, a_step(run=other.id), judgement])
    assert list(history.story(ledger, INVOCATION)) == [(run, (first, second)), judgement]


def test_a_long_story_is_read_in_parts(ledger):
    runs = [a_run(try_number=number) for number in range(1, 1203)]
    ledger.append(row for run in runs for row in (run, a_step(run=run.id, number=1)))
    told = list(history.story(ledger, INVOCATION))
    assert [run.try_number for run, _ in told] == list(range(1, 1203))
    assert all(len(steps) == 1 and steps[0].run == run.id for run, steps in told)


def test_a_command_that_ended_is_told_with_the_head_it_left(ledger):
    ending = an_invocation(id=INVOCATION)
    head = ledger.append([a_run(), a_finding(), ending]).head
    ledger.append([a_run(invocation=OTHER)])
    assert history.ending(ledger, INVOCATION) == (ending, head)
    assert [finding.rule for finding in history.findings(ledger, INVOCATION)] == ["canary"]
    assert history.ending(ledger, OTHER) is None


def test_the_latest_command_is_who_recorded_last_ended_or_not(ledger):
    assert history.latest(ledger) is None
    ledger.append([a_run(), an_invocation(id=INVOCATION)])
    assert history.latest(ledger) == INVOCATION
    ledger.append([a_judgement(invocation=OTHER)])
    assert history.latest(ledger) == OTHER


def test_commands_are_found_by_a_part_of_their_ids(ledger):
    ledger.append([an_invocation(id=INVOCATION), a_run(), a_run(invocation=OTHER)])
    assert history.invocations(ledger, "0193543b") == [OTHER]
    assert set(history.invocations(ledger, "0193543")) == {INVOCATION, OTHER}
    assert history.invocations(ledger, "%") == []
