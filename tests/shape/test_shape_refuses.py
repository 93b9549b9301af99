"""The shape test can fail: each small tree below breaks one rule of the house and is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_shape import Law, faults

ARCHITECTURE = """
| room | what lives there | may import |
|---|---|---|
| `words` | the nouns | – |
| `errors.py` | our exceptions | words |
| `channels` | Plug-ins: one file or folder per channel | words, errors |
| `flows` | joins the stages | words, errors, channels |
| `commands` | the command line | flows |

| file | budget | reason |
|---|---|---|
| `words/long.py` | file 300 | a table that reads best whole |
"""
DOC = '"""Says what this is."""\n'
SOUND = {
    "__init__.py": DOC + '__version__ = "1"\n',
    "errors.py": DOC + "from onetake.words.noun import Noun\n",
    "words/__init__.py": DOC,
    "words/noun.py": DOC + "from onetake import __version__\n\nclass Noun:\n    " + DOC,
    "words/long.py": DOC + "\n" * 280,
    "channels/__init__.py": DOC,
    "channels/api/__init__.py": DOC
    + "def f():\n    "
    + DOC
    + "    import onetake.channels.api.line\n",
    "channels/api/line.py": DOC + "from onetake.words.noun import Noun\n",
    "channels/chat.py": DOC + "def f():\n    " + DOC + "    import aiohttp\n",
    "flows/__init__.py": DOC,
    "flows/test.py": DOC + "from onetake.channels import chat\n",
    "commands/__init__.py": DOC + "def main():\n    " + DOC + "    import onetake.flows.test\n",
}


def plant(folder: Path, files: dict[str, str]) -> Path:
    """Write a package of the files given and return its folder."""
    package = folder / "onetake"
    for name, text in files.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return package


def test_a_sound_tree_passes(tmp_path: Path) -> None:
    """The tree that the others break has no fault itself."""
    assert faults(plant(tmp_path, SOUND), ARCHITECTURE) == []


def method(name: str) -> str:
    """Return a method's source."""
    return f"    def {name}(self): ...\n"


BROKEN = {
    "a room imports what its row does not allow": (
        "words/noun.py",
        DOC + "from onetake.channels import chat\n",
        "does not let words import channels",
    ),
    "an import for types only counts": (
        "words/noun.py",
        DOC
        + "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import onetake.flows.test\n",
        "does not let words import flows",
    ),
    "an import inside a function counts": (
        "errors.py",
        DOC + "def f():\n    " + DOC + "    from onetake.flows import test\n",
        "does not let errors import flows",
    ),
    "an import inside a function hides from the top": (
        "flows/test.py",
        DOC + "def f():\n    " + DOC + "    import onetake.channels.chat\n",
        "imports onetake.channels.chat inside a function",
    ),
    "the standard library costs nothing at the top": (
        "flows/test.py",
        DOC + "def f():\n    " + DOC + "    import json\n",
        "imports json inside a function",
    ),
    "a relative import": ("words/noun.py", DOC + "from . import long\n", "a relative import"),
    "siblings among plug-ins": (
        "channels/chat.py",
        DOC + "from onetake.channels.api.line import Line\n",
        "plug-ins of one room never import each other",
    ),
    "a file in no room": ("extra.py", DOC, "extra.py: has no row"),
    "a module without a docstring": ("words/noun.py", "x = 1\n", "the module is missing"),
    "a class without a docstring": (
        "words/noun.py",
        DOC + "class Noun: ...\n",
        "noun.py:2: the docstring of Noun is missing",
    ),
    "a function without a docstring": (
        "words/noun.py",
        DOC + "def noun(): ...\n",
        "noun.py:2: the docstring of noun is missing",
    ),
    "a first line that is no sentence": (
        "words/noun.py",
        '"""Says what this is,\nand goes on."""\n',
        "ends in the middle",
    ),
    "a long file": ("words/noun.py", DOC + "\n" * 250, "251 lines; the budget is 250"),
    "a long file whose budget is raised": ("words/long.py", DOC + "\n" * 300, "the budget is 300"),
    "a long function": (
        "words/noun.py",
        DOC + "def noun():\n    " + DOC + "    x = 1\n" * 49,
        "noun has 51 lines; the budget is 50",
    ),
    "many positional parameters": (
        "words/noun.py",
        DOC + "def noun(a, b, c, d, e, f, *, g):\n    " + DOC,
        "6 positional parameters; the budget is 5",
    ),
    "many public methods": (
        "words/noun.py",
        DOC + "class Noun:\n    " + DOC + "".join(method(f"m{number}") for number in range(13)),
        "13 methods; the budget is 12",
    ),
    "a file called utils": ("words/utils.py", DOC, "utils says nothing"),
    "a folder called common": ("words/common/x.py", DOC, "common says nothing"),
    "a class called manager": (
        "words/noun.py",
        DOC + "class LineManager:\n    " + DOC,
        "LineManager says nothing",
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_rule_is_refused(broken: str, tmp_path: Path) -> None:
    """Each tree differs from the sound one in one file, and its fault is named."""
    file, text, said = BROKEN[broken]
    found = faults(plant(tmp_path, {**SOUND, file: text}), ARCHITECTURE)
    assert any(said in fault for fault in found), found


def test_a_cycle_is_drawn(tmp_path: Path) -> None:
    """Two files of one room that import each other are shown as a ring."""
    ring = {"words/long.py": DOC + "import onetake.words.noun\n"}
    ring["words/noun.py"] = DOC + "from onetake.words import long\n"
    found = faults(plant(tmp_path, {**SOUND, **ring}), ARCHITECTURE)
    assert len(found) == 1
    assert found[0].startswith("an import cycle: onetake.words.")
    assert found[0].count("→") == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no table at all", "has no table"),
        ("| room | what | may import |\n|---|---|---|\n| a | x | b |", "no such room"),
        (ARCHITECTURE + "| `a.py` | size 9 | big |", "a budget is one of"),
        (ARCHITECTURE + "| `a.py` | file 900 | |", "needs its reason"),
    ],
)
def test_a_map_that_cannot_be_read_is_refused(text: str, said: str) -> None:
    """A table that is missing or wrong lets nothing through."""
    with pytest.raises(AssertionError, match=said):
        Law.read(text)
