"""How connections are secured: our certificate, its key, and whom we trust."""

from __future__ import annotations

import ssl
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files: our certificate, its key, a private authority; empty where there is none."""

    certificate: str = ""
    key: str = ""
    ca: str = ""

    def context(self) -> ssl.SSLContext:
        """Return the settings of a connection secured with these.

        Raises ValueError, with a whole sentence, for files that cannot be used.
        """
        context = ssl.create_default_context()
        try:
            if self.ca:
                context.load_verify_locations(self.ca)
            if self.certificate:
                context.load_cert_chain(self.certificate, self.key or None)
        except (OSError, ValueError) as error:
            named = ", ".join(name for name in (self.certificate, self.key, self.ca) if name)
            raise ValueError(
                f"the files for TLS ({named}) cannot be used: {error}; they must be PEM files, "
                "and their paths start from the programme's folder"
            ) from None
        return context
