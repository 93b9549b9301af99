"""Whatever a subject answered, no report breaks, and none lets it do more than be shown."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from dataclasses import replace

import golden
import sample_events as sample
from defusedxml.ElementTree import fromstring
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from test_junit import demand_shape

from onetake.reports.console import ConsoleReport
from onetake.reports.plain import encodable, printable
from onetake.reports.sarif import sarif_text
from onetake.reports.side_by_side import SideBySide
from onetake.words.events import Planned, RunEnded
from onetake.words.verdict import Verdict

ANY_TEXT = st.text(st.characters(), max_size=80) | st.text("[]/\\red bold\x1b\r\n\u202e漢ا<&>")
NASTY = (
    "[red]not red[/red] [/] [link=x]\\[b]",
    "\x1b[2J\x1b]0;title\x07 gone \x9b31m",
    "\r\b\b over\x00written",
    "\u202etxet dekcah\u2066",
    "\ud800 half \udfff",
    "漢字" * 300,
    "كيف حالك " * 40,
    "]]><!-- & <x/> \ufffe\uffff",
    "no-blank-anywhere" * 200,
    "",
)


def with_examples(test):
    for text in NASTY:
        test = example(text)(test)
    return test


def failed_saying(text):
    """Return a test in which everything a subject can have a say in says this."""
    bad = sample.step(
        1, text, Verdict.FAILED, 12.0, reason=text, rule="expect.text", seen=text, speaker=text,
        evidence=(text,),
    )  # fmt: skip
    result = sample.run("cards/block", Verdict.FAILED, steps=(bad,), goal=text)
    return [Planned("staging", 1), RunEnded(result), sample.judged(result, reason=text)]


def shown(report_class, text, **more):
    kept = golden.paper(**more)
    report = report_class(kept, live=False)
    sample.play(report, failed_saying(text))
    if report_class is SideBySide:
        report.show()
    return kept.file.getvalue()


@with_examples
@given(ANY_TEXT)
def test_a_terminal_only_shows_it(text):
    for report_class in (ConsoleReport, SideBySide):
        printed = shown(report_class, text)
        assert not [c for c in printed if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"]
        assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", printed)
        assert "✗ cards/block" in printed or "✗ failed" in printed


@with_examples
@given(ANY_TEXT)
def test_json_gives_it_back(text):
    document = json.loads(golden.json_report(failed_saying(text)))
    reason = document["runs"][0]["steps"][0]["reason"]
    halved = any(unicodedata.category(character) == "Cs" for character in text)
    assert reason == (text if not halved else re.sub("[\ud800-\udfff]", _escape, text))


def _escape(found):
    return f"\\u{ord(found[0]):04x}"


@with_examples
@given(ANY_TEXT)
def test_xml_stays_xml(text):
    root = fromstring(golden.junit(failed_saying(text)))
    demand_shape(root)
    assert root.get("failures") == "1"


@with_examples
@given(ANY_TEXT)
def test_sarif_stays_json(text):
    fault = replace(golden.FAULTS[0], message=text, hint=text, source=text, rule="any")
    assert json.loads(sarif_text([fault], "0"))["runs"][0]["results"]


@with_examples
@given(ANY_TEXT)
def test_any_encoding_can_write_it(text):
    for encoding in ("ascii", "latin-1", "utf-8"):
        encodable(text, encoding).encode(encoding)


@given(st.text(st.characters(codec="ascii", categories=("L", "N", "P", "Zs"))))
def test_harmless_text_is_left_alone(text):
    assert printable(text) == text


def test_markup_is_shown_as_it_is_written():
    text = NASTY[0]
    assert text in shown(ConsoleReport, text)


def test_wide_characters_stay_within_the_width():
    for text in NASTY[5:7]:
        lines = shown(ConsoleReport, text).splitlines()
        told = [line for line in lines if text[:2] in line and "noticed" in line]
        assert told
        assert all(cell_len(line) <= 80 for line in told)


def test_a_very_long_reason_lacks_its_middle_on_a_console_only():
    text = "a" * 5_000 + "z" * 5_000
    assert shown(ConsoleReport, text).count("a" * 60) < 200
    assert text in golden.json_report(failed_saying(text))


def test_a_stream_that_only_takes_text_gets_text():
    assert isinstance(golden.json_report(), str)
    assert io.StringIO(golden.json_report()).readline() == "{\n"
