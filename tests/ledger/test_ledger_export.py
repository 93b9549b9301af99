"""An export holds every row and can be read again."""

import pytest
from ledger_rows import a_finding, a_run, a_step

from onetake.errors import CouldNotTell, LedgerUnreadable
from onetake.ledger.export import export, read_export
from onetake.ledger.ledger import Ledger


def test_an_export_read_again_is_the_ledger(ledger, tmp_path):
    ledger.append([a_run(), a_step(ms=None, reason="Grüß\n\u2028Gott"), a_finding()])
    exported = export(ledger, tmp_path / "ledger.jsonl")
    assert (exported.rows, exported.head) == (3, ledger.head())
    assert str(exported) == f"Rows written to {exported.path}: 3; head {ledger.head()}."
    assert list(read_export(exported.path)) == list(ledger.entries())
    with Ledger.open(tmp_path / "second.db") as second:
        second.append(entry.row for entry in read_export(exported.path))
        assert [e.row for e in second.entries()] == [e.row for e in ledger.entries()]


def test_a_field_that_is_none_is_left_out_so_that_later_fields_change_no_old_digest(
    ledger, tmp_path
):
    ledger.append([a_step(ms=None), a_step(ms=0.0)])
    lines = export(ledger, tmp_path / "ledger.jsonl").path.read_text("utf-8").split("\n")
    assert ['"ms":' in line for line in lines] == [False, True, False]


def test_an_empty_ledger_exports_an_empty_file(ledger, tmp_path):
    assert export(ledger, tmp_path / "ledger.jsonl").rows == 0
    assert (tmp_path / "ledger.jsonl").read_bytes() == b""


def test_an_export_that_cannot_be_written_leaves_nothing_behind(ledger, tmp_path):
    (tmp_path / "taken").mkdir()
    for place in (tmp_path / "no" / "folder.jsonl", tmp_path / "taken"):
        with pytest.raises(CouldNotTell, match="cannot be written") as error:
            export(ledger, place)
        assert error.value.hint
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".part")]


@pytest.mark.parametrize(
    "line",
    [
        b"hello\n",
        b"[]\n",
        b"{}\n",
        b'{"table":"cars"}\n',
        b'{"table":"runs","seq":2,"recorded":1,"chain":"00","row":{"id":"7"}}\n',
        b'{"table":"runs","seq":2,"recorded":1,"chain":"00","row":7}\n',
    ],
)
def test_a_line_that_is_no_row_is_named(ledger, tmp_path, line):
    ledger.append([a_run()])
    path = export(ledger, tmp_path / "ledger.jsonl").path
    with path.open("ab") as file:
        file.write(line)
    with pytest.raises(LedgerUnreadable) as error:
        list(read_export(path))
    assert error.value.place == f"{path}:2"


def test_a_missing_export_is_told(tmp_path):
    with pytest.raises(LedgerUnreadable, match="cannot be read"):
        list(read_export(tmp_path / "none.jsonl"))
