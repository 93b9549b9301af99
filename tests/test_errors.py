"""The tree of exceptions is drawn as it is."""

import inspect
import re

from onetake import errors


def drawn(kind, depth=0):
    """Yield each exception below `kind` with its depth and exit code, as the drawing has them."""
    yield kind.__name__, depth, kind.exit_code
    for below in kind.__subclasses__():
        yield from drawn(below, depth + 1)


def test_the_drawing_on_top_shows_every_exception_its_parent_and_its_exit_code():
    lines = re.findall(r"^    ([│ ├└─]*)(\w+) +(\d)(?: |$)", errors.__doc__, re.MULTILINE)
    there = {(name, len(branch) // 4, int(code)) for branch, name, code in lines}
    assert there == {item for item in drawn(errors.OnetakeError) if hasattr(errors, item[0])}


def test_every_error_of_the_house_is_in_the_tree():
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]
    assert kinds and all(issubclass(kind, errors.OnetakeError) for kind in kinds)


def test_an_error_carries_its_fix_and_its_place():
    error = errors.ProgrammeWrong("seen", hint="mend it so", place="onetake.yaml:3:1")
    assert (str(error), error.hint, error.place) == ("seen", "mend it so", "onetake.yaml:3:1")
