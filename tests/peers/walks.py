"""Journeys beside the tests that judge them: one `onetake test --json` walks all of a module's.

A test carries its journey: `@journey("steps: …")`. The journey's id is the test's name without
`test_`, its goal the first line of the test's docstring.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, TypeVar

from install import alone

Test = TypeVar("Test", bound=Callable[..., None])
Run = dict[str, Any]
"""A run as `onetake test --json` prints it."""

COMMAND = "import sys; from onetake.commands import main; sys.exit(main())"


def journey(text: str, *, system: str = "peer") -> Callable[[Test], Test]:
    """Give a test the journey it judges: YAML without its goal, and without its only system."""

    def give(test: Test) -> Test:
        goal = (test.__doc__ or "").partition("\n")[0]
        systems = "" if "\nsystems:" in text else f"\nsystems: [{system}]"
        test.__dict__["journey"] = f"goal: {json.dumps(goal)}{systems}\n{text}"
        return test

    return give


@dataclass(frozen=True, slots=True)
class Walked:
    """A programme that was walked: where it lies, the exit code, what was printed and noted."""

    folder: Path
    code: int
    printed: dict[str, Any]
    noted: dict[str, Any] = field(default_factory=dict)

    def runs(self, test: Callable[..., None]) -> list[Run]:
        """Return the runs of a test's journey, in the order of rows and personas."""
        found = [run for run in self.printed["runs"] if run["journey"] == _id(test)]
        return sorted(found, key=lambda run: (run["row"] or 0, run["persona"]))

    def gate(self, test: Callable[..., None]) -> dict[str, Any]:
        """Return what the tries of a test's journey say together."""
        [found] = [each for each in self.printed["journeys"] if each["journey"] == _id(test)]
        return found

    def kept(self) -> bytes:
        """Return every byte that was kept: the ledger, its log, the evidence."""
        files = (file for file in (self.folder / ".onetake").rglob("*") if file.is_file())
        return b"\n".join(file.read_bytes() for file in sorted(files))


def walk(
    folder: Path,
    files: Mapping[str, str],
    tests: ModuleType,
    *options: str,
    secrets: Mapping[str, str] | None = None,
) -> Walked:
    """Write a programme with all journeys of a module's tests and walk it, as a user would."""
    journeys = {
        f"journeys/{_id(test)}.yaml": test.journey
        for test in vars(tests).values()
        if isinstance(test, FunctionType) and hasattr(test, "journey")
    }
    for name, text in {**files, **journeys}.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "test", "--env", "dev", "--json", *options],
        cwd=folder,
        env={**os.environ, **(secrets or {})},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.stdout, done.stderr
    (folder / "printed.json").write_text(done.stdout, encoding="utf-8")  # to look up reasons
    printed = json.loads(done.stdout)
    assert "runs" in printed, done.stdout
    return Walked(folder, done.returncode, printed)


Walking = Callable[[Path], Walked]
"""Walks a programme that it writes into a folder."""


def once(folder: Path, walking: Walking) -> Walked:
    """Return what was walked in a folder, by whichever of pytest's workers came first."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "walked.json"
    with alone(folder / "turn"):
        if not kept.exists():
            done = walking(folder)
            told = json.dumps((done.code, done.printed, done.noted))
            kept.write_text(told, encoding="utf-8")
    return Walked(folder, *json.loads(kept.read_text(encoding="utf-8")))


def told(run: Run) -> tuple[str, str]:
    """Return a run's verdict, and why: the rule of a failure, nothing when it passed."""
    return run["verdict"], run["rule"] or run["reason"]


PASSED = ("passed", "")


def _id(test: Callable[..., None]) -> str:
    return test.__name__.removeprefix("test_").replace("_", "-")
