"""Journeys as items of pytest; loaded once there is a journey to collect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from onetake.errors import OnetakeError
from onetake.flows.prepare import Wanted
from onetake.flows.test import run_test
from onetake.flows.walkable import Faulty, Walkable, journey_of, walkable_in
from onetake.reports.telling import TellingReport
from onetake.words.verdict import Verdict

_KEY = pytest.StashKey["Programmes"]()


def journey_file(parent: pytest.Collector, file: Path, programme: Path) -> JourneyFile:
    """Return the collector of a file of a programme's journeys."""
    made: JourneyFile = JourneyFile.from_parent(parent, path=file)
    made.programme = programme
    return made


def _programmes(config: pytest.Config) -> Programmes:
    if _KEY not in config.stash:
        overrides = dict(config.getoption("--onetake-set"))
        config.stash[_KEY] = Programmes(config.getoption("--onetake-env"), overrides)
    return config.stash[_KEY]


class Programmes:
    """The programmes of a session, each read once; one with faults is read file by file."""

    def __init__(self, environment: str, overrides: Mapping[str, str]) -> None:
        self.environment = environment
        self.overrides = overrides
        self._read: dict[Path, tuple[Walkable, ...] | Faulty] = {}

    def walks(self, programme: Path, file: Path) -> tuple[Walkable, ...]:
        """Return the walks of a file's journeys. Raises CollectError with the file's faults."""
        try:
            if programme not in self._read:
                self._read[programme] = walkable_in(programme, self.environment, self.overrides)
            found = self._read[programme]
            if isinstance(found, Faulty):
                journey = journey_of(file, programme)
                asked = (journey, f"{journey}:*") if file.suffix == ".py" else (journey,)
                found = walkable_in(programme, self.environment, self.overrides, asked[:1])
        except OnetakeError as error:
            raise pytest.Collector.CollectError(_told(error)) from None
        if isinstance(found, Faulty):
            raise pytest.Collector.CollectError(found.text)
        own = file.relative_to(programme).as_posix()
        return tuple(walk for walk in found if walk.file == own)


class JourneyFile(pytest.File):
    """A file with one journey, or several in Python."""

    programme: Path

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each journey and persona."""
        walks = _programmes(self.config).walks(self.programme, self.path)
        several = len({walk.journey for walk in walks}) > 1
        for walk in walks:
            journey = walk.journey.rpartition(":")[2] or walk.journey
            name = walk.persona or ("walk" if not several else journey)
            name = f"{journey}[{walk.persona}]" if several and walk.persona else name
            item: JourneyItem = JourneyItem.from_parent(self, name=name)
            item.walk, item.programme = walk, self.programme
            item.extra_keyword_matches.update((*walk.tags, walk.journey))
            yield item


class JourneyItem(pytest.Item):
    """A journey as one persona walks it; rows of its table and its tries are one item."""

    walk: Walkable
    programme: Path

    def runtest(self) -> None:
        """Walk it and record it. Raises NotPassed for whatever is not passed."""
        if self.walk.skipped:
            pytest.skip(self.walk.skipped)
        session, report = _programmes(self.config), TellingReport()
        wanted = Wanted(
            start=self.programme,
            environment=session.environment,
            journeys=(self.walk.journey,),
            personas=(self.walk.persona,) if self.walk.persona else (),
            overrides=session.overrides,
        )
        outcome = run_test(wanted, [report])
        if outcome.interrupted:
            raise KeyboardInterrupt
        text = report.text()
        if outcome.verdict is Verdict.SKIPPED and outcome.judged:
            pytest.skip(outcome.judged[0].reason)
        if outcome.verdict is Verdict.DEGRADED:
            self.add_report_section("call", "degraded", text)
        elif outcome.verdict is not Verdict.PASSED:
            raise NotPassed(text or "nothing was walked, so nobody can tell")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the story of what a customer noticed, never a traceback of ours."""
        if isinstance(excinfo.value, NotPassed):
            return str(excinfo.value)
        if isinstance(excinfo.value, OnetakeError):
            return f"we could not tell: {_told(excinfo.value)}"
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where the journey stands and what it is called."""
        who = f" as {self.walk.persona}" if self.walk.persona else ""
        return self.path, max(self.walk.line - 1, 0), f"{self.walk.journey}{who}"


class NotPassed(AssertionError):
    """A journey failed, or nobody could tell how it went; the text is its story."""


def _told(error: OnetakeError) -> str:
    return f"{error.message}\n  {error.hint}" if error.hint else error.message
