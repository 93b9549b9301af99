"""Journeys in Python are read like those in YAML, and never run for it."""

import json
import re
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from programme_channels import CHANNELS

from onetake import declare
from onetake.declare.blocks import blocks_in
from onetake.declare.files import Found
from onetake.declare.frame import read_frame
from onetake.declare.scripts import read_file
from onetake.words.code import Unread
from onetake.words.location import NOWHERE, Location
from onetake.words.steps import Passage, Step, Together

HEAD = (
    'from onetake.journeys import Walk, journey, template\n\n\n@journey(goal="G", owner="cards")\n'
)

texts = st.sampled_from(
    ["hello", "x: y", "'quoted'", "7", "true", "${persona.x}", "ä", "a\nb", "\\"]
)
figures = st.sampled_from([0, 7, -3, 2.5, True, False, None])
matchers = st.one_of(
    texts,
    st.fixed_dictionaries({"contains": texts}),
    st.fixed_dictionaries({"any": st.lists(texts, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"matches": st.sampled_from([r"a(?P<n>\d+)", "x+"])}),
)
expects = st.dictionaries(
    st.sampled_from(["status", "json.items.0.id", "text"]),
    st.one_of(figures, texts, st.fixed_dictionaries({"at_most": st.integers(0, 9)})),
    min_size=1, max_size=2,
)  # fmt: skip
modifiers = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["One", "Two"]),
        "phase": st.sampled_from(["Report", "Confirm"]),
        "as": st.sampled_from(["anna", "phone"]),
        "optional": st.booleans(),
        "patience": st.sampled_from(["3s", "500ms"]),
    },
)
steps = st.one_of(
    st.tuples(st.just("chat.say"), texts, modifiers),
    st.tuples(st.just("chat.hear"), matchers, modifiers),
    st.tuples(
        st.just("api.get"),
        st.fixed_dictionaries({"path": texts}, optional={"retries": st.integers(0, 9)}),
        st.builds(lambda beside, expect: {**beside, "expect": expect}, modifiers, expects),
    ),
)


def in_yaml(found):
    """The steps as a YAML file holds them."""
    lines = [json.dumps({word: value, **beside}) for word, value, beside in found]
    return "goal: G\nowner: cards\nsteps:\n" + "".join(f"  - {line}\n" for line in lines)


def in_python(found):
    """The steps as code says them."""
    body = []
    for word, value, beside in found:
        given = [repr(value)] if word != "api.get" else [f"{k}={v!r}" for k, v in value.items()]
        given += [f"{'as_' if key == 'as' else key}={item!r}" for key, item in beside.items()]
        body.append(f"    await walk.{word}({', '.join(given)})\n")
    return f"{HEAD}async def it(walk: Walk) -> None:\n{''.join(body)}"


def plain(step):
    """A step without its place and without the addresses of functions."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(replace(step, location=NOWHERE)))


def read_text(frame, file, text):
    found = Found("it", frame.parts.folder / file, f"journeys/{file}")
    return read_file(found, text.encode(), frame)


def read_one(frame, text):
    """Read one journey without an error."""
    [reading] = read_text(frame, "it.py", text)
    assert [fault for fault in reading.faults if fault.severity == "error"] == []
    return reading.journey


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=1, max_size=4))
def test_code_and_yaml_make_the_same_steps(programme, found) -> None:
    frame = read_frame(programme, CHANNELS)
    [declared] = read_text(frame, "it.yaml", in_yaml(found))
    [coded] = read_text(frame, "it.py", in_python(found))
    assert [fault.message for fault in coded.faults] == [fault.message for fault in declared.faults]
    assert (coded.journey is None) == (declared.journey is None)
    if declared.journey is not None:
        assert list(map(plain, coded.journey.steps)) == list(map(plain, declared.journey.steps))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_text_makes_reading_crash(programme, data) -> None:
    frame = read_frame(programme, CHANNELS)
    whole = in_python(data.draw(st.lists(steps, min_size=1, max_size=3)))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    text = whole[:start] + data.draw(st.text(max_size=8)) + whole[end:]
    for reading in read_file(Found("it", programme, "journeys/it.py"), text.encode(), frame):
        assert reading.journey is None or not any(f.severity == "error" for f in reading.faults)


def test_a_file_is_never_run_for_lint(programme, write, tmp_path) -> None:
    ran = tmp_path / "ran"
    code = f"open({str(ran)!r}, 'w').close()\n" + in_python([("chat.hear", "x", {})])
    write("journeys/it.py", code)
    assert declare.read(programme, CHANNELS).programme.journeys.keys() == {"it"}
    assert declare.outline(programme, CHANNELS)[1].errors == 0
    assert not ran.exists()


def test_what_only_running_tells_is_planned_as_far_as_it_is_known(programme) -> None:
    frame = read_frame(programme, CHANNELS)
    journey = read_one(
        frame,
        HEAD + "async def it(walk):\n"
        "    async def agent(w):\n"
        "        await w.chat.hear('b')\n"
        "    await walk.api.get(f'/x/{walk.run}', query={'a': '${secret.bank_token}'})\n"
        "    if walk.data:\n"
        "        await walk.chat.say('a')\n"
        "    await walk.together(customer=lambda w: w.chat.say('x'), agent=agent)\n"
        "    walk.always(lambda: walk.chat.hear('b'))\n",
    )
    get, passage, together = journey.steps
    assert isinstance(get.action, Unread)
    assert [text.written for text in get.action.texts] == ["${secret.bank_token}"]
    assert isinstance(passage, Passage) and passage.note == "if walk.data"
    assert isinstance(together, Together)
    assert [[step.speaker for step in lane] for _, lane in together.lanes] == [[""], ["agent"]]
    assert [step.word for step in journey.always] == ["chat.hear"]
    places = [block.location for block in blocks_in(journey.steps) if isinstance(block, Step)]
    assert places[0] == Location("journeys/it.py", 8, 11)
    assert journey.script.secrets == ("bank_token",)


def test_code_we_do_not_see_is_given_the_benefit(programme) -> None:
    frame = read_frame(programme, CHANNELS)
    for line in (
        "await elsewhere(walk)", "walks.append(walk)", "await getattr(walk.chat, 'hear')('x')",
        "await elsewhere(walk.chat)",
    ):  # fmt: skip
        [reading] = read_text(
            frame, "it.py",
            f"{HEAD}async def it(walk):\n    {line}\n    await walk.chat.say('${{code}}')\n",
        )  # fmt: skip
        assert reading.faults == (), line


def test_several_journeys_are_named_by_their_functions(programme, write) -> None:
    one = HEAD + "async def {}(walk):\n    await walk.chat.hear('x')\n\n\n"
    write("journeys/cards/both.py", one.format("max") + one.format("alex"))
    write("journeys/_shared.py", "import nothing\n")
    read = declare.read(programme, CHANNELS)
    assert read.faults == ()
    assert list(read.programme.journeys) == ["cards/both:max", "cards/both:alex"]
    checked = declare.outline(programme, CHANNELS)[1]
    assert (checked.journeys, checked.steps) == (2, 2)


def test_a_changed_table_is_looked_at_again(programme, write, tmp_path) -> None:
    code = HEAD.replace('owner="cards"', 'owner="cards", data="data/t.csv"')
    code += "async def it(walk):\n    await walk.chat.hear('${data.amount}')\n"
    write("journeys/it.py", code)
    write("data/t.csv", "amount\n5\n")
    assert declare.outline(programme, CHANNELS, cache=tmp_path / "cache")[1].errors == 0
    write("data/t.csv", "other\n5\n")
    again = declare.outline(programme, CHANNELS, cache=tmp_path / "cache")[1]
    assert [fault.message for fault in again.faults if fault.severity == "error"] == [
        "the table has no 'amount'"
    ]


def test_deep_and_long_code_is_told_not_crashed_on(programme) -> None:
    frame = read_frame(programme, CHANNELS)
    long_sum = " + ".join(["1"] * 20_000)
    deep = "(" * 300 + ")" * 300
    long_body = f"{HEAD}async def it(walk):\n    return {' + '.join(['1'] * 900)}\n"
    for code in (
        long_body,
        f"x = {long_sum}\n",
        f"x = {deep}\n",
        "x = 9" + "9" * 6000 + "\n",
        "\0",
    ):
        readings = read_text(frame, "it.py", code)
        assert any(fault.severity == "error" for item in readings for fault in item.faults), code[
            :9
        ]
