"""One-time codes are found by the words that announce them, in many languages."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from onetake.wire.codes import codes_in

CASES = yaml.safe_load((Path(__file__).parent / "codes_cases.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_codes_of_what_companies_write(case):
    assert codes_in(case["text"]) == case["codes"]


@given(st.from_regex(r"[0-9]{4,8}", fullmatch=True), st.text(max_size=60))
def test_a_code_right_behind_its_word_is_found_whatever_stands_before(code, before):
    assert code in codes_in(f"{before}\n\nYour code is {code}\n\nThank you")


@given(st.text(alphabet=st.sampled_from("code PIN 0123456789-.\n#@aA"), max_size=200))
def test_codes_are_short_and_each_stands_once(text):
    found = codes_in(text)
    assert len(found) == len(set(found))
    assert all(4 <= len(code) <= 10 for code in found)


def test_a_long_text_takes_no_long_time():
    """Every word of it announces something; nothing is looked at again and again."""
    assert codes_in("codecode" * 20_000 + " code " * 2_000 + "1234") == ["1234"]
