"""Browsers are found, shared, and never left behind."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import psutil
import pytest

from onetake.channels.web.browser import find_browser
from onetake.words.trouble import CannotTell

pytestmark = pytest.mark.asyncio(loop_scope="module")
WALKER = Path(__file__).parent / "walker.py"


def program(path: Path) -> Path:
    """Make a file that can be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


async def test_the_one_that_is_named_comes_first(tmp_path) -> None:
    mine = program(tmp_path / "mine")
    assert find_browser("shell", {"ONETAKE_BROWSER": str(mine)}) == mine
    with pytest.raises(CannotTell, match="which is no program") as caught:
        find_browser("shell", {"ONETAKE_BROWSER": str(tmp_path / "none")})
    assert caught.value.rule == "browser.missing"


async def test_playwrights_own_come_before_the_systems(tmp_path) -> None:
    home, system = tmp_path / "home", tmp_path / "bin"
    environ = {"HOME": str(home), "PATH": str(system)}
    full = program(system / "chromium")
    assert find_browser("shell", environ) == full
    shell = program(system / "chromium-headless-shell")
    assert find_browser("shell", environ) == shell
    assert find_browser("full", environ) == full
    ours = home / ".cache/ms-playwright"
    own = program(ours / "chromium_headless_shell-1200/chrome-linux/headless_shell")
    assert find_browser("shell", environ) == own
    assert find_browser("full", environ) == full
    own = program(ours / "chromium-1200/chrome-linux/chrome")
    assert find_browser("full", environ) == own


async def test_none_at_all_is_told_with_the_command(tmp_path) -> None:
    with pytest.raises(CannotTell, match="playwright install --only-shell chromium") as caught:
        find_browser("shell", {"HOME": str(tmp_path), "PATH": str(tmp_path)})
    assert caught.value.rule == "browser.missing"


async def test_without_playwright_a_line_tells_how_to_get_it(house) -> None:
    code = (
        "import sys, asyncio; sys.modules['playwright'] = None\n"
        "from onetake.channels.web import channel\n"
        "from onetake.words.trouble import CannotTell\n"
        "from onetake.testing.stage import Stage, a_system\n"
        "stage = Stage(channel, a_system(channel, 'http://127.0.0.1:1'))\n"
        "try: asyncio.run(channel.open(stage.place()))\n"
        "except CannotTell as trouble: print(trouble.rule, trouble.reason)"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    assert told.startswith(b"browser.missing ")
    assert b"pip install 'onetake[web]'" in told


async def test_visitors_share_one_browser_and_nothing_else(house) -> None:
    address = await house.site({"/": "<p>hi"})
    anna, ben = await house.visitor(address), await house.visitor(address)
    assert anna.line.desk.context.browser is ben.line.desk.context.browser
    for visitor in (anna, ben):
        await visitor.do("open", "/")
    await anna.line.desk.page.evaluate("localStorage.name = 'Anna'")
    assert await ben.line.desk.page.evaluate("localStorage.name") is None


@pytest.mark.parametrize("ending", ["interrupt", "kill", "fail"])
async def test_no_browser_is_left_behind(house, ending) -> None:
    address = await house.site({"/": "<p>hi"})
    command = [sys.executable, str(WALKER), address, ending]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    assert process.stdout is not None
    own = psutil.Process(process.pid)
    assert await process.stdout.readline() == b"open\n"
    started = own.children(recursive=True) if ending != "fail" else []
    assert started or ending == "fail"
    if ending == "interrupt":
        process.send_signal(signal.SIGINT)
    elif ending == "kill":
        process.kill()
    async with asyncio.timeout(30):
        await process.wait()
    _, alive = await asyncio.to_thread(psutil.wait_procs, started, 20)
    assert not [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]
    assert not own.is_running() or not own.children()
