"""The six pitfalls in a line each: the gravest with its fix; what nobody measured is no pass."""

from onetake.reports.judgement import judgement_brief
from onetake.words.checks import Gap
from onetake.words.judged import Found, Judged

GRAVE = Found("kpi.answer", 3, "major", Gap("kpis/a.yaml", "it has no owner", "write owner:"))
LESSER = Found("kpi.data", 3, "minor", Gap("kpis/b.yaml", "it has no rows", "import them"))
UNTOLD = Found("security.unmeasured", 4, "info", Gap("onetake.yaml", "not measured", "measure it"))


def test_each_pitfall_has_its_gravest_finding_and_what_is_not_measured_is_no_tick():
    lines = judgement_brief(Judged((GRAVE, LESSER, UNTOLD), {})).splitlines()
    assert "  ✓ 1 No executive sponsor, no culture change  nothing found" in lines
    assert "  ✗ 3 Unclear KPIs  and 1 more" in lines
    assert lines[lines.index("  ✗ 3 Unclear KPIs  and 1 more") + 2] == "    fix: write owner:"
    [four] = [line for line in lines if " 4 " in line]
    assert four.startswith("  ? 4 ") and four.endswith("nothing found, 1 not measured")
