"""What a step can send, and what the system receives."""

from __future__ import annotations

import json

import pytest
from aiohttp import web

from onetake.channels.api import channel
from onetake.words.path import ABSENT, Path
from onetake.words.programme import System
from onetake.words.scalar import Plain
from onetake.words.template import Undefined
from onetake.words.trouble import CannotTell

ACTIONS = {action.word: action for action in channel.actions}


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


@pytest.fixture
async def api(customer, address):
    memory = {"persona": {"card": "4111 1111"}, "order": 7}
    return await customer(address, memory=memory)


async def test_a_scalar_is_the_path(api):
    heard = await api("get", "/orders/1")
    assert heard["status"] == 200
    assert heard["json.path"] == "/orders/1"


@pytest.mark.parametrize(
    ("word", "method"),
    [
        ("get", "GET"),
        ("post", "POST"),
        ("put", "PUT"),
        ("patch", "PATCH"),
        ("delete", "DELETE"),
        ("options", "OPTIONS"),
        ("login", "POST"),
    ],
)
async def test_each_verb_sends_its_method(api, word, method):
    assert (await api(word, "/"))["json.method"] == method


async def test_head_has_headers_and_no_body(api):
    heard = await api("head", "/")
    assert heard["status"] == 200
    assert int(heard["header.content-length"]) > 0
    assert heard["size"] == 0


async def test_only_login_counts_as_a_login():
    assert [word for word, action in ACTIONS.items() if action.login] == ["login"]


async def test_paths_and_queries_are_filled_in_and_quoted(api):
    query = {"q": "a&b ü", "card": "${persona.card}", "tag": ["x", "y"]}
    heard = await api("get", {"path": "/orders/${order}?page=1", "query": query})
    assert heard["json.path"] == ("/orders/7?page=1&q=a%26b+%C3%BC&card=4111+1111&tag=x&tag=y")


async def test_json_is_sent_with_numbers_as_written_and_texts_filled_in(api):
    body = {"item": Plain("7"), "code": Plain("007"), "card": "${persona.card}", "id": "${order}"}
    heard = await api("post", {"path": "/orders", "json": body})
    assert json.loads(heard["json.body"]) == {
        "item": 7,
        "code": "007",
        "card": "4111 1111",
        "id": 7,
    }
    assert heard["json.headers.content-type"] == "application/json"


async def test_a_json_null_is_a_body(api):
    assert (await api("post", {"path": "/", "json": None}))["json.body"] == "null"


async def test_a_form_is_sent_as_browsers_do(api):
    form = {"user": "anna & co", "card": "${persona.card}", "tag": ["x", "y"]}
    heard = await api("login", {"path": "/", "form": form})
    assert heard["json.body"] == "user=anna+%26+co&card=4111+1111&tag=x&tag=y"
    assert heard["json.headers.content-type"] == "application/x-www-form-urlencoded"


async def test_a_multipart_form_holds_texts_and_files(serve, customer, tmp_path):
    received = []

    async def take(request: web.Request) -> web.Response:
        async for part in await request.multipart():
            media = part.headers.get("Content-Type")
            received.append((part.name, part.filename, media, bytes(await part.read())))
        return web.Response()

    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\x00")
    api = await customer(await serve({"POST /": take}), memory={"folder": str(tmp_path)})
    parts = {
        "note": "broken screen",
        "photo": {"file": "${folder}/photo.jpg", "type": "image/jpeg"},
        "bill": {"content": "7 EUR", "name": "bill.txt", "type": "text/plain"},
    }
    await api("post", {"path": "/", "multipart": parts})
    assert received == [
        ("note", None, "text/plain; charset=utf-8", b"broken screen"),
        ("photo", "photo.jpg", "image/jpeg", b"\xff\xd8\x00"),
        ("bill", "bill.txt", "text/plain", b"7 EUR"),
    ]


async def test_a_file_that_is_not_there_is_ours_to_mend(api):
    with pytest.raises(CannotTell, match=r"photo.jpg, cannot be read: No such file") as caught:
        await api("post", {"path": "/", "multipart": {"photo": {"file": "no/photo.jpg"}}})
    assert caught.value.rule == "multipart.file"


async def test_xml_and_text_carry_their_type(api):
    heard = await api("put", {"path": "/", "xml": "<order>${order}</order>"})
    assert heard["json.body"] == "<order>7</order>"
    assert heard["json.headers.content-type"] == "application/xml; charset=utf-8"
    heard = await api("patch", {"path": "/", "text": "grüezi"})
    assert heard["json.body"] == "grüezi"
    assert heard["json.headers.content-type"] == "text/plain; charset=utf-8"


async def test_a_step_may_write_the_type_itself(api):
    written = {"path": "/", "text": "a,b", "headers": {"Content-Type": "text/csv"}}
    assert (await api("post", written))["json.headers.content-type"] == "text/csv"


async def test_a_graphql_query_is_a_post_with_its_variables(api):
    query = "query ($id: ID!) { order(id: $id) { state } }"
    heard = await api(
        "graphql", {"query": query, "variables": {"id": "${order}"}, "operation": "Order"}
    )
    assert heard["json.path"] == "/graphql"
    sent = json.loads(heard["json.body"])
    assert sent == {"query": query, "variables": {"id": 7}, "operationName": "Order"}
    assert json.loads((await api("graphql", "{ me }"))["json.body"]) == {"query": "{ me }"}


async def test_graphql_errors_within_a_200_are_facts(serve, customer):
    async def refuse(request: web.Request) -> web.Response:
        return web.json_response({"data": None, "errors": [{"message": "no such order"}]})

    api = await customer(await serve({"POST /graphql": refuse}))
    heard = await api("graphql", "{ order }")
    assert heard["status"] == 200
    assert heard["json.errors.0.message"] == "no such order"


async def test_each_request_carries_its_marks(api):
    heard = await api("get", "/")
    assert heard["json.headers.traceparent"] == "00-1-1-01"
    assert heard["json.headers.x-synthetic"] == "onetake"


async def test_a_steps_headers_win_over_the_systems(customer, address):
    settings = {"headers": {"X-Tenant": "${environment.tenant}", "Accept-Language": "en"}}
    api = await customer(address, settings, {"environment": {"tenant": "harbor"}})
    heard = await api("get", {"path": "/", "headers": {"accept-language": "sv"}})
    assert heard["json.headers.x-tenant"] == "harbor"
    assert heard["json.headers.accept-language"] == "sv"


async def test_a_path_is_below_the_address(customer, address):
    api = await customer(f"{address}/bank/v1/")
    assert (await api("get", "/cards"))["json.path"] == "/bank/v1/cards"
    assert (await api("get", "cards"))["json.path"] == "/bank/v1/cards"


async def test_one_step_serves_several_addresses(customer, address):
    first, second = await customer(f"{address}/a"), await customer(f"{address}/b")
    prepared = channel.prepare(
        ACTIONS["get"].model_validate({"path": "/x"}), System("s", "api", {})
    )
    for api in (first, second, first):
        await prepared.say(api.line, {})
        heard = prepared.read(api.line.inbox.take(1))
        assert heard.fact(Path.parse("url")) == f"{api.address}/x"


async def test_a_name_without_a_value_is_said(api):
    with pytest.raises(Undefined, match="missing"):
        await api("get", "/orders/${missing}")


async def test_a_header_with_a_line_break_is_not_sent(customer, address):
    api = await customer(address, memory={"note": "a\r\nX-Admin: yes"})
    with pytest.raises(CannotTell) as caught:
        await api("get", {"path": "/", "headers": {"x-note": "${note}"}})
    assert caught.value.rule == "request"


async def test_a_whole_url_goes_to_declared_hosts_only(customer, address):
    other = address.replace("127.0.0.1", "localhost")
    api = await customer(address)
    assert (await api("get", f"{address}/here"))["json.path"] == "/here"
    with pytest.raises(CannotTell, match=r"localhost:.* is not declared") as caught:
        await api("get", f"{other}/there")
    assert caught.value.rule == "address.undeclared"
    api = await customer(address, {"also": "localhost", "auth": {"bearer": "t"}})
    heard = await api("get", f"{other}/there")
    assert heard["json.path"] == "/there"
    assert heard["json.headers.authorization"] is ABSENT


@pytest.mark.parametrize(
    "address", ["bank.example", "ftp://bank.example", "http://", "http://a:x/"]
)
async def test_an_address_that_is_none_is_ours_to_mend(customer, address):
    with pytest.raises(CannotTell, match=r"write one such as https://bank.example") as caught:
        await customer(address)
    assert caught.value.rule == "address"
