"""What belongs to PostgreSQL alone: who may do what, what is told, and its network."""

import re
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from anybody import connected, look
from days import Days
from ledger_rows import a_run, a_step, one_of_each
from postgres import PASSWORD
from proxy import Proxy

from onetake.errors import (
    LedgerAway,
    LedgerBusy,
    LedgerDamaged,
    LedgerMissing,
    LedgerReadOnly,
    LedgerUnreadable,
    LedgerVersion,
)
from onetake.ledger.forget import forget
from onetake.ledger.ledger import Ledger
from onetake.ledger.seal import seal
from onetake.words.ids import uuid7
from onetake.words.personal import Personal, Text
from onetake.words.rows import FindingRow, RunRow
from onetake.words.tables import ROWS

MANUAL = Path(__file__).parent.parent.parent / "docs" / "ledger.md"


@pytest.fixture
def name(database):
    """Return the name of the empty database."""
    return psycopg.conninfo.conninfo_to_dict(database)["dbname"]


@pytest.fixture
def network(postgres):
    """Yield a network to the server that the test may cut."""
    proxy = Proxy(f"{postgres.folder}/.s.PGSQL.5432")
    yield proxy
    proxy.close()


def through(network, name):
    return f"postgresql://onetake:{PASSWORD}@127.0.0.1:{network.port}/{name}"


def refused(kind, address, **options):
    """Open a ledger that cannot be opened; return what is told, without any password."""
    with pytest.raises(kind) as error:
        Ledger.open(address, **options)
    told = f"{error.value.message} {error.value.hint}"
    assert error.value.hint and PASSWORD not in told and "wrong-word" not in told
    return told


def test_a_wrong_password_is_told_without_showing_one(postgres, name):
    told = refused(LedgerUnreadable, postgres.url(name, password="wrong-word"))
    assert f"/{name} does not let us in" in told and "PGPASSWORD" in told


def test_a_role_that_is_not_there_is_told(postgres, name):
    assert "does not let us in" in refused(LedgerUnreadable, postgres.url(name, "nobody"))


def test_a_database_that_is_not_there_is_told(postgres):
    told = refused(LedgerUnreadable, postgres.url("nothing"))
    assert "does not exist" in told and "createdb" in told


def test_a_server_that_is_not_there_is_told(tmp_path):
    told = refused(LedgerAway, f"postgresql://anna:{PASSWORD}@/ledger?host={tmp_path}")
    assert f"postgresql://anna@{tmp_path}/ledger cannot be reached" in told


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://anna:wrong-word%zz@/x",
        "postgresql://anna:wrong-word@[::1/x",
        "postgres://?a",
    ],
)
def test_an_address_that_is_none_is_told_with_its_form(address):
    assert "postgresql://USER@HOST" in refused(LedgerUnreadable, address)


def test_a_missing_driver_is_told_with_what_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'onetake[postgres]'" in refused(LedgerUnreadable, "postgresql://h/x")


def test_a_database_without_a_ledger_says_how_to_begin(database):
    assert "onetake test" in refused(LedgerMissing, database, writable=False)
    assert look(database, "SELECT nspname FROM pg_namespace WHERE nspname = 'onetake'") == []


def test_a_schema_of_another_program_is_refused_and_untouched(database):
    with connected(database) as connection:
        connection.execute("CREATE SCHEMA onetake CREATE TABLE runs (id text)")
    assert "is not a ledger" in refused(LedgerUnreadable, database)
    assert look(database, "SELECT count(*) FROM pg_class WHERE relname = 'runs'") == [(1,)]


def test_a_ledger_of_a_newer_onetake_is_refused_with_the_fix(database):
    Ledger.open(database).close()
    with connected(database) as connection:
        connection.execute("INSERT INTO forms VALUES (99, 'Later')")
    told = refused(LedgerVersion, database)
    assert "has form 99" in told and "Upgrade Onetake" in told


def test_a_database_that_cannot_hold_every_text_is_refused(postgres):
    postgres.sql("CREATE DATABASE latin OWNER onetake ENCODING 'LATIN1' TEMPLATE template0")
    told = refused(LedgerUnreadable, postgres.url("latin"))
    assert "LATIN1" in told and "--encoding UTF8" in told


def test_a_ledger_that_lost_a_table_is_told(database):
    with Ledger.open(database) as ledger:
        with connected(database) as connection:
            connection.execute("DROP TABLE runs")
        with pytest.raises(LedgerDamaged, match="has lost a table"):
            ledger.append([a_run()])


def test_another_ledger_in_the_same_database_is_none_of_ours(database):
    with connected(database) as connection:
        connection.execute("CREATE TABLE public.runs (id text)")
    with Ledger.open(database) as ledger:
        assert ledger.append([a_run()]).last == 1
    assert look(database, "SELECT count(*) FROM public.runs") == [(0,)]


@pytest.fixture
def writer(postgres, name, database):
    """Return the address of a role with the rights that the manual gives to writers."""
    Ledger.open(database).close()
    role = f"writer_{uuid7().hex}"
    postgres.sql(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
    (grants,) = re.findall(r"(GRANT USAGE.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    for statement in grants.split(";")[:-1]:
        postgres.sql(statement.replace("tester", role), name)
    return postgres.url(name, role)


def test_a_role_with_a_writers_rights_records_forgets_and_verifies(writer, database):
    text = Text.of("I lost my card")
    saying = Personal(a_step(said=text.reference), ("anna",), (text,))
    with Ledger.open(writer) as ledger:
        assert ledger.append([*one_of_each(), saying]).appended == len(ROWS) + 1
        assert forget(ledger, "anna").erased.texts == 1
        assert ledger.verify().holds
    with Ledger.open(database) as ledger:
        assert ledger.append([a_run()]).last == len(ROWS) + 3
        assert ledger.texts([text.reference]) == {}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO runs SELECT * FROM runs",
        "DELETE FROM runs",
        "UPDATE runs SET seq = 9",
        "TRUNCATE runs",
        "TRUNCATE texts",
        "UPDATE texts SET words = 'x'",
        "ALTER TABLE runs DISABLE TRIGGER refuse",
        "CREATE TABLE other (id text)",
        "CREATE OR REPLACE FUNCTION clock() RETURNS bigint LANGUAGE sql AS 'SELECT 7::bigint'",
    ],
)
def test_that_role_may_do_nothing_else(writer, statement):
    with connected(writer) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_nobody_appends_who_was_not_granted_it(postgres, writer, database):
    role = psycopg.conninfo.conninfo_to_dict(writer)["user"]
    with connected(database) as owner:
        owner.execute(f"REVOKE EXECUTE ON FUNCTION append FROM {role}")
    with Ledger.open(writer) as ledger:
        with pytest.raises(LedgerReadOnly) as error:
            ledger.append([a_run()])
        assert "docs/ledger.md" in error.value.hint


def test_names_of_the_caller_mislead_the_append_function_to_nothing(writer):
    with connected(writer) as connection:
        connection.execute("CREATE TEMP TABLE runs (seq bigint, chain bytea, recorded bigint)")
        connection.execute("INSERT INTO pg_temp.runs VALUES (99, 'x', 99)")
        connection.execute("SET search_path = pg_temp, onetake")
        told = connection.execute("SELECT * FROM onetake.append('{}', '')").fetchone()
    assert told[1] == 0


def test_a_batch_that_does_not_fit_its_digests_is_refused_whole(database):
    with Ledger.open(database), connected(database) as connection:
        for batch, digests in (("{}", b"x" * 32), ('{"runs": []}', b"x" * 64)):
            with pytest.raises(psycopg.errors.RaiseException, match="new rows and"):
                connection.execute("SELECT append(%s, %s)", (batch, digests))
    assert look(database, "SELECT count(*) FROM runs") == [(0,)]


def test_a_commit_waits_for_the_disk_whatever_the_role_has_set(postgres, database):
    Ledger.open(database).close()
    postgres.sql("ALTER ROLE onetake SET synchronous_commit = off")
    postgres.sql("ALTER ROLE onetake SET default_transaction_isolation = 'serializable'")
    postgres.sql("ALTER ROLE onetake SET search_path = pg_temp")
    try:
        with Ledger.open(database) as ledger, ledger._store.writing() as connection:
            ledger.commit([], connection)
            told = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
        with connected(database) as plain, plain.transaction():
            plain.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            plain.execute("SELECT onetake.append('{}', '')")
            assert plain.execute("SHOW synchronous_commit").fetchone() == (told,) == ("on",)
    finally:
        postgres.sql("ALTER ROLE onetake RESET ALL")


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_a_batch_that_cannot_see_what_others_committed_is_refused(database, level):
    """A snapshot taken before the lock could hide the last row, and the chain would fork."""
    Ledger.open(database).close()
    with connected(database) as connection, connection.transaction():
        connection.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        with pytest.raises(psycopg.errors.RaiseException, match="read committed only"):
            connection.execute("SELECT onetake.append('{}', '')")


def test_a_writer_that_waits_too_long_for_another_is_told(database, tmp_path):
    with (
        Ledger.open(database) as one,
        Ledger.open(database, patience=0.05, home=tmp_path) as other,
        one.writing(),
    ):
        with pytest.raises(LedgerBusy, match="held by another process"), other.writing():
            pass
        assert other.append([a_run()]).waiting == 1
    assert other.place == one.place


def test_the_servers_clock_says_when_and_a_step_back_is_told_once(postgres, database):
    before = time.time_ns() // 1000
    with Ledger.open(database) as ledger:
        ledger.append([a_run()])
        (entry,) = ledger.entries()
        assert before <= entry.recorded <= time.time_ns() // 1000
        with connected(database) as connection:
            connection.execute(
                "CREATE OR REPLACE FUNCTION clock() RETURNS bigint LANGUAGE sql AS "
                f"'SELECT {entry.recorded - 7_000_000_000}'"
            )
        ledger.append([a_run()])
        ledger.append([a_run(), a_step()])
        assert {later.recorded for later in ledger.entries()} == {entry.recorded}
        (finding,) = ledger.rows(FindingRow)
    assert finding.rule == "ledger.clock" and "7000 s before" in finding.message


def test_a_connection_cut_before_the_answer_makes_no_row_twice(network, name, tmp_path):
    address = through(network, name)
    with Ledger.open(address, home=tmp_path) as ledger:
        rows = [a_run() for _ in range(6)]
        ledger.append(rows[:2])
        network.swallow.set()
        assert ledger.append(rows[2:4]).waiting == 2
        assert ledger.append(rows[4:]).waiting == 2
        assert ledger.patient.settle() == 4
        network.mend()
        assert ledger.patient.settle() == 0
        assert list(ledger.rows(RunRow)) == rows and ledger.verify().holds


def test_reading_over_a_network_that_is_cut_is_told_and_works_when_it_is_back(network, name):
    with Ledger.open(through(network, name)) as ledger:
        ledger.append([a_run()])
        network.cut()
        with pytest.raises(LedgerAway) as error:
            ledger.count()
        assert PASSWORD not in str(error.value.message)
        network.mend()
        assert ledger.count() == 1


def test_the_password_may_come_from_the_environment(postgres, name, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with Ledger.open(f"postgresql://onetake@/{name}?host={postgres.folder}") as ledger:
        assert ledger.append([a_run()]).last == 1


def test_importing_the_ledger_loads_no_driver():
    code = "import onetake.ledger.ledger, sys; sys.exit('psycopg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_who_may_only_write_is_told_that_the_owner_seals(writer, database, tmp_path):
    days = Days(database, tmp_path)
    days.record([a_run()])
    with Days(writer, tmp_path).open() as ledger, pytest.raises(LedgerReadOnly) as caught:
        list(seal(ledger))
    assert "log in as owner" in caught.value.hint
    with days.open() as ledger:
        assert ledger.verify().holds and ledger.count() == 1
        assert [row.rows for row in seal(ledger)] == [1]
    with Ledger.open(writer, home=tmp_path) as ledger:
        assert ledger.append([a_run()]).appended == 1 and ledger.verify().rows == 3
