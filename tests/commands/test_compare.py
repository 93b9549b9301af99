"""`onetake compare`: what changed between two tests, by whole commands."""

import subprocess

import pytest
from sample_journeys import ECHO, FAILING

QUICK = ECHO.replace("steps:", "tries: 6\nsteps:")


@pytest.fixture
def twice(onetake, programme):
    """A programme walked twice: one journey breaks, one is mended, one is new, one is gone."""
    folder = programme({"breaks": ECHO, "mends": FAILING, "stays": QUICK, "goes": ECHO})
    onetake("test", "--summary", folder / "before.json", at=folder)
    (folder / "journeys" / "breaks.yaml").write_text(FAILING)
    (folder / "journeys" / "mends.yaml").write_text(ECHO)
    (folder / "journeys" / "new.yaml").write_text(ECHO)
    (folder / "journeys" / "goes.yaml").unlink()
    onetake("test", "--summary", folder / "after.json", at=folder)
    return folder


def test_the_latest_is_compared_with_the_one_before(onetake, twice):
    done = onetake("compare", at=twice)
    assert done.code == 1
    assert "newly failing (1)\n✗ breaks" in done.out and "newly passing (1)\n✓ mends" in done.out
    assert "new (1)\n✓ new" in done.out and "1 journey unchanged, 1 not walked again" in done.out
    assert "1 worse, 2 other changes" in done.out


def test_files_and_the_ledger_tell_the_same(onetake, twice):
    from_ledger = onetake("compare", "--json", at=twice).json
    from_files = onetake("compare", "before.json", "after.json", "--json").json
    kinds = {change["kind"]: change["head"]["journey"] for change in from_ledger["changes"]}
    assert kinds == {"newly failing": "breaks", "newly passing": "mends", "new": "new"}
    assert [change["kind"] for change in from_files["changes"]] == list(kinds)
    assert from_ledger["worse"] == 1 and from_ledger["unchanged"] == {"passed": 1}
    assert from_ledger["not_walked"] == ["goes"]


def test_the_other_way_round_is_the_other_change(onetake, twice):
    done = onetake("compare", "latest", "previous", "--json", at=twice).json
    assert {c["kind"] for c in done["changes"]} == {"newly failing", "newly passing", "new"}
    assert done["after"]["verdict"] == "failed"


def test_nothing_changed_is_said_and_passes(onetake, programme):
    folder = programme({"stays": QUICK})
    for _ in range(2):
        onetake("test", at=folder)
    done = onetake("compare", at=folder)
    assert (done.code, "0 worse, 0 other changes, 1 journey unchanged" in done.out) == (0, True)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "there is no test before the latest one"),
        (("nonsense",), "no command's id begins or ends with 'nonsense'"),
        (("onetake.yaml",), "onetake.yaml: it is no JSON"),
    ],
)
def test_what_is_no_test_is_told(onetake, programme, words, why):
    folder = programme({"stays": ECHO})
    onetake("test", at=folder)
    done = onetake("compare", *words, at=folder)
    assert done.code == 2 and why in done.err


def test_a_commit_names_its_latest_test(onetake, programme):
    folder = programme({"stays": ECHO})
    git = ("git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b.example")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "first")):
        subprocess.run([*git, *words], check=True)
    told = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True)
    first = told.stdout.strip()
    onetake("test", at=folder)
    (folder / "journeys" / "stays.yaml").write_text(FAILING)
    subprocess.run([*git, "commit", "-qam", "second"], check=True)
    onetake("test", at=folder)
    done = onetake("compare", first[:12], "latest", "--json", at=folder).json
    assert done["before"]["commit"] == first and done["worse"] == 1
    assert onetake("report", first[:12], at=folder).out.count("passed") >= 1


def test_a_page_and_a_document_are_written_by_their_endings(onetake, twice):
    words = ("compare", "--json", "--out", "made/page.html", "--out", "made/told.json")
    done = onetake(*words, at=twice)
    assert done.code == 1 and (twice / "made/told.json").read_text() == done.out
    page = (twice / "made/page.html").read_text("utf-8")
    assert "1 journey got worse, 1 got better, 1 is new; 1 journey stayed as it was" in page
    assert page.count('<ol class="story">') == 7 and "Time of each step" in page


def test_files_make_a_page_too_where_no_programme_is(onetake, twice, tmp_path):
    (tmp_path / "after.json").write_text(onetake("report", "latest", "--json", at=twice).out)
    (tmp_path / "before.json").write_bytes((twice / "before.json").read_bytes())
    done = onetake("compare", "before.json", "after.json", "--out", "p.html", at=tmp_path)
    page = (tmp_path / "p.html").read_text("utf-8")
    assert done.code == 1 and page.count('<ol class="story">') == 4


@pytest.mark.parametrize("name", ["page.pdf", "page"])
def test_an_ending_that_says_nothing_is_wrong_usage(onetake, twice, name):
    done = onetake("compare", "--out", name, at=twice)
    assert done.code == 2 and "let it end with .html, .json" in done.err and not done.out


def test_a_page_that_cannot_be_written_tells_why(onetake, twice):
    done = onetake("compare", "--out", "onetake.yaml/page.html", at=twice)
    assert done.code == 2 and "cannot be written" in done.err
