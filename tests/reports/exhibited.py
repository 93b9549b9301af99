"""Shows every piece of evidence in the folder `exhibits` as the HTML report shows it."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from onetake.channels.web.picture import compare
from onetake.reports.html_evidence import Exhibition
from onetake.reports.pages import templates

CASES = Path(__file__).parent / "exhibits"


def shown(name, data):
    """Return the evidence of these bytes as a page gets it."""
    return Exhibition(lambda _: data, "evidence").look(f"3c/3ca1b2c3d4.{name}")


def exhibit(name, data):
    """Return the HTML of one piece of evidence."""
    return rendered(shown(name, data))


def rendered(evidence):
    """Return the HTML of evidence as a page shows it."""
    page = templates().from_string('{% from "exhibit.html" import exhibit %}{{ exhibit(e) }}')
    return page.render(e=evidence)


def case(name):
    """Return the HTML of a file in the folder."""
    return exhibit(name, (CASES / name).read_bytes())


def html():
    """Return all of them, one after the other."""
    return "\n".join(case(file.name) for file in sorted(CASES.iterdir())) + "\n"


def painted(wide, high, colour):
    """Return a PNG of a page with one block in a colour."""
    page, data = Image.new("RGB", (wide, high), "white"), io.BytesIO()
    page.paste(colour, (20, 20, 120, 60))
    page.save(data, "PNG")
    return data.getvalue()


def sides(approved=(300, 200), seen=(300, 200)):
    """Return the picture that a page leaves which looks different from the approved one."""
    return compare(painted(*approved, "navy"), painted(*seen, "red")).sides
