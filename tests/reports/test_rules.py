"""Every rule of lint has a sentence of its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import onetake.declare
from onetake.reports.rules import RULES, sentence

CALLS = re.compile(r"(note_value_error|_?fault(_at)?|_?report|_?note|Fault)")
RULE = re.compile(r"[a-z_]+(\.[a-z_]+)?")
SEVERITIES = {"error", "warning"}


def named():
    """Return what looks like a rule where a fault is noted, defaults included."""
    found = set()
    for file in Path(onetake.declare.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            given = []
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                given = [*node.args, *(key.value for key in node.keywords)]
                given = given if CALLS.fullmatch(name) else []
            elif isinstance(node, ast.FunctionDef) and CALLS.fullmatch(node.name):
                given = node.args.defaults
            texts = {item.value for item in given if isinstance(item, ast.Constant)}
            found |= {text for text in texts if isinstance(text, str) and RULE.fullmatch(text)}
    return found - SEVERITIES


def test_every_rule_that_a_fault_can_have_has_a_sentence():
    assert len(named()) > 50
    assert named() <= set(RULES)


def test_a_rule_that_is_not_known_has_a_sentence_too():
    assert sentence("team.unknown") == "A team that is named has a file in teams/."
    assert sentence("colour.unknown") == "A colour that is named is declared."
    assert sentence("my.own") == "A programme keeps the rule my.own."


def test_sentences_are_sentences():
    assert list(RULES) == sorted(RULES)
    assert len(set(RULES.values())) == len(RULES)
    for told in RULES.values():
        assert told[0].isupper() and told[-1] == "."
