"""Files of other systems, record by record: what is read, and what is told of the rest."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.imports import Unreadable, records


@pytest.fixture
def read(tmp_path):
    """Return the records of a text: read(text, where, encoding)."""

    def made(text, *more):
        path = tmp_path / "file"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return list(records(path, *more))

    return made


def values(found):
    return [record.value for record in found]


@pytest.mark.parametrize(
    ("text", "where", "wanted"),
    [
        ('[{"a": 1}, {"a": 2}]', "", [{"a": 1}, {"a": 2}]),
        ('{"a": 1}', "", [{"a": 1}]),
        ('{"a": 1}{"a": 2}', "", [{"a": 1}, {"a": 2}]),
        ('{"a": [{"b": 1}]}', "", [{"a": [{"b": 1}]}]),
        ('{"page": 1,\n "data": {"items": [{"a": 1}, {"a": 2.5}]}}', "$.data.items[*]",
         [{"a": 1}, {"a": 2.5}]),
        ('{"page": 1,\n "items": [{"a": 1}, {"a": 2}]}', "$.items[?@.a == 2]", [{"a": 2}]),
        ('{"items": []}', "$.items[*]", []),
        ('{"a": 1}\n{"a": 2}\n', "", [{"a": 1}, {"a": 2}]),
        ('{"i": [1, 2]}\n{"i": [3]}\n', "$.i[*]", [1, 2, 3]),
    ],
)  # fmt: skip
def test_json_in_all_its_forms(read, text, where, wanted):
    assert values(read(text, where)) == wanted


def test_a_line_of_json_that_is_none_is_told_and_the_others_are_read(read):
    first, bad, last = read('{"a": 1}\n{"a": \n{"a": 2}\n')
    assert (first.value, last.value) == ({"a": 1}, {"a": 2})
    assert (bad.number, bad.text) == (2, '{"a":') and bad.fault.startswith("no JSON")


def test_a_list_that_breaks_off_gives_what_it_had_and_is_told(tmp_path):
    path = tmp_path / "file"
    path.write_text('[{"a": 1}, {"a": 2}, {"a"')
    found = []
    with pytest.raises(Unreadable, match="after 2 records it is no JSON"):
        found.extend(record.value for record in records(path))
    assert len(found) <= 2


def test_a_quote_that_is_never_closed_is_told_with_its_line(read):
    good, bad = read('a,b\n1,2\n3,"4\n5,6\n')
    assert good.value == {"a": "1", "b": "2"}
    assert (bad.number, bad.text) == (3, '3,"4\n5,6\n')
    assert bad.fault.startswith("the quote that opens in line 3 is not closed, and 1 lines after")


@pytest.mark.parametrize(
    ("text", "line", "after"),
    [
        ('a,b\n1,"2\n3,4\n5,"6"\n7,8\n', 2, 2),
        ('a,b\n1,"x ""y"" z\n3,4\n', 2, 1),
        ('a,b\n"1\n2",3\n"4\n5","6\n7\n', 5, 1),
        ('a,b\n1,2"\n3,"4', 3, 0),
    ],
)
def test_lines_that_an_open_quote_swallows_are_told_with_where_it_opened(read, text, line, after):
    [bad] = [found for found in read(text) if found.fault]
    told = f"the quote that opens in line {line} is not closed"
    assert bad.fault.startswith(f"{told}, and {after} lines" if after else f"{told}: close it")


def test_a_line_in_another_encoding_is_told_unless_the_mapping_says_it(read):
    text = "id,name\n1,Bjørn\n2,Kari\n".encode("windows-1252")
    bad, good = read(text)
    assert (bad.number, good.value) == (2, {"id": "2", "name": "Kari"})
    assert "bytes of another encoding" in bad.fault
    assert read(text, "", "windows-1252")[0].value == {"id": "1", "name": "Bjørn"}


def test_utf_16_without_a_mark_is_read_when_told(read):
    [found] = read("id,name\n1,Bjørn\n".encode("utf-16-le"), "", "utf-16-le")
    assert found.value == {"id": "1", "name": "Bjørn"}


def test_a_long_list_needs_no_more_memory_than_a_short_one(tmp_path):
    path = tmp_path / "file"
    path.write_text(json.dumps([{"number": n, "text": "x" * 100} for n in range(40_000)]))
    tracemalloc.start()
    number = sum(1 for _ in records(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert number == 40_000
    assert peak < path.stat().st_size / 4


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), min_size=1)


@given(
    st.lists(st.tuples(cells, cells, cells), min_size=1),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_is_written_as_csv_is_read_as_it_was(tmp_path_factory, rows, comma, encoding):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=comma, quoting=csv.QUOTE_ALL)
    writer.writerows([("one", "two", "three"), *rows])
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    assert [tuple(record.value.values()) for record in records(path)] == rows
