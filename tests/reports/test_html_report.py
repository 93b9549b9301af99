"""The HTML report: whatever was heard, the page's structure is ours, and it asks nobody."""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from uuid import UUID

import golden
import pytest
import sample_events as sample
import story_run as story
from hypothesis import given
from hypothesis import strategies as st
from test_any_text import ANY_TEXT, with_examples

from onetake.reports.html import HtmlReport
from onetake.reports.html_evidence import LARGEST, LONGEST, WHOLE, Exhibition
from onetake.reports.plain import harmless
from onetake.words.events import Interrupted, Planned, RunEnded
from onetake.words.verdict import Verdict

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(20)
ESCAPES = (
    "</p></details><script>document.title='owned'</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><style>*{display:none}",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "<!-- ",
    "]]>",
)


class Skeleton(HTMLParser):
    """The tags of a page with their attributes, apart from its texts."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, *sorted(attrs)))

    def handle_endtag(self, tag):
        self.tags.append(f"/{tag}")

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self):
        return "".join(self.texts)


def saying(text):
    """Return a test in which everything somebody else has a say in says this."""
    said = {"name": text, "reason": text, "rule": text, "seen": text, "speaker": text}
    step = sample.step(
        1, verdict=Verdict.FAILED, **said, said=text, heard=text, lane=text, channel=text,
        system=text, action=text, evidence=(text,),
    )  # fmt: skip
    more = {"goal": text, "owner": text, "given": text, "row": 1, "trace": text}
    result = replace(sample.run("cards/block", Verdict.FAILED, steps=(step,)), **more)
    planned = Planned("staging", 1, text, (text,), text, text, sample.BEGUN)
    return [planned, RunEnded(result), sample.judged(result, rule=text), Interrupted(text)]


def page(text):
    finding = replace(sample.outcome().findings[0], message=text, rule=text, place=text)
    came_to = sample.outcome(findings=(finding,), head=text)
    proof = f"<{text}".replace("\0", "").encode(errors="replace")
    return golden.html(saying(text), read=lambda folder, name: proof, came_to=came_to)


@with_examples
@given(ANY_TEXT.filter(len) | st.sampled_from(ESCAPES))
def test_no_text_becomes_structure(text):
    ours, theirs = Skeleton(page("plain")), Skeleton(page(text or "plain"))
    assert _shape(theirs) == _shape(ours)
    shown = harmless(text).encode("utf-8", "replace").decode()
    assert shown.strip() in theirs.text
    assert not [
        c for c in theirs.text if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"
    ]
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", theirs.text)


def _shape(skeleton):
    """Return the tags without the two attributes that may show a text: `alt` and `content`."""
    return [
        tag if isinstance(tag, str) else (tag[0], *(pair for pair in tag[1:] if pair[0] != "alt"))
        for tag in skeleton.tags
    ]


def test_the_policy_allows_only_our_style_and_scripts():
    html = golden.html()
    parts = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", html, re.DOTALL)
    policy = next(dict(tag[1:])["content"] for tag in Skeleton(html).tags
                  if tag[0] == "meta" and "Content-Security-Policy" in str(tag))  # fmt: skip
    assert policy.startswith("default-src 'none'")
    digests = [f"'sha256-{b64encode(sha256(part.encode()).digest()).decode()}'" for part in parts]
    assert len(parts) > 1 and re.findall("'sha256-.*?'", policy) == digests
    assert "unsafe" not in policy


def test_it_asks_nobody_for_anything():
    for name, *attributes in (tag for tag in Skeleton(golden.html()).tags if tag[0] != "/"):
        assert name not in ("link", "iframe", "object", "embed", "form", "base")
        assert name != "script" or not attributes
        for attribute, value in (pair for pair in attributes if isinstance(pair, tuple)):
            assert not attribute.startswith("on") and attribute != "style"
            if attribute in ("src", "href"):
                assert value.startswith(("#", "data:image/"))


def test_it_tells_what_a_reader_has_to_know():
    text = Skeleton(golden.html()).text
    for told in (
        "Harbor Bank in staging", "2026-11-18 11:06:40 UTC", "3d44272", sample.HEAD,
        story.GOAL, "cards/story as anna, row 2 (amount 200, to savings)", "1890.7 ms",
        "journeys/cards/story.yaml:16:5", "Your code is 424242", "customer", "[erased]",
        "onetake test --env staging cards/story --persona anna --set=bot=ws://127.0.0.1:8711",
        "17 of 20 passed: the pass rate lies between 64.0% and 94.8%; 95% is asked for",
        "✓✓✓✗✓✓✓✓✗", "1 step not walked",
        '{"state": "active"}', "allowed 1.5 s / 4 s", "own-network",
    ):  # fmt: skip
        assert told in text


def test_every_link_leads_somewhere_on_the_page():
    tags = [dict(tag[1:]) for tag in Skeleton(golden.html()).tags if not isinstance(tag, str)]
    there = [tag["id"] for tag in tags if "id" in tag]
    assert len(there) == len(set(there))
    assert {tag["href"][1:] for tag in tags if "href" in tag} <= set(there)
    assert {tag["aria-labelledby"] for tag in tags if "aria-labelledby" in tag} <= set(there)


def test_headings_go_down_one_by_one():
    levels = [int(tag[0][1]) for tag in Skeleton(golden.html()).tags if re.match(r"h\d$", tag[0])]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_a_filter_for_each_verdict_there_is():
    html = golden.html()
    there = set(re.findall(r'id="show-(\w+)"', html))
    assert there == {"all", *(verdict.value for verdict in Verdict)}
    for verdict in there - {"all"}:
        assert f"body:has(#show-{verdict}:checked) .one:not(.{verdict})" in html


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (None, "not there any more"),
        (b"\0\1\2binary", "9 bytes that are no text"),
        (b"x" * (LONGEST + 1), f"cut after {LONGEST:,} of {LONGEST + 1:,} bytes"),
        (PICTURE + bytes(LARGEST), "too large for this page"),
        (b"GIF8" + bytes(9), "data:image/gif;base64,"),
        (b"RIFF____WEBP", "data:image/webp;base64,"),
        (b"<svg onload=alert(1)>", "&lt;svg onload=alert(1)&gt;"),
    ],
)
def test_evidence_is_shown_as_far_as_it_can_be(data, seen):
    assert seen in golden.html(read=lambda folder, name: data)


def test_a_picture_has_an_alternative():
    html = golden.html(read=lambda folder, name: PICTURE)
    assert '<img src="data:image/png;base64,' in html
    assert 'alt="Picture kept as evidence, 3ca1b2c3.json"' in html


def test_one_page_holds_only_so_much_evidence():
    exhibition = Exhibition(lambda name: PICTURE + bytes(LARGEST - 100))
    shown = [exhibition.look(f"aa/{number}.png") for number in range(5)]
    assert [bool(item.picture) for item in shown] == [True, True, True, False, False]
    assert "holds as much as it may" in shown[-1].note
    assert sum(len(item.picture) for item in shown) < WHOLE + LARGEST * 2


def test_a_thousand_failed_runs_make_a_page_one_can_open():
    steps = tuple(
        replace(step, heard="Your card is blocked. " * 5, said="I lost my card")
        for step in story.STEPS
    )
    told = [Planned("staging", 1000, "evidence")]
    for number in range(1000):
        result = replace(story.RUN, id=UUID(int=number), journey=f"cards/{number:04}", steps=steps)
        told += [RunEnded(result), sample.judged(result)]
    judged = tuple(event for event in told[2::2])
    html = golden.html(told, came_to=sample.outcome(judged=judged, runs=1000))
    assert len(html.encode()) < 5_000_000
    assert html.count('class="one j failed"') == 1000
    assert "run not told on this page; the ledger holds all: onetake runs" in html


def test_the_least_grave_of_very_many_journeys_are_only_counted():
    told = [Planned("staging", 2500)]
    for number in range(2500):
        verdict = Verdict.FAILED if number > 2490 else Verdict.PASSED
        result = replace(story.RUN, id=UUID(int=number), journey=f"j/{number}", verdict=verdict)
        told += [RunEnded(result), sample.judged(result)]
    html = golden.html(told)
    assert "500 more journeys, none graver than these" in html
    assert html.count('class="one j failed"') == 9 and html.count('class="one failed"') == 9
    assert html.count("<h3") == 2000
    assert len(html.encode()) < 8_000_000


def test_of_many_tries_some_are_told_and_all_are_signs(tmp_path):
    tries = [
        replace(story.RUN, id=UUID(int=number), tries=sample.tries(number, 600),
                verdict=Verdict.FAILED if number == 400 else Verdict.PASSED)
        for number in range(1, 601)
    ]  # fmt: skip
    judged = sample.judged(tries[-1], tries=sample.tries(600, 600, 599, 600))
    html = golden.html([Planned("staging", 600), *map(RunEnded, tries), judged])
    assert html.count('<details class="r ') == 21
    assert "try 400" in html
    assert "579 runs not told on this page" in html
    assert "✓" * 399 + "✗" + "✓" * 100 + "<" in html


def test_an_old_page_is_gone_as_soon_as_the_test_begins(tmp_path):
    file = tmp_path / "new" / "report.html"
    file.parent.mkdir()
    file.write_text("passed", "utf-8")
    HtmlReport(file, lambda folder, name: None, "0")
    assert file.read_bytes() == b""


def test_a_command_that_never_ended_says_so():
    html = golden.html([*story.events(), Interrupted("it never ended")],
                       came_to=sample.outcome(head="", verdict=Verdict.UNKNOWN))  # fmt: skip
    assert "it never ended" in html and "no chain head stands for it" in html


def test_rows_that_wait_for_the_ledger_are_told():
    waiting = sample.outcome(waiting=42)
    assert "42 rows wait for the ledger" in golden.html(came_to=waiting)
    assert "onetake ledger verify" not in golden.html(came_to=waiting)
    assert "42 rows wait for the ledger" in golden.github(came_to=waiting)[1]


COLOURS = re.compile(r"--([\w-]+):(#[0-9a-f]{3,6})")
GROUNDS = ("ground", "card", "pale")


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_read(theme):
    style = re.search("<style>(.*?)</style>", golden.html(), re.DOTALL)[1]
    roots = re.findall(r":root(?::[^{]*)?\{(.*?)\}", style, re.DOTALL)
    assert roots[1] == roots[2], "the switch turns on the same dark as the system does"
    colours = dict(COLOURS.findall(roots[theme]))
    words = [
        name for name in colours if not name.endswith("pale") and name not in (*GROUNDS, "line")
    ]
    verdicts = ("passed", "failed", "degraded", "unknown", "skipped")
    pairs = [(word, ground) for word in words for ground in GROUNDS]
    pairs += [(word, f"{verdict}-pale") for verdict in verdicts for word in (verdict, "ink", "dim")]
    poor = {pair: ratio for pair in pairs if (ratio := contrast(*map(colours.get, pair))) < 4.5}
    assert not poor


def contrast(one, other):
    """Return the contrast of two colours as WCAG 2.2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
