"""Plug-ins of a programme: what cannot be used is told with its file, and stops nothing else."""

import pytest

from onetake import plugins

OWN = "from onetake.channels.echo import Echo\nclass Own(Echo):\n    {}\nchannel = Own()\n"


@pytest.fixture
def found(tmp_path):
    """Look for channels in a programme whose only plug-in has this source."""

    def look(source):
        (tmp_path / "channels").mkdir()
        (tmp_path / "channels" / "own.py").write_text(source)
        return plugins.channels(tmp_path)

    return look


def test_a_channel_of_a_programme_is_found(found):
    assert "own" in found(OWN.format("name = 'own'")).found


def test_a_channel_of_a_programme_replaces_ours(found):
    assert type(found(OWN.format("pass")).found["echo"]).__name__ == "Own"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import sys\nsys.exit(0)\n", "SystemExit: 0"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("pass\n", "it has no `channel`"),
        ("channel = 3\n", "no attribute 'name'"),
        (OWN.format("name = 3"), "3 cannot name a channel"),
        (OWN.format("name = 'a.b'"), "'a.b' cannot name a channel"),
        (OWN.format("actions = (3,)"), "not classes made from Action"),
        (OWN.format("actions = None"), "not iterable"),
        (OWN.format("settings = 3"), "not a class made from Declared"),
    ],
)
def test_what_is_no_channel_is_listed_with_its_reason(found, source, reason):
    channels = found(source)
    [broken] = channels.broken
    assert broken.source.endswith("own.py")
    assert reason in broken.reason
    assert {"api", "chat", "echo"} <= set(channels.found)
