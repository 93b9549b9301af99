"""The cache of `lint` saves time and never changes what is said."""

import os
from pathlib import Path

import pytest
from programme_channels import CHANNELS, BotSettings, Declaring, Say

from onetake import declare

PLAIN = """\
goal: A
owner: cards
personas: [anna]
steps:
  - chat.say: hi
  - chat.hear: x
"""
NEEDS_CARD = PLAIN.replace("hi", "${persona.card}")
LATER = 10_000_000_000


@pytest.fixture
def check(programme: Path, write):
    """Check the programme, with a cache, some seconds after its files were written."""
    write("journeys/needs-card.yaml", NEEDS_CARD)
    write("journeys/plain.yaml", PLAIN)
    newest = max(file.stat().st_mtime_ns for file in programme.rglob("*"))

    def run(channels=CHANNELS, cache: bool = True, **options):
        folder = programme / ".onetake" if cache else None
        return declare.outline(
            programme, channels, cache=folder, now_ns=lambda: newest + LATER, **options
        )[1]

    return run


def errors(checked) -> list[str]:
    return [fault.message for fault in checked.faults if fault.severity == "error"]


def test_counts_what_was_looked_at(check) -> None:
    checked = check()

    assert (checked.journeys, checked.steps, checked.reused) == (2, 4, 0)
    assert checked.files == 2 + 8


def test_unchanged_files_are_not_read_again(check) -> None:
    first, second = check(), check()

    assert second.reused == 2
    assert second.faults == first.faults
    assert (second.files, second.journeys, second.steps) == (first.files, 2, 4)


def test_a_changed_persona_has_the_journeys_read_again(check, write) -> None:
    assert errors(check()) == []

    write("personas/anna.yaml", "name: Anna\n")

    checked = check()
    assert errors(checked) == ["the persona 'anna' has no 'card'"]
    assert checked.reused == 0


@pytest.mark.parametrize(
    "name", ["onetake.yaml", "systems/bot.yaml", "teams/cards.yaml", "parts/identify.yaml"]
)
def test_each_file_journeys_refer_to_counts(check, programme: Path, name: str) -> None:
    check()
    file = programme / name
    file.write_text(file.read_text() + "# changed\n")

    assert check().reused == 0


def test_a_changed_journey_alone_is_read_again(check, write) -> None:
    check()
    write("journeys/plain.yaml", PLAIN.replace("chat.hear", "chat.heer"))

    checked = check()

    assert checked.reused == 1
    assert errors(checked) == ["chat has no action 'chat.heer'"]


def test_a_changed_table_has_its_journey_read_again(check, write) -> None:
    write("journeys/table.yaml", PLAIN.replace("hi", "${data.amount}") + "data: data/amounts.csv\n")
    assert errors(check()) == []

    write("data/amounts.csv", "sum\n10\n")

    assert errors(check()) == ["the table has no 'amount'"]


def test_a_changed_channel_has_the_journeys_read_again(check) -> None:
    check()
    deaf = {**CHANNELS, "chat": Declaring("chat", (Say,), BotSettings)}

    assert errors(check(deaf)) == ["chat has no action 'chat.hear'"] * 3


def test_a_file_changed_unseen_within_the_clocks_grain_is_noticed(programme, write) -> None:
    file = write("journeys/it.yaml", PLAIN)
    now = file.stat().st_mtime_ns + 1
    cache = programme / ".onetake"
    assert errors(declare.outline(programme, CHANNELS, cache=cache, now_ns=lambda: now)[1]) == []

    stamp = file.stat()
    write("journeys/it.yaml", PLAIN.replace("hear", "heer"))

    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))

    later = declare.outline(programme, CHANNELS, cache=cache, now_ns=lambda: now + LATER)[1]
    assert errors(later) == ["chat has no action 'chat.heer'"]


def test_a_touched_file_is_known_by_its_content(check, programme: Path) -> None:
    check()
    (programme / "journeys" / "plain.yaml").touch()

    assert check().reused == 2


@pytest.mark.parametrize(
    "damage", [b"", b"{}", b"\xff\xfe", b"0\n{}", b'abc\n{"key": 1, "files": []}']
)
def test_a_damaged_cache_is_ignored(check, programme: Path, damage: bytes) -> None:
    first = check()
    (programme / ".onetake" / "lint.json").write_bytes(damage)

    second = check()

    assert second.reused == 0
    assert second.faults == first.faults


def test_a_cache_changed_by_one_character_is_ignored(check, programme: Path) -> None:
    first = check()
    file = programme / ".onetake" / "lint.json"
    whole = file.read_text("utf-8")
    assert ",2,[" in whole
    file.write_text(whole.replace(",2,[", ",7,[", 1), "utf-8")

    assert check().steps == first.steps


def test_every_cut_of_a_cache_is_ignored(check, programme: Path) -> None:
    check()
    file = programme / ".onetake" / "lint.json"
    whole = file.read_bytes()

    for length in range(0, len(whole), 97):
        file.write_bytes(whole[:length])
        assert check().reused == 0


def test_a_cache_that_cannot_be_written_does_no_harm(check, programme: Path) -> None:
    (programme / ".onetake").write_text("a file stands where the folder should be")

    assert errors(check()) == []


def test_a_removed_journey_is_forgotten(check, programme: Path) -> None:
    check()
    (programme / "journeys" / "plain.yaml").unlink()

    assert check().journeys == 1


def test_several_processes_say_the_same(programme, write) -> None:
    for number in range(400):
        steps = NEEDS_CARD if number % 3 else NEEDS_CARD.replace("card}", "crad}")
        write(f"journeys/j{number:03}.yaml", steps)

    alone = declare.outline(programme, CHANNELS, processes=1)[1]
    shared = declare.outline(programme, CHANNELS, processes=2)[1]

    assert shared == alone
    assert shared.errors == 134


def test_warns_of_what_no_journey_uses(check) -> None:
    unused = [fault.message for fault in check().faults if fault.rule == "unused"]

    assert unused == [
        "no journey uses the part 'identify'",
        "no journey uses the persona 'björn'",
        "no journey uses the system 'bank'",
    ]
