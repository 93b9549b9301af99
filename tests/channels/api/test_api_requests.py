"""What a step can send, and what the system receives."""

from __future__ import annotations

import json

import pytest
from aiohttp import web
from api_driver import fact

from onetake.words.scalar import Plain
from onetake.words.template import Undefined


async def echo(request: web.Request) -> web.Response:
    """Answer with what was received."""
    body = await request.read()
    return web.json_response({
        "method": request.method,
        "path": request.raw_path,
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "body": body.decode(),
    })  # fmt: skip


@pytest.fixture
async def address(serve):
    return await serve({"* /{tail:.*}": echo})


async def test_a_scalar_is_the_path(customer, address):
    api = await customer(address)
    heard = await api("get", "/orders/1")
    assert fact(heard, "status") == 200
    assert fact(heard, "json.path") == "/orders/1"
    assert fact(heard, "json.method") == "GET"


async def test_json_is_sent_with_numbers_as_written_and_texts_filled_in(customer, address):
    api = await customer(address, memory={"persona": {"card": "4111 1111"}})
    body = {"item": Plain("7"), "code": Plain("007"), "card": "${persona.card}"}
    heard = await api("post", {"path": "/orders", "json": body})
    assert json.loads(fact(heard, "json.body")) == {"item": 7, "code": "007", "card": "4111 1111"}
    assert fact(heard, "json.headers.content-type") == "application/json"


async def test_each_request_carries_its_marks(customer, address):
    api = await customer(address)
    heard = await api("get", "/")
    assert fact(heard, "json.headers.traceparent") == "00-1-1-01"
    assert fact(heard, "json.headers.x-synthetic") == "onetake"


async def test_a_name_without_a_value_is_said(customer, address):
    api = await customer(address)
    with pytest.raises(Undefined, match="order"):
        await api("get", "/orders/${order}")
