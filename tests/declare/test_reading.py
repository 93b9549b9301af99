"""What a programme's files mean, once they are right."""

from pathlib import Path

import pytest
from programme_channels import CHANNELS

from onetake import declare
from onetake.errors import ProgrammeWrong
from onetake.words.figure import Levels
from onetake.words.scalar import Plain
from onetake.words.steps import Choose, Include, Step, Until

BLOCK_A_LOST_CARD = """\
# yaml-language-server: $schema=../.onetake/journey.schema.json
goal: A customer who lost a card has it blocked and a new one on the way
owner: cards                                     # a team
personas: [anna]
tags: [critical, first-impression]
effort: {turns: 6, repeats: 0, logins: 1}        # a budget
safe_in: [dev, staging, production]
order: [Tell the bot, {heard: blocked}]
throughout: {text: {none: [internal error]}}
steps:
  - name: Tell the bot
    phase: Report
    chat.say: I lost my card
  - chat.hear: {any: [block it, block your card], buttons: {contains: Block it}}
    within: 1.5s / 4s                            # minor / major
  - chat.press: Block it
  - chat.hear: {matches: 'code (?P<code>\\d{6})'}
    within: 10s / 30s
  - chat.say: ${code}
  - api.get: /cards/${persona.card}
    phase: Confirm
    expect: {status: 200, json.state: blocked, json.holder: {absent: true}}
    keep: {order: json.replacement}
always:                                          # clean-up: runs with what was kept
  - api.post: /test/reset/${order}
"""


def test_reads_the_journey_of_the_readme(programme: Path, write) -> None:
    write("journeys/cards/block.yaml", BLOCK_A_LOST_CARD)

    reading = declare.read(programme, CHANNELS)

    assert [fault for fault in reading.faults if fault.severity == "error"] == []
    journey = reading.programme.journeys["cards/block"]
    assert (journey.owner, journey.personas, journey.effort.turns) == ("cards", ("anna",), 6)
    assert [step.word for step in journey.steps] == [
        "chat.say", "chat.hear", "chat.press", "chat.hear", "chat.say", "api.get",
    ]  # fmt: skip
    assert journey.steps[1].within == Levels(4.0, 1.5)
    assert [str(path) for path, _ in journey.steps[5].expect] == [
        "status", "json.state", "json.holder",
    ]  # fmt: skip
    assert journey.steps[5].location.line == 20
    assert journey.steps[5].phase == "Confirm"


def test_reads_the_frame(programme: Path) -> None:
    found = declare.read(programme, CHANNELS).programme

    assert list(found.environments) == ["dev", "staging", "production"]
    assert found.environments["production"].customer_facing
    assert found.environments["dev"].values["bank"] == "http://127.0.0.1:8710"
    assert found.systems["bot"].human == ("talk to a person*",)
    assert found.systems["bot"].price == {"message": 0.01}
    assert found.systems["bot"].settings.connector == "websocket"
    assert found.systems["bank"].address_in("dev").written == "${environment.bank}"
    assert found.secrets["bank_token"].env == "HARBOR_BANK_TOKEN"
    assert found.personas["björn"].attributes["language"] == "sv"
    assert found.teams["cards"].contact == "cards@harbor.example"
    assert (found.ceilings.messages, found.ceilings.cost, found.jobs) == (200, 1.0, 8)


def test_a_secret_without_a_place_is_a_variable_in_capitals(programme: Path, write) -> None:
    write("onetake.yaml", "programme: x\nsecrets:\n  api-token:\n  bank_token: {}\n")

    secrets = declare.read(programme, CHANNELS).programme.secrets

    assert (secrets["api-token"].env, secrets["bank_token"].env) == ("API_TOKEN", "BANK_TOKEN")


@pytest.mark.parametrize(
    "written", ["007", "12:30", "Yes", "1.50", "2024-05-01", "~", "0x1F", "1e3"]
)
def test_texts_stay_as_they_were_written(journey, written: str) -> None:
    step = journey(f"  - chat.say: {written}\n  - chat.hear: {written}\n").steps[0]

    assert step.action.text.text({}) == written


def test_a_quoted_number_is_text_and_a_plain_one_may_be_a_number(journey) -> None:
    steps = "  - api.get: /x\n    expect: {json.a: 200, json.b: '200'}\n"

    (_, plain), (_, quoted) = journey(steps).steps[0].expect

    assert plain.grade(200, {})[0] == plain.grade("200", {})[0] == quoted.grade("200", {})[0] == 0
    assert quoted.grade(200, {})[0] == 2


def test_attributes_of_a_persona_keep_how_they_were_written(programme: Path, write) -> None:
    write("personas/eva.yaml", "age: 42\nphone: +49 431 5\ncode: '0042'\n")

    attributes = declare.read(programme, CHANNELS).programme.personas["eva"].attributes

    assert attributes == {"age": "42", "phone": "+49 431 5", "code": "0042"}
    assert isinstance(attributes["age"], Plain)
    assert not isinstance(attributes["code"], Plain)


def test_reads_blocks(journey) -> None:
    read = journey(
        "  - choose:\n"
        "      - when: {persona.language: en}\n"
        "        steps:\n"
        "          - chat.say: hi\n"
        "      - steps:\n"
        "          - chat.say: hej\n"
        "    name: Greet\n"
        "  - until:\n"
        "      {expect: {json.a: done}, every: 500ms, at_most: 30s, steps: [{api.get: /x}]}\n"
        "  - until: {expect: {status: 200}, at_most: 3, steps: [{api.get: /x}]}\n"
        "  - include: {part: identify, with: {card: '${persona.card}'}}\n"
        "  - chat.say: ${first_name}\n"
        "  - chat.hear: hello\n"
    )

    choose, timed, counted, include, *_ = read.steps
    assert isinstance(choose, Choose)
    assert choose.name == "Greet"
    assert [when is None for when, _ in choose.branches] == [False, True]
    assert isinstance(timed, Until)
    assert (timed.every, timed.seconds, timed.times) == (0.5, 30.0, None)
    assert (counted.seconds, counted.times) == (None, 3)
    assert isinstance(include, Include)
    assert [step.location.file for step in include.steps] == ["parts/identify.yaml"] * 2


def test_a_table_gives_a_row_to_each_run(journey) -> None:
    head = "goal: A goal\nowner: cards\ndata: data/amounts.csv\n"
    read = journey(
        "  - chat.say: ${data.amount}\n  - chat.hear: x\n    within: ${data.limit}\n", head
    )

    assert read.data == ({"amount": "10", "limit": "1s"}, {"amount": "250", "limit": "2s"})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.json", '[{"n": 1, "who": {"name": "Eva"}}]'),
        ("t.yaml", "- n: 1\n  who: {name: Eva}\n"),
    ],
)
def test_tables_may_be_json_or_yaml(journey, write, name: str, text: str) -> None:
    write(f"data/{name}", text)

    read = journey(
        "  - chat.say: ${data.who.name}\n  - chat.hear: x\n", f"goal: A goal\ndata: data/{name}\n"
    )

    assert read.data == ({"n": 1, "who": {"name": "Eva"}},)


def test_what_is_kept_in_every_branch_is_kept(journey) -> None:
    read = journey(
        "  - choose:\n"
        "      - when: {persona.language: en}\n"
        "        steps: [{api.get: /a, keep: {order: json.id}}]\n"
        "      - steps: [{api.get: /b, keep: {order: json.id}}]\n"
        "  - chat.say: ${order}\n"
        "  - chat.hear: x\n"
    )

    assert isinstance(read.steps[1], Step)


def test_clean_up_may_use_what_was_perhaps_kept(journey) -> None:
    head = "goal: A goal\nowner: cards\nalways: [{api.post: '/undo/${order}'}]\n"

    read = journey("  - api.get: /x\n    optional: true\n    keep: {order: json.id}\n", head)

    assert len(read.always) == 1


def test_another_persona_speaks_with_her_own_attributes(journey) -> None:
    head = "goal: A goal\nowner: cards\npersonas: [björn]\n"

    read = journey("  - chat.say: ${persona.card}\n    as: anna\n  - chat.hear: x\n", head)

    assert read.steps[0].speaker == "anna"


def test_a_system_is_chosen_for_a_step_or_for_the_journey(journey, write) -> None:
    write("systems/second.yaml", "channel: chat\naddress: ws://127.0.0.1:1\n")

    read = journey(
        "  - chat.say: hi\n  - chat.hear: x\n    system: second\n",
        "goal: A goal\nowner: cards\nsystems: [bot]\n",
    )

    assert [step.system for step in read.steps] == ["", "second"]


def test_a_journey_with_a_fault_is_left_out_and_the_others_are_read(programme, write) -> None:
    write("journeys/right.yaml", "goal: A\nsteps: [{echo.say: hi}, {echo.hear: hi}]\n")
    write("journeys/wrong.yaml", "goal: A\nsteps: [{echo.sya: hi}]\n")

    reading = declare.read(programme, CHANNELS)

    assert list(reading.programme.journeys) == ["right"]
    errors = [fault for fault in reading.faults if fault.severity == "error"]
    assert [fault.location.file for fault in errors] == ["journeys/wrong.yaml"]


def test_who_refers_to_a_broken_file_is_left_out_without_a_fault_of_its_own(
    programme, write
) -> None:
    write("systems/bot.yaml", "channel: chat\naddress: x\nconector: y\n")
    write("journeys/it.yaml", "goal: A\nowner: cards\nsteps: [{chat.say: hi}, {chat.hear: x}]\n")

    reading = declare.read(programme, CHANNELS)

    assert reading.programme.journeys == {}
    errors = [fault for fault in reading.faults if fault.severity == "error"]
    assert [fault.location.file for fault in errors] == ["systems/bot.yaml"]


def test_journeys_need_not_be_read(programme, write) -> None:
    write("journeys/wrong.yaml", "goal: A\nsteps: [{echo.sya: hi}]\n")

    reading = declare.read(programme, CHANNELS, journeys=False)

    assert reading.faults == ()
    assert reading.programme.journeys == {}


def test_a_programme_without_its_main_file_is_none(tmp_path: Path) -> None:
    reading = declare.read(tmp_path, CHANNELS)

    assert reading.programme is None
    assert "onetake new" in reading.faults[0].hint


def test_parts_that_multiply_are_refused_at_once(programme, write) -> None:
    for level in range(5):
        inner = f"include: p{level + 1}" if level < 4 else "echo.say: hi"
        write(f"parts/p{level}.yaml", "steps:\n" + f"  - {inner}\n" * 10)
    write("journeys/it.yaml", "goal: A\nsteps: [{include: p0}]\n")

    faults = declare.read(programme, CHANNELS).faults

    assert "include.many" in {fault.rule for fault in faults}


@pytest.mark.parametrize(("tries", "shown"), [(34, False), (35, True)])
def test_35_tries_are_the_fewest_that_show_90_percent(programme, write, tries, shown) -> None:
    head = f"goal: A\nowner: cards\ntries: {tries}\npass_rate: 90%\n"
    write("journeys/it.yaml", f"{head}steps: [{{echo.say: hi}}, {{echo.hear: hi}}]\n")

    assert (declare.read(programme, CHANNELS).faults == ()) == shown


def test_a_file_that_is_too_large_is_not_read(programme, write) -> None:
    write("journeys/it.yaml", "goal: A\n# " + "x" * 5_000_000 + "\n")

    (fault, *_) = declare.read(programme, CHANNELS).faults

    assert "5 MB" in fault.message


def test_finds_the_programme_above_a_folder(programme, tmp_path: Path) -> None:
    (programme / "journeys" / "cards").mkdir(parents=True)

    assert declare.find(programme / "journeys" / "cards") == programme.resolve()
    with pytest.raises(ProgrammeWrong) as wrong:
        declare.find(tmp_path)
    assert wrong.value.hint == "begin a programme: onetake new DIR"
