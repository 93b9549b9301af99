"""Makes the reference pages from docstrings: channels, actions, matchers, commands, exit codes.

`python docs/build.py` writes them, `python docs/build.py --check` fails when one is out of date.
"""

from __future__ import annotations

import inspect
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ["COLUMNS"] = "80"

from onetake import errors, plugins  # noqa: E402
from onetake.commands import app  # noqa: E402
from onetake.words.channel import Action, Configured, Declared  # noqa: E402
from onetake.words.match import CASE, NESTED  # noqa: E402
from onetake.words.matchers import BUILDERS  # noqa: E402

HERE = Path(__file__).parent
_NOTE = "<!-- Made by docs/build.py from docstrings; do not edit. -->\n"


def pages() -> dict[Path, str]:
    """Return every generated page by its path below docs/."""
    found = plugins.channels().found
    made = {Path("channels") / f"{name}.md": channel_page(found[name]) for name in sorted(found)}
    made[Path("matchers.md")] = matchers_page()
    made[Path("commands.md")] = commands_page()
    made[Path("exit-codes.md")] = exit_codes_page()
    return {path: f"{_NOTE}{text.rstrip()}\n" for path, text in made.items()}


def channel_page(channel: object) -> str:
    """Return the page of a channel: what it is, its actions, its settings."""
    name = channel.name  # type: ignore[attr-defined]
    parts = [f"# {name}", doc(type(channel))]
    for action in channel.actions:  # type: ignore[attr-defined]
        parts += [f"## {name}.{action.word}", doc(action), *action_facts(action)]
    if isinstance(channel, Configured):
        parts += ["## Settings of a system", doc(channel.settings), fields(channel.settings)]
    return "\n\n".join(part for part in parts if part)


def action_facts(action: type[Action]) -> Iterator[str]:
    """Yield an action's fields and the facts that `expect` may use after it."""
    yield fields(action)
    if action.facts:
        rows = [f"| `{path}` | {sentence} |" for path, sentence in action.facts.items()]
        rows.append("| `ms` | milliseconds from the saying to the arrival |")
        yield "\n".join(["| fact | what it is |", "|---|---|", *rows])


def fields(model: type[Declared]) -> str:
    """Return a table of a model's fields."""
    if not model.model_fields:
        return ""
    rows = []
    for name, field in model.model_fields.items():
        needed = "needed" if field.is_required() else default(field.get_default(call_default_factory=True))
        rows.append(f"| `{field.alias or name}` | {needed} | {field.description or ''} |")
    return "\n".join(["| key | default | meaning |", "|---|---|---|", *rows])


def default(value: object) -> str:
    """Return a default as a reader writes it."""
    if value is None or value == () or value == {} or value == "":
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`"


def matchers_page() -> str:
    """Return the page of the expectation language's words."""
    rows = [f"| `{word}` | {doc(build)} |" for word, build in BUILDERS.items()]
    rows += [f"| `{word}` | {sentence} |" for word, sentence in NESTED.items()]
    rows.append(f"| `case` | {CASE} |")
    table = "\n".join(["| word | holds when |", "|---|---|", *rows])
    return f"# Matchers\n\nOne language for every channel; [how to use it](expectations.md).\n\n{table}"


def commands_page() -> str:
    """Return the help of every command as it is printed."""
    parts = ["# Commands", "```text", help_of([]), "```"]
    for words in commands():
        parts += [f"## onetake {' '.join(words)}", "```text", help_of(words), "```"]
    return "\n".join(parts)


def commands() -> Iterator[list[str]]:
    """Yield the words of every command, nested ones too."""
    for name in sorted(app):
        if name.startswith("-"):
            continue
        nested = sorted(item for item in app[name] if not item.startswith("-"))
        yield from ([name, item] for item in nested) if nested else [[name]]


def help_of(words: list[str]) -> str:
    """Return what `onetake … --help` prints, 80 columns wide."""
    from rich.console import Console

    console = Console(width=80, force_terminal=False, record=True, file=open(os.devnull, "w"))  # noqa: SIM115
    app.help_print(words, console=console)
    return "\n".join(line.rstrip() for line in console.export_text().strip().splitlines())


def exit_codes_page() -> str:
    """Return the exit codes and the errors behind them."""
    tree = inspect.cleandoc(errors.__doc__ or "")
    return f"# Exit codes\n\n```text\n{tree}\n```"


def doc(thing: object) -> str:
    """Return a docstring as Markdown: one line per sentence line, examples as they are."""
    return re.sub(r"\n(?=`)", "\n\n", inspect.cleandoc(thing.__doc__ or "")).strip()


def main() -> int:
    """Write the pages, or check that they are up to date."""
    check, stale = "--check" in sys.argv, []
    for path, text in pages().items():
        file = HERE / path
        if file.exists() and file.read_text("utf-8") == text:
            continue
        stale.append(path)
        if not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    verb = "is out of date: run ./dev docs" if check else "written"
    for path in stale:
        print(f"docs/{path} {verb}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
