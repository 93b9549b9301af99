"""The page of a look at a site: what a customer would notice, with where it stands as its proof."""

from __future__ import annotations

import re
from dataclasses import replace

import looked
from hypothesis import given
from hypothesis import strategies as st
from test_any_text import ANY_TEXT, with_examples
from test_html_report import ESCAPES, Skeleton, _shape

from onetake.reports.plain import harmless
from onetake.words.finding import Finding
from onetake.words.visit import Answered, Form, Hindrance, Way


def text(html):
    return " ".join(" ".join(Skeleton(html).texts).split())


def area(html, name):
    """Return one section of the page."""
    return re.search(
        rf'<section class="card area" aria-labelledby="{name}">.*?</section>', html, re.DOTALL
    )[0]


def test_the_sentence_and_the_gravest_finding_stand_on_top():
    page = text(looked.html())
    assert "✗ customers notice 7 grave and 1 lesser things that a customer would notice" in page
    assert "on 3 pages, in 12.3 s /: Images must have alternative text" in page
    assert "(rule access.image-alt)" in page


def test_each_finding_shows_where_it_stands():
    page = looked.html()
    [image] = re.findall(r'<svg class="crop".*?</svg>', area(page, "access"))
    assert 'href="#p1x1"' in image and '<rect class="mark" x="37" y="297"' in image
    [link] = re.findall(r'<svg class="crop".*?</svg>', area(page, "links"))
    assert 'href="#p1x2"' in link and 'viewBox="860 570 420 150"' in link
    form = area(page, "form")
    assert (form.count('<svg class="crop"'), form.count('<rect class="mark"')) == (1, 3)
    assert page.count("data:image/png") == 4


def test_figures_are_judged_by_their_limits():
    page = text(looked.html())
    assert "LCP ✗ 4.32 s good: 2.50 s FCP ~ 1.90 s good: 1.80 s TTFB ✓ 120 ms" in page
    assert "CLS ✗ 0.31 good: 0.10" in page
    assert "/away it did not come in time LCP – FCP – TTFB – CLS – –" in page


def test_what_was_read_is_listed_and_the_rest_counted():
    errors = text(area(looked.html(), "errors"))
    assert errors.count("is not defined") == 2 + 8 and "and 2 more" in errors


def test_nothing_found_is_said_with_what_was_looked_at():
    fine = replace(looked.HOME, vitals={"lcp": 100.0}, ways=(), hindrances=(), shots=())
    page = text(looked.html(visits=(fine,), findings=(), answers=(), links=0))
    assert "✓ nothing found nothing that a customer would notice, on 1 page" in page
    assert "Accessibility: nothing found 1 page by axe-core's rules" in page
    assert "could not be told" not in page


def test_what_nobody_could_look_at_is_unknown_and_never_passed():
    page = text(looked.html(visits=(looked.AWAY,), findings=looked.FINDINGS[4:5], answers=()))
    assert page.count("could not be told") == 2 * 5 + 1
    assert "? Dead links: could not be told not asked for in time" in page
    assert "Main content shows – ? not measured" in page


def test_how_to_go_on_depends_on_what_was_written():
    page = text(looked.html())
    assert "onetake test --programme try-shop.example" in page and looked.JOURNEY.split()[1] in page
    alone = text(looked.html(folder=""))
    assert "onetake test --programme" not in alone and f"onetake try {looked.SITE}" in alone


@with_examples
@given(ANY_TEXT.filter(len) | st.sampled_from(ESCAPES))
def test_no_text_becomes_structure(text):
    ours, theirs = Skeleton(page("plain")), Skeleton(page(text or "plain"))
    assert _shape(_unsaid(theirs)) == _shape(_unsaid(ours))
    shown = harmless(text).encode("utf-8", "replace").decode()
    assert shown.strip() in theirs.text


def _unsaid(skeleton):
    """Return a page without what names its pictures: a text, but only that."""
    skeleton.tags = [
        tag if isinstance(tag, str)
        else (tag[0], *(pair for pair in tag[1:] if pair[0] != "aria-label"))
        for tag in skeleton.tags
    ]  # fmt: skip
    return skeleton


def page(text):
    """Return the page of a site on which everything says this."""
    where = f"{looked.SITE}/{text}"
    visit = replace(
        looked.HOME, title=text, errors=(f"{text}!",), cookies={text: text}, asked=(text,),
        hindrances=(Hindrance("image-alt", "critical", text, 1, (f"{text}!",)),),
        forms=(Form(text, 1, (text,)),),
    )  # fmt: skip
    found = [
        Finding(rule, "major", visit.place, f"- {text} -", text)
        for rule in ("access.image-alt", "errors.script", "privacy.before-consent", "form.label")
    ]
    answers = (Answered(Way(where, text), where, 0, text),)
    return looked.html(visits=(visit,), findings=found, answers=answers, journey=text)
