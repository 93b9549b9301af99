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
def pages(tmp_path_factory):
    """Give the page written when staging was walked, and the one told from its ledger."""
    folder = tmp_path_factory.mktemp("bank")
    then, again = folder / "then.html", folder / "again.html"
    run_demo(folder / "bank", lambda name: [HtmlReport(then, evidence, "0")], ["staging"])
    report(folder / "bank", None, "latest", [HtmlReport(again, evidence, "0")])
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


def test_json_tells_the_same(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("ONETAKE_BROWSER", "/nowhere/browser")
    run_demo(tmp_path / "bank", lambda name: [JsonReport(sys.stdout)], ["production"])
    then = capsys.readouterr().out
    report(tmp_path / "bank", None, "latest", [JsonReport(sys.stdout)])
    assert capsys.readouterr().out == then
