"""The HTML report knows what was before, from the ledger's own rows, by whole commands."""

import pytest
from sample_journeys import ECHO, FAILING


@pytest.fixture
def page(onetake, programme):
    """The report of a journey that passed twice and fails now, and of one that always passes."""
    folder = programme({"breaks": ECHO, "stays": ECHO})
    for _ in range(2):
        onetake("test", at=folder)
    (folder / "journeys" / "breaks.yaml").write_text(FAILING)
    onetake("test", "--html", folder / "report.html", at=folder)
    return (folder / "report.html").read_text()


def test_earlier_runs_are_drawn_and_the_last_pass_is_told(page):
    assert page.count("data-now") == 2, "once over runs, once over tests"
    assert page.count('data-y="100.0"') == 2 and 'data-y="50.0"' in page
    assert "What changed since it passed" in page and ": passed</td>" in page


def test_a_first_test_has_no_past(onetake, programme):
    folder = programme({"breaks": FAILING})
    onetake("test", "--html", folder / "report.html", at=folder)
    page = (folder / "report.html").read_text()
    assert "<figure" not in page and "What changed since it passed" not in page
