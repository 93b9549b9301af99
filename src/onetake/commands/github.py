"""What every command does within GitHub Actions, or when told to with --github."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from onetake.flows.repository import path_in_repository
from onetake.reports.github import GitHubReport, commands, fault_annotations, hush, listen
from onetake.words.location import Fault


def wanted(told: bool) -> bool:
    """Tell if GitHub is to be told: by an option, or because this is a job of GitHub Actions."""
    return told or os.environ.get("GITHUB_ACTIONS") == "true"


def github_report(programme: Path, *, json: bool) -> GitHubReport:
    """Return what annotates journeys and appends to the job's summary.

    Annotations are printed where JSON is not: GitHub reads them from both outputs.
    """
    summary = os.environ.get("GITHUB_STEP_SUMMARY", "")
    stream = sys.stderr if json else sys.stdout
    into = Path(summary) if summary else None
    return GitHubReport(stream, token_hex(16), into, repository_path(programme))


@contextmanager
def annotated(faults: Sequence[Fault], programme: Path, *, json: bool) -> Iterator[None]:
    """Keep GitHub from obeying what is printed meanwhile, then annotate the files with faults."""
    stream, token = sys.stderr if json else sys.stdout, token_hex(16)
    print(hush(token), file=stream, flush=True)
    yield
    found = commands(fault_annotations(faults), repository_path(programme))
    print("\n".join([listen(token), *found]), file=stream, flush=True)


def repository_path(programme: Path) -> str:
    """Return the path from the repository, or GitHub's workspace, to the programme."""
    return path_in_repository(programme, os.environ.get("GITHUB_WORKSPACE", ""))
