"""The append-only record: append, verify, read, export; evidence beside it.

`ledger.ledger` has `Ledger`, `ledger.recorder` the `Recorder` for many writers in one process,
`ledger.evidence` the `EvidenceStore`. This file imports nothing, so SQLAlchemy loads on first use.
"""
