"""Reads foreign files together: a collection with its environments, convos with utterances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from onetake.bring.drafted import Brought, Wish
from onetake.bring.foreign import Foreign, Kind
from onetake.bring.har import read_har
from onetake.bring.openapi import read_api
from onetake.bring.postman import read_collection
from onetake.errors import UsageWrong


def bring(files: Sequence[Foreign], wish: Wish) -> tuple[Brought, ...]:
    """Return what foreign files become. Raises UsageWrong when there is no journey in them."""
    found: list[Brought] = []
    environments = [_mapping(f.data) for f in files if f.kind is Kind.POSTMAN_ENVIRONMENT]
    for file in files:
        taken = {s.name: s.address for brought in found for s in brought.systems}
        values = {name: value for brought in found for name, value in brought.values.items()}
        wanted = replace(wish, taken={**wish.taken, **taken}, values={**wish.values, **values})
        data = _mapping(file.data)
        if file.kind is Kind.POSTMAN:
            found.append(read_collection(data, file.name, wanted, environments))
        elif file.kind is Kind.OPENAPI:
            found.append(read_api(data, file.name, wanted))
        elif file.kind is Kind.HAR:
            found.append(read_har(data, file.name, wanted))
    if not any(brought.journeys for brought in found):
        names = ", ".join(f"{file.name} ({file.kind})" for file in files)
        raise UsageWrong(f"there is no journey in {names}", hint="bring what requests or talks too")
    return tuple(found)


def _mapping(data: object) -> Mapping[str, object]:
    return data if isinstance(data, Mapping) else {}
