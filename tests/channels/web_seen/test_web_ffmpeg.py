"""An ffmpeg is found and put where Playwright looks for one."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from onetake.channels.web.ffmpeg import (
    VARIABLE,
    folder_for_videos,
    found_by_the_driver,
    wanted_revision,
)


def test_the_number_comes_from_the_playwright_that_is_installed() -> None:
    assert wanted_revision().isdecimal()


def test_one_on_the_path_is_linked_in_a_private_folder(tmp_path: Path) -> None:
    found = tmp_path / "bin/ffmpeg"
    found.parent.mkdir()
    found.touch()
    home = tmp_path / "cache/videos"
    for _ in range(2):
        assert folder_for_videos(home, None, lambda name: str(found)) == home
    (place,) = home.iterdir()
    assert place.name == f"ffmpeg-{wanted_revision()}"
    (link,) = place.glob("ffmpeg-*")
    assert link.resolve() == found
    assert stat.S_IMODE(place.stat().st_mode) == 0o700


def test_a_link_to_one_that_moved_is_made_again(tmp_path: Path) -> None:
    folder_for_videos(tmp_path, None, lambda name: "/gone/ffmpeg")
    folder_for_videos(tmp_path, None, lambda name: "/usr/bin/ffmpeg")
    (link,) = next(tmp_path.iterdir()).glob("ffmpeg-*")
    assert str(link.readlink()) == "/usr/bin/ffmpeg"


def test_playwrights_own_is_taken_as_it_is(tmp_path: Path) -> None:
    own = tmp_path / "ms-playwright"
    place = own / f"ffmpeg-{wanted_revision()}"
    place.mkdir(parents=True)
    for name in ("ffmpeg-linux", "ffmpeg-mac"):
        (place / name).touch()
    assert folder_for_videos(tmp_path / "home", own, lambda name: "/usr/bin/ffmpeg") == own
    assert not (tmp_path / "home").exists()


def test_without_any_there_are_no_videos(tmp_path: Path) -> None:
    assert folder_for_videos(tmp_path, None, lambda name: None) is None


def test_the_driver_looks_there_while_it_starts_and_nobody_else_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin/ffmpeg"
    program.parent.mkdir()
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv(VARIABLE, "/opt/browsers")
    with found_by_the_driver():
        assert list(Path(os.environ[VARIABLE]).glob("ffmpeg-*/ffmpeg-*"))
    assert os.environ[VARIABLE] == "/opt/browsers"

    monkeypatch.delenv(VARIABLE)
    program.unlink()
    with found_by_the_driver():
        assert VARIABLE not in os.environ
