"""One run of a suite: the command, its fresh report, and what both come to."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from signal import Signals

from onetake.channels.run.process import Ended, run
from onetake.channels.run.report import Case, ReportWrong, SuiteReport, read_reports
from onetake.words.channel import Evidence
from onetake.words.path import ABSENT
from onetake.words.path import Path as FactPath
from onetake.words.trouble import CannotTell, CustomerNotices

_LARGEST = 50_000_000
_NAMED = 5
_SHOWN = 4_000
Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Task:
    """What to run, with its templates filled in; `seconds` is how long it may take."""

    command: tuple[str, ...]
    folder: Path
    junit: str
    environment: Mapping[str, str]
    seconds: float
    may_fail: tuple[str, ...] = ()

    def blames(self, case: Case) -> bool:
        """Tell if a test that failed fails the step."""
        return not any(fnmatchcase(case.name, name) for name in self.may_fail)


@dataclass(slots=True)
class Heard:
    """How a suite went."""

    report: SuiteReport
    ended: Ended
    _facts: dict[str, object] = field(default_factory=dict)

    def fact(self, path: FactPath) -> object:
        """Return the value at a path, or ABSENT."""
        if not self._facts:
            report = self.report
            self._facts = {
                "tests": len(report.cases),
                "passed": report.count("passed"),
                "failed": report.count("failed"),
                "errors": report.count("error"),
                "skipped": report.count("skipped"),
                "failing": [case.name for case in report.failing],
                "cases": [case.tree for case in report.cases],
                "code": self.ended.code,
                "text": self.ended.output.decode("utf-8", "replace")[-_SHOWN:],
            }
        return path.dig(self._facts[path.root]) if path.root in self._facts else ABSENT


async def walk_suite(task: Task, evidence: Evidence) -> Heard:
    """Run a suite and return how it went.

    Raises CustomerNotices when a test failed that may not, CannotTell when the run proves nothing:
    it could not be started, was stopped, crashed, or left no report of its own.
    """
    before = _stamps(task)
    ended = await _run(task)
    evidence.put("output.txt", ended.output)
    if ended.timed_out:
        reason = f"{_shown(task)} did not end within {task.seconds:.3g} s and was stopped"
        raise CannotTell("suite.timeout", reason)
    report = _report(task, before, ended, evidence)
    failing = report.failing
    if not report.cases:
        raise CannotTell("suite.empty", f"{_shown(task)} ran no test{_last_words(ended)}")
    if ended.code and not failing:
        raise CannotTell(
            "suite.crash",
            f"{_shown(task)} {_ending(ended.code)}, though its report names no test that "
            f"failed{_last_words(ended)}",
        )
    if report.count("skipped") == len(report.cases):
        raise CannotTell("suite.empty", f"{_shown(task)} skipped all its tests")
    blamed = [case for case in failing if task.blames(case)]
    if blamed:
        raise CustomerNotices("suite.failed", _told(blamed, len(report.cases)))
    return Heard(report, ended)


async def _run(task: Task) -> Ended:
    if not task.folder.is_dir():
        raise CannotTell("suite.folder", f"there is no folder {task.folder} to run it in")
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**known, **task.environment}
    try:
        return await run(task.command, task.folder, environment, seconds=task.seconds)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise CannotTell(
            "suite.command", f"{task.command[0]} cannot be started in {task.folder}: {why}"
        ) from None


def _report(
    task: Task, before: Mapping[Path, Stamp], ended: Ended, evidence: Evidence
) -> SuiteReport:
    """Return what this run wrote; a report from before does not count."""
    after = _stamps(task)
    fresh = [path for path, stamp in after.items() if before.get(path) != stamp]
    if not fresh:
        old = f"{task.junit} is from before" if after else f"there is no {task.junit}"
        raise CannotTell(
            "suite.report", f"{_shown(task)} {_ending(ended.code)} and wrote no report: "
            f"{old}{_last_words(ended)}",
        )  # fmt: skip
    texts = []
    for path in sorted(fresh):
        data = _content(path)
        evidence.put("report.xml", data)
        texts.append((path.name, data))
    try:
        return read_reports(texts)
    except ReportWrong as error:
        raise CannotTell("suite.report", f"{error}{_last_words(ended)}") from None


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise CannotTell("suite.report", f"{path.name} is larger than 50 MB")
        return path.read_bytes()
    except OSError as error:
        raise CannotTell("suite.report", f"{path.name} cannot be read: {error.strerror}") from None


def _stamps(task: Task) -> dict[Path, Stamp]:
    """Return the reports that are there, each with what tells one writing from another."""
    if any(sign in task.junit for sign in "*?["):
        found: Sequence[Path] = [p for p in task.folder.glob(task.junit) if p.is_file()]
    else:
        file = task.folder / task.junit
        found = [file] if file.is_file() else []
    stats = {path: path.stat() for path in found}
    return {path: (s.st_mtime_ns, s.st_size, s.st_ino) for path, s in stats.items()}


def _told(failing: Sequence[Case], tests: int) -> str:
    """Return which tests failed, as a sentence."""
    named = "; ".join(_of(case) for case in failing[:_NAMED])
    more = f"; and {len(failing) - _NAMED} more" if len(failing) > _NAMED else ""
    return f"{len(failing)} of {tests} test{'s' * (tests != 1)} failed: {named}{more}"


def _of(case: Case) -> str:
    return f"'{case.name}' ({case.reason})" if case.reason else f"'{case.name}'"


def _shown(task: Task) -> str:
    return " ".join(task.command[:4]) + (" …" if len(task.command) > 4 else "")


def _ending(code: int) -> str:
    if code >= 0:
        return f"ended with code {code}"
    names = {signal.value: signal.name for signal in Signals}
    return f"was ended by {names.get(-code, f'signal {-code}')}"


def _last_words(ended: Ended) -> str:
    lines = [line.strip() for line in ended.output.decode("utf-8", "replace").splitlines()]
    last = next((line for line in reversed(lines) if line), "")
    return f"; it last said: {last[:200]}" if last else ""
