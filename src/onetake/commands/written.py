"""Files whose endings choose what is written into them: the page, JSON, JUnit, SARIF, Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from onetake import __version__
from onetake.commands.files import html_report, writable
from onetake.commands.github import repository_path
from onetake.errors import UsageWrong
from onetake.reports.json_report import JsonFile
from onetake.reports.junit import JUnitReport
from onetake.reports.markdown_report import MarkdownReport
from onetake.reports.sarif import SarifReport
from onetake.words.report import Report

HTML, JSON, JUNIT = "HTML report", "JSON report", "JUnit report"
SARIF, MARKDOWN = "SARIF report", "Markdown report"
KINDS: Mapping[str, str] = {
    ".html": HTML,
    ".json": JSON,
    ".xml": JUNIT,
    ".sarif": SARIF,
    ".md": MARKDOWN,
}
"""What each ending stands for."""


def written(
    out: Iterable[Path] = (), *, html: Path | None = None, junit: Path | None = None
) -> dict[Path, str]:
    """Return files with what is written into each: chosen by its ending, else as it was named.

    Raises UsageWrong for an ending that is none of KINDS.
    """
    named = {HTML: html, JUNIT: junit}
    found = {file: kind for kind, file in named.items() if file}
    return found | {file: KINDS[ending(file, tuple(KINDS))] for file in out}


def file_reports(files: Mapping[Path, str], programme: Path, ledger: str) -> list[Report]:
    """Return what writes a test into each file. Raises UsageWrong for one that cannot be."""
    makers: Mapping[str, Callable[[Path], Report]] = {
        HTML: partial(html_report, programme=programme, ledger=ledger),
        JSON: JsonFile,
        JUNIT: JUnitReport,
        SARIF: partial(_sarif, programme),
        MARKDOWN: MarkdownReport,
    }
    return [writable(makers[kind], file) for file, kind in files.items()]


def ending(file: Path, known: tuple[str, ...]) -> str:
    """Return a file's ending. Raises UsageWrong when it is none of those known."""
    found = file.suffix.lower()
    if found in known:
        return found
    what = f"{file} ends with {found}" if found else f"{file} has no ending"
    raise UsageWrong(
        f"{what}, which does not say what to write", hint=f"let it end with {', '.join(known)}"
    )


def _sarif(programme: Path, file: Path) -> SarifReport:
    return SarifReport(file, __version__, repository_path(programme))
