"""A real browser opens the page, where one is installed: nothing that was heard comes alive."""

from __future__ import annotations

import shutil
import subprocess

import golden
import pytest
from test_html_report import ESCAPES, Skeleton, page

BROWSERS = [*filter(shutil.which, ("chromium", "chromium-browser", "google-chrome"))]
INJECTED = "<script>document.title='owned'</script><style>h1{display:none}</style>"


@pytest.fixture(params=BROWSERS[:1] or ["none"])
def opened(request, tmp_path):
    """Give what a browser makes of a page: its tree when it was loaded; else the page itself."""

    def open_page(html):
        if request.param == "none":
            return html
        file = tmp_path / "report.html"
        file.write_text(html, "utf-8")
        done = subprocess.run(
            [request.param, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
             f"--user-data-dir={tmp_path / 'profile'}", file.as_uri()],
            capture_output=True, timeout=120, check=True,
        )  # fmt: skip
        return done.stdout.decode()

    return open_page


def test_what_was_heard_is_only_shown(opened):
    ours, tree = Skeleton(page("plain")), Skeleton(opened(page("\n".join(ESCAPES))))
    names, wanted = ([tag[0] for tag in each.tags] for each in (tree, ours))
    assert names.count("script") == wanted.count("script")
    assert not {"iframe", "object"} & set(names)
    assert all(f"{escape}" in tree.text for escape in ESCAPES)
    assert not [name for tag in tree.tags if not isinstance(tag, str) for name, _ in tag[1:]
                if name.startswith("on")]  # fmt: skip
    assert "Harbor Bank in staging" in tree.text


def test_the_policy_stops_what_would_have_got_in(opened):
    """Even a script that stood in the page, past all escaping, would not be run."""
    tree = opened(golden.html().replace("<h1", f"{INJECTED}<h1", 1))
    assert "<title>owned" not in tree
    assert "Harbor Bank in staging: failed" in tree
