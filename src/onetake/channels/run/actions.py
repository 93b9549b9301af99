"""What a step may say to a test suite: run, and write down how each test went."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field, field_validator, model_validator

from onetake.words.channel import Action
from onetake.words.fields import Text, Wait
from onetake.words.template import Template

_SECRET = re.compile(r"TOKEN|PASSWORD|PASSWD|SECRET|API_?KEY|CREDENTIAL", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_]\w*")


class Suite(Action):
    """Run a test suite that is there already, and take its JUnit report.

    The step fails when a test of the suite does, and names it; with `may_fail: ["*"]` only the
    step's `expect` decides. Without a report that this very run wrote, or when the command crashed,
    ran no test or was stopped, the verdict is unknown. The suite sees `PATH`, `HOME` and what
    `environment` declares, nothing else; no shell reads the command.

    `run.suite: {command: [npx, playwright, test], folder: ../e2e, junit: report.xml}` ·
    `run.suite: {command: [pytest, --junitxml=out.xml], junit: out.xml, timeout: 5m, may_fail: [test_new*]}` ·
    `run.suite: {command: [make, check], junit: "out/*.xml", environment: {TOKEN: "${secret.shop}"}}`
    """  # noqa: E501 - an example is one line

    word: ClassVar[str] = "suite"
    says: ClassVar[bool] = True
    hears: ClassVar[bool] = True
    patience: ClassVar[float] = 600.0
    facts: ClassVar[Mapping[str, str]] = {
        "tests": "how many tests the suite has",
        "passed": "how many passed",
        "failed": "how many failed",
        "errors": "how many broke before they could tell",
        "skipped": "how many were not run",
        "failing": "the names of those that failed or broke",
        "cases": "every test: cases.0.name, .suite, .verdict, .ms, .reason",
        "code": "the exit code of the command",
        "text": "the end of what the command printed",
    }

    command: tuple[Text, ...] = Field(description="the command, a list of its words")
    junit: Text = Field(description="its JUnit report, from the folder; may hold * for several")
    folder: Text = Field(
        Template.parse("."), description="where it is run, from the programme's folder"
    )
    environment: dict[str, Text] = Field({}, description="environment variables for it, by name")
    may_fail: tuple[Text, ...] = Field((), description="tests that may fail, by name or wildcard")
    timeout: Wait | None = Field(
        None, description="how long it may run, within the step's patience of 10m"
    )

    @field_validator("command", mode="before")
    @classmethod
    def _in_words(cls, value: object) -> object:
        if not isinstance(value, list | tuple) or not value:
            raise ValueError(
                "a command is a list of its words, which no shell reads: [npx, playwright, test]"
            )
        return value

    @model_validator(mode="after")
    def _nothing_secret_is_seen(self) -> Suite:
        for word in self.command:
            if any(name.startswith("secret.") for name in word.names):
                raise ValueError("every process sees a secret in a command: pass it in environment")
        for name, value in self.environment.items():
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name!r} cannot name an environment variable")
            if _SECRET.search(name) and value.written and not value.names:
                raise ValueError(
                    f"{name} is written here: name a secret, {name}: ${{secret.{name.lower()}}}"
                )
        return self
