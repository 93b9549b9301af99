"""Whole journeys in a browser: what is expected, what is proven, and what the report shows."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from site_pages import page

pytestmark = pytest.mark.asyncio(loop_scope="module")

PERSONA = "name: Anna Holm\nmail: anna@harbor.example\n"
BROKEN = page(
    "<p>Welcome back, Anna Holm (anna@harbor.example)</p><button>Sign in</button>"
    "<script>missing()</script>"
)


async def walked(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of Onetake in a programme's folder, beside the site it walks."""
    command = [sys.executable, "-m", "onetake", *words]
    return await asyncio.to_thread(
        subprocess.run, command, cwd=folder, capture_output=True, text=True, timeout=120,
        env={**os.environ, "COLUMNS": "200"}, check=False,
    )  # fmt: skip


def programme(folder: Path, address: str, steps: str, environment: str = "{}") -> Path:
    files = {
        "onetake.yaml": f"programme: Harbor\nenvironments:\n  dev: {environment}\n",
        "systems/site.yaml": f"channel: web\naddress: {address}\n",
        "personas/anna.yaml": PERSONA,
        "journeys/visit.yaml": f"goal: She sees her money\npersonas: [anna]\nsteps:\n{steps}",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def kept(folder: Path) -> dict[str, Path]:
    """Return the evidence there is, by what it is called."""
    files = (folder / ".onetake/evidence").glob("??/*")
    return {path.name.partition(".")[2]: path for path in files}


async def test_what_is_expected_of_a_page_decides(site, tmp_path) -> None:
    address = await site({"/": BROKEN})
    steps = (
        "  - web.open: /\n"
        "    expect:\n"
        "      title: Harbor Bank\n"
        "      vitals.lcp: {at_most: 20s / 30s}\n"
        "      weight.bytes: {at_most: 1MB / 3MB}\n"
        "      a11y.serious: 0\n"
        "      third_party: []\n"
        "      errors: 0\n"
    )
    done = await walked(programme(tmp_path, address, steps), "test", "--json")
    run = json.loads(done.stdout)["runs"][0]
    assert run["verdict"] == "failed", done.stderr
    assert run["steps"][0]["rule"] == "expect.errors"
    assert run["steps"][0]["reason"] == 'errors is ["missing is not defined"]; expected 0'


async def test_a_failure_is_proven_in_the_report_without_anything_personal(site, tmp_path) -> None:
    address = await site({"/": BROKEN})
    steps = "  - web.open: /\n  - web.click: Log in\n    patience: 1s\n"
    folder = programme(tmp_path, address, steps)
    done = await walked(folder, "test", "--html", "report.html")
    assert done.returncode == 1, done.stdout + done.stderr

    found = kept(folder)
    assert {"screen.painted.png", "page.tree.txt"} <= set(found)
    report = (folder / "report.html").read_text()
    assert "data:image/png;base64," in report
    assert "Sign in" in report and "anna@harbor.example" not in report
    assert not any(b"anna@harbor.example" in path.read_bytes() for path in found.values())
    assert not any(name.endswith((".zip", ".har", ".webm")) for name in found)


async def test_what_changed_since_the_last_pass_is_evidence(site, tmp_path) -> None:
    pages = {"/": page("<button>Log in</button>")}
    address = await site(pages)
    folder = programme(
        tmp_path, address, "  - web.open: /\n  - web.see: Log in\n    patience: 1s\n"
    )
    assert (await walked(folder, "test")).returncode == 0
    pages["/"] = page("<button>Sign in</button>")
    assert (await walked(folder, "test")).returncode == 1
    changed = kept(folder)["tree.diff.txt"].read_text()
    assert '-  - button "Log in"' in changed and '+  - button "Sign in"' in changed


async def test_recordings_are_kept_where_the_environment_allows(site, tmp_path) -> None:
    address = await site({"/": BROKEN})
    steps = "  - web.open: /\n  - web.see: Your accounts\n    patience: 1s\n"
    folder = programme(tmp_path, address, steps, "{evidence: raw}")
    assert (await walked(folder, "test")).returncode == 1
    found = kept(folder)
    assert found["zip"].read_bytes().startswith(b"PK")
    assert json.loads(found["har"].read_text())["log"]["entries"]


async def test_how_a_page_looks_is_approved_and_held_to(site, tmp_path) -> None:
    pages = {"/": page("<p>Your money</p>")}
    address = await site(pages)
    folder = programme(tmp_path, address, "  - web.open: /\n  - web.looks: home\n")
    done = await walked(folder, "test")
    assert done.returncode == 4 and "onetake approve" in done.stdout, done.stdout + done.stderr
    done = await walked(folder, "approve", "--yes")
    assert (folder / "approved/site/home.desktop.light.png").is_file(), done.stdout + done.stderr
    assert (await walked(folder, "test")).returncode == 0

    pages["/"] = page("<p>Your money</p>", head="<style>h1 {font-size: 80px}</style>")
    done = await walked(folder, "test")
    assert done.returncode == 1 and "looks different" in done.stdout
    assert {"look.diff.painted.png", "look.home.desktop.light.painted.png"} <= set(kept(folder))
