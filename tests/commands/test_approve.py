"""`onetake approve` copies how pages looked in the last test to where it is compared with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

PNG = b"\x89PNG\r\n\x1a\n"
EYE = '''
"""A channel whose only page looks as a file says."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from onetake.words.channel import Action, Place
from onetake.words.line import Inbox
from onetake.words.trouble import CannotTell


class Look(Action):
    """Look at the page."""

    word: ClassVar[str] = "look"
    shorthand: ClassVar[str] = "name"
    says: ClassVar[bool] = True
    name: str


@dataclass
class Line:
    place: Place
    inbox: Inbox = field(default_factory=Inbox)

    async def close(self):
        pass


@dataclass
class Ready:
    name: str

    async def say(self, line, memory):
        seen = (line.place.folder / "page.png").read_bytes()
        approved = line.place.folder / f"approved/eye/{self.name}.desktop.light.png"
        if not approved.is_file() or approved.read_bytes() != seen:
            line.place.evidence.put(f"look.{self.name}.desktop.light.painted.png", seen)
            raise CannotTell("looks.unapproved", "run: onetake approve")

    def read(self, arrivals):
        return None


class Eye:
    name = "eye"
    actions = (Look,)

    def prepare(self, action, system):
        return Ready(action.name)

    async def open(self, place):
        return Line(place)


channel = Eye()
'''


@pytest.fixture
def folder(programme) -> Path:
    journeys = {
        name: f"goal: They see it\nsteps:\n  - eye.look: {name}\n" for name in ("home", "basket")
    }
    written = programme(journeys, systems={"eye": "channel: eye\n"})
    (written / "channels").mkdir()
    (written / "channels/eye.py").write_text(EYE)
    (written / "page.png").write_bytes(PNG + b"first")
    return written


def test_new_and_changed_pictures_are_shown_and_copied(onetake, folder) -> None:
    assert onetake("test", at=folder).code == 4
    done = onetake("approve", "--yes")
    assert done.code == 0, done.err
    assert "new      approved/eye/home.desktop.light.png" in done.out
    assert "home, step" in done.out and ".onetake/evidence/" in done.out
    home, basket = (
        folder / f"approved/eye/{name}.desktop.light.png" for name in ("home", "basket")
    )
    assert home.read_bytes() == basket.read_bytes() == PNG + b"first"
    assert onetake("test").code == 0

    (folder / "page.png").write_bytes(PNG + b"second")
    onetake("test")
    done = onetake("approve", "--yes", "ho*")
    assert "changed  approved/eye/home.desktop.light.png" in done.out
    assert (home.read_bytes(), basket.read_bytes()) == (PNG + b"second", PNG + b"first")


def test_nothing_is_copied_without_a_yes(onetake, folder) -> None:
    onetake("test", at=folder)
    done = onetake("approve")
    assert done.code == 2 and "onetake approve --yes" in done.err
    assert onetake("approve", "--json").json["pictures"][0]["change"] == "new"
    assert not (folder / "approved").exists()


def test_when_everything_looks_as_approved_there_is_nothing_to_do(onetake, folder) -> None:
    onetake("test", at=folder)
    onetake("approve", "--yes")
    assert "Nothing to approve" in onetake("approve", "--yes").out
    onetake("test")
    assert "Nothing to approve" in onetake("approve", "--yes").out


def test_a_picture_that_is_gone_is_told(onetake, folder) -> None:
    onetake("test", at=folder)
    shutil.rmtree(folder / ".onetake/evidence")
    done = onetake("approve", "--yes")
    assert "lost     approved/eye/home.desktop.light.png" in done.out and done.code == 0
    assert not (folder / "approved").exists()


def test_what_was_never_walked_is_told_with_what_was(onetake, folder) -> None:
    assert "There is no ledger" in onetake("approve", at=folder).err
    onetake("test", "home")
    done = onetake("approve", "basket")
    assert done.code == 2 and "it walked: home" in done.err
