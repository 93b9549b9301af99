"""Starting: help that comes at once, a programme that passes, schemas, lint for other tools."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from sample_journeys import ECHO

_HELP = """
import sys
from onetake.commands import main
try:
    main(["--help"])
finally:
    heavy = {"sqlalchemy", "aiohttp", "pydantic", "yaml", "onetake.channels", "uvloop"}
    print("LOADED", sorted(heavy & set(sys.modules)))
"""


def test_help_loads_nothing_heavy():
    done = subprocess.run([sys.executable, "-c", _HELP], capture_output=True, text=True, check=True)
    assert "LOADED []" in done.stdout
    assert "Walk journeys in an environment." in done.stdout


def test_a_new_programme_lints_passes_and_fits_its_schema(onetake, tmp_path):
    folder = tmp_path / "harbor-shop"
    made = onetake("new", folder, "--json").json
    assert str(folder / "onetake.yaml") in made["files"]
    assert "programme: Harbor Shop" in (folder / "onetake.yaml").read_text()
    assert onetake("lint", at=folder).code == 0
    assert onetake("test").code == 0
    for kind, file in (
        ("journey", "journeys/say-hello.yaml"),
        ("programme", "onetake.yaml"),
        ("persona", "personas/anna.yaml"),
        ("team", "teams/digital.yaml"),
    ):
        schema = json.loads((folder / ".onetake" / f"{kind}.schema.json").read_text())
        Draft202012Validator(schema).validate(yaml.safe_load((folder / file).read_text()))


def test_a_new_programme_in_python_lints_and_passes(onetake, tmp_path):
    folder = tmp_path / "harbor-shop"
    made = onetake("new", folder, "--python", "--json").json
    names = [str(Path(file).relative_to(folder)) for file in made["files"]]
    assert names == [
        ".gitignore", "onetake.yaml", "personas/anna.yaml", "teams/digital.yaml",
        "journeys/say_hello.py",
    ]  # fmt: skip
    assert "no fault in 4 files, 1 journey, 4 steps" in onetake("lint", at=folder).out
    [run] = onetake("test", "--json").json["runs"]
    assert (run["journey"], run["verdict"]) == ("say_hello", "passed")
    assert [step["verdict"] for step in run["steps"]] == ["passed"] * 4


def test_a_channel_is_never_asked_for_in_yaml(onetake, tmp_path):
    done = onetake("new", "--channel", "pager", "--python", at=tmp_path)
    assert done.code == 2
    assert "leave --python out: onetake new --channel pager" in done.err


def test_a_folder_that_holds_something_is_left_alone(onetake, tmp_path):
    (tmp_path / "mine.txt").write_text("keep me")
    done = onetake("new", tmp_path)
    assert done.code == 2
    assert "already holds something" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("name", ["2fast", "What App", "a-b"])
def test_a_channel_needs_a_name_that_python_can_use(onetake, tmp_path, name):
    done = onetake("new", "--channel", name, at=tmp_path)
    assert done.code == 2
    assert "cannot name a channel" in done.err


def test_a_new_channel_passes_its_contract_and_its_actions_are_in_the_schema(onetake, programme):
    folder = programme({"hello": ECHO})
    assert onetake("new", "--channel", "pager", at=folder).code == 0
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_pager.py"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    step = onetake("schema").json["$defs"]["step"]
    assert {"pager.say", "echo.hear", "api.get"} <= set(step["properties"])
    assert step["additionalProperties"] is False
    assert onetake("new", "--channel", "pager").code == 2


def test_an_unknown_schema_names_those_there_are(onetake, tmp_path):
    done = onetake("schema", "journal", at=tmp_path)
    assert done.code == 2
    assert "journey" in done.err


def test_lint_speaks_json_and_sarif(onetake, programme, tmp_path):
    folder = programme({"a": ECHO.replace("echo.say", "echo.sya")})
    done = onetake("lint", "--json", "--sarif", tmp_path / "lint.sarif", at=folder)
    assert done.code == 3
    fault = done.json["faults"][-1]
    assert (fault["file"], fault["line"], fault["column"]) == ("journeys/a.yaml", 3, 5)
    sarif = json.loads((tmp_path / "lint.sarif").read_text())
    places = [result["locations"][0]["physicalLocation"] for result in sarif["runs"][0]["results"]]
    assert {"startLine": 3, "startColumn": 5}.items() <= places[-1]["region"].items()
    assert onetake("lint", "--sarif", tmp_path / "no" / "where.sarif").code == 2


def test_lint_sees_a_change_behind_its_cache(onetake, programme):
    folder = programme(
        {"a": "personas: [anna]\n" + ECHO.replace("say: hello", "say: '${persona.name}'")},
        personas={"anna": "name: Anna\n"},
    )
    assert onetake("lint", at=folder).code == 0
    assert onetake("lint").code == 0
    (folder / "personas" / "anna.yaml").write_text("title: Ms\n")
    done = onetake("lint")
    assert done.code == 3
    assert "persona.name" in done.out


def test_what_happened_is_exported_as_lines_of_json(onetake, programme, tmp_path):
    onetake("test", at=programme({"hello": ECHO}))
    done = onetake("ledger", "export", tmp_path / "rows.jsonl", "--json")
    assert done.json["rows"] == 5
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert [row["table"] for row in rows] == [
        "runs", "steps", "steps", "judgements", "invocations",
    ]  # fmt: skip
    head = done.json["head"]
    assert onetake("ledger", "verify", "--head", head).code == 0
    assert onetake("ledger", "verify", "--head", head.replace("5:", "6:")).code == 1
    assert onetake("ledger", "verify", "--head", "nonsense").code == 2


def test_evidence_that_was_changed_or_is_gone_is_told(onetake, programme):
    folder = programme(
        {"closed": "goal: g\nsteps:\n  - api.get: /\n"},
        systems={"shop": "channel: api\naddress: http://127.0.0.1:9\n"},
    )
    assert onetake("test", at=folder).code == 1
    assert onetake("ledger", "verify").code == 0
    path = min((folder / ".onetake" / "evidence").rglob("*.http"))
    path.write_bytes(path.read_bytes() + b"!")
    assert onetake("ledger", "verify").code == 1
    path.unlink()
    done = onetake("ledger", "verify", "--json")
    assert (done.code, len(done.json["faults"]), done.json["bad"]) == (1, 1, 1)


def test_a_ledger_that_is_not_there_is_told(onetake, programme):
    done = onetake("ledger", "verify", at=programme({"hello": ECHO}))
    assert done.code == 4
    assert "ledger" in done.err
