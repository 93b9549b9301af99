"""Harbor Bank's whole ledger: walked, backed up, somebody forgotten, restored, and it holds."""

import asyncio
import shutil

from onetake.demo.bank import PROGRAMME, start
from onetake.flows.prepare import Wanted, prepare
from onetake.flows.test import walk


async def walk_cards(folder):
    """Walk what customers do with their cards in staging, where faults are planted."""
    shutil.copytree(PROGRAMME, folder)
    async with start("staging") as bank:
        wanted = Wanted(folder, "staging", journeys=("cards/*",), overrides=bank.values)
        prepared = await asyncio.to_thread(prepare, wanted)
        with prepared.place.open() as ledger:
            await walk(prepared, ledger, [])


def test_a_customer_of_harbor_bank_is_forgotten_and_stays_so(onetake, tmp_path):
    folder, backup = tmp_path / "bank", tmp_path / "bank.db"
    asyncio.run(walk_cards(folder))
    whole = onetake("ledger", "verify", "--json", at=folder).json
    assert whole["holds"] and whole["texts"]["kept"] and whole["evidence"]["kept"]
    assert onetake("ledger", "backup", backup, "--evidence").code == 0

    seen = onetake("ledger", "forget", "anna", "--dry-run", "--json").json
    done = onetake("ledger", "forget", "anna", "--yes", "--json").json
    assert done["erased"] == seen["erased"]
    assert done["erased"]["texts"] and done["erased"]["evidence"] == done["files"]

    left = onetake("ledger", "verify", "--json").json
    assert left["holds"] and left["evidence"]["lingering"] == 0
    for kind in ("texts", "evidence"):
        assert left[kind]["erased"] == done["erased"][kind]
        assert left[kind]["kept"] == whole[kind]["kept"] - left[kind]["erased"] > 0

    again = onetake("ledger", "restore", backup, "--replace", "--json").json
    assert again["erased"]["texts"] == done["erased"]["texts"]
    assert onetake("ledger", "verify").code == 0
    assert onetake("ledger", "forget", "anna", "--dry-run", "--json").json["pseudonyms"] == []
    assert onetake("report").code in (0, 1)
