"""Backs up, restores, seals or publishes a ledger where files may only grow so far: a full disk."""

import resource
import sys
from pathlib import Path

from onetake.errors import OnetakeError
from onetake.flows.publish import publish_ledger
from onetake.ledger.backup import backup
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.ledger import Ledger
from onetake.ledger.restore import restore
from onetake.ledger.seal import seal

if __name__ == "__main__":
    work, place, file, room = sys.argv[1:]
    with Ledger.open(place, home=Path(file).parent) as ledger:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), int(room)))
        try:
            if work == "backup":
                backup(ledger, Path(file))
            elif work == "seal":
                list(seal(ledger))
            elif work == "publish":
                publish_ledger(Path(), place, file)
            else:
                restore(ledger, Path(file), EvidenceStore(Path(file).parent), replace=True)
        except OnetakeError as error:
            print(type(error).__name__)
            print(error.message)
            print(error.hint)
