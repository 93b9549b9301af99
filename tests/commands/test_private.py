"""What happened is for its owner's eyes: other users of the machine may not look into it."""

import stat

JOURNEY = """
goal: A goal
owner: t
steps: [{echo.say: hello}, {echo.hear: hello}]
"""


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_of_what_happened_is_private_whatever_made_it(onetake, programme):
    folder = programme({"hello": JOURNEY}, **{"teams/t.yaml": "name: T\n"})
    assert onetake("lint", at=folder).code == 0
    assert mode(folder / ".onetake") == 0o700
    assert onetake("test", at=folder).code == 0
    assert mode(folder / ".onetake") == 0o700


def test_a_test_makes_it_private_too(onetake, programme):
    folder = programme({"hello": JOURNEY}, **{"teams/t.yaml": "name: T\n"})
    assert onetake("test", at=folder).code == 0
    assert mode(folder / ".onetake") == 0o700


def test_a_folder_shared_on_purpose_stays_shared(onetake, programme):
    folder = programme({"hello": JOURNEY}, **{"teams/t.yaml": "name: T\n"})
    (folder / ".onetake").mkdir(mode=0o775)
    before = mode(folder / ".onetake")
    assert onetake("test", at=folder).code == 0
    assert mode(folder / ".onetake") == before
