"""Journeys written in Python, walked by whole commands like those in YAML."""

import pytest
from jsonschema import Draft202012Validator

from onetake.reports.json_schema import schema

HEAD = "from onetake.journeys import Walk, journey, template\n\n"


@pytest.fixture
def walked(onetake, programme):
    """Walk the Python code of one journey and return its run: walked(body, head)."""

    def walk(body, head='goal="A goal"', above="", **files):
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        code = f"{HEAD}{above}\n@journey({head})\nasync def it(walk: Walk) -> None:\n{lines}"
        folder = programme(**{"journeys/it.py": code}, **files)
        done = onetake("test", "--json", at=folder)
        assert "error" not in done.json, done.out
        [run] = done.json["runs"]
        return run

    return walk


def told(run):
    """What each step of a run came to, in short."""
    return [(step["name"], step["verdict"], step["reason"]) for step in run["steps"]]


def test_what_is_heard_comes_back(walked) -> None:
    run = walked(
        'await walk.echo.say("code 123456")\n'
        "heard = await walk.echo.hear({'matches': r'code (?P<code>\\d+)'}, within='1s / 4s')\n"
        'assert heard["code"] == walk["code"] == walk.memory["code"] == "123456"\n'
        'assert heard and heard.text == heard.fact("text") == "code 123456"\n'
        'assert heard.fact("nothing") is None and heard.ms == heard.fact("ms") < 1000\n'
        'await walk.echo.say("${code} again")\n'
        'await walk.echo.hear("123456 again", name="Said back")\n'
    )
    assert told(run) == [
        ("echo.say", "passed", ""),
        ("echo.hear", "passed", ""),
        ("echo.say", "passed", ""),
        ("Said back", "passed", ""),
    ]
    assert [step["place"] for step in run["steps"]] == [
        f"journeys/it.py:{place}" for place in ("6:11", "7:19", "11:11", "12:11")
    ]


def test_a_failed_step_ends_the_run_whatever_the_code_catches(walked) -> None:
    run = walked(
        'await walk.echo.say("one")\n'
        "try:\n"
        '    await walk.echo.hear("two", patience="10ms")\n'
        "except Exception:\n"
        '    await walk.echo.say("never")\n'
        'await walk.echo.say("three")\n'
    )
    assert (run["verdict"], run["rule"]) == ("failed", "expect.text")
    assert [(step["said"], step["verdict"]) for step in run["steps"]] == [
        ("one", "passed"), ("", "failed"), ("", "skipped"),
    ]  # fmt: skip


def test_code_that_catches_everything_cannot_go_on_either(walked) -> None:
    run = walked(
        'await walk.echo.say("one")\n'
        "for _ in range(3):\n"
        "    try:\n"
        '        await walk.echo.hear("two", patience="10ms")\n'
        "    except (Exception, asyncio.CancelledError):\n"
        "        pass\n",
        above="import asyncio\n",
    )
    assert run["verdict"] == "failed"
    assert len(run["steps"]) == 2


def test_an_assertion_that_does_not_hold_is_a_failed_step(walked) -> None:
    run = walked(
        'await walk.echo.say("one")\n'
        "heard = await walk.echo.hear()\n"
        "assert (\n"
        '    heard.text == "two"\n'
        '), "the shop says something else"\n'
    )
    last = run["steps"][-1]
    assert (run["verdict"], last["verdict"], last["rule"]) == ("failed", "failed", "assert")
    reason = 'assert heard.text == "two" does not hold: the shop says something else'
    assert (last["reason"], last["place"]) == (reason, "journeys/it.py:9:9")


@pytest.mark.parametrize(
    ("line", "reason", "place"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero", "6:5"),
        ("walk['x']", "KeyError: nothing is kept as 'x'; there is nothing", "6:5"),
        ("import sys; sys.exit(3)", "SystemExit: 3", "6:17"),
        ("await walk.memory", "TypeError", "6:5"),
        ("getattr(walk, 'ecco')",
         "AttributeError: there is no channel 'ecco': did you mean 'echo'?", "6:5"),
        ("await walk.echo.say(**{'tex': 'x'})",
         "CallWrong: 'tex' is not an argument of echo.say: did you mean 'text'?", "6:5"),
        ("await walk.echo.hear(**{'expect': {'txt': 'x'}})",
         "CallWrong: walk.echo.hear: 'txt' is not a fact of this step: did you mean 'text'?",
         "6:5"),
        ("await walk.echo.say({1, 2})", "CallWrong: a set cannot be said or expected: give a text",
         "6:5"),
    ],
)  # fmt: skip
def test_what_code_raises_is_unknown_never_passed(walked, line, reason, place) -> None:
    run = walked(line)
    [step] = run["steps"]
    assert (run["verdict"], step["rule"]) == ("unknown", "python")
    assert f"the code raised {reason}" in step["reason"]
    assert step["reason"].endswith("(journeys/it.py:6)")
    assert step["place"] == f"journeys/it.py:{place}"
    assert step["evidence"]


def test_a_file_that_cannot_be_imported_is_unknown(walked) -> None:
    run = walked("pass", above="import nothing_of_this_name\n")
    [step] = run["steps"]
    assert (step["verdict"], step["rule"], step["place"]) == (
        "unknown", "python", "journeys/it.py:3:1",
    )  # fmt: skip
    assert "No module named 'nothing_of_this_name'" in step["reason"]


def test_a_step_that_is_never_awaited_is_unknown(walked) -> None:
    run = walked('[walk.echo.say(text) for text in ("a", "b")]')
    assert (run["verdict"], run["rule"]) == ("unknown", "python.await")
    assert run["reason"] == (
        "the code ended before walk.echo.say did: write await walk.echo.say(…), "
        "and walk.together(…) for steps at once"
    )


def test_code_that_keeps_everything_waiting_is_unknown(walked) -> None:
    run = walked("import time\ntime.sleep(1.01)")
    assert (run["verdict"], run["rule"]) == ("unknown", "python.blocks")


def test_always_undoes_with_what_was_kept_last_first(walked) -> None:
    run = walked(
        "async def also():\n"
        '    await walk.echo.say("also")\n'
        "walk.always(walk.echo.say('${later} kept'))\n"
        "walk.always(also, walk.echo.say('undo ${code}'))\n"
        "await walk.echo.say('code 1')\n"
        "await walk.echo.hear({'matches': r'(?P<code>\\d)'})\n"
        "raise ValueError('no')\n"
        "await walk.echo.hear({'matches': r'(?P<later>\\d)'}, optional=True)\n"
    )
    assert [(step["said"], step["verdict"]) for step in run["steps"]] == [
        ("code 1", "passed"), ("", "passed"), ("", "unknown"),
        ("", "skipped"), ("undo 1", "passed"), ("also", "passed"), ("", "skipped"),
    ]  # fmt: skip
    assert run["verdict"] == "unknown"


def test_undoing_that_fails_degrades_what_passed(walked) -> None:
    run = walked(
        "async def undo():\n"
        "    raise ValueError('no')\n"
        "walk.always(undo)\n"
        "await walk.echo.say('one')\n"
        "await walk.echo.hear('one')\n"
    )
    assert (run["verdict"], run["rule"]) == ("degraded", "always")


def test_what_was_heard_is_never_read_as_a_template(walked) -> None:
    run = walked(
        'said = "".join(["${", "secret.pin}"])\n'
        "await walk.echo.say(said)\n"
        "heard = await walk.echo.hear()\n"
        "await walk.echo.say(heard.text)\n"
        "await walk.echo.hear({'equals': said})\n"
        "await walk.echo.say(f'{heard.text}')\n"
        "heard = await walk.echo.hear()\n"
        "assert heard.text == said, heard.text\n"
        "await walk.echo.say({'text': heard.text})\n"
        "assert (await walk.echo.hear()).text == said\n"
        "await walk.echo.say('pin ${secret.pin}')\n"
        "assert (await walk.echo.hear()).text == 'pin ' + 'sesame'\n",
        **{
            "onetake.yaml": "programme: T\nenvironments: {dev: {}}\nsecrets: {pin: {file: pin}}",
            "pin": "sesame",
        },
    )
    assert run["verdict"] == "passed", told(run)


def test_a_text_is_a_template_where_it_is_written_or_made_one(walked) -> None:
    run = walked(
        "local = 'local ${run.number}'\n"
        "await walk.echo.say(local)\n"
        "await walk.echo.hear('local 1')\n"
        "await walk.echo.say(MADE)\n"
        "await walk.echo.hear('made 1')\n"
        "await walk.echo.say(ELSEWHERE)\n"
        "await walk.echo.hear({'equals': '$${run.number}'})\n"
        "await walk.echo.say('escaped $${run.number}')\n"
        "assert (await walk.echo.hear()).text == ''.join(['escaped $', '{run.number}'])\n",
        above="MADE = template('made ${run.number}')\nELSEWHERE = '${run.number}'\n",
    )
    assert run["verdict"] == "passed", told(run)


def test_what_a_run_begins_with_is_there(walked) -> None:
    run = walked(
        "assert walk.persona['id'] == 'anna' and walk.persona['age'] == 42\n"
        "assert walk.environment['name'] == 'dev' and walk.run['number'] == 1\n"
        "assert walk.data['amount'] == 5\n"
        "walk['double'] = walk.data['amount'] * 2\n"
        "assert dict(walk.memory) == {'double': 10}\n"
        "await walk.echo.say('${double} for ${persona.name}')\n"
        "await walk.echo.hear('10 for Anna')\n",
        'goal="A goal", personas=["anna"], data="data/amounts.csv"',
        **{"personas/anna.yaml": "name: Anna\nage: 42\n", "data/amounts.csv": "amount\n5\n"},
    )
    assert run["verdict"] == "passed", told(run)
    assert (run["persona"], run["row"]) == ("anna", 1)


@pytest.mark.parametrize("name", ["secret", "persona", "run"])
def test_what_has_a_meaning_is_not_kept_over(walked, name) -> None:
    run = walked(f"walk['{name}'] = 1")
    assert f"'{name}' has a meaning already" in run["reason"]


def test_secrets_are_not_handed_to_code(walked) -> None:
    run = walked(
        "assert 'secret' not in walk.memory and not hasattr(walk, 'secret')\n"
        "await walk.echo.say('hello')\n"
    )
    assert run["verdict"] == "passed", told(run)


def test_files_take_from_each_other(walked) -> None:
    run = walked(
        "await greet(walk, 'Anna')\nawait walk.echo.hear('hello Anna')\n",
        above="from ._shared import greet\n",
        **{
            "journeys/_shared.py": "async def greet(walk, name):\n"
            "    await walk.echo.say(f'hello {name}')\n"
        },
    )
    assert run["verdict"] == "passed", told(run)
    assert run["steps"][0]["place"] == "journeys/_shared.py:2:11"


def test_folders_and_changed_files_are_imported_anew(onetake, programme) -> None:
    code = (
        "from onetake.journeys import journey\nfrom .._shared import WORD\n"
        "@journey(goal='G')\nasync def it(walk):\n    await walk.echo.say(WORD)\n"
        "    await walk.echo.hear('x', optional=True, patience='1ms')\n"
    )
    for word in ("one", "two"):
        folder = programme(
            **{"journeys/a-b/c.d.py": code, "journeys/_shared.py": f"WORD = {word!r}\n"}
        )
        done = onetake("test", "--json", at=folder)
        assert [run["steps"][0]["said"] for run in done.json["runs"]] == [word]
    assert not list(folder.rglob("__pycache__"))


def test_lanes_walk_at_once_and_wait_for_what_the_other_keeps(walked) -> None:
    run = walked(
        "async def customer(walk):\n"
        "    await walk.echo.say('my order ${order}')\n"
        "async def ben(walk):\n"
        "    assert walk.persona['name'] == 'Ben'\n"
        "    await walk.echo.say('order 12345 of ${persona.name}')\n"
        "    await walk.echo.hear({'matches': r'(?P<order>\\d+) of Ben'})\n"
        "await walk.together(customer=customer, ben=ben)\n"
        "await walk.echo.hear('my order 12345')\n",
        'goal="A goal", personas=["anna"]',
        **{"personas/anna.yaml": "name: Anna\n", "personas/ben.yaml": "name: Ben\n"},
    )
    assert run["verdict"] == "passed", told(run)
    assert [(step["lane"], step["as"], step["said"]) for step in run["steps"]] == [
        ("customer", "anna", "my order 12345"),
        ("ben", "ben", "order 12345 of Ben"),
        ("ben", "ben", ""),
        ("", "anna", ""),
    ]


def test_a_lane_that_fails_ends_the_others(walked) -> None:
    run = walked(
        "import asyncio\n"
        "async def customer(walk):\n"
        "    await walk.echo.say('one')\n"
        "    await walk.echo.hear('two', patience='10ms')\n"
        "async def agent(walk):\n"
        "    await asyncio.Event().wait()\n"
        "await walk.together(customer=customer, agent=agent)\n"
        "await walk.echo.say('never')\n"
    )
    assert (run["verdict"], run["rule"]) == ("failed", "expect.text")
    assert [step["said"] for step in run["steps"]] == ["one", "", ""]


def test_a_handoff_must_know_what_was_said(walked) -> None:
    run = walked(
        "await walk.echo.say('order 12345 please')\n"
        "await walk.echo.hear({'matches': r'(?P<order>\\d+)'})\n"
        "async with walk.handoff('order'):\n"
        "    await walk.echo.say('I am back')\n"
        "    await walk.echo.hear('back')\n"
    )
    assert (run["verdict"], run["rule"]) == ("failed", "handoff.knows")
    assert run["steps"][-1]["name"] == "echo.hear"


def test_a_handoff_that_knows_passes_and_one_that_asks_again_fails(walked) -> None:
    body = (
        "await walk.echo.say('order 12345 please')\n"
        "await walk.echo.say('I see order 12345')\n"
        "await walk.echo.hear({'matches': r'(?P<order>\\d+) please'})\n"
        "async with walk.handoff('order'):\n"
    )
    assert walked(body + "    await walk.echo.hear('I see')\n")["verdict"] == "passed"
    told_again = walked(body + "    await walk.echo.say('it is ${order}')\n")
    assert (told_again["verdict"], told_again["rule"]) == ("failed", "handoff.told")


def test_effort_order_and_stops_count_as_ever(walked) -> None:
    body = "for text in ('one', 'two', 'three'):\n    await walk.echo.say(text, name=text)\n"
    hear = "await walk.echo.hear()\n"
    tired = walked(body + hear, 'goal="A goal", effort={"turns": 2}')
    assert (tired["verdict"], tired["rule"], len(tired["steps"])) == ("failed", "effort.turns", 4)
    mixed = walked(body + hear, 'goal="A goal", order=["two", "one"]')
    assert mixed["rule"] == "order"
    stopped = walked(body + hear, 'goal="A goal", stops_before="three"')
    assert stopped["verdict"] == "passed"
    assert [step["verdict"] for step in stopped["steps"]] == ["passed"] * 2 + ["skipped"] * 2
    late = walked(hear, 'goal="A goal", ceilings={"messages": 0}')
    assert late["verdict"] == "failed"


def test_several_journeys_of_a_file_are_named_by_their_functions(onetake, programme) -> None:
    code = HEAD + "".join(
        f'@journey(goal="G")\nasync def {name}(walk):\n    await walk.echo.say("{name}")\n'
        '    await walk.echo.hear("x")\n'
        for name in ("max", "alex")
    )
    folder = programme(**{"journeys/cards/both.py": code})
    done = onetake("test", "--json", "cards/both:max", at=folder)
    assert [run["journey"] for run in done.json["runs"]] == ["cards/both:max"]
    again = onetake("test", "--json", "cards/*", at=folder)
    assert sorted(run["journey"] for run in again.json["runs"]) == [
        "cards/both:alex", "cards/both:max",
    ]  # fmt: skip


def test_a_plan_is_read_and_not_run(onetake, programme) -> None:
    code = HEAD + (
        "print('ran')\n"
        '@journey(goal="G")\n'
        "async def it(walk):\n"
        "    walk.phase('Begin')\n"
        "    walk.always(walk.echo.say('bye'))\n"
        "    await walk.echo.say('hello')\n"
        "    for name in ('a', 'b'):\n"
        "        await walk.echo.hear(name)\n"
    )
    folder = programme(**{"journeys/it.py": code})
    done = onetake("test", "--explain", "--json", at=folder)
    [run] = done.json["plan"]
    assert "ran" not in done.out + done.err
    assert [(s["action"], s["says"], s["phase"], s["note"]) for s in run["steps"]] == [
        ("echo.say", "hello", "Begin", ""),
        ("echo.hear", "", "Begin", "for name in ('a', 'b')"),
    ]
    assert [step["says"] for step in run["always"]] == ["bye"]


def test_what_code_prints_does_not_disturb_the_results(onetake, programme) -> None:
    code = HEAD + (
        "print('at import')\n@journey(goal='G')\nasync def it(walk):\n    print('in the body')\n"
        "    await walk.echo.say('hello')\n"
    )
    done = onetake("test", "--json", at=programme(**{"journeys/it.py": code}))
    assert done.json["verdict"] == "passed"
    assert done.err.count("at import") == done.err.count("in the body") == 1


def test_what_code_raises_is_scrubbed_like_all_else(onetake, programme) -> None:
    code = HEAD + (
        "@journey(goal='G')\nasync def it(walk):\n"
        "    await walk.echo.say('pin ${secret.pin}')\n"
        "    heard = await walk.echo.hear()\n"
        "    raise ValueError(heard.text)\n"
    )
    folder = programme(
        onetake="programme: T\nenvironments: {dev: {}}\nsecrets: {pin: {file: pin}}\n",
        **{"journeys/it.py": code, "pin": "open-sesame-42"},
    )
    done = onetake("test", "--json", at=folder)
    Draft202012Validator(schema()).validate(done.json)
    [run] = done.json["runs"]
    assert "ValueError: pin" in run["steps"][-1]["reason"]
    assert "open-sesame-42" not in done.out
    kept = [file.read_bytes() for file in (folder / ".onetake").rglob("*") if file.is_file()]
    assert any(b"ValueError" in data for data in kept)
    assert not any(b"open-sesame-42" in data for data in kept)
