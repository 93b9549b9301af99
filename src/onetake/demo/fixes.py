"""What mends Harbor Bank: each planted gap in its files, and the change that closes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_FIXES = Path(__file__).parent / "fixes.yaml"


@dataclass(frozen=True, slots=True)
class Fix:
    """In `file`, `old` becomes `new`; `why` says what it is good for."""

    file: str
    why: str
    old: str
    new: str


def fixes() -> tuple[Fix, ...]:
    """Return every fix, in the order of the pitfalls."""
    import yaml

    return tuple(Fix(**item) for item in yaml.safe_load(_FIXES.read_text("utf-8")))


def mend(folder: Path) -> None:
    """Apply every fix to Harbor Bank's programme in a folder. Raises ValueError where it is not."""
    for fix in fixes():
        file = folder / fix.file
        text = file.read_text("utf-8")
        if text.count(fix.old) != 1:
            raise ValueError(f"{fix.file} is not Harbor Bank's: {fix.old!r} is not in it once")
        file.write_text(text.replace(fix.old, fix.new), "utf-8")
