"""The setting `tls:` that every channel with secured connections has."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, model_validator

from onetake.words.channel import Declared, Memory
from onetake.words.fields import Text


class Tls(Declared):
    """Files (PEM) for TLS: our own certificate with its key, and a private authority to trust.

    Paths start from the programme's folder.
    """

    certificate: Text | None = Field(
        None, description="our certificate, for mutual TLS: a PEM file"
    )
    key: Text | None = Field(None, description="its key, when it is not in the same file")
    ca: Text | None = Field(None, description="the authority that signed the server's certificate")

    @model_validator(mode="after")
    def _key_has_certificate(self) -> Tls:
        if self.key is not None and self.certificate is None:
            raise ValueError("a key is of no use without its certificate: add certificate:")
        return self

    def files(self, folder: Path, memory: Memory) -> tuple[str, str, str]:
        """Return the files of certificate, key and authority, "" for none. Raises Undefined."""
        certificate, key, ca = (
            str(folder / name.text(memory)) if name else ""
            for name in (self.certificate, self.key, self.ca)
        )
        return certificate, key, ca
