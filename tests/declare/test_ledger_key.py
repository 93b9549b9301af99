"""Where the ledger lies, and how long and how much it keeps, is declared in onetake.yaml."""

from pathlib import Path

import pytest
from programme_channels import CHANNELS

from onetake import declare
from onetake.words.keeping import DAY, Keeping, Retention

HEAD = "programme: Harbor Bank\nenvironments: {dev: {}}\n"


def read(programme: Path, write, ledger: str):
    write("onetake.yaml", HEAD + ledger)
    return declare.read(programme, CHANNELS, journeys=False)


def test_what_is_declared_is_kept_so(programme: Path, write) -> None:
    reading = read(
        programme,
        write,
        "ledger:\n"
        "  at: postgresql://onetake@db.example/ledger\n"
        "  retention: {texts: 36h, evidence: 2d}\n"
        "  evidence: {largest: 1MB, whole: 2GB}\n",
    )

    assert reading.programme.keeping == Keeping(
        "postgresql://onetake@db.example/ledger",
        Retention(1.5 * DAY, 2 * DAY, 90 * DAY),
        1_000_000,
        2_000_000_000,
    )


def test_without_a_word_there_are_limits_all_the_same(programme: Path, write) -> None:
    keeping = read(programme, write, "").programme.keeping

    assert keeping == Keeping("", Retention(30 * DAY, 30 * DAY, 90 * DAY), 500_000, 10**10)


@pytest.mark.parametrize(
    ("ledger", "told"),
    [
        ("retention: {texts: soon}", "'soon' is not a duration"),
        ("retention: {texts: 0d}", "'0d' keeps nothing at all: write a time such as 30d"),
        ("retention: {text: 30d}", "'text' is not a key here"),
        ("evidence: {largest: 12B}", "'12B' is too small: at least 1KB"),
        ("evidence: {whole: much}", "'much' is not a figure"),
        ("place: here", "'place' is not a key here"),
    ],
)
def test_what_is_none_of_that_is_told(programme: Path, write, ledger: str, told: str) -> None:
    (fault,) = read(programme, write, f"ledger: {{{ledger}}}\n").faults

    assert told in fault.message
    assert fault.location.line == 3


@pytest.mark.parametrize("row", ["synthetic", "another"])
def test_nothing_is_kept_longer_than_its_row(row: str) -> None:
    retention = Retention(texts=3 * DAY, evidence=30 * DAY, synthetic=7 * DAY)

    assert retention.of_texts(row) == 3 * DAY
    assert retention.of_evidence(row) == (7 * DAY if row == "synthetic" else 30 * DAY)
