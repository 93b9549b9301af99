"""Reads a stand-in's file."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from onetake.simulate.declared import Simulation


class SimulationWrong(ValueError):
    """A stand-in's file cannot be used; the text holds every reason, a line each."""


def load(file: Path) -> Simulation:
    """Return what a YAML file declares.

    Raises SimulationWrong when it cannot be read, is no YAML, or says something unknown.
    """
    try:
        tree = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SimulationWrong(f"{file} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise SimulationWrong(f"{file} is not YAML in UTF-8: {error}") from None
    try:
        return Simulation.model_validate({} if tree is None else tree)
    except ValidationError as error:
        raise SimulationWrong("\n".join(_reasons(file, error))) from None


def _reasons(file: Path, error: ValidationError) -> list[str]:
    return [
        f"{file}: {'.'.join(map(str, item['loc'])) or 'the file'}: {item['msg']}"
        for item in error.errors()
    ]
