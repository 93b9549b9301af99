"""The matcher `schema`: whether a value fits a JSON Schema, and where it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from onetake.words.scalar import typed_tree


def schema(wanted: object, case: bool) -> Callable[[object], int]:
    """The value fits a JSON Schema (draft 2020-12), written in place."""
    import jsonschema
    from referencing import Registry

    if not isinstance(wanted, Mapping):
        raise ValueError(  # noqa: TRY004 - a fault of the file
            "schema takes a JSON Schema: schema: {type: object, required: [id]}"
        )
    validator = jsonschema.Draft202012Validator
    try:
        validator.check_schema(wanted)
    except jsonschema.SchemaError as error:
        raise ValueError(f"this is not a JSON Schema: {error.message}") from None
    _resolve(wanted, wanted)
    checker = validator(wanted, registry=Registry())
    return lambda value: 0 if checker.is_valid(value) else 2


def _resolve(node: object, whole: Mapping[str, object]) -> None:
    """Raise ValueError for a `$ref` out of the schema: nothing undeclared is ever fetched."""
    if isinstance(node, Mapping):
        for key, item in node.items():
            if key in ("$ref", "$dynamicRef") and isinstance(item, str):
                _look_up(item, whole)
            _resolve(item, whole)
    elif isinstance(node, list | tuple):
        for item in node:
            _resolve(item, whole)


def _look_up(reference: str, whole: Mapping[str, object]) -> None:
    from referencing import Registry, Resource
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import DRAFT202012

    try:
        resource = Resource.from_contents(whole, default_specification=DRAFT202012)
        base = resource.id() or ""
        Registry().with_resource(base, resource).resolver(base).lookup(reference)
    except Unresolvable:
        raise ValueError(
            f"$ref: {reference} leads nowhere in this schema, and nothing is fetched: "
            "put what it means below $defs and write #/$defs/NAME"
        ) from None


def schema_fault(schema: Mapping[str, object], value: object) -> str:
    """Return where a value first breaks a JSON Schema, and how."""
    import jsonschema

    fault = next(jsonschema.Draft202012Validator(typed_tree(schema)).iter_errors(value), None)  # type: ignore[arg-type]
    return f"{fault.json_path}: {fault.message[:200]}" if fault else ""
