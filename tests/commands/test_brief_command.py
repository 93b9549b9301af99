"""`onetake brief`: one page for who decides, by whole commands on Harbor Bank's last 90 days."""

import re
import shutil
import time

import pytest

from onetake.demo.bank import PROGRAMME
from onetake.demo.past import write_past
from onetake.flows.import_facts import import_facts
from onetake.flows.release import record_release


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Harbor Bank with its last 90 days, before any journey was walked."""
    made = tmp_path_factory.mktemp("bank") / "bank"
    shutil.copytree(PROGRAMME, made)
    for kind, file in write_past(made / "imports", time.time()).items():
        import_facts(made, [file], str(made / "imports" / f"{kind}.yaml"))
    record_release(made, "2026.30")
    return made


def test_it_says_what_to_decide_what_it_costs_and_what_is_not_known(onetake, folder):
    done = onetake("brief", at=folder)
    assert done.code == 0
    assert "1 decision waits for you; 2 goals of teams to be reconciled" in done.out
    assert "Let callers be known by the number they call from (40,000 EUR)" in done.out
    assert re.search(r"Found before customers told\s+0\.0 %  0\.0 % to 29\.9 %, of 9", done.out)
    assert re.search(r"contacts came again: \d+ h of work, [\d,]+\s+EUR", done.out)
    assert "Journeys that pass: no rows" in done.out
    assert all(len(line) <= 80 for line in done.out.splitlines())


def test_every_number_of_the_page_leads_to_what_it_was_counted_from(onetake, folder, tmp_path):
    page = tmp_path / "brief.html"
    assert onetake("brief", "--for", "ida", "--out", page, at=folder).code == 0
    text = page.read_text("utf-8")
    led = re.findall(r'<a class="v big" href="#(e-[\w-]+)">', text)
    assert len(led) == 12
    assert {"e-found-first", "e-aht", "e-change-lead_time"} <= set(led)
    assert all(f'id="{anchor}"' in text for anchor in led)
    assert text.count("SELECT seq FROM") == 12
    assert "src=" not in text and "http://" not in text


def test_the_page_fits_one_sheet(onetake, folder, tmp_path):
    sheet = tmp_path / "brief.pdf"
    assert onetake("brief", "--out", sheet, at=folder).code == 0
    content = sheet.read_bytes()
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page[^s]", content)) == 1
    assert re.search(rb"/MediaBox\s*\[\s*0 0 59[45][.\d]* 84[12]", content)


def test_json_has_every_figure_unrounded(onetake, folder):
    found = onetake("brief", "--json", at=folder).json
    first = found["outcome"][0]
    assert (first["kpi"], first["value"], first["n"]) == ("found.first@1", 0.0, 9)
    assert found["worst"][0]["journey"] == "cards/block-a-lost-card"
    assert found["worst"][0]["hours"] > found["worst"][1]["hours"] > 0
    assert found["decisions"][0]["cost"] == "40,000 EUR"


def test_what_is_no_sponsor_and_no_page_is_told(onetake, folder, monkeypatch, tmp_path):
    done = onetake("brief", "--for", "bob", at=folder)
    assert (done.code, "sponsors: ida" in done.err) == (2, True)
    assert onetake("brief", "--out", "brief.docx", at=folder).code == 2
    monkeypatch.setenv("ONETAKE_BROWSER", "/nowhere/browser")
    done = onetake("brief", "--out", tmp_path / "brief.pdf", at=folder)
    assert (done.code, "write .html" in done.err) == (4, True)
