"""The chain over all rows of all tables, and its head, which anybody can remember and compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

GENESIS = bytes(32)
_HEAD = re.compile(r"[0-9]{1,19}:[0-9a-f]{64}")


def link(previous: bytes, recorded: int, digest: bytes) -> bytes:
    """Return a row's chain value: sha256(previous chain ‖ recorded ‖ row digest).

    `recorded` goes in as eight bytes, big end first, so that nobody can back-date a row;
    the row's `seq` is its place in the chain. The first row's previous chain is 32 zero bytes.
    """
    return sha256(previous + recorded.to_bytes(8, "big", signed=True) + digest).digest()


@dataclass(frozen=True, slots=True)
class Head:
    """The chain's last link: the number of its row and its value; it stands for all rows before."""

    seq: int = 0
    chain: bytes = GENESIS

    def __str__(self) -> str:
        """Return `42:9f86d0…`, the form that reports and decisions print."""
        return f"{self.seq}:{self.chain.hex()}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """Return the head that `str(head)` wrote; raises ValueError for any other text."""
        seq, _, chain = text.strip().partition(":")
        if not _HEAD.fullmatch(text.strip()):
            raise ValueError(
                f"{text!r} is not a chain head: it is a row's number, a colon and 64 hex digits, "
                "as `onetake ledger verify` prints it"
            )
        return cls(int(seq), bytes.fromhex(chain))
