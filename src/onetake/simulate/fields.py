"""Answers GraphQL queries from the fields an api declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from onetake.simulate import graphql
from onetake.simulate.answers import meet, spoiled
from onetake.simulate.declared import Query
from onetake.simulate.faults import Fault, FaultKind, Faults
from onetake.simulate.post import Post
from onetake.simulate.world import World, apply, find, holds, made_of
from onetake.words.template import as_text, fill


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a query is asked: the world, its post, the faults switched on, and who asks."""

    world: World
    post: Post
    faults: Faults
    customer: str


async def answer_query(
    request: web.Request, body: Mapping[str, object], fields: tuple[Query, ...], stand: Stand
) -> web.StreamResponse:
    """Return the answer to a GraphQL request; errors stand in `errors`. Raises Broken."""
    variables = body.get("variables")
    variables = {} if variables is None else variables
    if not isinstance(variables, Mapping):
        return _errors("variables must be an object")
    try:
        asked = graphql.parse(as_text(body.get("query", "")), variables)
    except graphql.QueryWrong as error:
        return _errors(str(error))
    known = {item.name: item for item in fields if item.mutation == asked.mutation}
    data: dict[str, object] = {}
    for field in asked.fields:
        if field.name not in known:
            return _errors(f'Cannot query field "{field.name}".')
        faults = stand.faults.at(field.name, stand.customer)
        instead = await meet(request, faults)
        if instead is not None:
            return instead
        data[field.key] = _given(field, known[field.name], stand, faults)
    return web.json_response({"data": data})


def _given(
    field: graphql.Selected, query: Query, stand: Stand, faults: Mapping[FaultKind, Fault]
) -> object:
    memory = stand.world.memory(stand.customer, argument=field.arguments)
    if not find(query.find, memory) or not holds(query.when, memory):
        return None
    if FaultKind.WRONG_STATE not in faults:
        apply(query.do, memory)
        stand.post.send(query.sends, memory)
    memory = made_of(memory, query.find, stand.world, faults.get(FaultKind.WRONG_CUSTOMER))
    return graphql.pick(spoiled(fill(query.gives, memory), faults, memory), field.fields)


def _errors(message: str) -> web.Response:
    return web.json_response({"errors": [{"message": message}]})
