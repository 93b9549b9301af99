"""Every report prints the sample test exactly as it was kept, having been looked at."""

from __future__ import annotations

import golden
import pytest


@pytest.mark.parametrize("name", golden.OUTPUTS)
def test_output_is_as_it_was_kept(name):
    assert golden.OUTPUTS[name]() == (golden.FOLDER / name).read_text("utf-8")
