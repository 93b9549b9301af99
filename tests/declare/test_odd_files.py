"""Files that are none, names nobody can have, figures nobody can count: faults, never a crash."""

import os

import pytest
from programme_channels import CHANNELS

from onetake import declare
from onetake.errors import ProgrammeWrong

JOURNEY = "goal: A\nowner: cards\npersonas: [anna]\nsteps:\n  - chat.say: hi\n  - chat.hear: x\n"


def messages(programme) -> str:
    read = declare.read(programme, CHANNELS).faults
    checked = declare.outline(programme, CHANNELS, cache=programme / ".onetake")[1].faults
    assert {fault for fault in checked if fault.rule != "unused"} == set(read)
    return "\n".join(fault.message for fault in read)


@pytest.mark.parametrize("start", ["circle", "a" * 300])
def test_there_is_no_programme_where_no_folder_can_be(tmp_path, start):
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(ProgrammeWrong, match="there is no onetake.yaml"):
        declare.find(tmp_path / start)


@pytest.mark.parametrize("folder", ["journeys", "systems", "parts"])
def test_a_pipe_or_a_device_is_no_file(programme, folder):
    (programme / folder).mkdir(exist_ok=True)
    os.mkfifo(programme / folder / "pipe.yaml")
    (programme / folder / "zero.yaml").symlink_to("/dev/zero")
    assert messages(programme).count("the file cannot be read: it is no file") == 2


def test_parts_that_go_on_and_on_are_one_fault(programme, write):
    for number in range(60):
        write(f"parts/p{number:02}.yaml", f"steps:\n  - include: p{number + 1:02}\n")
    write("parts/p60.yaml", "steps:\n  - chat.say: hi\n")
    write("journeys/a.yaml", JOURNEY + "  - include: p00\n")
    assert "parts include each other 20 deep and further" in messages(programme)


@pytest.mark.parametrize(
    "line",
    [
        "    optional: {}",
        "    within: {}h",
        "    patience: {}s",
        "    when: {{x: {{at_most: {}}}}}",
    ],
)
def test_a_figure_nobody_can_count_is_a_fault(programme, write, line):
    write("journeys/a.yaml", JOURNEY + line.format("9" * 5000) + "\n")
    assert messages(programme)


@pytest.mark.parametrize("cost", ["nan", "inf", "-1"])
def test_a_cost_is_a_figure_that_can_be_spent(programme, write, cost):
    write("systems/cheap.yaml", f"channel: chat\naddress: a\nprice: {{message: {cost}}}\n")
    assert messages(programme)


def test_a_name_in_a_condition_is_checked_even_behind_a_known_one(programme, write):
    when = "    when: {persona.name: {equals: '${typo}'}}\n"
    write("journeys/a.yaml", JOURNEY + when)
    assert "'${typo}' has no value" in messages(programme)


@pytest.mark.parametrize("name", ["circle.csv", '"a\\0b.csv"', "a" * 300 + ".csv"])
def test_a_table_nobody_can_open_is_not_there(programme, write, name):
    (programme / "circle.csv").symlink_to("circle.csv")
    write("journeys/a.yaml", JOURNEY + f"data: {name}\n")
    assert "there is no file" in messages(programme)


def test_a_number_in_a_table_that_nobody_can_count_is_a_fault(programme, write):
    write("data/long.json", '[{"x": ' + "9" * 5000 + "}]")
    write("journeys/a.yaml", JOURNEY + "data: data/long.json\n")
    assert "this is not JSON we read" in messages(programme)


@pytest.mark.parametrize("expression", ["h{99999999999}", "(" * 3000 + ")" * 3000])
def test_an_expression_beyond_all_measure_is_a_fault(programme, write, expression):
    write("journeys/a.yaml", JOURNEY + f"  - chat.hear: {{matches: '{expression}'}}\n")
    assert "this is not a regular expression" in messages(programme)
