"""Reads the paths of routes and pages, in which `{name}` stands for one part."""

from __future__ import annotations

import re


def shape(path: str) -> re.Pattern[str]:
    """Return what a path looks like; a part in braces becomes a group of its name."""
    parts = re.split(r"\{(\w+)\}", path)
    return re.compile("".join(
        f"(?P<{part}>[^/]+)" if position % 2 else re.escape(part)
        for position, part in enumerate(parts)
    ))  # fmt: skip
