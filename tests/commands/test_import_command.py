"""`onetake ledger import`: files of other systems by whole commands, good lines and bad."""

import gzip
import json
import os
import signal
import subprocess
import sys

import pytest
from sample_journeys import ECHO

from onetake.analysis import opened
from onetake.flows.aside import MOST
from onetake.ledger.ledger import Ledger

MAPPING = """\
into: surveys
key: Id
timezone: Europe/Oslo
fields:
  kind: {const: csat}
  answered: {from: When, time: "%d.%m.%Y %H:%M"}
  score: Score
  customer: Mail
  comment: Words
ours: [{from: Source, is: robot}]
"""
HEAD = "Id;When;Score;Mail;Words;Source\n"
GOOD = (
    "1;02.11.2026 10:00;5;kari@customers.example;Thanks, kari@customers.example;web\n"
    "2;02.11.2026 10:05;2;ola@customers.example;;web\n"
)


@pytest.fixture
def folder(programme, onetake):
    """A shop whose persona Anna has an address, and a mapping of its survey tool."""
    made = programme(
        {"hello": ECHO}, personas={"anna": "name: Anna\nemail: anna@customers.example\n"}
    )
    (made / "tool.yaml").write_text(MAPPING)
    return made


def brought(onetake, folder, text, name="answers.csv"):
    """Return what importing a file with this text came to."""
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return onetake("ledger", "import", name, "--as", "tool.yaml", "--json", at=folder)


def asked(folder, sql):
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger, opened(ledger) as facts:
        return facts.select(sql)


def test_lines_become_rows_once_with_times_of_their_zone(onetake, folder):
    done = brought(onetake, folder, HEAD + GOOD)
    assert (done.code, done.json["new"], done.json["known"]) == (0, 2, 0)
    assert asked(folder, "SELECT key, score, make_timestamp(answered)::TEXT FROM surveys "
                 "ORDER BY key") == [
        ("1", 5.0, "2026-11-02 09:00:00"), ("2", 2.0, "2026-11-02 09:05:00"),
    ]  # fmt: skip
    again = brought(onetake, folder, HEAD + GOOD + GOOD)
    assert (again.json["new"], again.json["known"]) == (0, 4)


def test_a_line_that_changed_is_a_row_more_and_the_newest_counts(onetake, folder):
    brought(onetake, folder, HEAD + GOOD)
    done = brought(onetake, folder, HEAD + GOOD.replace(";2;", ";4;"))
    assert (done.json["new"], done.json["known"]) == (1, 1)
    assert asked(folder, "SELECT key, score FROM surveys ORDER BY key") == [("1", 5.0), ("2", 4.0)]


def test_customers_are_pseudonyms_and_the_same_customer_is_known_again(onetake, folder):
    brought(onetake, folder, HEAD + GOOD)
    brought(onetake, folder, HEAD + GOOD.replace("1;02", "3;03").replace("kari@", "KARI@"), "b.csv")
    [(number,)] = asked(
        folder, "SELECT count(DISTINCT customer) FROM surveys WHERE key IN ('1', '3')"
    )
    assert number == 1
    stored = (folder / ".onetake" / "ledger.db").read_bytes()
    assert b"customers.example" not in stored.lower()


def test_whoever_is_forgotten_is_known_no_more_not_even_by_the_same_file(onetake, folder):
    brought(onetake, folder, HEAD + GOOD)
    before = asked(folder, "SELECT customer FROM surveys WHERE key = '1'")
    done = onetake("ledger", "forget", "kari@customers.example", "--yes", "--json", at=folder)
    assert done.code == 0
    again = brought(onetake, folder, HEAD + GOOD)
    assert (again.code, again.json["new"], again.json["known"]) == (0, 0, 2)
    assert asked(folder, "SELECT customer FROM surveys WHERE key = '1'") == before
    assert onetake("ledger", "verify", at=folder).code == 0
    comment = asked(folder, "SELECT comment FROM surveys WHERE key = '1'")[0][0]
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
        assert ledger.texts([comment]) == {}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("9;02.11.2026 10:00;7;;;web", "score: 7 is not from 1 to 5"),
        ("9;02.11.2026 10:00;five;;;web", "score: 'five' is no number"),
        ("9;yesterday;5;;;web", "answered: 'yesterday' is no time of the form %d.%m.%Y %H:%M"),
        ("9;29.03.2026 02:30;5;;;web", "never was in Europe/Oslo: the clocks were put forward"),
        ("9;25.10.2026 02:30;5;;;web", "was twice in Europe/Oslo, as the clocks were put back"),
        ("9;02.11.2126 10:00;5;;;web", "answered: it lies in the future"),
        ("9;01.01.0001 00:00;5;;;web", "stands for no time"),
        ("9;21.01.1971 00:00;5;;;web", "it lies before 2000; is it in ms"),
        ("9;02.11.2026 10:00;1_0;;;web", "score: '1_0' is no number"),
        ("9;02.11.2026 10:00;nan;;;web", "score: 'nan' is no number"),
        ("9;02.11.2026 10:00;5;;A\0B;web", "comment: it holds half a character"),
        (";02.11.2026 10:00;5;;;web", "it has no key: nothing is found by Id"),
        ("9;02.11.2026 10:00;5;;;web;more", "7 values for 6 columns"),
    ],
)
def test_a_bad_line_is_told_by_number_and_the_others_go_on(onetake, folder, line, why):
    done = brought(onetake, folder, f"{HEAD}{line}\n{GOOD}")
    assert (done.code, done.json["new"]) == (4, 2)
    [bad] = done.json["bad"]
    assert bad["place"] == "answers.csv:2"
    assert why in bad["why"]


def test_bad_lines_are_kept_aside_once_and_forgotten_with_their_people(onetake, folder):
    bad = HEAD + "9;soon;5;kari@customers.example;;web\n8;soon;5;ola@customers.example;;web\n"
    for _ in range(2):
        brought(onetake, folder, bad)
    aside = folder / ".onetake" / "aside.jsonl"
    assert [json.loads(line)["number"] for line in aside.read_text().splitlines()] == [2, 3]
    assert aside.stat().st_mode & 0o077 == 0
    assert "soon" in aside.read_text()
    assert "kari" not in aside.read_text() and "ola@" not in aside.read_text()
    done = onetake("ledger", "forget", "Kari@customers.example", "--yes", at=folder)
    assert "1 lines of imports that were kept aside" in done.out
    assert [json.loads(line)["number"] for line in aside.read_text().splitlines()] == [3]


def test_a_customer_is_not_named_in_a_line_kept_aside(onetake, folder):
    brought(onetake, folder, HEAD + "9;soon;5;K-4711-X;;web\n")
    aside = folder / ".onetake" / "aside.jsonl"
    assert "4711" not in aside.read_text() and "[customer]" in aside.read_text()
    onetake("ledger", "forget", "k-4711-x", "--yes", at=folder)
    assert aside.read_text() == ""


def test_what_a_mapping_needs_is_told_with_the_whole_command(onetake, folder):
    (folder / "a.json").write_text("[]")
    words = ("ledger", "import", "a.json", "--as", "typeform-responses", "--set", "kind=nps")
    done = onetake(*words, at=folder)
    assert done.code == 2
    assert "needs question (the ref of the field that holds the score)" in done.err
    told = "--set question=VALUE --set kind=nps --set highest=VALUE --set lowest=VALUE"
    assert f"--as typeform-responses {told}" in " ".join(done.err.split())


def test_lines_kept_aside_are_found_however_they_name_somebody(onetake, folder):
    (folder / "tool.yaml").write_text(MAPPING.replace("key: Id", "key: Nothing"))
    lines = [
        {"Mail": "kari+shop@customers.example"},
        {"Words": "call +47 412 34 567 or ask ola@customers.example"},
        {"Words": "B\u00f8rge"},
        {"Words": "ola"},
    ]
    text = "\n".join(map(json.dumps, lines)) + '\n{"Words": "B\\u00f8rge", '
    done = brought(onetake, folder, text)
    assert (done.json["refused"], len(done.json["bad"])) == (5, 5)
    aside = folder / ".onetake" / "aside.jsonl"
    for name, left in (("kari@customers.example", 4), ("+4741234567", 3), ("Børge", 1)):
        assert onetake("ledger", "forget", name, "--yes", at=folder).code == 0
        assert len(aside.read_text().splitlines()) == left


def test_lines_kept_aside_go_when_the_time_of_texts_is_up(onetake, folder):
    told = "programme: Test\nenvironments: {dev: {}}\nledger: {retention: {texts: 7d}}\n"
    (folder / "onetake.yaml").write_text(told)
    brought(onetake, folder, HEAD + "9;soon;5;;;web\n8;soon;5;;;web\n")
    aside = folder / ".onetake" / "aside.jsonl"
    old, young = map(json.loads, aside.read_text().splitlines())
    old["at"] -= 8 * 86_400
    aside.write_text(f"{json.dumps(old)}\n{json.dumps(young)}\n")
    assert onetake("ledger", "expire", at=folder).code == 0
    assert [json.loads(line)["number"] for line in aside.read_text().splitlines()] == [3]


def test_a_mapping_that_fits_no_line_does_not_copy_the_whole_file(onetake, folder):
    lines = "".join(f"{n};soon;5;;;web\n" for n in range(MOST + 500))
    done = brought(onetake, folder, HEAD + lines)
    assert (done.json["refused"], len(done.json["bad"])) == (MOST + 500, 1000)
    aside = folder / ".onetake" / "aside.jsonl"
    assert len(aside.read_text().splitlines()) == MOST


def test_a_finding_comes_once_however_often_the_file(onetake, folder):
    for _ in range(2):
        brought(onetake, folder, HEAD + "3;02.11.2026 11:00;5;anna@customers.example;;web\n")
    assert asked(folder, "SELECT count(*) FROM findings") == [(1,)]


def test_mappings_of_a_programme_have_a_name_and_are_linted_with_places(onetake, folder):
    (folder / "imports").mkdir()
    (folder / "imports" / "tool.yaml").write_text(MAPPING)
    (folder / "a.csv").write_text(HEAD + GOOD)
    assert onetake("lint", at=folder).code == 0
    assert onetake("ledger", "import", "a.csv", "--as", "tool", at=folder).code == 0
    (folder / "imports" / "tool.yaml").write_text(MAPPING.replace("score: Score", "skore: Score"))
    done = onetake("lint", at=folder)
    assert done.code == 3
    assert "imports/tool.yaml:" in done.out + done.err


def test_our_own_customers_are_told_apart_and_one_nobody_marked_is_a_finding(onetake, folder):
    ours = "3;02.11.2026 11:00;5;anna@customers.example;;web\n4;02.11.2026 11:00;5;;;robot\n"
    done = brought(onetake, folder, HEAD + GOOD + ours)
    assert (done.json["ours"], done.json["unmarked"]) == (2, 1)
    assert asked(folder, "SELECT key FROM surveys WHERE synthetic ORDER BY key") == [("3",), ("4",)]
    assert asked(folder, "SELECT rule, severity FROM findings") == [("import.ours", "minor")]


@pytest.mark.parametrize(
    "form", ["bom", "utf-16", "gzip", "json", "joined", "lines", "tabs", "told"]
)
def test_files_come_in_many_forms(onetake, folder, form):
    rows = [dict(zip(HEAD.strip().split(";"), line.split(";"), strict=True))
            for line in GOOD.splitlines()]  # fmt: skip
    text = {
        "bom": (HEAD + GOOD).encode("utf-8-sig"),
        "utf-16": (HEAD + GOOD).encode("utf-16"),
        "gzip": gzip.compress((HEAD + GOOD).encode()),
        "json": json.dumps(rows, indent=1).encode(),
        "joined": "".join(map(json.dumps, rows)).encode(),
        "told": ("sep=;\n" + HEAD + GOOD).encode(),
        "lines": "\n".join(map(json.dumps, rows)).encode(),
        "tabs": (HEAD + GOOD).replace(";", "\t").encode(),
    }[form]
    assert brought(onetake, folder, text).json["new"] == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "it is empty"),
        ('{"a": [', "after 0 records it is no JSON"),
        ("a;a\n1;2\n", "two columns are called"),
        (gzip.compress(b"Id;When\n", mtime=0)[:-9], "its gzip is broken"),
        (b'{"a": "\xf8"}', "bytes of another encoding"),
    ],
)
def test_a_file_without_records_is_told(onetake, folder, text, told):
    done = brought(onetake, folder, text)
    assert done.code == 4
    assert told in done.json["error"]["message"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("score: Score", "skore: Score"), "did you mean"),
        (("into: surveys", "into: people"), "surveys"),
        (("  answered:", "  # answered:"), "'answered' is missing"),
        (("Europe/Oslo", "Europe/Olso"), "there is no time zone 'Europe/Olso'"),
        (("key: Id\n", ""), "key"),
        (("score: Score", "score: $.["), "'$.[' is no JSONPath"),
        (("timezone:", "encoding: utf-9\ntimezone:"), "there is no encoding 'utf-9'"),
    ],
)
def test_a_mapping_that_cannot_be_is_told_where(onetake, folder, change, told):
    (folder / "tool.yaml").write_text(MAPPING.replace(*change))
    (folder / "answers.csv").write_text(HEAD + GOOD)
    done = onetake("ledger", "import", "answers.csv", "--as", "tool.yaml", at=folder)
    assert done.code == 3
    assert "tool.yaml:" in done.err and told in done.err


def test_what_is_no_mapping_or_lacks_a_value_is_told_with_the_next_command(onetake, folder):
    (folder / "a.json").write_text("{}")
    done = onetake("ledger", "import", "a.json", "--as", "zendesk", at=folder)
    assert (done.code, "amazon-connect" in done.err) == (2, True)
    done = onetake("ledger", "import", "a.json", "--as", "typeform-responses", at=folder)
    assert "--set question=VALUE" in done.err
    assert onetake("ledger", "import", at=folder).code == 2
    done = onetake("ledger", "import", "no.csv", "--as", "tool.yaml", at=folder)
    assert (done.code, "no.csv cannot be read" in done.err) == (4, True)


def test_an_import_that_was_killed_goes_on_where_it_was(onetake, folder):
    lines = "".join(f"{n};02.11.2026 10:00;5;c{n}@customers.example;;web\n" for n in range(6000))
    (folder / "answers.csv").write_text(HEAD + lines)
    words = ["ledger", "import", "answers.csv", "--as", "tool.yaml"]
    with subprocess.Popen([sys.executable, "-m", "onetake", *words], cwd=folder) as started:
        while not (folder / ".onetake" / "ledger.db").exists() or not _some(folder):
            assert started.poll() is None, "it ended before it could be killed"
        os.kill(started.pid, signal.SIGKILL)
    done = onetake(*words, "--json", at=folder)
    assert done.json["new"] + done.json["known"] == 6000
    assert done.json["known"] > 0
    assert asked(folder, "SELECT count(*), count(DISTINCT key) FROM surveys") == [(6000, 6000)]
    assert onetake("ledger", "verify", at=folder).code == 0


def _some(folder):
    try:
        with Ledger.open(folder / ".onetake" / "ledger.db", writable=False) as ledger:
            return ledger.count() > 0
    except Exception:  # noqa: BLE001 - it is just being made
        return False


def test_two_questions_of_one_form_are_both_kept(onetake, folder):
    answers = [
        {"field": {"ref": "sat"}, "type": "number", "number": 5},
        {"field": {"ref": "rec"}, "type": "number", "number": 9},
    ]
    items = [{"response_id": f"r{n}", "submitted_at": "2026-11-02T10:00:00Z", "answers": answers}
             for n in range(40)]  # fmt: skip
    (folder / "tf.json").write_text(json.dumps({"items": items}))
    for question, kind, highest in (("sat", "csat", 5), ("rec", "nps", 10), ("sat", "csat", 5)):
        sets = [f"question={question}", f"kind={kind}", "lowest=0", f"highest={highest}"]
        words = [word for item in sets for word in ("--set", item)]
        assert onetake("ledger", "import", "tf.json", "--as", "typeform-responses", *words,
                       at=folder).code == 0  # fmt: skip
    found = asked(folder, "SELECT kind, count(*) FROM surveys GROUP BY kind ORDER BY kind")
    assert found == [("csat", 40), ("nps", 40)]


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"\xff\xfe\x00", "breaks off"), (b"[" * 100_000, "nested deeper than any record")],
)
def test_a_file_that_is_cut_or_nested_without_end_is_refused(onetake, folder, content, told):
    (folder / "bad.json").write_bytes(content)
    done = onetake("ledger", "import", "bad.json", "--as", "pagerduty-incidents", at=folder)
    assert done.code in (3, 4)
    assert told in " ".join(done.err.split())
