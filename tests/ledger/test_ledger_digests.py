"""What a row's digest was in the first release it stays, or released ledgers would not verify."""

from uuid import UUID

import pytest
from ledger_rows import a_finding, a_run, a_step

from onetake.ledger.ledger import prepare

ID = UUID("0193543a-0000-7000-8000-000000000002")
DIGESTS = [
    (a_run(id=ID), "7e7fc84b3d93baeffe8b87d221b643833545dfa0fe579fb02f991f286ff405ef"),
    (a_step(id=ID), "9ea6c617f25207cc0689940285eaf1e048ffe8610d920448b3189bc7e354edde"),
    (a_step(id=ID, ms=None), "2853e30c1c1af8d9cbed09dff10a8b323e7b8fe839f28d9e2c8bacad3cc04eff"),
    (a_finding(id=ID), "c705e26bbd3abb702a03a411ecf56ad92cb6737cb9611886200d26eae13c1b22"),
]


@pytest.mark.parametrize(("row", "digest"), DIGESTS)
def test_a_row_keeps_its_digest_when_its_table_gets_a_field(row, digest):
    """A new field must be None by default; with any other default these digests would change."""
    (draft,) = prepare([row])
    assert draft.digest.hex() == digest
