"""The faults planted in Harbor Bank's staging: each breaks one journey at one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from onetake.simulate.faults import Fault, FaultKind

_STAGING = Path(__file__).parent / "staging.yaml"


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault, and where it must be found: the journey's id, the step's number and name."""

    fault: Fault
    journey: str
    step: int
    name: str

    @property
    def id(self) -> str:
        """The fault's id."""
        return self.fault.id

    @property
    def notices(self) -> str:
        """What a customer notices, in one sentence."""
        return self.fault.notices


def _read(file: Path) -> tuple[Planted, ...]:
    """Return what a file says is planted, and where it must be found."""
    import yaml

    return tuple(
        Planted(
            Fault(
                item["id"],
                FaultKind(item["fault"].pop("kind")),
                notices=item["notices"],
                **item["fault"],
            ),
            **item["found"],
        )
        for item in yaml.safe_load(file.read_text(encoding="utf-8"))
    )


PLANTED: Mapping[str, tuple[Planted, ...]] = {
    "dev": (),
    "staging": _read(_STAGING),
    "production": (),
}
