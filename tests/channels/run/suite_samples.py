"""Writes small programmes with a suite in them: Python scripts that behave as suites do."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent

PASSING = """\
<testsuites><testsuite name="shop" tests="3" failures="0" errors="0">
<testcase classname="shop" name="opens" time="0.5"/>
<testcase classname="shop" name="searches" time="0.25"/>
<testcase classname="shop" name="pays"><skipped message="later"/></testcase>
</testsuite></testsuites>"""
FAILING = """\
<testsuites><testsuite name="shop" tests="3" failures="1" errors="1">
<testcase classname="shop" name="opens"/>
<testcase classname="shop" name="logs in"><failure message="no button 'Log in'"/></testcase>
<testcase classname="shop" name="pays"><error message="the page crashed"/></testcase>
</testsuite></testsuites>"""


def programme(folder: Path, script: str, more: str = "", expect: str = "") -> Path:
    """Write a programme whose journey runs a script as its suite; `more` are keys of run.suite."""
    (folder / "journeys").mkdir(parents=True)
    (folder / "e2e").mkdir()
    (folder / "onetake.yaml").write_text("programme: Shop\nenvironments: {dev: {}}\n")
    (folder / "e2e" / "suite.py").write_text(dedent(script))
    lines = [
        "goal: The shop's own suite passes",
        "steps:",
        "  - run.suite:",
        f"      command: ['{sys.executable}', suite.py]",
        "      folder: e2e",
        "      junit: report.xml",
        *([f"      {more}"] if more else []),
        *([f"    expect: {expect}"] if expect else []),
    ]
    (folder / "journeys" / "suite.yaml").write_text("\n".join(lines) + "\n")
    return folder


def writes(report: str, code: int = 0, more: str = "") -> str:
    """Return a script that writes a report and ends with a code."""
    return (
        f"import pathlib, sys\npathlib.Path('report.xml').write_text({report!r})\n"
        f"{more}\nsys.exit({code})\n"
    )
