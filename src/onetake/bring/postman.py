"""Postman collections (v2.0, v2.1) → journeys: a folder each, in order, with what they check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onetake.bring.calls import Call, Systems, with_systems
from onetake.bring.drafted import Brought, Drafted, Left, Tree, Wish
from onetake.bring.expecting import add
from onetake.bring.naming import dashed, unlike
from onetake.bring.postman_requests import Reader
from onetake.bring.postman_scripts import Checks, read_checks
from onetake.bring.postman_tree import Asked, Json, about_of, named_values, requests_of
from onetake.bring.postman_variables import Variables
from onetake.bring.secrecy import Secrecy


@dataclass(slots=True)
class _Request:
    """A request on its way to a step: which journey it belongs to is decided last."""

    asked: Asked
    checks: Checks
    left: tuple[Left, ...] = ()
    call: Call | None = None
    expect: object = None
    uses: set[str] = field(default_factory=set)


def read_collection(collection: Json, source: str, wish: Wish, others: Sequence[Json]) -> Brought:
    """Return a collection as journeys; `others` are Postman's environments brought with it."""
    info = collection.get("info")
    title = str(info.get("name") if isinstance(info, Mapping) else "") or source
    requests = [_checked(asked) for asked in requests_of(collection)]
    variables = _variables(collection, others, requests)
    variables.elsewhere, variables.title = wish.values, title
    reader = Reader(variables)
    for request in requests:
        variables.used = set()
        request.call = reader.call(request.asked)
        request.expect = variables.tree(request.checks.expect, request.asked.place)
        request.uses = variables.used
        variables.kept |= set(request.checks.keep) if request.call else set()
    sent = [request for request in requests if request.call]
    systems = Systems(title, wish, variables.asked)
    systems.see([request.call for request in sent if request.call])
    groups = list(_groups(sent))
    about = about_of(info) if isinstance(info, Mapping) else ""
    journeys = tuple(map(with_systems, _journeys(groups, systems, title, about)))
    return Brought(
        source=source,
        kind=f"the Postman collection {title!r}",
        journeys=journeys,
        systems=systems.made,
        environment=next((str(other.get("name")) for other in others if other.get("name")), ""),
        values=systems.values,
        secrets=variables.secrecy.secrets,
        left=tuple(dict.fromkeys([*reader.left, *variables.left, *_left(requests)])),
    )


def _checked(asked: Asked) -> _Request:
    """Return a request with what its own and inherited scripts check."""
    made, left = Checks(), []
    for script in asked.scripts:
        found = read_checks(script.text)
        made.given.update(found.given)
        if script.when == "test":
            for path, matcher in found.expect.items():
                add(made.expect, path, matcher)
            made.keep.update(found.keep)
        place = f"{script.place}, {'test' if script.when == 'test' else 'pre-request'} script"
        left += [Left(f"{place}, line {line}", text, why) for line, text, why in found.left]
    return _Request(asked, made, tuple(left))


def _variables(collection: Json, others: Sequence[Json], requests: Sequence[_Request]) -> Variables:
    listed = [
        *(item for item in named_values(collection.get("variable"), "value")),
        *(item for other in others for item in named_values(other.get("values"))),
    ]
    given = {
        name: str(value)
        for request in requests
        for name, value in request.checks.given.items()
        if "{{" not in str(value)
    }
    return Variables.read(listed, given, Secrecy())


def _left(requests: Sequence[_Request]) -> Iterator[Left]:
    return (left for request in requests for left in request.left)


def _groups(requests: Sequence[_Request]) -> Iterator[list[_Request]]:
    """Yield the requests of each journey: a folder's, and those of folders it needs values from."""
    folders = list(dict.fromkeys(request.asked.folders for request in requests))
    group = {folder: folder for folder in folders}
    kept: dict[str, tuple[str, ...]] = {}
    for request in requests:
        for name in request.uses:
            there, here = group[kept[name]], group[request.asked.folders]
            group = {folder: there if of == here else of for folder, of in group.items()}
        kept |= dict.fromkeys(request.checks.keep, request.asked.folders)
    for first in dict.fromkeys(group.values()):
        yield [request for request in requests if group[request.asked.folders] == first]


def _journeys(
    groups: Sequence[list[_Request]], systems: Systems, title: str, about: str
) -> Iterator[Drafted]:
    names: set[str] = set()
    for group in groups:
        folders = list(dict.fromkeys(request.asked.folders for request in group))
        first = folders[0]
        whole = len(groups) == 1 or not first
        name = dashed(title) if whole else "/".join(dashed(part) for part in (title, *first))
        name = unlike(name, names, joint="-")
        names.add(name)
        told = group[0].asked.about if len(folders) == 1 else ""
        goal = (
            told
            or (about if whole else "")
            or (title if whole else f"{title}: {', '.join(f[-1] for f in folders)}")
        )
        places = ", ".join(" / ".join(folder) for folder in folders if folder)
        origin = f"Brought from the Postman collection {title!r}" + (
            f": {places}" if places else ""
        )
        steps = tuple(_step(request, systems, several=len(folders) > 1) for request in group)
        yield Drafted(name, goal, steps, origin)


def _step(request: _Request, systems: Systems, *, several: bool) -> Tree:
    call, name = systems.of(request.call) if request.call else (None, "")
    expect = request.expect if isinstance(request.expect, Mapping) else {}
    answered = request.asked.answered or {"at_most": 399}
    expect = expect if "status" in expect else {"status": answered, **expect}
    phase = request.asked.folders[-1] if several and request.asked.folders else ""
    return call.step(name, expect, request.checks.keep, phase=phase) if call else {}
