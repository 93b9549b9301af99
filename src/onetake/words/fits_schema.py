"""The matcher `schema`: whether a value fits a JSON Schema, and where it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from onetake.words.scalar import typed_tree


def schema(wanted: object, case: bool) -> Callable[[object], int]:
    """The value fits a JSON Schema (draft 2020-12), written in place."""
    import jsonschema

    if not isinstance(wanted, Mapping):
        raise ValueError(  # noqa: TRY004 - a fault of the file
            "schema takes a JSON Schema: schema: {type: object, required: [id]}"
        )
    validator = jsonschema.Draft202012Validator
    try:
        validator.check_schema(wanted)
    except jsonschema.SchemaError as error:
        raise ValueError(f"this is not a JSON Schema: {error.message}") from None
    checker = validator(wanted)
    return lambda value: 0 if checker.is_valid(value) else 2


def schema_fault(schema: Mapping[str, object], value: object) -> str:
    """Return where a value first breaks a JSON Schema, and how."""
    import jsonschema

    fault = next(jsonschema.Draft202012Validator(typed_tree(schema)).iter_errors(value), None)  # type: ignore[arg-type]
    return f"{fault.json_path}: {fault.message[:200]}" if fault else ""
