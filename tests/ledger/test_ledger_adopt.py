"""Evidence recorded before there was a list of it is listed when the ledger goes forward."""

import sqlite3
from uuid import UUID

from ledger_rows import a_run, a_step
from sqlalchemy import create_engine

from onetake.ledger.audit import audit
from onetake.ledger.chain import GENESIS, link
from onetake.ledger.codec import codecs
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.forget import forget, look
from onetake.ledger.ledger import Ledger
from onetake.ledger.migrations import STEPS
from onetake.ledger.schema import upgrade
from onetake.ledger.sqlite_file import APPLICATION
from onetake.ledger.sqlite_guards import guards
from onetake.ledger.sweep import Swept, sweep


def an_older_ledger(path, rows):
    """Make a ledger of the form before texts, with rows in it."""
    with create_engine(f"sqlite:///{path}").begin() as connection:
        upgrade(connection, STEPS[:2], guards)
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")
        connection.exec_driver_sql("PRAGMA user_version=2")
    chain = GENESIS
    with sqlite3.connect(path) as connection:
        for seq, row in enumerate(rows, 1):
            codec = codecs()[row.table]
            draft = codec.draft(row)
            chain = link(chain, seq, draft.digest)
            given = dict(zip(codec.names, draft.values, strict=True))
            known = {name: value for name, value in given.items() if value is not None}
            names = ", ".join(f'"{name}"' for name in ("seq", "recorded", "chain", *known))
            values = (seq, seq, chain, *known.values())
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {row.table} ({names}) VALUES ({marks})", values)


def test_old_evidence_is_nobodys_orphan_and_can_be_forgotten(path, tmp_path):
    store = EvidenceStore(tmp_path / "evidence")
    annas, nobodys = store.put("x.txt", b"anna's"), store.put("x.txt", b"nobody's")
    run = a_run(persona="anna")
    steps = [
        a_step(run=run.id, evidence=(annas, annas)),
        a_step(run=run.id, evidence=()),
        a_step(run=UUID(int=7), evidence=(nobodys,)),
    ]
    an_older_ledger(path, [run, *steps])
    with Ledger.open(path) as ledger:
        assert ledger.verify().holds
        assert audit(ledger, store).evidence == 2
        assert sweep(ledger, store, age=0) == Swept()
        assert look(ledger, "Anna").erased.evidence == (annas,)
        forget(ledger, "anna")
        assert sweep(ledger, store, age=0) == Swept(erased=1)
        assert store.get(nobodys) == b"nobody's"
