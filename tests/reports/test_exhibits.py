"""Evidence in the HTML report: each kind as what it is, and none of it can do any harm."""

from __future__ import annotations

import json
import re
from html import unescape

import exhibited
import pytest

from onetake.reports.html_evidence import LONGEST, WHOLE, Exhibition

TITLES = {
    "chat.txt": "conversation",
    "sms.txt": "conversation",
    "mail.txt": "mail",
    "request.http": "request",
    "answer.http": "answer",
    "requests.json": "requests of the page",
    "a11y.json": "barriers for people",
    "console.txt": "console of the page",
    "tree.diff.txt": "what is new on the page",
}

REWORDED = {"we", "press", "us", "http", "1", "none", "3"}
"""What is told otherwise: who speaks, an HTTP version, no status, 3 places as 1 and 2 more."""


def words(html):
    """Return what a reader sees of a page, with one space between words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize(("name", "title"), TITLES.items())
def test_evidence_is_called_what_it_is(name, title):
    assert f"<summary>Evidence: {title} <code>" in exhibited.case(name)


@pytest.mark.parametrize("file", sorted(exhibited.CASES.iterdir()), ids=lambda file: file.name)
def test_no_evidence_becomes_markup_or_a_link(file):
    html = exhibited.case(file.name)
    assert not re.search(r"<(?:script|img|a|b>PIN)\b", html)
    assert "href" not in html and not re.search(r"<[^>]*\son\w+=", html)


@pytest.mark.parametrize("file", sorted(exhibited.CASES.iterdir()), ids=lambda file: file.name)
def test_no_word_is_lost(file):
    told = file.read_text("utf-8")
    told = " ".join(map(str, leaves(json.loads(told)))) if file.suffix == ".json" else told
    seen = set(re.findall(r"\w+", words(exhibited.case(file.name)).lower()))
    assert not set(re.findall(r"\w+", told.lower())) - seen - REWORDED


def leaves(value):
    """Return every text and number within parsed JSON."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [leaf for one in inner for leaf in leaves(one)] if inner else [value]


def test_a_chat_is_read_turn_by_turn():
    turns = re.findall(r'<li class="turn (\w+)">(.*?)</li>', exhibited.case("chat.txt"), re.DOTALL)
    assert [side for side, _ in turns] == ["system", "customer", "system", "customer", "note"]
    assert words(turns[3][1]) == "customer presses · 3.100 s Yes"
    assert words(turns[2][1]).endswith("Shall I block it? [Yes] [No] and order a new one?")


def test_a_text_message_keeps_its_colons():
    turns = re.findall(r'<li class="turn (\w+)">(.*?)</li>', exhibited.case("sms.txt"), re.DOTALL)
    assert [side for side, _ in turns] == ["customer", "note", "system"]
    assert "Harbor · 2.250 s Your code is 1234: do not tell it" in words(turns[2][1])


def test_a_mail_has_its_first_headers_above_and_the_others_apart():
    html = exhibited.case("mail.txt")
    assert re.findall(r"<dt>([\w-]+)</dt>", html) == [
        "From", "To", "Subject", "Date", "Received", "X-Synthetic",
    ]  # fmt: skip
    assert "<summary>2 more headers</summary>" in html
    assert "file card.pdf, application/pdf, 1,234 bytes" in words(html)


def test_the_json_of_a_request_is_laid_out():
    assert '{\n  "card": "***",\n' in unescape(exhibited.case("request.http"))


def test_requests_that_failed_say_so_without_colour():
    html = exhibited.case("requests.json")
    assert re.findall(r'<td class="bad">(.*?)</td>', html) == ["✗ 502", "✗ net::ERR_FAILED"]


def test_a_difference_says_what_came_and_what_went():
    html = exhibited.case("tree.diff.txt")
    assert '<del>− button "Block"</del>' in unescape(html) and "<ins>+ button" in html


def test_barriers_that_are_not_listed_are_counted():
    assert "#pin 2 more" in words(exhibited.case("a11y.json"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("json", '[{"method": "GET"}]'),
        ("json", '[{"rule": "label", "impact": "minor", "places": ["here"]}]'),
        ("json", "[" * 100_000),
        ("json", '{"url": 1}'),
        ("http", "x-onetake-note: no answer came\r\n\r\n"),
        ("http", "GET / HTTP/1.1\nno header at all\n\n"),
        ("txt", "From: anna\n\nno subject"),
        ("txt", "--- a\n+++ b\nno place"),
        ("txt", "Traceback: \n    1.000 s  we: not a transcript"),
        ("xml", "<testsuite/>"),
    ],
)
def test_what_cannot_be_read_as_its_kind_is_shown_as_it_is(name, text):
    shown = exhibited.shown(name, text.encode())
    assert (shown.view, shown.text) == (None, text[:LONGEST])


def test_three_pictures_stand_side_by_side():
    data = exhibited.sides()
    html = exhibited.exhibit("look.diff.painted.png", data)
    assert re.findall(r'aria-label="The page: (.*?)"', html) == [
        "Approved", "Seen now", "Difference, in red",
    ]  # fmt: skip
    assert re.findall(r'viewBox="(.*?)"', html) == [
        "0 0 300 200", "308 0 300 200", "616 0 300 200",
    ]  # fmt: skip
    assert html.count("data:image/png;base64,") == 1


def test_pictures_of_two_sizes_are_told_apart():
    parts = exhibited.shown("look.diff.painted.png", exhibited.sides(seen=(180, 260))).view.parts
    assert [(part.x, part.wide, part.high) for part in parts] == [
        (0, 300, 200), (308, 180, 260), (496, 180, 260),
    ]  # fmt: skip


@pytest.mark.parametrize("cut", [8, 33, 40, 45, 60])
def test_a_picture_without_its_note_is_shown_whole(cut):
    assert exhibited.shown("painted.png", exhibited.sides()[:cut]).view is None


def test_long_json_is_read_whole_and_its_rows_are_counted():
    row = {"method": "GET", "url": "https://harbor.example/" + "x" * 200, "status": 200}
    html = exhibited.exhibit("requests.json", json.dumps([row] * 150).encode())
    assert html.count("<td>GET</td>") == 100 and "50 more not shown" in html


def test_a_page_stays_small_however_much_markup_its_evidence_needs():
    data = ("    0.001 s  we: a\n" * 1_000).encode()
    exhibition = Exhibition(lambda name: data)
    shown = [exhibition.look(f"aa/{number}.txt") for number in range(60)]
    assert shown[0].view and "holds as much as it may" in shown[-1].note
    assert sum(len(exhibited.rendered(one)) for one in shown) < WHOLE * 1.2
