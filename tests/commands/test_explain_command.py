"""`onetake explain`: what changed between the last good and the first bad, by whole commands."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from charter_rows import a_row
from sample_journeys import ECHO

from onetake.ledger.ledger import Ledger
from onetake.words.ids import uuid7

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MAIN = "programme: Shop\nenvironments: {staging: {}}\n"


GOOD, BAD = UUID(int=1), UUID(int=2)


def run(journey, hours, verdict, *, invocation=GOOD, commit="aaaaaaaaaaaa", system="shop", **more):
    """Return a run so many hours after noon, and its deciding step."""
    at, identity = NOON + timedelta(hours=hours), uuid7()
    made = {
        "id": identity, "journey": journey, "environment": "staging", "started": at,
        "verdict": verdict, "commit": commit, "version": "0.1.0", "invocation": invocation,
        **more,
    }  # fmt: skip
    step = {"run": identity, "system": system, "verdict": verdict, "number": 1, "started": at}
    return a_row("runs", made), a_row("steps", step)


def deployed(hours, release, system="shop"):
    return a_row("deployments", {
        "source": "ci", "key": release, "environment": "staging", "system": system,
        "started": NOON + timedelta(hours=hours), "outcome": "succeeded", "release": release,
    })  # fmt: skip


@pytest.fixture
def folder(programme, onetake):
    """A shop whose journeys pass at noon and fail at four, in the same test."""
    made = programme({"pay": ECHO, "look": ECHO, "return": ECHO}, onetake=MAIN)
    onetake("test", at=made)
    rows = [
        *run("pay", 0, "passed"), *run("look", 0, "passed"), *run("return", 0, "passed"),
        *run("pay", 4, "failed", invocation=BAD, commit="bbbbbbbbbbbb"),
        *run("look", 4, "failed", invocation=BAD), *run("pay", 6, "failed"),
        *run("return", 4, "passed", invocation=BAD),
        deployed(-1, "r0"), deployed(1, "r1", "blog"), deployed(3, "r2"), deployed(5, "r3"),
        a_row("incidents", {"source": "duty", "key": "I7", "journey": "pay", "environment": "",
                            "opened": NOON + timedelta(hours=3.5)}),
    ]  # fmt: skip
    with Ledger.open(made / ".onetake" / "ledger.db") as ledger:
        ledger.append(rows)
    return made


def test_a_journey_s_causes_lie_between_the_last_good_and_the_first_bad(onetake, folder):
    done = onetake("explain", "pay", at=folder)
    assert done.code == 0
    assert "it passed 2026-11-20 12:00 UTC and failed 2026-11-20 16:00 UTC" in done.out
    told = " ".join(done.out.split())
    assert "1 r2 of shop went to staging 60 min before (succeeded)" in told
    assert "1 more broke with it, most of them at shop, as it did: look" in told
    assert "incident I7 began 30 min before" in told
    assert "git diff aaaaaaaaaa bbbbbbbbbb -- journeys/pay.yaml" in told
    assert "r0" not in told and "r3" not in told
    assert told.index("r2 of shop") < told.index("r1 of blog")
    assert "? not measured: settings of environments" in told
    assert all(len(line) <= 80 for line in done.out.splitlines())


def test_a_run_is_explained_by_its_id(onetake, folder):
    runs = onetake("runs", "pay", "--verdict", "failed", "--json", at=folder).json["runs"]
    done = onetake("explain", runs[0]["id"][-12:], "--json", at=folder)
    assert done.json["subject"] == "pay in staging"
    assert [cause["likely"] for cause in done.json["causes"]] == sorted(
        (cause["likely"] for cause in done.json["causes"]), reverse=True
    )


@pytest.mark.parametrize(
    ("verdict", "told"),
    [("passed", "it passed"), ("unknown", "it is unknown: "), ("skipped", "it is skipped: ")],
)
def test_a_run_that_was_not_bad_has_nothing_to_explain(onetake, folder, verdict, told):
    rows = run("return", 9, verdict, id=UUID(int=77))
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
        ledger.append(rows)
    done = onetake("explain", str(UUID(int=77)), at=folder)
    assert done.code == 0
    assert told in done.out
    assert "there is nothing bad to explain" in done.out
    assert "changed in between" not in done.out


def test_a_pass_with_another_row_or_of_a_draft_is_not_the_last_good_one(onetake, folder):
    rows = [
        *run("return", 5, "passed", row=1), *run("return", 6, "passed", row=2, draft=True),
        *run("return", 7, "failed", row=2),
    ]  # fmt: skip
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
        ledger.append(rows)
    assert "it has never passed there" in onetake("explain", "return", at=folder).out


def test_what_never_passed_or_never_failed_is_told_as_such(onetake, folder):
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
        ledger.append(run("never", 1, "failed"))
    assert "no run of it was bad" in onetake("explain", "return", at=folder).out
    failed = onetake("runs", "never", "--json", at=folder).json["runs"][0]["id"]
    assert "it has never passed there" in onetake("explain", failed, at=folder).out


def test_a_figure_is_explained_by_where_it_moved_most(onetake, folder):
    now = datetime.now(UTC)
    answers = [
        a_row("surveys", {
            "source": "s", "key": f"{days}-{channel}-{n}", "kind": "csat", "channel": channel,
            "answered": now - timedelta(days=days), "score": score,
        })
        for days, channel, score in (
            (40, "chat", 5.0), (40, "phone", 5.0), (5, "chat", 5.0), (5, "phone", 1.0),
        )
        for n in range(40)
    ]  # fmt: skip
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
        ledger.append(answers)
    done = onetake("explain", "csat.top2", at=folder)
    assert "it is 50.0 %" in done.out and "before it was 100.0 %" in done.out
    assert "1 channel phone drew it most: 100.0 % → 0.0 %, 40 of 80" in done.out
    assert "onetake kpi csat.top2 --by channel" in done.out


@pytest.mark.parametrize(("days", "told"), [(10, True), (45, True), (70, False)])
def test_only_a_definition_that_changed_meanwhile_explains_a_figure(onetake, folder, days, told):
    now = datetime.now(UTC)
    rows = [
        a_row("surveys", {
            "source": "s", "key": f"{ago}-{n}", "kind": "csat", "score": 5.0 if n < 20 else 1.0,
            "answered": now - timedelta(days=ago),
        })
        for ago in (40, 5) for n in range(40)
    ]  # fmt: skip
    measured = now - timedelta(days=days)
    rows += [
        a_row("measurements", {"kpi": "csat.top2@1", "definition": "aaaa", "measured": measured})
    ]
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
        ledger.append(rows)
    done = onetake("explain", "csat.top2", at=folder)
    assert ("1 until" in done.out and "it was defined otherwise" in done.out) is told


def test_a_finding_is_explained_by_when_it_came(onetake, folder):
    assert "it was never found" in onetake("explain", "sponsor.nobody", at=folder).out
    onetake("judge", at=folder)
    done = onetake("explain", "sponsor.nobody", at=folder)
    assert "found at 1 place" in done.out and "1 time since, still there" in done.out
    assert "git log -- onetake.yaml" in " ".join(done.out.split())


def test_what_nobody_knows_is_told_with_what_can_be_named(onetake, folder):
    done = onetake("explain", "nothing", at=folder)
    assert (done.code, "name a run by its id" in done.err) == (2, True)


def test_a_finding_whose_figures_change_is_the_same_and_only_its_own_checks_could_find_it(
    onetake, folder
):
    (folder / "onetake.yaml").write_text(MAIN.replace("staging: {}", "staging: {}, qa: {}"))
    for hours in (1, 2):
        with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
            ledger.append([deployed(hours / 10, f"m{hours}")])
        onetake("judge", at=folder)
    onetake("judge", "--pitfall", "2", at=folder)
    told = " ".join(onetake("explain", "load.unmeasured", at=folder).out.split())
    assert "found at 1 place" in told
    assert "2 times since, still there" in told
