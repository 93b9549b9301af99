"""Finds the mapping that an import goes by, and gives it its values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from onetake import declare
from onetake.declare.mappings import IMPORTS, read_mapping
from onetake.errors import UsageWrong
from onetake.flows.programme import ProgrammeFaulty
from onetake.words.mapping import Mapped

READY = Path(declare.__file__).parent.parent / "imports" / "ready"
"""The folder of those that come with Onetake."""


def ready_mappings() -> list[str]:
    """Return the names of the mappings that come with Onetake."""
    return sorted(file.stem for file in READY.glob("*.yaml"))


def mapping_called(name: str, folder: Path, values: Mapping[str, str]) -> Mapped:
    """Return a mapping: a file's, one of a programme's `imports/`, or a ready one.

    Raises UsageWrong for none, or when a value it needs is missing, ProgrammeFaulty for its faults.
    """
    places = (Path(name), folder / IMPORTS / f"{name}.yaml", READY / f"{name}.yaml")
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        own = sorted(file.stem for file in (folder / IMPORTS).glob("*.yaml"))
        known = ", ".join([*own, *ready_mappings()])
        raise UsageWrong(f"there is no mapping {name!r}", hint=f"name a file, or one of: {known}")
    mapped, faults = read_mapping(path, values)
    if mapped is None:
        raise ProgrammeFaulty(tuple(faults))
    missing = {name: what for name, what in mapped.needs.items() if name not in values}
    if missing:
        wanted = "; ".join(f"{called} ({what})" for called, what in missing.items())
        words = " ".join(f"--set {one}={values.get(one, 'VALUE')}" for one in mapped.needs)
        raise UsageWrong(
            f"the mapping {name} needs {wanted}",
            hint=f"onetake ledger import FILE --as {name} {words}",
        )
    return mapped
