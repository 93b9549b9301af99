"""The page of two tests side by side: what got worse comes first, and it is only what is sure."""

from __future__ import annotations

import re
from dataclasses import replace

import compared
import pytest
import sample_events as sample
from hypothesis import given
from hypothesis import strategies as st
from test_any_text import ANY_TEXT, with_examples
from test_html_report import ESCAPES, Skeleton, _shape, saying

from onetake.reports.plain import harmless
from onetake.reports.step_pairs import step_pairs
from onetake.words.events import Planned
from onetake.words.verdict import Verdict


def text(html):
    return " ".join(Skeleton(html).text.split())


def runs(*steps):
    """Return runs, each with steps of a name, a time in ms and perhaps a verdict."""
    return [
        sample.run("cards/block", steps=tuple(
            sample.step(number, name, *verdict, ms=ms) for number, (name, ms, *verdict)
            in enumerate(run, 1)
        )) for run in steps
    ]  # fmt: skip


def test_the_sentence_and_the_gravest_change_stand_on_top():
    page = text(compared.html())
    assert (
        "✗ worse 2 journeys got worse, 2 got better, 1 is new; 1 journey stayed as it was" in page
    )
    assert "cards/block as anna (newly failing): json.state is 'active'" in page


def test_kinds_come_the_gravest_first_and_lead_to_their_stories():
    page = compared.html()
    kinds = re.findall(r'<h3 class="(\w*)">(?:\S+ \w+: )?([\w ,]+) <span', page)
    assert kinds == [
        ("worse", "newly failing"), ("worse", "slower"), ("", "new"),
        ("better", "newly passing"), ("better", "faster"),
    ]  # fmt: skip
    linked = set(re.findall(r'href="#(c\d+)"', page))
    assert linked == set(re.findall(r'<details class="one j \w+" id="(c\d+)"', page)) - {"c6"}


def test_nothing_worse_is_said_so():
    page = text(compared.html(compared.base(), compared.base()))
    assert "✓ nothing got worse 5 journeys stayed as they were" in page
    assert "Nothing changed that a customer would notice." in page


def test_the_interval_tells_slower_from_chance():
    before = runs(*[[("Log in", ms), ("See it", 90.0)] for ms in (300.0, 310.0, 305.0, 302.0)])
    after = runs(*[[("Log in", ms), ("See it", 91.0)] for ms in (600.0, 610.0, 605.0, 603.0)])
    log_in, see = step_pairs(before, after)
    assert (log_in.before, log_in.after, log_in.interval.pace) == ("304 ms", "604 ms", "slower")
    assert log_in.interval.text == "1.99 ×" and see.interval.pace == ""
    assert [pair.interval for pair in step_pairs(before[:3], after)] == [None, None]


def test_what_nobody_feels_is_not_slower():
    [pair] = step_pairs(runs(*[[("Tap", 2.0)]] * 4), runs(*[[("Tap", 8.0)]] * 4))
    assert (pair.interval.text, pair.interval.pace) == ("4.00 ×", "")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ([("A", 1.0), ("B", 2.0)], [("A", 1.0)], ["", "gone"]),
        ([("A", 1.0)], [("A", 1.0), ("B", 2.0)], ["", "new"]),
        ([("A", 1.0), ("B", 2.0)], [("A", 1.0), ("B", None, "skipped")], ["", "not reached"]),
        (
            [("A", 1.0), ("B", None, "skipped")],
            [("A", 1.0), ("B", 2.0)],
            ["", "not reached before"],
        ),
        ([("A", 1.0), ("A", 2.0)], [("A", 3.0), ("A", 4.0)], ["", ""]),
    ],
)
def test_steps_are_paired_by_their_names(before, after, told):
    def made(steps):
        return runs([(name, ms, *map(Verdict, verdict)) for name, ms, *verdict in steps])

    assert [pair.change for pair in step_pairs(made(before), made(after))] == told


def test_a_step_without_a_name_is_known_again_where_it_was_not_reached():
    click = {"name": "web.click", "action": "web.click", "channel": "web"}
    one, other = (sample.step(number, ms=9.0, said=said, **click)
                  for number, said in ((1, "Log in"), (2, "Send")))  # fmt: skip
    unreached = sample.step(2, verdict=Verdict.SKIPPED, **click)
    before, after = (sample.run("cards/block", steps=steps)
                     for steps in ((one, other), (one, unreached)))  # fmt: skip
    told = [(pair.title, pair.change) for pair in step_pairs([before], [after])]
    assert told == [("click Log in", ""), ("click Send", "not reached")]


@with_examples
@given(ANY_TEXT.filter(len) | st.sampled_from(ESCAPES))
def test_no_text_becomes_structure(text):
    ours, theirs = Skeleton(page("plain")), Skeleton(page(text or "plain"))
    assert _shape(theirs) == _shape(ours)
    shown = harmless(text).encode("utf-8", "replace").decode()
    assert shown.strip() in theirs.text


def page(text):
    """Return the page of a test in which everybody says this, compared with another one."""
    said = [event for event in saying(text) if not isinstance(event, Planned)]
    head = compared.side(text, said, text, sample.BEGUN)
    proof = f"<{text}".replace("\0", "").encode(errors="replace")
    return compared.html(after=replace(head, read=lambda name: proof))


def test_very_many_journeys_stay_a_page():
    names = [f"Step {number} of a journey that is long" for number in range(20)]
    for number in range(200):
        sample.GOALS[f"many/{number:03}"] = "A customer does something worth while"
    sides = [
        compared.side(commit, [
            event for number in range(200)
            for event in compared.walked(f"many/{number:03}", names, [(ms,) * 20] * 4)
        ], commit, sample.BEGUN) for commit, ms in (("a", 100), ("b", 500))
    ]  # fmt: skip
    page = compared.html(*sides)
    assert len(page.encode()) < 5_000_000 and page.count('<details class="one j') == 200
    assert 20 < page.count('<ol class="story">') < 400
