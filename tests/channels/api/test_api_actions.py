"""What a step may say, and what is refused when it is read."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from onetake.channels.api import channel

ACTIONS = {action.word: action for action in channel.actions}


def refused(word: str, written: object) -> str:
    with pytest.raises(ValidationError) as caught:
        ACTIONS[word].model_validate(written)
    return str(caught.value)


def test_what_makes_no_sense_is_refused_when_read():
    assert "json and form are given" in refused(
        "post", {"path": "/", "json": 1, "form": {"a": "b"}}
    )
    assert "Extra inputs" in refused("get", {"path": "/", "json": 1})
    assert "exactly one of file and content" in refused(
        "post", {"path": "/", "multipart": {"a": {"type": "text/plain"}}}
    )
    assert "not a duration" in refused("get", {"path": "/", "timeout": "soon"})


def test_templates_of_nested_values_are_known_before_a_run():
    post = ACTIONS["post"].model_validate({
        "path": "/${a}", "query": {"x": ["${b}"]}, "headers": {"y": "${c}"},
        "multipart": {"t": "${d}", "f": {"file": "${e}"}},
    })  # fmt: skip
    assert sorted(name for template in post.templates() for name in template.names) == [*"abcde"]


def test_every_action_has_a_manual_page_with_an_example():
    for word, action in ACTIONS.items():
        assert f"`api.{word}: " in action.__doc__
