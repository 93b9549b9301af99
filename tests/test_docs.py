"""The documentation is whole: everything that can be written in a file or typed is explained."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from onetake import plugins
from onetake.channels.chat.connector import Connector
from onetake.channels.chat.ready import NAMES
from onetake.channels.sms.gateway import Gateway
from onetake.channels.sms.ready import NAMES as GATEWAYS
from onetake.commands import app, exits
from onetake.declare import bearing, heads, people
from onetake.declare.blocks import BLOCKS
from onetake.declare.modifiers import MODIFIERS, RESERVED
from onetake.simulate.faults import FaultKind
from onetake.words.channel import Configured
from onetake.words.match import WORDS
from onetake.words.trouble import Trouble
from onetake.words.verdict import Verdict

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "onetake"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md"])
CHANNELS = plugins.channels().found
FILES: dict[type[BaseModel], str] = {
    heads.ProgrammeFile: "programme.md",
    heads.SystemFile: "programme.md",
    heads.TeamFile: "programme.md",
    heads.PartFile: "programme.md",
    people.SponsorFile: "judging.md",
    people.InitiativeFile: "judging.md",
    bearing.WaiversFile: "judging.md",
    bearing.InfluencesFile: "judging.md",
    heads.JourneyFile: "journeys.md",
}
ACTIONS = [(channel, action) for channel in CHANNELS.values() for action in channel.actions]


def page(name: str) -> str:
    """Return the text of a page, by its path below docs/."""
    return (DOCS / name).read_text(encoding="utf-8")


def undocumented(words: list[str] | tuple[str, ...] | set[str], text: str) -> list[str]:
    """Return the words that no row of a page's tables begins with, in backticks."""
    cells = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    told = {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}
    return sorted(set(words) - told)


def keys_of(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """Yield the keys a file may hold for a model, those of models within it after a dot."""
    for name, field in model.model_fields.items():
        key = f"{before}{field.alias or name}"
        yield key
        for within, named in models_in(field.annotation):
            yield from keys_of(within, f"{key}.NAME." if named else f"{key}.")


def models_in(annotation: Any, named: bool = False) -> Iterator[tuple[type[BaseModel], bool]]:
    """Yield the models a field may hold, and whether it holds several by name."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, named
    named = named or getattr(annotation, "__origin__", None) is dict
    for inner in get_args(annotation):
        yield from models_in(inner, named)


def section(text: str, title: str) -> str:
    """Return a page's part below a heading, up to the next one of its level."""
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no heading '## {title}'"
    return found[1]


def test_made_pages_are_up_to_date() -> None:
    """What is made from the code says what the code says."""
    checked = subprocess.run(
        [sys.executable, DOCS / "build.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(("channel", "action"), ACTIONS, ids=lambda item: getattr(item, "name", ""))
def test_every_action_is_explained(channel: Any, action: Any) -> None:
    """An action has its page, an example, and a sentence for each key and fact."""
    text = page(f"channels/{channel.name}/{action.word}.md")
    assert f"# {channel.name}.{action.word}\n" in text
    assert f"- {channel.name}.{action.word}: " in text, "it shows no example"
    assert undocumented([*keys_of(action), *action.facts], text) == []
    assert f"({channel.name}/{action.word}.md)" in page(f"channels/{channel.name}.md")


def with_those_within(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield a model and every model its fields may hold, however deep."""
    yield model
    for field in model.model_fields.values():
        for inner, _ in models_in(field.annotation):
            yield from with_those_within(inner)


def every_model() -> set[type[BaseModel]]:
    """Return every model that people write: actions, settings, heads of files."""
    written = [*FILES, *(action for _, action in ACTIONS)]
    written += [c.settings for c in CHANNELS.values() if isinstance(c, Configured)]
    return {inner for model in written for inner in with_those_within(model)}


def test_every_key_has_its_sentence() -> None:
    """Editors show a key's description, and so do the tables here."""
    without = [
        f"{model.__module__}.{model.__name__}.{name}"
        for model in every_model()
        for name, field in model.model_fields.items()
        if not field.description
    ]
    assert without == []


@pytest.mark.parametrize("name", sorted(CHANNELS))
def test_every_setting_of_a_channel_is_explained(name: str) -> None:
    """A system's own keys stand on its channel's page; those of a language on a page of its own."""
    channel = CHANNELS[name]
    if not isinstance(channel, Configured):
        assert "Settings of a system" not in page(f"channels/{name}.md")
        return
    languages = ("connector.", "gateway.")
    keys = [key for key in keys_of(channel.settings) if not key.startswith(languages)]
    assert undocumented(keys, section(page(f"channels/{name}.md"), "Settings of a system")) == []


def test_every_connector_and_its_language_are_explained() -> None:
    """The ready ones by name, and each key that declares one."""
    models = set(with_those_within(Connector))
    keys = {field.alias or name for m in models for name, field in m.model_fields.items()}
    assert undocumented(keys, page("connectors.md")) == []
    assert undocumented(NAMES, page("connectors.md")) == []
    assert undocumented(NAMES, page("simulators.md")) == []


def test_every_gateway_and_its_language_are_explained() -> None:
    """The ready ones by name, and each key that declares one."""
    models = set(with_those_within(Gateway))
    keys = {field.alias or name for m in models for name, field in m.model_fields.items()}
    assert undocumented(keys, page("gateways.md")) == []
    assert undocumented(GATEWAYS, page("gateways.md")) == []


@pytest.mark.parametrize(("model", "name"), FILES.items())
def test_every_key_of_a_file_is_explained(model: type[BaseModel], name: str) -> None:
    """A key that lint knows is a key the pages know."""
    assert undocumented(set(keys_of(model)), page(name)) == []


def test_every_modifier_block_and_name_is_explained() -> None:
    """All that may stand in a step, and all that `${…}` may begin with."""
    text = page("journeys.md")
    assert undocumented(MODIFIERS, section(text, "Steps")) == []
    assert [word for word in BLOCKS if f"`{word}`" not in section(text, "Blocks")] == []
    assert [word for word in RESERVED if f"`${{{word}." not in section(text, "Templates")] == []


def test_every_matcher_is_explained() -> None:
    """The words of the expectation language, whichever channel they are used on."""
    assert undocumented(WORDS, page("matchers.md")) == []


def test_every_fault_of_a_simulator_is_explained() -> None:
    """A fault that can be switched on is told with what it does."""
    assert undocumented([str(kind) for kind in FaultKind], page("simulators.md")) == []


def test_every_command_and_option_is_explained() -> None:
    """What `--help` lists, the page explains."""
    text = page("commands.md")
    for words, command in commands(app):
        part = section(text, f"onetake {' '.join(words)}")
        shown = [
            argument
            for argument in command.assemble_argument_collection()
            if argument.parameter.show is not False and argument.names != ("*",)
        ]
        for argument in shown:
            names = {*argument.names, argument.field_info.names[0].upper()}
            assert any(f"`{name}`" in part for name in names), f"{words}: {argument.names}"
        assert not re.search(r"\|\s*\|$", part, re.MULTILINE), f"{words}: an option says nothing"


def commands(root: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every command by its words."""
    for name in root:
        if not name.startswith("-"):
            nested = list(commands(root[name], (*before, name)))
            yield from nested or [((*before, name), root[name])]


def test_every_exit_code_is_explained() -> None:
    """A code a command may end with has its row."""
    codes = re.findall(r"^\| (\d) \|", page("exit-codes.md"), re.MULTILINE)
    known = (exits.OK, exits.NOTICED, exits.USAGE, exits.WRONG, exits.UNTOLD, exits.BUG)
    assert sorted(codes) == sorted(map(str, known))
    assert [choice for choice in exits.FAIL_ON if f"`{choice}`" not in page("exit-codes.md")] == []


def test_every_verdict_and_rule_is_explained() -> None:
    """A new rule, in whichever room, needs its row; a row needs its rule."""
    text = page("verdicts.md")
    verdicts, _, below = text.partition("## ")
    assert undocumented([str(verdict) for verdict in Verdict], verdicts) == []
    used = {rule for file in sorted(SOURCE.rglob("*.py")) for rule in rules_in(file)}
    told = {word.replace("PATH", "*") for word in rules_told(below)}
    assert {"expect.*", "patience", "certificate", "canary", "own.limit"} <= used
    families = [rule for rule in used if rule.endswith("*")]
    missing = [rule for rule in used if not any(fnmatchcase(word, rule) for word in told)]
    unknown = [w for w in told - used if not any(fnmatchcase(w, family) for family in families)]
    assert not missing, f"docs/verdicts.md does not explain: {sorted(missing)}"
    assert not unknown, f"docs/verdicts.md explains what no code says: {sorted(unknown)}"


def rules_told(text: str) -> list[str]:
    """Return the rules that stand in the first cells of a page's tables."""
    cells = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    return [word for cell in cells for word in re.findall(r"`([^`]+)`", cell)]


def rules_in(file: Path) -> Iterator[str]:
    """Yield the rules that rulings and troubles are given; `effort.*` where a part is filled in."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    places = {"Ruling": 1, **dict.fromkeys(["Failure", *subclasses(Trouble)], 0)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", "")
        place = places.get(called)
        given = [word.value for word in node.keywords if word.arg == "rule"]
        given = [] if called == "Fault" else given
        given += node.args[place : place + 1] if place is not None else []
        for value in given:
            yield from texts_of(named.get(getattr(value, "id", ""), value))


def texts_of(node: ast.expr) -> Iterator[str]:
    """Yield the texts an expression may come to, a star for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*texts_of(node.body), *texts_of(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(getattr(part, "value", "*")) if isinstance(part, ast.Constant) else "*"
                      for part in node.values)  # fmt: skip


def subclasses(kind: type) -> list[str]:
    """Return the names of a class's subclasses."""
    return [found.__name__ for found in kind.__subclasses__()]


def anchors(file: Path) -> set[str]:
    """Return what links may lead to within a page, as GitHub names its headings."""
    titles = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", title.lower()) for title in titles)
    return {title.strip().replace(" ", "-") for title in plain}


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_leads_somewhere(file: Path) -> None:
    """To a file that is there, and to a heading that is in it."""
    text = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (file.parent / path).resolve() if path else file
        assert target.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in anchors(target), f"{link}: no such heading"


def test_the_index_leads_to_every_page() -> None:
    """No page is lost."""
    index = page("README.md") + page("kpis.md") + page("judging.md")
    pages = [file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md")]
    pages = [name for name in pages if name.count("/") < 2]  # an action's channel leads to it
    assert [name for name in pages if name != "README.md" and f"({name}" not in index] == []
