"""Has a model read a value, and says in plain words, at the right place, what does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from onetake.declare.document import At, Spot, described
from onetake.declare.nearest import nearest
from onetake.words.match import Matcher, MatcherFault
from onetake.words.match_words import WORDS
from onetake.words.scalar import Plain
from onetake.words.template import Template, TemplateFault

Model = TypeVar("Model", bound=BaseModel)

_KINDS = {
    "int": "a whole number", "float": "a number", "decimal": "a number", "bool": "true or false",
}  # fmt: skip
_EXAMPLES = {"int": "write digits, such as 3", "float": "write digits, such as 1.5"}
_LIMITS = {
    "greater_than_equal": "{shown} is too small: at least {ge}",
    "greater_than": "{shown} is too small: more than {gt}",
    "less_than_equal": "{shown} is too large: at most {le}",
    "less_than": "{shown} is too large: less than {lt}",
}
_LISTS = ("list_type", "tuple_type", "set_type", "frozen_set_type")
_MAPPINGS = ("dict_type", "mapping_type", "model_type", "model_attributes_type", "dataclass_type")


def validate(spot: Spot, model: type[Model], value: object = None) -> Model | None:
    """Return what a model makes of a value, or None, noting each fault at its place.

    `value` replaces what stands in the file: some of its keys, or a scalar under its key.
    """
    try:
        return model.model_validate(spot.value if value is None else value)
    except ValidationError as error:
        seen: set[At] = set()
        details = error.errors(include_url=False)
        for detail in details:
            if detail["type"] == "too_short" and _is_within(detail, details):
                continue
            place = spot.below(detail["loc"])
            extra = detail["type"] == "extra_forbidden"
            missing = detail["type"] == "missing"
            if place.at not in seen or extra or missing:
                _note(place, detail, model)
            seen.add(place.at)
        return None


def _is_within(short: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    """Return whether a list is too short only for want of an item that has a fault itself."""
    loc = short["loc"]
    return any(other["loc"][: len(loc)] == loc and other is not short for other in details)


def refused(value: object, model: type[BaseModel]) -> list[tuple[str | int, ...]]:
    """Return where a model refuses a value, each as the path that leads there."""
    try:
        model.model_validate(value)
    except ValidationError as error:
        return [detail["loc"] for detail in error.errors(include_url=False)]
    return []


def note_value_error(spot: Spot, error: ValueError, rule: str = "value") -> None:
    """Note a ValueError of a matcher, template or figure exactly where it is about."""
    target = spot.below(getattr(error, "at", ()))
    hint = getattr(error, "hint", "")
    if isinstance(error, MatcherFault) and _is_unknown_word(error):
        target.fault("matcher.unknown", str(error), hint=hint, key=True)
        return
    for leaf in target.leaves():
        column = _wrong_template(leaf)
        if column is not None:
            written = str(leaf.value)[column:].split("}")[0].split("\n")[0]
            leaf.fault_at("template", str(error), written, hint=hint)
            return
    seen = getattr(error, "seen", str(error))
    target.fault(rule, seen, hint=hint or _quote_hint(target, str(error)))


def _note(spot: Spot, detail: ErrorDetails, model: type[BaseModel]) -> None:
    kind, context, loc = detail["type"], detail.get("ctx") or {}, detail["loc"]
    shown = described(spot.value)
    if kind == "extra_forbidden":
        known = keys_of(model, loc[:-1])
        hint = nearest(str(loc[-1]), known, "keys here") if known else "no keys are known here"
        spot.fault("key.unknown", f"{str(loc[-1])!r} is not a key here", hint=hint, key=True)
    elif kind == "missing":
        spot.fault("key.missing", f"{str(loc[-1])!r} is missing", hint=_describe(model, loc))
    elif kind == "value_error":
        note_value_error(spot, context["error"])
    elif kind == "literal_error":
        wanted = str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        message = f"{shown} is not one of {', '.join(wanted)}"
        spot.fault("value", message, hint=nearest(str(spot.value), wanted, "write one of"))
    else:
        message = _message(kind, context, shown, detail["msg"])
        hint = _number_hint(kind, context) or _type_hint(kind, spot, message)
        spot.fault("value", message, hint=hint)


def _message(kind: str, context: Mapping[str, object], shown: str, otherwise: str) -> str:
    if kind in _LIMITS:
        return _LIMITS[kind].format(shown=shown, **context)
    wanted = _KINDS.get(kind.split("_", maxsplit=1)[0])
    if wanted:
        return f"{shown} is not {wanted}"
    if kind == "string_type":
        return f"a text is expected here, not {shown}"
    if kind == "too_short":
        return (
            f"at least {context['min_length']} must be in this list, not {context['actual_length']}"
        )
    if kind in _LISTS:
        return f"a list is expected here, not {shown}"
    if kind in _MAPPINGS:
        return f"a mapping is expected here, not {shown}"
    return f"{shown} does not fit here: {otherwise[0].lower()}{otherwise[1:]}"


def _number_hint(kind: str, context: Mapping[str, object]) -> str:
    """Return what could be written where a number of some kind or size is expected."""
    for name, more in (("ge", "more"), ("le", "less")):
        if kind in _LIMITS and name in context:
            return f"write {context[name]}, or {more}"
    return _EXAMPLES.get(kind.split("_", maxsplit=1)[0], "")


def _type_hint(kind: str, spot: Spot, message: str) -> str:
    if kind in _LISTS and isinstance(spot.value, str) and spot.value:
        plain = isinstance(spot.value, Plain)
        return f"write [{spot.value}]" if plain else f'write ["{spot.value}"]'
    if kind in _MAPPINGS and isinstance(spot.value, str):
        return "write keys below it, indented: key: value"
    return _quote_hint(spot, message)


def _quote_hint(spot: Spot, message: str) -> str:
    """Show the quoted line where a text was expected and brackets made something else of it."""
    fix = spot.braced() if "a text is expected" in message else ""
    return f"put it in quotes: {fix}" if fix else ""


def _is_unknown_word(error: MatcherFault) -> bool:
    return bool(error.at) and isinstance(error.at[-1], str) and error.at[-1] not in WORDS


def _wrong_template(leaf: Spot) -> int | None:
    if not isinstance(leaf.value, str) or "${" not in leaf.value:
        return None
    try:
        Template.parse(leaf.value)
    except TemplateFault as fault:
        return fault.column
    return None


def _model_at(model: type[BaseModel], loc: tuple[object, ...]) -> type[BaseModel] | None:
    """Return the model that stands at a place of errors, by the annotations on the way."""
    found: type[BaseModel] | None = model
    for part in loc:
        field = found.model_fields.get(str(part)) if found else None
        if field is None:
            continue
        found = _model_in(field.annotation)
    return found


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        found = _model_in(argument)
        if found:
            return found
    return None


def keys_of(model: type[BaseModel], loc: tuple[object, ...] = ()) -> list[str]:
    """Return the keys a model takes at a place, those of a matcher too where it takes one there."""
    found = _model_at(model, loc)
    if found is None:
        return []
    names = [field.alias or name for name, field in found.model_fields.items()]
    short = found.model_fields.get(getattr(found, "shorthand", ""))
    return [*names, *WORDS] if short is not None and is_matcher(short.annotation) else names


def is_matcher(annotation: object) -> bool:
    """Tell if a field takes a matcher."""
    return annotation is Matcher or any(map(is_matcher, get_args(annotation)))


def _describe(model: type[BaseModel], loc: tuple[object, ...]) -> str:
    found = _model_at(model, loc[:-1])
    field = found.model_fields.get(str(loc[-1])) if found else None
    return (field.description or "") if field else ""
