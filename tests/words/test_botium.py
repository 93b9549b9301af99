"""Each of botium-core's matchers has its counterpart: it holds where that holds, and breaks too."""

from pathlib import Path as File

import pytest
import yaml
from test_match import as_written

from onetake.words.match import Matcher
from onetake.words.path import Path

CASES = yaml.safe_load(File(__file__).with_name("botium_cases.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["botium"])
def test_a_matcher_of_botium_has_its_counterpart(case):
    [(path, spec)] = as_written(yaml.compose(case["ours"])).items()
    if path == "throughout":
        [(path, spec)] = spec.items()
    matcher = Matcher.parse(spec)
    assert Path.parse(path)
    assert matcher.grade(case["holds"], {})[0] == 0
    assert matcher.grade(case["breaks"], {})[0] == 2
