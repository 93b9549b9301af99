"""What keeps an answer from coming, and what is said about it."""

from __future__ import annotations

import asyncio
import re
import socket
import struct

import pytest
from aiohttp import web

from onetake.words.trouble import CannotTell, CustomerNotices, Unreached


def says(data: bytes):
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return talk


async def trouble(api, written: object = "/", kind: type = CustomerNotices):
    with pytest.raises(kind) as caught:
        await api("get", written)
    assert type(caught.value) is kind or issubclass(type(caught.value), CustomerNotices)
    assert not api.line.inbox.pending
    return caught.value


async def test_a_closed_port_is_no_connection(customer):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    api = await customer(f"http://127.0.0.1:{port}")
    found = await trouble(api, kind=Unreached)
    assert found.rule == "connection"
    assert found.reason == f"127.0.0.1:{port}: Connection refused"
    proof = api.proofs.text("answer.http")
    assert proof == f"x-onetake-note: 127.0.0.1:{port}: Connection refused\r\n\r\n"


async def test_an_unknown_name_is_told(customer):
    found = await trouble(await customer("http://nobody.invalid"), kind=Unreached)
    assert (found.rule, found.reason) == ("dns", "there is no address for the name nobody.invalid")


async def test_a_connection_that_is_reset(customer, serve_raw):
    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    found = await trouble(await customer(await serve_raw(reset)), kind=Unreached)
    assert found.rule == "connection"
    assert found.reason.endswith("broke the connection off: Connection reset by peer")


async def test_a_connection_closed_without_a_word(customer, serve_raw):
    found = await trouble(await customer(await serve_raw(says(b""))), kind=Unreached)
    assert found.rule == "connection"
    assert "closed the connection without an answer" in found.reason


async def test_an_answer_that_is_no_http(customer, serve_raw):
    found = await trouble(await customer(await serve_raw(says(b"220 mail.example ESMTP\r\n"))))
    assert found.rule == "http.protocol"
    assert "but not in HTTP" in found.reason


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnumber\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nhalf",
    ],
)
async def test_an_answer_that_breaks_off(customer, serve_raw, data):
    api = await customer(await serve_raw(says(data)))
    found = await trouble(api)
    assert found.rule == "http.protocol"
    assert f"x-onetake-note: {found.reason}" in api.proofs.text("answer.http")


async def test_a_hundred_megabytes_are_not_taken(customer, serve_raw):
    data = b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n" + b"x" * 100_000
    found = await trouble(await customer(await serve_raw(says(data))))
    assert found.rule == "body.size"
    assert "announces 100 MB; at most 10 MB is taken" in found.reason


async def test_a_length_without_a_body_is_no_large_body(customer, serve_raw):
    data = b"HTTP/1.1 304 Not Modified\r\ncontent-length: 100000000\r\n\r\n"
    api = await customer(await serve_raw(says(data)))
    assert (await api("get", "/"))["size"] == 0
    assert (await api("head", "/"))["size"] == 0


async def test_a_body_without_end_is_cut_off(customer, serve_raw):
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n")
        while True:
            writer.write(b"more " * 10_000)
            await writer.drain()

    api = await customer(await serve_raw(endless), {"largest": "1MB"})
    found = await trouble(api)
    assert found.rule == "body.size"
    assert re.search(r"goes on after 1\.?\d* MB; at most 1 MB", found.reason)
    assert "`largest`" in found.reason
    proof = api.proofs.text("answer.http")
    assert "this is how it begins" in proof
    assert proof.count("more ") == 4096 // 5


async def test_a_small_body_that_unpacks_to_a_huge_one_is_cut_off(serve, customer):
    async def bomb(request: web.Request) -> web.Response:
        response = web.Response(body=b"\0" * 5_000_000)
        response.enable_compression(web.ContentCoding.gzip)
        return response

    api = await customer(await serve({"GET /": bomb}), {"largest": "1MB"})
    assert (await trouble(api)).rule == "body.size"


async def test_a_body_of_exactly_the_limit_is_taken(serve, customer):
    async def full(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"x" * 1000)
        return response

    api = await customer(await serve({"GET /": full}), {"largest": "1000B"})
    assert (await api("get", "/"))["size"] == 1000


async def test_no_answer_within_the_systems_timeout(serve, customer):
    async def never(request: web.Request) -> web.Response:
        await asyncio.Event().wait()

    api = await customer(await serve({"GET /": never}), {"timeout": "50ms"})
    found = await trouble(api, kind=Unreached)
    assert found.rule == "timeout"
    assert "did not answer within 0.05 s" in found.reason


async def test_an_answer_that_drips_past_the_steps_timeout(customer, serve_raw):
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc")
        await reader.read()

    api = await customer(await serve_raw(drip))
    found = await trouble(api, {"path": "/", "timeout": "100ms"})
    assert found.rule == "timeout"
    assert "did not end within 0.1 s (`timeout`); 3 bytes came" in found.reason


@pytest.mark.parametrize(
    ("path", "begin"), [("/silent", "x-onetake-note: no answer came"), ("/half", "HTTP/1.1 200 OK")]
)
async def test_a_step_that_is_given_up_leaves_the_line_usable(serve, customer, path, begin):
    waits = asyncio.Event()

    async def silent(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if request.path == "/half":
            await response.prepare(request)
            await response.write(b"half")
        waits.set()
        await asyncio.Event().wait()

    async def fine(request: web.Request) -> web.Response:
        return web.Response(text="fine")

    api = await customer(
        await serve({"GET /silent": silent, "GET /half": silent, "GET /fine": fine})
    )
    step = asyncio.ensure_future(api("get", path))
    await waits.wait()
    async with asyncio.timeout(5):
        while not api.proofs.text("answer.http").startswith(begin):  # noqa: ASYNC110
            await asyncio.sleep(0)
    step.cancel()
    with pytest.raises(asyncio.CancelledError):
        await step
    assert (await api("get", "/fine"))["text"] == "fine"


async def test_closing_twice_and_after_a_loss_is_quiet(serve, customer):
    async def fine(request: web.Request) -> web.Response:
        return web.Response()

    api = await customer(await serve({"GET /": fine}))
    await api("get", "/")
    await api.line.close()
    await api.line.close()
    with pytest.raises(CannotTell, match="this line is closed"):
        await api("get", "/")
