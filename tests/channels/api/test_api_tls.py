"""TLS: certificates a customer's browser would refuse, and our own to show."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress

import pytest
from aiohttp import web
from api_driver import fact
from certificates import DAY, NOW, Authority, server_context

from onetake.words.trouble import CannotTell, CustomerNotices


async def fine(request: web.Request) -> web.Response:
    """Answer with who the client is."""
    peer = request.transport.get_extra_info("peercert") or {}
    names = [value for part in peer.get("subject", ()) for _, value in part]
    return web.json_response({"client": names})


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


def day(offset: int) -> str:
    return (NOW + offset * DAY).date().isoformat()


async def test_a_private_authority_can_be_trusted(serve, customer, authority):
    address = await serve({"GET /": fine}, server_context(authority.issue("bank")))
    api = await customer(address, {"tls": {"ca": "${ca}"}}, {"ca": str(authority.file)})
    heard = await api("get", "/")
    assert fact(heard, "status") == 200
    assert fact(heard, "tls.version") == "TLSv1.3"
    assert fact(heard, "tls.days_left") == 29
    assert set(fact(heard, "tls")) == {"version", "days_left"}


async def noticed(serve, customer, authority, certificate) -> str:
    address = await serve({"GET /": fine}, server_context(certificate))
    api = await customer(address, {"tls": {"ca": str(authority.file)}})
    with pytest.raises(CustomerNotices) as caught:
        await api("get", "/")
    assert caught.value.rule == "certificate"
    return caught.value.reason


async def test_an_expired_certificate(serve, customer, authority):
    reason = await noticed(serve, customer, authority, authority.issue("old", days=(-30, -3)))
    assert reason == f"the certificate of 127.0.0.1 expired on {day(-3)}"


async def test_a_certificate_that_is_not_valid_yet(serve, customer, authority):
    reason = await noticed(serve, customer, authority, authority.issue("early", days=(3, 30)))
    assert reason == f"the certificate of 127.0.0.1 is not valid yet before {day(3)}"


async def test_a_certificate_for_another_name(serve, customer, authority):
    reason = await noticed(serve, customer, authority, authority.issue("o", host="shop.example"))
    assert reason == "the certificate of 127.0.0.1 is not for this name but for shop.example"


async def test_a_self_signed_certificate(serve, customer, authority):
    reason = await noticed(serve, customer, authority, authority.self_signed("alone"))
    assert "is self-signed, so nobody vouches for it" in reason


async def test_a_certificate_of_an_unknown_authority(serve, customer, authority, tmp_path):
    stranger = Authority(tmp_path, "Stranger")
    reason = await noticed(serve, customer, authority, stranger.issue("strange"))
    assert "is not trusted: unable to get local issuer certificate" in reason


async def test_a_server_without_tls_has_no_secure_connection(serve, customer):
    address = (await serve({"GET /": fine})).replace("http:", "https:")
    api = await customer(address)
    with pytest.raises(CustomerNotices, match="no secure connection to 127.0.0.1") as caught:
        await api("get", "/")
    assert caught.value.rule == "tls"


async def test_our_own_certificate_is_shown(serve, customer, authority):
    server = server_context(authority.issue("bank"), authority.file)
    address = await serve({"GET /": fine}, server)
    mine = str(authority.issue("partner"))
    api = await customer(address, {"tls": {"ca": str(authority.file), "certificate": mine}})
    assert fact(await api("get", "/"), "json.client") == ["partner"]


def strict(context: ssl.SSLContext):
    """Return a server that shakes hands as OpenSSL's own do: who is refused is told why."""

    async def shake(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        coming, going = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(coming, going, server_side=True)
        while data := await reader.read(65536):
            coming.write(data)
            with suppress(ssl.SSLError):
                tls.do_handshake()
            writer.write(going.read())
        writer.close()

    return shake


async def test_a_server_that_wants_a_certificate_we_do_not_show(customer, authority):
    context = server_context(authority.issue("bank"), authority.file)
    server = await asyncio.start_server(strict(context), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    api = await customer(f"https://127.0.0.1:{port}", {"tls": {"ca": str(authority.file)}})
    with pytest.raises(CannotTell, match="tls: {certificate: …, key: …}") as caught:
        await api("get", "/")
    assert caught.value.rule == "tls.certificate"
    server.close()


async def test_files_that_are_none_are_ours_to_mend(customer, tmp_path):
    (tmp_path / "none.pem").write_text("not a certificate")
    for written in ({"ca": str(tmp_path / "none.pem")}, {"certificate": "missing.pem"}):
        with pytest.raises(CannotTell, match="must be PEM files") as caught:
            await customer("https://bank.example", {"tls": written})
        assert caught.value.rule == "tls.files"
