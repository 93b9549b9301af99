"""What was kept as long as it may be is erased; what a row in its time refers to stays."""

import os

import pytest
from ledger_rows import a_step
from people import a_saying, said

from onetake.ledger.audit import audit
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.expire import expire, overdue
from onetake.ledger.ledger import Ledger
from onetake.ledger.sweep import Swept, sweep
from onetake.words.keeping import DAY, Retention
from onetake.words.rows import ErasureRow

WEEK = Retention(texts=7 * DAY, evidence=14 * DAY, synthetic=90 * DAY)
START = 1_763_848_800_000_000


class Clock:
    """A clock that only tests move; it gives µs."""

    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now

    def to_day(self, days):
        self.now = START + round(days * DAY * 1e6)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def dated(path, clock):
    """Yield a ledger whose rows carry the tests' time."""
    with Ledger.open(path, clock=clock) as opened:
        yield opened


@pytest.fixture
def store(tmp_path):
    return EvidenceStore(tmp_path / "evidence")


def test_texts_go_when_their_time_is_up_and_not_before(dated, clock):
    dated.append([a_saying("old")])
    clock.to_day(3)
    dated.append([a_saying("young")])
    clock.to_day(7)
    assert expire(dated, WEEK).texts == 0
    clock.to_day(7.001)
    assert overdue(dated, WEEK).texts == 1
    assert expire(dated, WEEK).texts == 1
    assert said(dated) == ["young"]
    (row,) = dated.rows(ErasureRow)
    assert (row.reason, row.subject, row.texts, row.at) == ("expired", "", 1, clock.now)
    assert dated.verify().holds


def test_nothing_overdue_leaves_no_row(dated, clock):
    dated.append([a_saying("young")])
    expire(dated, WEEK)
    clock.to_day(10)
    dated.append([a_step(evidence=("ab/x.txt",))])
    expire(dated, WEEK)
    clock.to_day(20)
    assert expire(dated, WEEK).evidence == ()
    assert dated.count(ErasureRow) == 1


def test_evidence_stays_while_a_row_in_its_time_needs_it(dated, clock, store):
    early, both = store.put("x.txt", b"early"), store.put("x.txt", b"both")
    dated.append([a_step(evidence=(early, both))])
    clock.to_day(10)
    dated.append([a_step(evidence=(both,))])
    clock.to_day(15)
    assert expire(dated, WEEK).evidence == (early,)
    assert sweep(dated, store, age=WEEK.evidence) == Swept(erased=1)
    assert (audit(dated, store).bad, audit(dated, store).evidence) == (0, 1)
    clock.to_day(25)
    assert expire(dated, WEEK).evidence == (both,)
    sweep(dated, store, age=WEEK.evidence)
    kept = audit(dated, store)
    assert (list(store.files()), kept.erased_evidence, kept.bad) == ([], 2, 0)


def test_evidence_that_comes_again_is_kept_again(dated, clock, store):
    name = store.put("x.txt", b"again")
    dated.append([a_step(evidence=(name,))])
    clock.to_day(20)
    expire(dated, WEEK)
    sweep(dated, store, age=WEEK.evidence)
    assert store.put("x.txt", b"again") == name
    dated.append([a_step(evidence=(name,))])
    assert sweep(dated, store, age=0) == Swept()
    assert audit(dated, store).evidence == 1
    clock.to_day(40)
    assert expire(dated, WEEK).evidence == (name,)


@pytest.mark.parametrize(("row", "kept"), [("synthetic", 0), ("contract", 1)])
def test_nothing_outlives_the_class_of_its_row(dated, clock, row, kept):
    dated.append([a_saying("hello", retention=row)])
    clock.to_day(3)
    expire(dated, Retention(texts=7 * DAY, evidence=7 * DAY, synthetic=2 * DAY))
    assert len(said(dated)) == kept


def test_each_class_has_its_own_time(dated, clock):
    dated.append([a_saying("test", retention="synthetic"), a_saying("deal", retention="contract")])
    clock.to_day(3)
    assert expire(dated, Retention(7 * DAY, 7 * DAY, synthetic=2 * DAY)).texts == 1
    assert said(dated) == ["deal"]
    assert [row.texts for row in dated.rows(ErasureRow)] == [1]


def test_a_file_that_a_row_refers_to_is_no_orphan_however_old_it_is(dated, clock, store):
    name = store.put("x.txt", b"seen")
    os.utime(store.folder / name, (START / 1e6, START / 1e6))
    dated.append([a_step(evidence=(name,))])
    clock.to_day(1000)
    assert sweep(dated, store, age=DAY) == Swept()
    assert audit(dated, store).evidence == 1


def test_orphans_of_a_killed_process_go_when_no_evidence_could_be_as_old(dated, clock, store):
    orphan, part = store.put("x.txt", b"never recorded"), store.folder / "ab" / ".half"
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(b"half wr")
    for path in (store.folder / orphan, part):
        os.utime(path, (START / 1e6, START / 1e6))
    clock.to_day(13)
    assert sweep(dated, store, age=WEEK.evidence) == Swept()
    clock.to_day(15)
    assert sweep(dated, store, age=WEEK.evidence) == Swept(orphans=2)
    assert list(store.files()) == []


def test_evidence_of_a_run_under_way_is_no_orphan(dated, clock, store):
    name = store.put("x.txt", b"seen before")
    os.utime(store.folder / name, (START / 1e6, START / 1e6))
    clock.now = int(store.folder.stat().st_mtime * 1e6)
    store.put("x.txt", b"seen before")  # by a run that is not recorded yet
    assert sweep(dated, store, age=WEEK.evidence) == Swept()


def test_both_databases_expire(ledger):
    ledger.append([a_saying("hello")])
    assert expire(ledger, Retention(texts=-DAY)).texts == 1
    assert said(ledger) == [] and ledger.verify().holds
