"""An existing suite of npm's @playwright/test as one step of a journey, in a real browser.

All journeys of this file are walked by one `onetake test --json`; nothing is mocked.
"""

from __future__ import annotations

import psutil
import pytest
from install import node, node_peer
from walks import PASSED, Run, Walked, Walking, journey, told, walk

from onetake.channels.web.browser import find_browser

SPEC = """
const { test, expect } = require('@playwright/test');
const page_of = (words) => 'data:text/html,' + encodeURIComponent(`<h1>Shop</h1>${words}`);
test('a visitor sees the shop', async ({ page }) => {
  await page.goto(page_of('<button>Log in</button>'));
  await expect(page.getByRole('heading')).toHaveText('Shop');
});
test('a customer can pay', async ({ page }) => {
  await page.goto(page_of(process.env.BROKEN ? '' : '<button>Pay</button>'));
  await expect(page.getByRole('button', { name: 'Pay' })).toBeVisible({ timeout: 300 });
});
test('what is not sold yet', async () => test.skip());
"""
HANGING = """
const { test } = require('@playwright/test');
test('never ends', async ({ page }) => { await page.waitForEvent('close', { timeout: 0 }); });
"""
CONFIG = """
module.exports = {
  testDir: __dirname, timeout: 60000, reporter: [['junit', { outputFile: 'report.xml' }]],
  use: { launchOptions: { executablePath: process.env.BROWSER, args: ['--no-sandbox'] } },
};
"""
FILES = {
    "onetake.yaml": """
programme: Corner Shop
environments:
  dev: {values: {node: node, cli: cli.js, modules: node_modules, browser: chromium}}
jobs: 2
""",
    "systems/peer.yaml": "channel: run\n",
    "e2e/shop.spec.js": SPEC,
    "e2e/playwright.config.js": CONFIG,
    "slow/hang.spec.js": HANGING,
    "slow/playwright.config.js": CONFIG,
}
SUITE = """command: ["${environment.node}", "${environment.cli}", test]
      junit: report.xml
      environment:
        NODE_PATH: ${environment.modules}
        BROWSER: ${environment.browser}"""


@pytest.fixture(scope="module")
def walking(request: pytest.FixtureRequest) -> Walking:
    """Walk every journey of this file once."""
    modules = node_peer("playwright") / "node_modules"
    values = {
        "node": node(), "cli": str(modules / "@playwright" / "test" / "cli.js"),
        "modules": str(modules), "browser": str(find_browser("shell")),
    }  # fmt: skip
    given = [word for name, value in values.items() for word in ("--set", f"{name}={value}")]
    return lambda folder: walk(folder, FILES, request.module, *given)


@journey(f"""
steps:
- run.suite:
      {SUITE}
      folder: e2e
  expect: {{tests: 3, passed: 2, skipped: 1, failed: 0, code: 0}}
""")
def test_a_suite_that_passes(run: Run) -> None:
    """What the suite tried is counted"""
    assert told(run) == PASSED


@journey(f"""
steps:
- run.suite:
      {SUITE}
        BROKEN: "yes"
      folder: e2e
""")
def test_a_suite_in_which_a_test_fails(run: Run) -> None:
    """The test that failed is named, with its reason"""
    assert run["verdict"] == "failed"
    assert "a customer can pay" in run["reason"]


@journey(f"""
steps:
- run.suite:
      {SUITE}
      folder: slow
      timeout: 4s
""")
def test_a_suite_that_hangs_is_stopped(run: Run, walked: Walked) -> None:
    """A suite that never ends says nothing of the subject, and nothing of it goes on"""
    assert run["verdict"] == "unknown" and "4 s" in run["reason"]
    folder = str(walked.folder / "slow")
    left = [one.name() for one in psutil.process_iter(["cwd"]) if one.info["cwd"] == folder]
    assert left == [], "the runner, its workers and the browser all began there"


@journey("""
steps:
- run.suite: {command: [no-such-runner, test], junit: report.xml, folder: e2e}
""")
def test_a_suite_that_is_not_installed(run: Run) -> None:
    """What cannot be run is not known, and told with what is missing"""
    assert run["verdict"] == "unknown" and "no-such-runner" in run["reason"]
