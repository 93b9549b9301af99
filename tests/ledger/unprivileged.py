"""Opens a ledger as somebody whom file permissions stop, also when root runs the tests."""

import os
import sys
import tempfile
from pathlib import Path

from onetake.errors import OnetakeError
from onetake.ledger.ledger import Ledger


def become_nobody() -> None:
    """Give up root's rights; everything needed is imported by then."""
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "l.db") as ledger:
        ledger.verify()
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


if __name__ == "__main__":
    place, mode = sys.argv[1:]
    become_nobody()
    try:
        with Ledger.open(place, writable=mode == "write") as opened:
            print(opened.verify())
    except OnetakeError as error:
        print(type(error).__name__, error.message, error.hint, sep="\n")
