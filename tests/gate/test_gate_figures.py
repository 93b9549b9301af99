"""What a gate looks at as data: which runs count as a release's, and which releases before.

`cases/NAME.yaml` holds the rows of a ledger by table, a gate as it is written in gates/shop.yaml,
the release that is asked about, the findings that are open, and what is expected: when the
release's time began and ended, the figure of each objective, and the releases before.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from charter_rows import rows_of

from onetake import declare, plugins
from onetake.declare.charter import read_charter
from onetake.flows.gate_figures import asked_about, before, figures
from onetake.words.checks import Gap
from onetake.words.judged import Found, Judged
from onetake.words.policy import Waiver

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MAIN = "programme: Shop\nowner: ''\nenvironments: {staging: {}, production: {}}\n"
JOURNEY = "goal: Greet\nowner: ''\nsteps:\n  - echo.say: hello\n"
WAIVER = Waiver("*", "ida", "until the move", NOW.date())


@pytest.mark.parametrize("file", CASES, ids=[file.stem for file in CASES])
def test_a_gate_looks_at_what_a_case_says(file, tmp_path):
    """A release's runs, figures and forerunners are those that a case worked out."""
    case = yaml.safe_load(file.read_text("utf-8"))
    declared = shop(case, tmp_path)
    gate = declared[1].gates["shop"]
    (tmp_path / "rows").write_text(yaml.safe_dump(case.get("rows", {})), "utf-8")
    with rows_of(tmp_path / "rows", tmp_path / ".onetake") as facts:
        asked = asked_about(facts, case["release"], "production", "staging", NOW.timestamp())
        expected = case["expect"]
        if expected == "nobody recorded it":
            assert asked is None
            return
        found = list(figures(gate, asked, facts, declared, lambda: judged(case)))
        earlier = before(facts, gate, asked)
    told = (moment(asked.since), moment(asked.until), asked.after)
    assert told == tuple(expected.get("time", told))
    if "figures" in expected:
        assert [(item.verdict, item.why) for item in found] == [
            (item.get("verdict"), item.get("why", "")) for item in expected["figures"]
        ]
        assert [item.value for item in found] == [
            item.get("value") and pytest.approx(item["value"], rel=1e-9)
            for item in expected["figures"]
        ]
    if "before" in expected:
        assert [[dict(item.figures), item.good] for item in earlier] == expected["before"]


def shop(case, folder):
    """Return the programme of a case with its charter, out of files and the ids of journeys."""
    (folder / "onetake.yaml").write_text(MAIN)
    texts = {"gates/shop.yaml": yaml.safe_dump(case["gate"]), "systems/echo.yaml": "channel: echo"}
    for name in case.get("journeys", ()):
        texts[f"journeys/{name}.yaml"] = JOURNEY
    for name in case.get("drafts", ()):
        texts[f"journeys/{name}.yaml"] = f"status: draft\n{JOURNEY}"
    texts |= case.get("files", {})
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    reading, charter = declare.read(folder, plugins.channels().found), read_charter(folder)
    faults = [fault for fault in (*reading.faults, *charter.faults) if fault.severity == "error"]
    assert not faults, faults
    return reading.programme, charter.charter


def judged(case):
    """Return the findings of a case; one that is `borne` has a waiver."""
    return Judged(
        tuple(
            Found(item["check"], 1, item["severity"], Gap("a.yaml", item["message"], "mend it"),
                  WAIVER if item.get("borne") else None)
            for item in case.get("findings", ())
        ),
        {},
    )  # fmt: skip


def moment(microseconds):
    """Return a moment as a case writes it."""
    return datetime.fromtimestamp(microseconds / 1e6, UTC)
