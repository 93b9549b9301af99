"""The gateways that come with Onetake: YAML files in the form a system's file may hold, too."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from pathlib import Path

from onetake.channels.sms.gateway import Gateway

_FOLDER = Path(__file__).parent / "gateways"
NAMES = tuple(sorted(file.stem for file in _FOLDER.glob("*.yaml")))


@cache
def ready(name: str) -> Gateway:
    """Return a gateway by name. Raises ValueError, naming the nearest, when there is none."""
    if name not in NAMES:
        near = get_close_matches(name, NAMES, 1, 0.5)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"{name!r} is no gateway; {hint}ready ones: {', '.join(NAMES)}")
    import yaml

    return Gateway.model_validate(yaml.safe_load((_FOLDER / f"{name}.yaml").read_text("utf-8")))
