"""Serves a declared api: login, routes with state, reset, GraphQL, and its faults."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from itertools import count

from aiohttp import web

from onetake.simulate.answers import body_of, meet, problem, spoiled
from onetake.simulate.declared import Api, Login, Route
from onetake.simulate.faults import FaultKind, Faults
from onetake.simulate.fields import Stand, answer_query
from onetake.simulate.paths import shape
from onetake.simulate.post import Post
from onetake.simulate.talks import Broken, refused
from onetake.simulate.world import Tree, World, apply, find, holds, made_of
from onetake.words.template import Undefined, as_text, fill


class ApiServer:
    """Answers every request of one api; what it remembers lies in the world."""

    def __init__(self, api: Api, world: World, faults: Faults, post: Post) -> None:
        self._api = api
        self._world = world
        self._faults = faults
        self._post = post
        self._sessions: dict[str, str] = {}
        self._numbers = count(1)
        self._shapes = [(shape(route.path), route) for route in api.routes]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; what the stand-in's file gets wrong is told in a 500."""
        try:
            return await self._answer(request)
        except Broken as broken:
            return refused(request, broken)
        except (Undefined, ValueError) as error:
            return problem(500, f"the stand-in's file: {error}")

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await body_of(request)
        login = self._api.login
        if login and (request.method, request.path) == ("POST", login.path):
            return await self._log_in(request, body, login)
        if self._api.reset and (request.method, request.path) == ("POST", self._api.reset):
            return self._reset(body)
        if self._api.fields and request.path == self._api.graphql and request.method == "POST":
            customer = self._customer(request)
            if login and not customer:
                return problem(401, "Log in first.")
            return await answer_query(
                request,
                body,
                self._api.fields,
                Stand(self._world, self._post, self._faults, customer),
            )
        return await self._route(request, body)

    async def _log_in(
        self, request: web.Request, body: Mapping[str, object], login: Login
    ) -> web.StreamResponse:
        customer = as_text(body.get(login.user, ""))
        secret = self._world.customers.get(customer, {}).get(login.secret)
        instead = await meet(request, self._faults.at("login", customer))
        if instead is not None:
            return instead
        if secret is None or as_text(body.get(login.secret, "")) != as_text(secret):
            return problem(401, f"The {login.user} or the {login.secret} is wrong.")
        token = f"session-{next(self._numbers)}"
        self._sessions[token] = customer
        response = web.json_response({"token": token, login.user: customer})
        response.set_cookie("session", token, httponly=True, path="/")
        return response

    def _reset(self, body: Mapping[str, object]) -> web.Response:
        customer = as_text(body.get("customer", ""))
        if customer and customer not in self._world.customers:
            return problem(404, f"There is no customer {customer}.")
        self._world.reset(customer)
        self._post.forget(customer)
        return web.Response(status=204)

    def _customer(self, request: web.Request) -> str:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        return self._sessions.get(bearer or request.cookies.get("session", ""), "")

    async def _route(self, request: web.Request, body: Mapping[str, object]) -> web.StreamResponse:
        fitting = [(m, r) for form, r in self._shapes if (m := form.fullmatch(request.path))]
        methods = sorted({route.method for _, route in fitting})
        if not fitting:
            return problem(404, f"There is nothing at {request.path}.")
        if request.method not in methods:
            allow = {"allow": ", ".join(methods)}
            return problem(405, f"{request.method} is not allowed here.", allow)
        customer = self._customer(request)
        for match, route in fitting:
            if route.method != request.method:
                continue
            if self._api.login and not route.open and not customer:
                return problem(401, "Log in first.")
            asked: Tree = {"path": match.groupdict(), "query": dict(request.query), "body": body}
            about = route.customer.text(asked) if route.customer else customer
            memory = self._world.memory(about) | asked
            if not find(route.find, memory):
                return problem(404, f"There is nothing at {request.path}.")
            if holds(route.when, memory):
                return await self._give(request, route, memory)
        return problem(422, "This cannot be done now.")

    async def _give(self, request: web.Request, route: Route, memory: Tree) -> web.StreamResponse:
        faults = self._faults.at(route.name, as_text(memory["customer"]))
        instead = await meet(request, faults)
        if instead is not None:
            return instead
        await asyncio.sleep(route.after)
        for name, value in route.keep.items():
            memory[name] = fill(value, memory)
        if FaultKind.WRONG_STATE not in faults:
            apply(route.do, memory)
            self._post.send(route.sends, memory)
        memory = made_of(memory, route.find, self._world, faults.get(FaultKind.WRONG_CUSTOMER))
        headers = {name: value.text(memory) for name, value in route.headers.items()}
        if route.text is not None:
            return web.Response(text=route.text.text(memory), status=route.status, headers=headers)
        body = spoiled(fill(route.json_, memory), faults, memory)
        if body is None:
            return web.Response(status=route.status, headers=headers)
        return web.json_response(body, status=route.status, headers=headers)
