"""A bot whose certificate is not valid: a customer's browser would refuse it."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from onetake.words.trouble import CannotTell, CustomerNotices

HERE = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))


@pytest.fixture
def self_signed(tmp_path) -> ssl.SSLContext:
    """Return what a server needs to show a certificate that nobody vouches for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bot")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([HERE]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "bot.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def never(request):
    """Answer nothing: nobody gets this far."""
    raise AssertionError(request)


async def test_a_certificate_nobody_vouches_for_is_noticed_at_the_handshake(
    serve, customer, self_signed
):
    address = await serve({"GET /": never}, self_signed)
    with pytest.raises(CustomerNotices, match="self-signed certificate") as trouble:
        await customer(address.replace("https", "wss"), connector="websocket")
    assert trouble.value.rule == "certificate"


async def test_a_certificate_nobody_vouches_for_is_noticed_when_something_is_said(
    serve, customer, self_signed
):
    anna = await customer(await serve({"POST /": never}, self_signed), connector="http")
    with pytest.raises(CustomerNotices, match="self-signed certificate"):
        await anna.say("hello")


async def test_an_authority_of_ones_own_is_trusted_where_the_system_says_so(
    serve, customer, self_signed, tmp_path
):
    async def answer(request):
        return web.json_response({"text": "welcome"})

    address = await serve({"POST /": answer}, self_signed)
    anna = await customer(address, connector="http", tls={"ca": str(tmp_path / "bot.pem")})
    await anna.say("hello")
    assert (await anna.hear("welcome"))["text"] == "welcome"


async def test_a_file_that_is_no_authority_is_our_own_fault(serve, customer, self_signed, tmp_path):
    (tmp_path / "it.pem").write_text("no certificate")
    address = await serve({"POST /": never}, self_signed)
    with pytest.raises(CannotTell, match="must be PEM files") as trouble:
        await customer(address, connector="http", tls={"ca": str(tmp_path / "it.pem")})
    assert trouble.value.rule == "tls.files"
