"""Looks at a canary as data: requests whose chance was worked out by hand, and the verdict."""

from pathlib import Path

import pytest
import yaml

from onetake.canary import judge

CASES = yaml.safe_load((Path(__file__).parent / "looks.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["is"] for case in CASES])
def test_a_look_decides_by_the_alpha_that_is_its_to_spend(case):
    """A candidate fails at a look only for less chance than that look may spend."""
    before, after = case.get("requests", (100, 100))
    baseline, later = case.get("baseline", "ramp"), case.get("later", 0.0)
    wrong, worse = case.get("errors", (0, 0))
    look, looks = case.get("look", (1, 1))
    found = judge(
        seconds(before, baseline), [item + later for item in seconds(after, baseline)],
        baseline_errors=wrong, candidate_errors=worse, look=look, looks=looks,
    )  # fmt: skip
    assert found.verdict == case["verdict"], found
    assert case.get("why", "") in found.why
    assert found.n == min(before, after)
    for part in ("p", "effect"):
        if part in case:
            assert getattr(found, part) == pytest.approx(case[part], rel=1e-9)


def seconds(number: int, of: float | str) -> list[float]:
    """Return the seconds of so many requests: always the same, or a hundredth more each time."""
    return [k / 100 if of == "ramp" else float(of) for k in range(1, number + 1)]
