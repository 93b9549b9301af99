"""Texts with `${…}` in them, compiled when read so that a wrong name is found before a run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from onetake.words.scalar import Plain, typed

_PART = re.compile(r"\$\$\{|\$\{([^}]*)\}|\$\{")
_NAME = re.compile(r"[^\W\d][\w-]*(\.[\w-]+)*")


class Undefined(LookupError):
    """A template names something the run does not have; `name` is that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"${{{name}}} has no value here")
        self.name = name


class TemplateFault(ValueError):
    """A template is written wrongly; `column` counts from 0 within the text."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


def look_up(memory: Mapping[str, object], name: str) -> object:
    """Return the value of a dotted name in nested mappings and lists.

    Raises Undefined when a part of the name is not there.
    """
    value: object = memory
    for part in name.split("."):
        try:
            key = int(part) if isinstance(value, list | tuple) else part
            value = value[key]  # type: ignore[index]
        except (KeyError, IndexError, TypeError, ValueError):
            raise Undefined(name) from None
    return value


def as_text(value: object) -> str:
    """Return a value as a customer would read it: true, 12.5, or compact JSON for nested ones."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return str(value)


@dataclass(frozen=True, slots=True)
class Template:
    """A text with names to fill in: `parts` alternates literal text and names, text first."""

    written: str
    parts: tuple[str, ...] = field(repr=False, compare=False, default=())

    @classmethod
    def parse(cls, text: str) -> Template:
        """Compile a text; `$${` stands for a literal `${`.

        Raises TemplateFault for an unclosed brace or something that is no name.
        """
        parts, literal, end = [], "", 0
        for found in _PART.finditer(text):
            literal += text[end : found.start()]
            end = found.end()
            if found[0] == "$${":
                literal += "${"
                continue
            if found[1] is None:
                raise TemplateFault("'${' is never closed: write ${name}", found.start())
            if not _NAME.fullmatch(found[1].strip()):
                raise TemplateFault(f"'${{{found[1]}}}' is not a name", found.start())
            parts += [literal, found[1].strip()]
            literal = ""
        return cls(text, (*parts, literal + text[end:]))

    @property
    def names(self) -> tuple[str, ...]:
        """The dotted names this text asks for."""
        return self.parts[1::2]

    def value(self, memory: Mapping[str, object]) -> object:
        """Return the text filled in; a single `${name}` keeps its value's own type,
        and what was written unquoted is a number or truth value there."""
        if len(self.parts) == 1:
            return self.parts[0]
        if len(self.parts) == 3 and not self.parts[0] and not self.parts[2]:
            return typed(look_up(memory, self.parts[1]))
        return self.text(memory)

    def text(self, memory: Mapping[str, object]) -> str:
        """Return the text filled in. Raises Undefined when a name has no value."""
        if len(self.parts) == 1:
            return self.parts[0]
        return "".join(
            as_text(look_up(memory, part)) if position % 2 else part
            for position, part in enumerate(self.parts)
        )

    def __str__(self) -> str:
        """Return the text as it was written."""
        return self.written


def compile_tree(value: object, scalar: Callable[[object], object] = typed) -> object:
    """Return nested lists and mappings with texts compiled; keys are taken as written.

    Texts without a name in them become plain values; `scalar` says what an unquoted one is.
    """
    if isinstance(value, Mapping):
        return {str(key): compile_tree(item, scalar) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [compile_tree(item, scalar) for item in value]
    if isinstance(value, str) and "${" in value:
        template = Template.parse(value)
        return template if template.names else template.parts[0]
    return scalar(value)


def fill(value: object, memory: Mapping[str, object]) -> object:
    """Return a compiled tree with every template filled in. Raises Undefined."""
    if isinstance(value, Template):
        return value.value(memory)
    if isinstance(value, dict):
        return {key: fill(item, memory) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, memory) for item in value]
    return value


def templates_in(value: object) -> Iterator[Template]:
    """Yield every template in a nested value of lists, mappings and pydantic models."""
    if isinstance(value, Template):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from templates_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from templates_in(item)
    elif hasattr(value, "templates"):
        yield from value.templates()


def fill_written(value: object, memory: Mapping[str, object]) -> object:
    """Return a compiled tree with every template filled in as if it was written unquoted.

    So what it gives equals a text or a number. Raises Undefined.
    """
    if isinstance(value, dict):
        return {key: fill_written(item, memory) for key, item in value.items()}
    if isinstance(value, list):
        return [fill_written(item, memory) for item in value]
    if not isinstance(value, Template):
        return value
    filled = value.value(memory)
    return Plain(as_text(filled)) if isinstance(filled, str | int | float) else filled
