"""A runner of composite actions, as small as its purpose: it walks action.yml's steps in a folder.

Expressions are evaluated as GitHub's documentation has them; a script gets the step's `env`,
`GITHUB_OUTPUT` and `GITHUB_STEP_SUMMARY`. The actions of others are stood in for: a cache that
remembers, an upload that notes what it was given.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<mark>&&|\|\||==|!=|!|\(|\)|,)"
    r"|(?P<name>[A-Za-z_][\w.-]*)|(?P<number>\d+))"
)
_PYTHON = {"&&": " and ", "||": " or ", "!": " not "}
_NAMES = {"true": "True", "false": "False", "null": "None"}


def expressions(value: object) -> list[str]:
    """Return every `${{ }}` within a value, without its marks."""
    if isinstance(value, Mapping):
        return [found for item in value.values() for found in expressions(item)]
    if isinstance(value, list):
        return [found for item in value for found in expressions(item)]
    return _EXPRESSION.findall(value) if isinstance(value, str) else []


def names(expression: str) -> list[str]:
    """Return what an expression refers to, and the functions it calls."""
    return [found["name"] for found in _tokens(expression) if found["name"]]


def _tokens(expression: str) -> list[re.Match[str]]:
    found, at = [], 0
    while at < len(expression.rstrip()):
        match = _TOKEN.match(expression, at)
        assert match, f"cannot be read at {expression[at:]!r}"
        found.append(match)
        at = match.end()
    return found


@dataclass
class Runner:
    """One job that uses the action, in a folder of its own."""

    folder: Path
    inputs: dict[str, str]
    github: dict[str, Any]
    environ: dict[str, str]
    cache: dict[str, bytes]
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    uploads: dict[str, list[str]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    failed: str = ""
    log: str = ""
    summary: str = ""

    def walk(self) -> Runner:
        """Walk every step; after a failure only those that want to."""
        for number, step in enumerate(STEPS):
            if not self._wanted(step):
                self.skipped.append(step["name"])
                continue
            given = {name: self.text(value) for name, value in step.get("with", {}).items()}
            if "uses" in step:
                self._use(step, given)
            else:
                self._script(step, number)
        return self

    def text(self, value: object) -> str:
        """Return a value with its expressions evaluated."""
        return _EXPRESSION.sub(lambda found: _shown(self.evaluate(found[1])), str(value))

    def evaluate(self, expression: str) -> Any:
        """Return what an expression comes to."""
        parts = []
        for token in _tokens(expression):
            text, mark, name = token["text"], token["mark"], token["name"]
            if text:
                parts.append(repr(text[1:-1].replace("''", "'")))
            elif mark:
                parts.append(_PYTHON.get(mark, mark))
            elif name:
                called = expression[token.end() :].lstrip().startswith("(")
                parts.append(name if called else _NAMES.get(name, f"look({name!r})"))
            else:
                parts.append(token["number"])
        known = {
            "look": self._look,
            "contains": lambda where, what: what in where,
            "fromJSON": json.loads,
            "format": lambda text, *given: text.format(*given),
            "cancelled": lambda: False,
        }
        return eval("".join(parts), {"__builtins__": {}}, known)

    def _look(self, name: str) -> Any:
        found: Any = {
            "inputs": self.inputs,
            "github": self.github,
            "runner": {"os": "Linux", "arch": "X64"},
            "steps": {step: {"outputs": told} for step, told in self.outputs.items()},
        }
        for part in name.split("."):
            found = found.get(part, "") if isinstance(found, Mapping) else ""
        return found

    def _wanted(self, step: Mapping[str, Any]) -> bool:
        condition = str(step.get("if", ""))
        inner = _EXPRESSION.fullmatch(condition)
        said = inner[1] if inner else condition
        if self.failed and "cancelled()" not in said:
            return False
        return bool(self.evaluate(said)) if said else True

    def _use(self, step: Mapping[str, Any], given: Mapping[str, str]) -> None:
        action = step["uses"].partition("@")[0]
        told = self.outputs.setdefault(step.get("id", step["name"]), {})
        if action == "actions/cache/restore":
            self._restore(given)
        elif action == "actions/cache/save":
            self.cache[given["key"]] = (self.folder / given["path"]).read_bytes()
        elif action == "actions/upload-artifact":
            paths = [line for line in given["path"].splitlines() if line.strip()]
            there = [path for path in paths if (self.folder / path).exists()]
            self.uploads[step["id"]] = paths
            told["artifact-url"] = f"https://github.example/{step['id']}" if there else ""
        else:
            assert action in ("actions/setup-python", "actions/cache"), action

    def _restore(self, given: Mapping[str, str]) -> None:
        for prefix in [given["key"], *given["restore-keys"].split()]:
            for key in reversed(list(self.cache)):
                if key.startswith(prefix):
                    (self.folder / given["path"]).write_bytes(self.cache[key])
                    return

    def _script(self, step: Mapping[str, Any], number: int) -> None:
        told = self.folder.parent / f"output-{number}"
        page = self.folder.parent / f"summary-{number}"
        for file in (told, page):
            file.write_text("")
        env = {name: self.text(value) for name, value in step.get("env", {}).items()}
        env |= {"GITHUB_OUTPUT": str(told), "GITHUB_STEP_SUMMARY": str(page)}
        script = self.folder.parent / f"step-{number}.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.folder, env={**self.environ, **env}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        self.log += done.stdout + done.stderr
        self.summary += page.read_text("utf-8")
        lines = [line.partition("=") for line in told.read_text().splitlines()]
        self.outputs[step.get("id", step["name"])] = {name: value for name, _, value in lines}
        if done.returncode and not self.failed:
            self.failed = f"{step['name']}: {done.returncode}"


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def given_inputs(**chosen: str) -> dict[str, str]:
    """Return the action's inputs, the defaults where nothing was chosen."""
    unknown = {name.replace("_", "-") for name in chosen} - set(ACTION["inputs"])
    assert not unknown, unknown
    defaults = {name: told.get("default", "") for name, told in ACTION["inputs"].items()}
    return defaults | {name.replace("_", "-"): value for name, value in chosen.items()}


def plain_environ(path: Path, **more: str) -> dict[str, str]:
    """Return a job's environment: `path` comes first, and no proxy is between."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "USER") if name in os.environ}
    return {**kept, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}", **more}
