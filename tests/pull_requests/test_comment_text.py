"""What the comment says, and that nothing anybody else wrote in it is obeyed."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from onetake.reports.changes import Standing
from onetake.reports.comment import MOST, Compared, comment, marker
from onetake.reports.comment_parts import Links
from onetake.reports.markdown import JOINER, address, prose
from onetake.reports.summary_file import Summary
from onetake.words.verdict import Verdict

PASSED, DEGRADED, FAILED = Verdict.PASSED, Verdict.DEGRADED, Verdict.FAILED
UNKNOWN = Verdict.UNKNOWN
BLOCK = Standing(
    "cards/block",
    FAILED,
    "anna",
    reason="there is no button or link 'Block' on this page; there are 'Freeze', 'Replace'",
    rule="web.missing",
    goal="A customer who lost a card has it blocked",
    number=3,
    step="Block the card",
    action="web.click",
    place="journeys/cards/block.yaml:12:5",
    seen="Freeze, Replace",
    evidence=("3c/3c01.png", "4d/4d02.txt"),
    again="onetake test --env staging cards/block --persona anna",
)
LINKS = Links(
    report="https://github.example/report",
    evidence="https://gitlab.example/-/jobs/9/artifacts/raw/.onetake/evidence/",
    files="https://github.example/harbor/bank/blob/c0ffee/",
    folder="bank journeys",
    base="main",
)
WORST = (
    "@octocat #1 !1 ~bug %m GH-12 a@b.example <img src=x onerror=alert(1)> <!-- --> --> `x` "
    "**b** [a](https://evil.example) ![p](https://evil.example/p) | https://evil.example "
    "www.evil.example </details> </code></pre> $\\x$ :tada: &lt;b&gt; \n/close\n# h\r\n- x\u202e"
)


def of(*journeys: Standing, **more: object) -> Summary:
    """Return a summary of these journeys."""
    return replace(Summary("Harbor Bank", "staging", PASSED, journeys), **more)  # type: ignore[arg-type]


def passed(journey: str, **more: object) -> Standing:
    """Return a journey that passed."""
    return replace(Standing(journey, PASSED), **more)  # type: ignore[arg-type]


def told(base: Summary | None, head: Summary, links: Links = LINKS, why: str = "") -> str:
    """Return the comment on what changed."""
    return comment(Compared(head, base, why), links)


def test_only_what_changed_is_told() -> None:
    """A failure is told with its place, pictures and command; the rest is a count."""
    base = of(passed("cards/block", persona="anna"), passed("help"), Standing("old", FAILED))
    head = of(BLOCK, passed("help"), Standing("old", FAILED), commit="c0ffee" * 6)
    body = told(base, head)
    assert body.startswith(marker(head))
    assert "### ✗ Harbor Bank in staging: 1 journey newly failing" in body
    assert "Against main: **1 newly failing**; 2 unchanged (✓ 1 passed, ✗ 1 failed)." in body
    assert "Step 3, Block the card: **there is no button or link" in body
    assert (
        "[<code>bank journeys/journeys/cards/block.yaml:12:5</code>]"
        "(https://github.example/harbor/bank/blob/c0ffee/"
        "bank%20journeys/journeys/cards/block.yaml#L12)"
    ) in body
    picture = "https://gitlab.example/-/jobs/9/artifacts/raw/.onetake/evidence/3c/3c01.png"
    assert f"({picture})]({picture})" in body
    assert "cards/block --persona anna --programme &#39;bank journeys&#39;</pre>" in body
    assert "before: ✓ passed" in body
    assert "help" not in body
    assert "old" not in body


def test_each_kind_has_its_heading_and_its_words() -> None:
    """The gravest comes first, and what got better is told, too."""
    base = of(
        passed("a"), passed("b"), passed("c", times=(100.0,) * 5),
        Standing("d", FAILED, reason="no"), passed("e"), passed("g"),
    )  # fmt: skip
    head = of(
        Standing("a", FAILED), Standing("b", UNKNOWN, reason="the bot was away"),
        passed("c", times=(200.0,) * 5), passed("d"), Standing("e", DEGRADED, reason="slow"),
        passed("f"),
    )  # fmt: skip
    body = told(base, head)
    headings = re.findall(r"^#### (.*)$", body, re.MULTILINE)
    assert headings == [
        "✗ newly failing", "? could not be told", "~ newly degraded", "▾ slower", "+ new",
        "− removed", "✓ newly passing",
    ]  # fmt: skip
    assert "we could not tell: **the bot was away**" in body
    assert "100 ms → 200 ms, 2 times as long (between 2 and 2, with 95 % confidence)" in body
    assert "- **d**: it was failed (no)" in body
    assert "none unchanged" in body


def test_without_a_base_it_says_so() -> None:
    """Nothing is called new or newly failing when there is nothing to compare with."""
    body = told(None, of(BLOCK, passed("help"), verdict=FAILED), why="no test of main was kept")
    assert "### ✗ Harbor Bank in staging: failed" in body
    assert "**There is no base to compare with**: no test of main was kept." in body
    assert "all journeys stand: ✓ 1 passed, ✗ 1 failed" in body
    assert "newly" not in body
    assert "Block the card" in body


def test_nothing_changed_is_short() -> None:
    """It is one title and one sentence."""
    head = of(passed("help"), passed("cards/block"))
    body = told(head, head, Links(base="main"))
    assert body.splitlines()[1:] == [
        "### ✓ Harbor Bank in staging: nothing changed for a customer",
        "",
        "Against main: **nothing changed**; 2 unchanged (✓ 2 passed).",
    ]


def test_what_was_not_walked_is_not_called_removed() -> None:
    """A part of the journeys, or a stopped test, says nothing of the rest."""
    base = of(passed("help"), passed("cards/block"))
    part = told(base, of(passed("help"), asked=("help", "--tag=smoke")))
    assert "removed" not in part
    assert "1 journey of the base were not walked" not in part
    assert "1 journey of the base was not walked this time" in part
    assert "<code>help --tag=smoke</code>" in part
    stopped = told(base, of(passed("help"), interrupted=True))
    assert "stopped before its end" in stopped
    assert "removed" not in stopped
    assert "removed" in told(of(*base.journeys, asked=("c*",)), of(passed("help"), asked=("c*",)))


def test_another_environment_is_said() -> None:
    """Comparing staging with production is told."""
    body = told(of(passed("help"), environment="production"), of(passed("help")))
    assert "The base was walked in another environment, production." in body


class Seen(HTMLParser):
    """What a browser would find in a page: tags, addresses, and the text outside of code."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: set[str] = set()
        self.comments: list[str] = []
        self.text = ""
        self._code = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and where it leads."""
        self.tags.add(tag)
        self.addresses |= {value or "" for name, value in attrs if name in ("href", "src")}
        assert {name for name, _ in attrs} <= {"href", "src", "alt"}
        self._code += tag in ("code", "pre")

    def handle_endtag(self, tag: str) -> None:
        """Note that code ended."""
        self._code -= tag in ("code", "pre")

    def handle_comment(self, data: str) -> None:
        """Note what is hidden."""
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        """Note what is shown."""
        self.text += "" if self._code else data


TAGS = {"h3", "h4", "p", "strong", "em", "a", "img", "br", "code", "pre", "ul", "li", "details",
        "summary", "sub"}  # fmt: skip


def rendered(body: str) -> Seen:
    """Return the comment as GitHub's flavour of Markdown shows it."""
    return Seen(MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(body))


def hostile(text: str) -> str:
    """Return a comment all of whose texts are from somebody who means harm."""
    bad = Standing(
        text, FAILED, text, 1, text, text, text, text, text, 3, text, text, f"{text}:1:2", text,
        (f"{text}.png",), text,
    )  # fmt: skip
    head = of(bad, replace(bad, journey=f"{text}2", verdict=PASSED), programme=text)
    links = replace(LINKS, folder=text, base=text)
    return told(of(passed("x"), programme=text, environment=text, commit=text), head, links)


def check_harmless(text: str) -> None:
    """Check that a comment with a text in it has our tags, our addresses, and calls for nobody."""
    body = hostile(text)
    seen = rendered(body)
    assert seen.tags <= TAGS
    assert all(url.startswith(("https://github.example/", "https://gitlab.example/"))
               for url in seen.addresses)  # fmt: skip
    assert len(seen.comments) == 1
    assert seen.comments[0].startswith(" onetake:comment ")
    assert not re.search(r"[@#!~%$&][A-Za-z0-9]|GH-\d|://|www\.", seen.text)
    assert not re.search(r"^\s*/\w", body, re.MULTILINE), "GitLab would take it for a command"


def test_the_worst_text_is_only_shown() -> None:
    """Mentions, references, HTML, links, pictures and commands stay what somebody wrote."""
    check_harmless(WORST)
    assert "octocat" in rendered(hostile(WORST)).text


@given(st.text(st.sampled_from("@#!~%$&<>[]()`*_|\\/:\"' \n\r\tGH-1aw.\u202e\ud800"), max_size=40))
def test_any_text_is_only_shown(text: str) -> None:
    """The same holds for whatever marks come together."""
    check_harmless(text)


@given(st.text())
def test_a_sentence_loses_nothing_but_what_is_invisible(text: str) -> None:
    """A reader sees the text; only a joiner that nobody sees was put in."""
    shown = rendered(f"x {prose('-'.join(text.split()), 10_000)} x").text
    visible = "".join(c for c in shown if c.isprintable() and c != JOINER and not c.isspace())
    for character in text:
        if character.isalnum() and character.isascii():
            assert character in visible


def test_commands_are_to_be_copied() -> None:
    """Within code nothing is put in, so that what is copied runs."""
    again = "onetake test --env a@b '#1' $X"
    seen = told(None, of(replace(BLOCK, again=again)), Links())
    assert JOINER not in seen.split("<pre>")[1].split("</pre>")[0]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil", "", "file:///"]
)
def test_only_addresses_of_the_web_are_links(url: str) -> None:
    """Another scheme is no link."""
    assert address(url) == ""


def test_a_very_long_comment_ends_with_where_the_rest_is() -> None:
    """The platform's limit is never passed, and the links at the end stay."""
    many = [replace(BLOCK, journey=f"j{number}", reason="<" * 600) for number in range(400)]
    body = told(of(), of(*many))
    assert MOST - 8_000 < len(body) <= MOST
    assert "more than a comment may hold" in body
    assert body.rstrip().endswith("</sub>")
    assert "400 new" in body


def test_the_marker_is_of_programme_folder_and_environment() -> None:
    """Another of them is another comment; the journeys are not."""
    head = of(BLOCK)
    others = [
        replace(head, programme="x"),
        replace(head, folder="x"),
        replace(head, environment="x"),
    ]
    assert len({marker(summary) for summary in [head, *others]}) == 4
    assert marker(head) == marker(of(passed("other")))
