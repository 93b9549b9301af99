"""How a fault is shown."""

from onetake import declare
from onetake.words.location import Fault, Location


def show(source: str, column: int, hint: str = "", width: int | None = None) -> list[str]:
    fault = Fault(Location("a.yaml", 3, column), "it is wrong", hint, source=source)
    return declare.render(fault, width).split("\n")


def test_the_line_a_caret_and_the_fix() -> None:
    assert show("  retires: 2", 3, "did you mean 'retries'?") == [
        "a.yaml:3:3: error: it is wrong",
        "     3 |   retires: 2",
        "       |   ^ did you mean 'retries'?",
    ]


def test_the_caret_stands_below_its_character_in_any_script() -> None:
    assert show("名前: x", 5)[2] == "       |       ^"
    assert show("e\u0301: x", 4)[2] == "       |   ^"


def test_a_long_line_is_cut_around_the_caret() -> None:
    _, line, caret = show("x" * 500 + "!" + "y" * 500, 501, width=60)

    assert len(line) <= 60
    assert line.index("!") == caret.index("^")


def test_a_long_hint_is_wrapped_below_and_a_fix_to_copy_is_not() -> None:
    rows = show("a", 1, "keys here: " + ", ".join(["name"] * 40), width=60)
    assert all(len(row) <= 60 for row in rows)

    fix = "x" * 80
    assert show("a", 1, f"put it in quotes: {fix}", width=60)[-1] == f"       | {fix}"


def test_control_characters_are_not_sent_to_the_terminal() -> None:
    assert "\x1b" not in "".join(show("a\x1b[31m", 1))


def test_a_fault_of_a_whole_file_has_no_line() -> None:
    fault = Fault(Location("a.yaml"), "it is empty", "write it", severity="warning")

    assert declare.render(fault) == "a.yaml: warning: it is empty\n  write it"
