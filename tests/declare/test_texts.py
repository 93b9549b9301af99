"""Whatever stands in a file, reading it ends with a journey or a fault."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from programme_channels import CHANNELS

from onetake import declare

JOURNEY = """\
goal: A goal
owner: cards
personas: [anna]
steps:
  - chat.say: I lost my card
    when: {persona.language: en}
  - chat.hear: {any: [block it, '${persona.name}']}
    within: 1.5s / 4s
  - include: {part: identify, with: {card: '1'}}
  - until: {expect: {json.a: 1}, steps: [{api.get: {path: /x}}]}
"""
PIECES = st.sampled_from(
    [*"\n\t :-#&*!|>'\"%@`{}[],?<=$\\~", "\r\n", "\u2028", "\x00", "\ufeff", "...", "---",
     "${", "<<:", "  - ", "chat.say: ", "expect: ", "when: ", "steps:\n", "null", "1e999",
     "é", "😀"]
)  # fmt: skip
SHORT = st.text(max_size=5)
VALUES = st.recursive(
    SHORT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SHORT, inner, max_size=3),
    max_leaves=12,
)
MANY = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def say(programme: Path) -> Callable[[bytes], None]:
    """Read a journey's bytes; it must come to a journey or a fault that can be shown."""

    def read(raw: bytes) -> None:
        file = programme / "journeys" / "it.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(raw)
        reading = declare.read(programme, CHANNELS)
        wrong = [fault for fault in reading.faults if fault.severity == "error"]
        assert bool(wrong) != bool(reading.programme.journeys)
        for fault in reading.faults:
            assert declare.render(fault).encode("utf-8")

    return read


@MANY
@given(text=st.text())
@example(text="a: [b\t#c")
def test_any_text(say, text: str) -> None:
    say(text.encode("utf-8"))


@MANY
@given(raw=st.binary())
def test_any_bytes(say, raw: bytes) -> None:
    say(raw)


@MANY
@given(
    at=st.integers(0, len(JOURNEY)), length=st.integers(0, 30), pieces=st.lists(PIECES, max_size=4)
)
def test_a_journey_with_something_else_in_it(say, at: int, length: int, pieces) -> None:
    say((JOURNEY[:at] + "".join(pieces) + JOURNEY[at + length :]).encode("utf-8"))


@MANY
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_quoted_text_is_read_as_it_was_written(programme: Path, text: str) -> None:
    dumped = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**6)
    file = programme / "journeys" / "it.yaml"
    file.parent.mkdir(exist_ok=True)
    goal = yaml.safe_load(f"a: {dumped}")["a"]
    file.write_text(
        f"goal: {dumped}\nsteps: [{{echo.say: hi}}, {{echo.hear: hi}}]\n", "utf-8", newline=""
    )

    reading = declare.read(programme, CHANNELS)

    assert reading.programme.journeys["it"].goal == goal == text


@MANY
@given(value=VALUES)
def test_any_value_anywhere(say, value: object) -> None:
    for key in ("goal", "steps", "order", "data", "always", "throughout", "effort", "personas"):
        wanted = yaml.safe_load(JOURNEY) | {key: value}
        say(yaml.safe_dump(wanted, allow_unicode=True, default_style='"').encode("utf-8"))


@pytest.mark.parametrize("opening", ["[", "{", "{a: ", "- ", "? ", "[{", "a:\n"])
def test_depth_is_refused_before_it_can_hurt(say, opening: str) -> None:
    say((opening * 20_000).encode())


def test_indents_without_end_are_refused(say) -> None:
    say("".join(f"{' ' * depth}a:\n" for depth in range(2_000)).encode())
