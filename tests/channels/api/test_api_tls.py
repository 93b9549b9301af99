"""TLS: certificates a customer's browser would refuse, and our own to show."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import ssl
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from onetake.words.trouble import CannotTell, CustomerNotices

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


class Authority:
    """Signs certificates; what it writes lies in one folder."""

    def __init__(self, folder: Path, name: str = "Test authority") -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name(name)
        self.certificate = _sign(self.name, self.key, self.name, self.key, authority=True)
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def issue(
        self, file: str, *, host: str = "127.0.0.1", days: tuple[int, int] = (-30, 30)
    ) -> Path:
        """Write a certificate with its key into one file, valid between two days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        signed = _sign(_name(file), key, self.name, self.key, host=host, days=days)
        return self.write(file, signed, key)

    def write(
        self, file: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey
    ) -> Path:
        """Write a certificate and its key."""
        path = self.folder / f"{file}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        return path

    def self_signed(self, file: str) -> Path:
        """Write a certificate that vouches for itself."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(file)
        return self.write(file, _sign(name, key, name, key, host="127.0.0.1"), key)


def server_context(certificate: Path, client_authority: Path | None = None) -> ssl.SSLContext:
    """Return what a server needs; with an authority, clients must show a certificate of it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    if client_authority:
        context.load_verify_locations(client_authority)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _sign(
    name: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    host: str = "",
    days: tuple[int, int] = (-30, 30),
    authority: bool = False,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + days[0] * DAY)
        .not_valid_after(NOW + days[1] * DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if host:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([_general(host)]), critical=False
        )
    return builder.sign(issuer_key, hashes.SHA256())


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


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
    assert heard["status"] == 200
    assert heard["tls.version"] == "TLSv1.3"
    assert heard["tls.days_left"] == 29
    assert set(heard["tls"]) == {"version", "days_left"}


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
    with pytest.raises(CustomerNotices, match=r"no secure connection to 127.0.0.1") as caught:
        await api("get", "/")
    assert caught.value.rule == "tls"


async def test_our_own_certificate_is_shown(serve, customer, authority):
    server = server_context(authority.issue("bank"), authority.file)
    address = await serve({"GET /": fine}, server)
    mine = str(authority.issue("partner"))
    api = await customer(address, {"tls": {"ca": str(authority.file), "certificate": mine}})
    assert (await api("get", "/"))["json.client"] == ["partner"]


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
    with pytest.raises(CannotTell, match=r"tls: {certificate: …, key: …}") as caught:
        await api("get", "/")
    assert caught.value.rule == "tls.certificate"
    server.close()


async def test_files_that_are_none_are_ours_to_mend(customer, tmp_path):
    (tmp_path / "none.pem").write_text("not a certificate")
    for written in ({"ca": str(tmp_path / "none.pem")}, {"certificate": "missing.pem"}):
        with pytest.raises(CannotTell, match="must be PEM files") as caught:
            await customer("https://bank.example", {"tls": written})
        assert caught.value.rule == "tls.files"
