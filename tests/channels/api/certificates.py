"""Certificates made for one test: good, expired, for another name, self-signed, for a client."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


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
