"""What was recorded of somebody, and the walk that shows at once whether it holds."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from onetake.flows.bring import Carried
from onetake.flows.prepare import Wanted
from onetake.flows.test import run_test
from onetake.words.report import Outcome, Report


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written down: the journey's id, its files, and the secrets typed meanwhile."""

    journey: str
    carried: Carried
    secrets: Mapping[str, str] = field(repr=False, default_factory=dict)


def walk_taken(folder: Path, environment: str, taken: Taken, reports: Sequence[Report]) -> Outcome:
    """Walk what was written down in a programme's folder, with the secrets that were typed."""
    with _known(taken.secrets):
        return run_test(Wanted(folder, environment, journeys=(taken.journey,)), reports)


@contextmanager
def _known(secrets: Mapping[str, str]) -> Iterator[None]:
    """Let secrets have their values for a while, as variables of this process."""
    names = {name.upper(): value for name, value in secrets.items()}
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
