"""Reads foreign files together: a collection with its environments, convos with utterances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from onetake.bring.botium import read_convos
from onetake.bring.callscript import read_calls
from onetake.bring.drafted import Brought, Wish
from onetake.bring.foreign import Foreign, Kind
from onetake.bring.har import read_har
from onetake.bring.openapi import read_api
from onetake.bring.postman import read_collection
from onetake.errors import UsageWrong

_BOTIUM = (Kind.CONVO, Kind.CONVOS, Kind.UTTERANCES, Kind.CONVO_TABLE, Kind.BOTIUM)


def bring(files: Sequence[Foreign], wish: Wish) -> tuple[Brought, ...]:
    """Return what foreign files become. Raises UsageWrong when there is no journey in them."""
    found: list[Brought] = []
    environments = [_mapping(f.data) for f in files if f.kind is Kind.POSTMAN_ENVIRONMENT]
    talks = [file for file in files if file.kind in _BOTIUM]
    for file in files:
        systems = tuple(system for brought in found for system in brought.systems)
        taken = {system.name: system.address for system in systems}
        values = {name: value for brought in found for name, value in brought.values.items()}
        values = {**wish.values, **values}
        wanted = replace(wish, taken={**wish.taken, **taken}, values=values, systems=systems)
        data = _mapping(file.data)
        if file.kind is Kind.POSTMAN:
            found.append(read_collection(data, file.name, wanted, environments))
        elif file.kind is Kind.OPENAPI:
            found.append(read_api(data, file.name, wanted))
        elif file.kind is Kind.HAR:
            found.append(read_har(data, file.name, wanted))
        elif file.kind is Kind.CALLS:
            found.append(read_calls(file.text, file.name, wanted))
        elif file.kind in _BOTIUM and file is talks[0]:
            found.append(read_convos(talks, wanted))
    if not any(brought.journeys for brought in found):
        names = ", ".join(f"{file.name} ({file.kind})" for file in files)
        raise UsageWrong(f"there is no journey in {names}", hint="bring what requests or talks too")
    return tuple(found)


def _mapping(data: object) -> Mapping[str, object]:
    return data if isinstance(data, Mapping) else {}
