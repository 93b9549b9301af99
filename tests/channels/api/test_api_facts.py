"""What an answer tells: each fact, and nothing where there is none."""

from __future__ import annotations

import pytest
from aiohttp import web

from onetake.channels.api.actions import FACTS
from onetake.words.path import ABSENT

XML = """<?xml version="1.0"?>
<o:order xmlns:o="urn:orders" xmlns:p="urn:people" p:by="anna" id="A1">
  <state> shipped </state>
  <items><item id="1"><name>Socks</name></item><item id="2"><name>Hat</name></item></items>
  <p:holder><p:name>Anna</p:name></p:holder>
  <empty/>
</o:order>"""
BOMB = """<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
<x>&b;</x>"""


def answers(body: bytes | str, media: str = "application/json", **more: str):
    async def handler(request: web.Request) -> web.Response:
        data = body if isinstance(body, bytes) else body.encode()
        return web.Response(body=data, headers={"content-type": media, **more})

    return {"GET /": handler}


@pytest.fixture
def ask(serve, customer):
    async def asker(body: bytes | str, media: str = "application/json", **more: str):
        api = await customer(await serve(answers(body, media, **more)))
        return await api("get", "/"), api.proofs

    return asker


async def test_json_is_found_by_dotted_paths_and_by_rfc_9535(ask):
    heard, _ = await ask('{"items": [{"id": 1, "state": null}, {"id": 2}]}')
    assert heard["json.items.1.id"] == 2
    assert heard["json.items.0.state"] is None
    assert heard["json.items.2"] is ABSENT
    assert heard["$.items[?@.id==2].id"] == [2]
    assert heard["$.items[0].id"] == 1


async def test_a_byte_order_mark_before_json_is_no_matter(ask):
    heard, _ = await ask(b'\xef\xbb\xbf{"id": 1}')
    assert heard["json.id"] == 1


@pytest.mark.parametrize("path", ["json.id", "json", "$.id", "xml.order"])
async def test_a_page_gives_no_json_and_no_xml_and_evidence_says_why(ask, path):
    heard, proofs = await ask("<!doctype html><p>Sorry<br>", "text/html")
    assert heard[path] is ABSENT
    kind = "XML" if path.startswith("xml") else "JSON"
    assert f"x-onetake-note: the body is no {kind}" in proofs.text("answer.http")
    assert "text/html" in proofs.text("answer.http")


async def test_bytes_that_are_no_utf8_still_give_a_text_but_no_json(ask):
    heard, proofs = await ask(b'{"name": "Bj\xf6rn"}')
    assert heard["text"] == '{"name": "Bj�rn"}'
    assert heard["json.name"] is ABSENT
    assert "no JSON" in proofs.text("answer.http")


async def test_the_text_is_read_in_the_character_set_it_names(ask):
    heard, _ = await ask("Björn".encode("latin-1"), "text/plain; charset=iso-8859-1")
    assert heard["text"] == "Björn"
    for charset in ("martian", "hex", "undefined", "idna", '"'):
        heard, _ = await ask("Björn", f"text/plain; charset={charset}")
        assert heard["text"] == "Björn"


async def test_headers_are_found_whatever_their_case(ask):
    heard, _ = await ask("{}", **{"X-Rate": "5"})
    assert heard["header.Content-Type"] == "application/json"
    assert heard["header.x-RATE"] == "5"
    assert heard["header.x-other"] is ABSENT
    assert heard["header"]["x-rate"] == "5"


async def test_a_header_sent_twice_is_joined(serve, customer):
    async def twice(request: web.Request) -> web.Response:
        response = web.Response()
        response.headers.add("Via", "a")
        response.headers.add("Via", "b")
        return response

    api = await customer(await serve({"GET /": twice}))
    assert (await api("get", "/"))["header.via"] == "a, b"


async def test_a_header_that_is_no_utf8_still_gives_a_text(customer, serve_raw):
    async def talk(reader, writer):
        writer.write(b"HTTP/1.1 204 No Content\r\nx-name: Bj\xf6rn\r\n\r\n")

    api = await customer(await serve_raw(talk))
    heard = await api("get", "/")
    assert heard["header.x-name"] == "Bj\ufffdrn"
    assert heard["header"]["x-name"] == "Bj\ufffdrn"
    assert b"x-name: Bj\xf6rn" in api.proofs.latest["answer.http"]()


async def test_the_rest_of_an_answer(ask):
    heard, _ = await ask("grün", "text/plain")
    assert heard["status"] == 200
    assert heard["size"] == 5
    assert heard["redirects"] == 0
    assert heard["version"] == "1.1"
    assert heard["url"].startswith("http://127.0.0.1:")
    assert heard["tls.version"] is ABSENT
    assert heard["unheard-of"] is ABSENT


async def test_packed_answers_are_unpacked(serve, customer):
    async def packed(request: web.Request) -> web.Response:
        response = web.json_response({"id": 1})
        response.enable_compression(web.ContentCoding.gzip)
        return response

    api = await customer(await serve({"GET /": packed}))
    heard = await api("get", "/")
    assert heard["header.content-encoding"] == "gzip"
    assert heard["json.id"] == 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("xml.order.state", "shipped"),
        ("xml.order.@id", "A1"),
        ("xml.order.@by", "anna"),
        ("xml.order.items.item.0.@id", "1"),
        ("xml.order.items.item.1.name", "Hat"),
        ("xml.order.items.item.-1.name", "Hat"),
        ("xml.order.items.item.name", "Socks"),
        ("xml.order.items.item.#", 2),
        ("xml.order.items.bag.#", 0),
        ("xml.order.items.item.2", ABSENT),
        ("xml.order.holder.name", "Anna"),
        ("xml.order.holder", {"name": "Anna"}),
        ("xml.order.items.item", [{"@id": "1", "name": "Socks"}, {"@id": "2", "name": "Hat"}]),
        ("xml.order.empty", ""),
        ("xml.order.missing", ABSENT),
        ("xml.order.missing.deep.#", ABSENT),
        ("xml.order.@missing", ABSENT),
        ("xml.order.@id.more", ABSENT),
        ("xml.invoice", ABSENT),
    ],
)
async def test_xml_is_found_by_names_positions_and_attributes(ask, path, value):
    heard, _ = await ask(XML, "application/xml")
    assert heard[path] == value


async def test_xml_that_declares_entities_is_refused(ask):
    heard, proofs = await ask(BOMB, "application/xml")
    assert heard["xml.x"] is ABSENT
    assert "entities, which are refused" in proofs.text("answer.http")


async def test_xml_nested_very_deep_is_no_danger(ask):
    depth = 20_000
    heard, _ = await ask("<a>" + "end<a>" * (depth - 1) + "</a>" * depth, "text/xml")
    assert heard["xml.a.a.a.#"] == 1
    assert "end" in str(heard["xml.a"])


async def test_cookies_are_those_the_customer_holds_afterwards(serve, customer):
    async def login(request: web.Request) -> web.Response:
        response = web.HTTPFound("/account/home")
        response.set_cookie("session", "s1", path="/account")
        response.set_cookie("theme", "dark")
        raise response

    async def home(request: web.Request) -> web.Response:
        return web.json_response(dict(request.cookies))

    async def logout(request: web.Request) -> web.Response:
        response = web.Response()
        response.del_cookie("session", path="/account")
        return response

    routes = {"POST /login": login, "GET /account/home": home, "POST /logout": logout}
    address = await serve(routes)
    api, other = await customer(address), await customer(address)
    heard = await api("login", "/login")
    assert heard["json"] == {"session": "s1", "theme": "dark"}
    assert heard["cookie.session"] == "s1"
    assert heard["cookie"] == {"session": "s1", "theme": "dark"}
    assert (await other("get", "/account/home"))["json"] == {}
    heard = await api("post", "/logout")
    assert heard["cookie.session"] is ABSENT
    assert heard["cookie.theme"] == "dark"


async def test_of_two_cookies_of_one_name_the_one_for_the_address_counts(serve, customer):
    async def here(request: web.Request) -> web.Response:
        response = web.Response()
        response.headers.add("Set-Cookie", "lang=sv; Path=/here")
        response.headers.add("Set-Cookie", "lang=de; Path=/there")
        return response

    api = await customer(await serve({"GET /here": here, "GET /there": here}))
    assert (await api("get", "/here"))["cookie.lang"] == "sv"
    assert (await api("get", "/there"))["cookie.lang"] == "de"


async def test_evidence_holds_the_request_as_sent_and_the_answer(serve, customer):
    async def take(request: web.Request) -> web.Response:
        return web.Response(text="done", status=201)

    address = await serve({"POST /orders": take})
    api = await customer(address)
    await api("post", {"path": "/orders", "json": {"id": 1}})
    request = api.proofs.text("request.http")
    assert request.startswith(f"POST {address}/orders HTTP/1.1\r\n")
    assert "content-type: application/json" in request
    assert "Content-Length: 8" in request
    assert request.endswith('\r\n\r\n{"id":1}')
    answer = api.proofs.text("answer.http")
    assert answer.startswith("HTTP/1.1 201 Created\r\n")
    assert answer.endswith("\r\n\r\ndone")


def test_every_fact_is_described():
    assert set(FACTS) == {
        "status", "size", "url", "redirects", "header", "cookie", "json", "$", "xml", "text",
        "tls", "version",
    }  # fmt: skip
    assert all(FACTS.values())
