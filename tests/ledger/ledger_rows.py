"""Rows as examples."""

from uuid import UUID

from onetake.words.decided import (
    AcknowledgementRow,
    DecisionRow,
    MeasurementRow,
    ReleaseRow,
    SealRow,
)
from onetake.words.ids import uuid7
from onetake.words.outside import ContactRow, DeploymentRow, IncidentRow, SurveyRow
from onetake.words.pulse import PulseRow
from onetake.words.rows import (
    ErasureRow,
    FindingRow,
    InvocationRow,
    JudgementRow,
    RunRow,
    StepRow,
)
from onetake.words.tables import ROWS
from onetake.words.verdict import Verdict

INVOCATION = UUID("0193543a-0000-7000-8000-000000000001")


def a_run(**changes) -> RunRow:
    """Return a run of Anna's, with a new id unless told otherwise."""
    told = {
        "id": uuid7(),
        "invocation": INVOCATION,
        "programme": "Harbor Bank",
        "journey": "cards/block",
        "persona": "anna",
        "environment": "staging",
        "try_number": 1,
        "started": 1_763_848_800_000_000,
        "ms": 4210.5,
        "verdict": Verdict.PASSED,
    }
    return RunRow(**told | changes)


def a_step(**changes) -> StepRow:
    """Return a step that failed, with a new id unless told otherwise."""
    told = {
        "id": uuid7(),
        "run": INVOCATION,
        "number": 2,
        "name": "Tell the bot",
        "phase": "Report",
        "speaker": "anna",
        "channel": "chat",
        "system": "bot",
        "action": "chat.hear",
        "verdict": Verdict.FAILED,
        "started": 1_763_848_800_100_000,
        "ms": 812.25,
        "reason": "the answer names no card: 'Grüß Gott'",
        "rule": "expect.text",
        "evidence": ("ab/abcdef.txt",),
        "place": "journeys/cards/block.yaml:9:5",
    }
    return StepRow(**told | changes)


def a_finding(**changes) -> FindingRow:
    """Return a finding, with a new id unless told otherwise."""
    told = {
        "id": uuid7(),
        "invocation": INVOCATION,
        "rule": "canary",
        "severity": "error",
        "place": "run 3",
        "message": "A planted secret turned up in what was about to be stored.",
    }
    return FindingRow(**told | changes)


def a_judgement(**changes) -> JudgementRow:
    """Return a judgement on a journey, with a new id unless told otherwise."""
    told = {
        "id": uuid7(),
        "invocation": INVOCATION,
        "journey": "cards/block",
        "persona": "anna",
        "environment": "staging",
        "verdict": Verdict.PASSED,
        "judged": 1_763_848_805_000_000,
    }
    return JudgementRow(**told | changes)


def an_invocation(**changes) -> InvocationRow:
    """Return a command that ended, with a new id unless told otherwise."""
    told = {
        "id": uuid7(),
        "command": "test",
        "programme": "Harbor Bank",
        "environment": "staging",
        "started": 1_763_848_800_000_000,
        "ms": 6000.0,
        "verdict": Verdict.PASSED,
        "options": ("--set=bot=ws://127.0.0.1:1",),
    }
    return InvocationRow(**told | changes)


def an_erasure(**changes) -> ErasureRow:
    """Return an erasure of somebody, with a new id unless told otherwise."""
    told = {"id": uuid7(), "at": 1_763_848_800_000_000, "subject": "5f" * 16, "reason": "forgotten"}
    return ErasureRow(**told | changes)


AT = 1_763_848_800_000_000


def from_outside() -> list:
    """Return a row of every table that is imported."""
    return [
        SurveyRow(uuid7(), "formbricks", "s-1", "csat", AT, score=4.0, customer="5f" * 16),
        ContactRow(uuid7(), "connect", "c-1", "voice", AT, customer="5f" * 16, talk=12.5, bot=True),
        DeploymentRow(uuid7(), "github", "d-1", "production", AT, release="2026.11.3"),
        IncidentRow(uuid7(), "pagerduty", "i-1", AT, system="bot", resolved=AT + 60_000_000),
    ]


def decided() -> list:
    """Return a row of every table of what was measured, decided and sealed."""
    return [
        MeasurementRow(uuid7(), INVOCATION, "csat.top2@1", "ab" * 32, AT, AT, value=0.75, n=40),
        ReleaseRow(uuid7(), "2026.11.3", AT, digests=("sha256:00",), commits=("c1", "c2")),
        DecisionRow(uuid7(), INVOCATION, "2026.11.3", "production", "release", "fail", AT),
        AcknowledgementRow(uuid7(), "csat.top2@1", "ab" * 32, "care", AT, who="Ida"),
        SealRow(uuid7(), "2026-11-22", "runs", "sealed/runs.parquet", "cd" * 32, 0, 0, 0, AT),
    ]


def a_pulse(**changes) -> PulseRow:
    """Return a second of a load, with a new id unless told otherwise."""
    told = {
        "id": uuid7(), "invocation": INVOCATION, "journey": "", "step": 0, "name": "", "at": AT,
        "came": 20, "passed": 18, "degraded": 0, "failed": 1, "unknown": 1, "skipped": 0,
        "late": 1_200_000, "times": "eJwDAAAAAAE=", "second": 3,
    }  # fmt: skip
    return PulseRow(**told | changes)


def one_of_each() -> list:
    """Return a row of every table."""
    rows = [a_run(), a_step(), a_finding(), a_judgement(), an_invocation(), an_erasure()]
    rows += [*from_outside(), a_pulse(), *decided()]
    assert {row.table for row in rows} == set(ROWS)
    return rows
