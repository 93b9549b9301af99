"""Opens a ledger, waits to be told, then appends for ever and says on its output what is safe."""

import sys
from pathlib import Path

from writer import append_for_ever

from onetake.ledger.ledger import Ledger

if __name__ == "__main__":
    address, home = sys.argv[1:]
    with Ledger.open(address, home=Path(home)) as ledger:
        print("open", flush=True)
        sys.stdin.readline()
        append_for_ever(ledger, lambda told: told[0] == "safe" and print(told[1], flush=True))
