"""Side by side: each gap once, in plain words, and what each environment comes to."""

from __future__ import annotations

from dataclasses import replace

import golden
import sample_events as sample

from onetake.reports.side_by_side import SideBySide
from onetake.words.events import Planned, RunEnded


def shown(**environments):
    kept = golden.paper()
    report = SideBySide(kept, live=False)
    for name, results in environments.items():
        report.start("Harbor Bank", name)
        report.event(Planned(name, len(results)))
        for result in results:
            report.event(RunEnded(result))
            report.event(sample.judged(result))
        report.finish(replace(sample.outcome(), environment=name))
    report.show()
    return kept.file.getvalue()


def test_the_same_gap_of_several_personas_is_told_once():
    runs = [replace(sample.FAILED, persona=persona) for persona in ("chloe", "anna", "björn")]
    text = shown(staging=runs)
    assert "✗ cards/block as anna, björn and chloe" in text
    assert text.count("Step 5, Card is blocked: json.state is 'active'") == 1


def test_gaps_stand_in_the_order_of_their_names_whoever_ended_first():
    runs = [sample.FAILED, replace(sample.FAILED, journey="accounts/balance")]
    text = shown(staging=runs).split("noticed")[1]
    assert text.index("accounts/balance") < text.index("cards/block")


def test_a_journey_counts_by_its_gravest_verdict():
    fine = replace(sample.PASSED, journey="cards/block")
    text = shown(staging=[fine, sample.FAILED], production=[fine])
    assert "│ cards/block │ ✗ failed │ ✓ passed   │" in text
    assert "✗ staging     0 of 1 journey passed, 1 failed" in text
    assert "✓ production  the journey passed" in text


def test_a_journey_that_one_environment_lacks_has_an_empty_place_there():
    text = shown(staging=[sample.PASSED], production=[replace(sample.PASSED, journey="new")])
    assert "│ accounts/balance │ ✓ passed │            │" in text
    assert "│ new              │          │ ✓ passed   │" in text


def test_drafts_do_not_count():
    text = shown(staging=[sample.PASSED, replace(sample.FAILED, draft=True)])
    assert "cards/block" not in text
    assert "✓ staging  the journey passed" in text
