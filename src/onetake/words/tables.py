"""All tables of the ledger, by name, in the order they came."""

from __future__ import annotations

from onetake.words.decided import (
    AcknowledgementRow,
    DecisionRow,
    MeasurementRow,
    ReleaseRow,
    SealRow,
)
from onetake.words.outside import ContactRow, DeploymentRow, IncidentRow, SurveyRow
from onetake.words.pulse import PulseRow
from onetake.words.rows import (
    ErasureRow,
    FindingRow,
    InvocationRow,
    JudgementRow,
    Row,
    RunRow,
    StepRow,
)

ROWS: dict[str, type[Row]] = {
    row.table: row
    for row in (
        RunRow, StepRow, FindingRow, JudgementRow, InvocationRow, ErasureRow,
        SurveyRow, ContactRow, DeploymentRow, IncidentRow,
        MeasurementRow, ReleaseRow, DecisionRow, AcknowledgementRow, SealRow,
        PulseRow,
    )
}  # fmt: skip
