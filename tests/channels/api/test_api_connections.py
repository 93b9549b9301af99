"""Connections are shared by lines, and closed with the last of them."""

from __future__ import annotations

import asyncio

import pytest

from onetake.words.programme import System

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


class Door:
    """A server that counts the connections it was given, and how many of them ended."""

    def __init__(self) -> None:
        self.opened = 0
        self.ended = asyncio.Queue()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        while await reader.read(65536):
            writer.write(ANSWER)
        writer.close()
        self.ended.put_nowait(True)


@pytest.fixture
async def door():
    found = Door()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield found
    server.close()


async def test_the_steps_of_a_line_share_a_connection(customer, door):
    api = await customer(door.address)
    for _ in range(3):
        assert (await api("post", "/"))["text"] == "ok"
    assert door.opened == 1


async def test_a_connection_ends_with_the_last_line_that_may_use_it(customer, door):
    first, second = await customer(door.address), await customer(door.address)
    await first("get", "/")
    await first.line.close()
    assert (await second("get", "/"))["text"] == "ok"
    assert (door.opened, door.ended.qsize()) == (1, 0)
    await second.line.close()
    async with asyncio.timeout(5):
        await door.ended.get()
    third = await customer(door.address)
    assert (await third("get", "/"))["text"] == "ok"
    assert door.opened == 2


async def test_lines_at_once_do_not_wait_for_each_other(customer, serve_raw):
    everyone_came = asyncio.Barrier(120)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await everyone_came.wait()
        writer.write(ANSWER)

    address = await serve_raw(talk)
    lines = [await customer(address) for _ in range(120)]
    async with asyncio.timeout(10):
        heard = await asyncio.gather(*(api("get", "/") for api in lines))
    assert {one["text"] for one in heard} == {"ok"}


def test_each_event_loop_has_connections_of_its_own(driver):
    async def visit() -> str:
        found = Door()
        server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        api = await driver(System("s", "api", {}), {}).open(f"http://127.0.0.1:{port}")
        text = (await api("get", "/"))["text"]
        await api.line.close()
        await found.ended.get()
        server.close()
        return text

    assert [asyncio.run(visit()) for _ in range(2)] == ["ok", "ok"]
