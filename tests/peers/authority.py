"""A certificate authority of the tests' own, made new each time, and what it vouches for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)
HERE: list[x509.GeneralName] = [
    x509.DNSName("localhost"),
    x509.IPAddress(ip_address("127.0.0.1")),
]


def certify(folder: Path) -> None:
    """Write an authority, a certificate for 127.0.0.1 and localhost, and one that has expired.

    `ca.pem` is what a client trusts; `valid.pem` and `expired.pem` each hold a key and what it
    is certified by.
    """
    now = datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the tests")])
    root = (
        described(name, key.public_key(), now + DAY)
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    for file, until in (("valid.pem", now + DAY), ("expired.pem", now - DAY)):
        own = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, file)])
        signed = (
            described(subject, own.public_key(), until)
            .issuer_name(name)
            .add_extension(x509.SubjectAlternativeName(HERE), critical=False)
            .sign(key, hashes.SHA256())
        )
        private = own.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        (folder / file).write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))


def described(
    subject: x509.Name, key: ec.EllipticCurvePublicKey, until: datetime
) -> x509.CertificateBuilder:
    """Return a certificate that lacks its issuer: whose it is, and until when it holds."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - 9 * DAY)
        .not_valid_after(until)
    )
