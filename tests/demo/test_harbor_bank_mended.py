"""Harbor Bank when all that is planted is mended: nothing is found, and the gate opens."""

import io
import shutil

import pytest

from onetake.demo.bank import PROGRAMME
from onetake.demo.fixes import mend
from onetake.flows.demo import run_demo
from onetake.flows.lint import lint_programme
from onetake.reports.json_report import JsonReport


def test_after_the_fixes_it_judges_clean_and_the_gate_opens(tmp_path):
    shown = run_demo(tmp_path, lambda name: [JsonReport(io.StringIO())], ["staging"], mended=True)
    assert [item for item in shown.judged.open if item.severity != "info"] == []
    assert shown.judged.checks >= 30
    assert (shown.decided.decision.answer, shown.decided.decision.score) == ("pass", 100.0)


def test_every_fix_fits_and_what_is_mended_has_no_fault(tmp_path):
    folder = tmp_path / "bank"
    shutil.copytree(PROGRAMME, folder)
    mend(folder)
    assert [fault for fault in lint_programme(folder).faults if fault.severity == "error"] == []
    left = [file.name for file in folder.rglob("*.yaml") if "# planted" in file.read_text("utf-8")]
    assert left == []
    with pytest.raises(ValueError, match="is not Harbor Bank's"):
        mend(folder)
