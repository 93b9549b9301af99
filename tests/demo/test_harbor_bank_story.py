"""Harbor Bank's page reads as one story over four channels, at the time and from the ledger."""

import re
import sys

import pytest

from onetake.flows.demo import run_demo
from onetake.flows.report import evidence, report
from onetake.reports.html import HtmlReport
from onetake.reports.json_report import JsonReport

JOURNEY = "cards/raise-my-limit"


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """Give what the demo came to in staging, with the page written when it was walked."""
    folder = tmp_path_factory.mktemp("bank")
    then = folder / "then.html"
    shown = run_demo(folder / "bank", lambda name: [HtmlReport(then, evidence, "0")], ["staging"])
    return shown, then


@pytest.fixture(scope="module")
def pages(walked):
    """Give the page written when staging was walked, and the one told from its ledger."""
    shown, then = walked
    again = then.parent / "again.html"
    report(shown.folder, None, "latest", [HtmlReport(again, evidence, "0")])
    return then.read_text("utf-8"), again.read_text("utf-8")


def story(page):
    """Return the part of a page that tells the journey over four channels."""
    journeys = page.split('<details class="one j ')[1:]
    part = next(part for part in journeys if f">{JOURNEY} as" in part)
    return part.rpartition("</details>")[0]


def test_a_page_is_the_same_from_the_ledger_alone(pages):
    assert pages[0] == pages[1]


def test_one_story_goes_over_four_channels_in_the_order_of_time(pages):
    told = story(pages[1])
    channels = re.findall(r'class="tag (\w+)">', told)
    assert list(dict.fromkeys(channels)) == ["chat", "sms", "email", "api"]
    assert told.count('<ol class="story">') == 1
    begins = [float(x) for x in re.findall(r'<rect class="b" x="([\d.]+)"', told)]
    assert begins == sorted(begins) and len(begins) > 10


def test_it_tells_what_was_said_heard_and_what_proves_it(pages):
    told = story(pages[1])
    assert "Please raise my card&#39;s limit</q>" in told
    code = re.search(r"Harbor Bank: (\d{6}) is your code", told)[1]
    assert f'<q dir="auto">{code}</q>' in told
    assert ">200 OK<" in told and "there is no json.state" in told
    assert re.search(r"Cookie</\w+>\s*<\w+[^>]*>(<code>)?session=\[secret\]", pages[1])


def test_what_lets_it_happen_is_found_as_planted_in_all_six_pitfalls(walked):
    shown, _ = walked
    found = {(item.pitfall, item.check) for item in shown.judged.open if item.severity != "info"}
    assert found == {
        (1, "decision.overdue"), (1, "sponsor.mandate"),
        (2, "incentives.opposed"), (2, "incentives.unguarded"), (2, "incentives.fighting"),
        (3, "kpi.answer"), (3, "kpi.off_target"),
        (4, "data.owner"), (4, "system.region"),
        (5, "environment.setting"),
        (6, "journey.first_impression"), (6, "process.manual"),
    }  # fmt: skip
    assert all(item.gap.fix for item in shown.judged.open)


def test_the_gate_is_shut_and_says_why(walked):
    decided = walked[0].decided
    assert (decided.decision.answer, decided.open_) == ("fail", False)
    assert decided.decision.rule.startswith("every journey is a key objective: ")


def test_json_tells_the_same(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("ONETAKE_BROWSER", "/nowhere/browser")
    run_demo(tmp_path / "bank", lambda name: [JsonReport(sys.stdout)], ["production"])
    then = capsys.readouterr().out
    report(tmp_path / "bank", None, "latest", [JsonReport(sys.stdout)])
    assert capsys.readouterr().out == then
