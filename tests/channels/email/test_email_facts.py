"""What is read out of a mail: one file per case beside the facts it must give."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from onetake.channels.email.heard import HeardMail
from onetake.channels.email.letter import Letter
from onetake.channels.email.mime import take_apart
from onetake.words.path import ABSENT
from onetake.words.path import Path as FactPath

CASES = Path(__file__).parents[1] / "email_cases"
EXPECTED = [
    pytest.param(file, path, value, id=f"{file.stem}: {path}")
    for file in sorted(CASES.glob("*.eml"))
    for path, value in yaml.safe_load(file.with_suffix(".yaml").read_text("utf-8")).items()
]


@pytest.mark.parametrize(("file", "path", "value"), EXPECTED)
def test_a_mail_gives_its_facts(file, path, value):
    heard = HeardMail(Letter(take_apart(file.read_bytes())))
    fact = heard.fact(FactPath.parse(path))
    if isinstance(fact, str) and isinstance(value, str):
        fact = fact.rstrip("\n")
        value = value.rstrip("\n")
    assert fact == (ABSENT if value is None else value)
