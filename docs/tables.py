"""Tables of the reference pages: the keys of a model, the options of a command."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, get_args

from docstring_parser import parse_from_object
from pydantic import BeforeValidator
from pydantic.fields import FieldInfo

from onetake.words.channel import Declared
from onetake.words.path import Path
from onetake.words.template import Template

Row = tuple[str, ...]


def table(head: Row, rows: Iterable[Row]) -> str:
    """Return a Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell(text) for text in line)} |" for line in lines)


def cell(text: str) -> str:
    """Return a text that stays in one cell of a table."""
    return text.replace("|", r"\|").replace("\n", " ")


def keys(model: type[Declared], elsewhere: Collection[type] = ()) -> str:
    """Return a table of a model's keys, those of models within it after a dot."""
    return table(("key", "default", "meaning"), _keys(model, "", elsewhere))


def _keys(model: type[Declared], before: str, elsewhere: Collection[type]) -> Iterator[Row]:
    for name, field in model.model_fields.items():
        key = f"{before}{field.alias or name}"
        yield f"`{key}`", default(field), field.description or ""
        nested, named = _model_in(field.annotation)
        if nested and nested not in elsewhere:
            yield from _keys(nested, f"{key}.NAME." if named else f"{key}.", elsewhere)


def _model_in(annotation: Any, named: bool = False) -> tuple[type[Declared] | None, bool]:
    """Return the model a field holds, and whether it holds several by name."""
    if isinstance(annotation, type) and issubclass(annotation, Declared):
        return annotation, named
    named = named or getattr(annotation, "__origin__", None) is dict
    for inner in get_args(annotation):
        found = _model_in(inner, named)
        if found[0]:
            return found
    return None, False


def default(field: FieldInfo) -> str:
    """Return a field's default as a reader writes it; nothing when it is nothing."""
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True)
    reads = [item.func.__name__ for item in field.metadata if isinstance(item, BeforeValidator)]
    if "duration" in reads:
        return f"`{duration(value)}`" if value is not None else ""
    if "_days" in reads:
        return f"`{value}d`"
    if "_size" in reads:
        return f"`{size(value)}`"
    return f"`{written(value)}`" if _worth_saying(value) else ""


def _worth_saying(value: object) -> bool:
    return value not in (None, False, (), {}, "") and not isinstance(value, Declared)


def written(value: object) -> str:
    """Return a value as it stands in a file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Template):
        return value.written
    if isinstance(value, Path):
        return value.written.removeprefix("message.")
    if isinstance(value, tuple):
        return ", ".join(written(item) for item in value)
    if isinstance(value, Declared):
        return str(written(getattr(value, "at", value)))
    return str(value)


def duration(seconds: float) -> str:
    """Return seconds as a file says them: 30s, 500ms."""
    return f"{seconds:g}s" if seconds >= 1 or not seconds else f"{seconds * 1000:g}ms"


def size(count: int) -> str:
    """Return bytes as a file says them: 10MB."""
    for unit, bytes_each in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if count % bytes_each == 0:
            return f"{count // bytes_each}{unit}"
    return f"{count}B"


def options(command: Any) -> str:
    """Return a table of what may stand behind a command."""
    return table(("option", "default", "meaning"), _options(command))


def _options(command: Any) -> Iterator[Row]:
    said = {p.arg_name: p.description or "" for p in manual(command.default_command).params}
    for argument in command.assemble_argument_collection():
        parameter, name = argument.parameter, argument.field_info.names[0]
        if parameter.show is False or argument.names == ("*",):
            continue
        names = [item for item in argument.names if item.startswith("-")] or [name.upper()]
        if len(names) == 1 and name.upper() in _positional(command.default_command):
            names = [name.upper()]
        yield (
            " ".join(f"`{item}`" for item in names),
            _default_of(argument),
            " ".join((parameter.help or said.get(name, "")).split()),
        )


def _positional(function: Callable[..., object]) -> list[str]:
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    parameters = inspect.signature(function).parameters.values()
    return [item.name.upper() for item in parameters if item.kind in kinds]


def _default_of(argument: Any) -> str:
    if argument.required:
        return "needed"
    value = argument.field_info.default
    if value is inspect.Parameter.empty or value in (None, False, "", ()):
        return ""
    return f"`{written(value)}`"


def manual(function: Callable[..., object]) -> Any:
    """Return a function's docstring, read."""
    return parse_from_object(function)
