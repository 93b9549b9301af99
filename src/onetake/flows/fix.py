"""Makes the safe changes that findings come with, each file at once or not at all."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from onetake.words.checks import Edit
from onetake.words.judged import Found


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file that was changed, with the difference, or `why` it was left as it was."""

    file: str
    difference: str = ""
    why: str = ""


def fix(folder: Path, found: Iterable[Found]) -> list[Fixed]:
    """Make the changes of findings that nobody bears with, and return what became of each file."""
    edits: dict[str, list[Edit]] = {}
    for item in found:
        if item.waiver is None and item.gap.edit is not None:
            edits.setdefault(item.gap.edit.file, []).append(item.gap.edit)
    return [_file(folder, file, wanted) for file, wanted in edits.items()]


def _file(folder: Path, file: str, edits: Sequence[Edit]) -> Fixed:
    path = folder / file
    if path.suffix not in (".yaml", ".yml"):
        return Fixed(file, why="it is not YAML: change it yourself")
    try:
        text = path.read_text("utf-8")
        lines = text.splitlines(keepends=True)
        # from the last line to the first, so that numbers hold
        for edit in sorted(edits, key=lambda edit: -edit.line):
            why = _change(lines, edit)
            if why:
                return Fixed(file, why=why)
        _replace(path, "".join(lines))
    except (OSError, UnicodeDecodeError) as error:
        return Fixed(file, why=f"it cannot be changed: {error}")
    told = difflib.unified_diff(text.splitlines(True), lines, f"a/{file}", f"b/{file}")
    return Fixed(file, "".join(told))


def _change(lines: list[str], edit: Edit) -> str:
    """Change the lines of a file; return why they are left as they were, or nothing."""
    if edit.old:
        at = [number for number, line in enumerate(lines) if line.strip() == edit.old]
        if len(at) != 1:
            return f"{edit.old!r} stands in it {len(at)} times: change it yourself"
        indent = lines[at[0]][: len(lines[at[0]]) - len(lines[at[0]].lstrip())]
        lines[at[0]] = f"{indent}{edit.new}\n"
    elif edit.new:
        if any(line.strip() == edit.new for line in lines):
            return f"{edit.new!r} stands in it already"
        key = edit.new.partition(":")[0] + ":"
        if standing := next((line.strip() for line in lines if line.startswith(key)), ""):
            return f"{standing!r} stands in it: make that {edit.new!r}"
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        lines.append(f"{edit.new}\n")
    else:
        return _take_away(lines, edit.line)
    return ""


def _take_away(lines: list[str], number: int) -> str:
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    if not (line.startswith("- {") and line.partition("#")[0].rstrip().endswith("}")):
        return f"the item at line {number} is more than one line: take it away yourself"
    del lines[number - 1]
    left = [text.strip() for text in lines if text.strip() and not text.lstrip().startswith("#")]
    if len(left) == 1 and left[0].endswith(":"):
        at = next(n for n, text in enumerate(lines) if text.strip() == left[0])
        lines[at] = lines[at].rstrip("\n") + " []\n"
    return ""


def _replace(path: Path, text: str) -> None:
    """Write a file anew, whole or not at all, with the rights it had."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as beside:
        beside.write(text)
    fresh = Path(beside.name)
    fresh.chmod(path.stat().st_mode & 0o777)
    fresh.replace(path)
