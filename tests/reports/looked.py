"""A look at a small shop as fixed values: something of every kind that can be found."""

from __future__ import annotations

import struct
import zlib

from onetake.reports.look_page import look_page
from onetake.reports.look_view import Seen
from onetake.words.finding import Finding
from onetake.words.visit import Answered, Box, Form, Hindrance, Shot, Visit, Way

SITE = "https://shop.example"
LAMP = Way(f"{SITE}/gone", "Red lamp")
JOURNEY = 'goal: "A customer looks around shop.example"\nsteps:\n  - web.open: "/"\n'


def png(wide, high, shade):
    """Return a grey picture."""
    rows = b"".join(b"\0" + bytes([shade]) * wide for _ in range(high))

    def part(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows, 9))
        + part(b"IEND", b"")
    )  # fmt: skip


HOME = Visit(
    f"{SITE}/", "desktop", status=200, title="Lamps", lang="en",
    vitals={"lcp": 4321.0, "fcp": 1900.0, "ttfb": 120.0, "cls": 0.31}, size=3_200_000, requests=61,
    asked=("ads.example", "fonts.example"), cookies={"_ga": "shop.example"}, ways=(LAMP,),
    hindrances=(Hindrance("image-alt", "critical", "Images must have alternative text", 1,
                          ("picture 'lamp.png'",)),),
    shots=(
        Shot("png", png(1280, 720, 230), 1280, 720, 0,
             {"access.image-alt": (Box(40, 300, 300, 200),)}),
        Shot("png", png(1280, 720, 210), 1280, 720, 720,
             {f"links.dead {LAMP.url}": (Box(1200, 690, 70, 20),)}),
    ),
)  # fmt: skip
PHONE = Visit(
    f"{SITE}/", "phone", status=200, title="Lamps", wide=True, vitals={"lcp": 2600.0, "cls": 0.0},
    size=900_000, requests=30, shots=(Shot("png", png(390, 844, 240), 390, 844),),
)  # fmt: skip
FIND = Visit(
    f"{SITE}/find", "desktop", status=200, title="Find", vitals={"lcp": 800.0},
    errors=tuple(f"nothing{number} is not defined" for number in range(12)),
    forms=(Form("finding", 2, ("Word",)),),
    shots=(Shot("png", png(1280, 720, 250), 1280, 720, 0,
                {"form.label": (Box(30, 80, 200, 24), Box(30, 120, 200, 24), Box(3, 90, 9, 9))}),),
)  # fmt: skip
AWAY = Visit(f"{SITE}/away", "desktop", trouble="it did not come in time")
FINDINGS = (
    Finding("access.image-alt", "major", "/", "Images must have alternative text (1 ×): "
            "picture 'lamp.png'", "look up the rule image-alt of axe-core"),
    Finding("errors.script", "major", "/find", "scripts fail: nothing0 is not defined; "
            "nothing1 is not defined and 10 more", "open the console there and mend the first"),
    Finding("form.label", "major", "/find", "the form 'finding' has fields without a label: Word",
            "give each a <label>"),
    Finding("links.dead", "major", "/", f"the link 'Red lamp' ({LAMP.url}) leads nowhere: "
            "it answers 404", "mend the address"),
    Finding("page.away", "major", "/away", "the page does not come: it did not come in time",
            "mend the page"),
    Finding("privacy.before-consent", "major", "/", "people are followed before they agreed: "
            "it asks ads.example", "load these only once somebody said yes"),
    Finding("speed.lcp", "major", "/", "the main content shows after 4.3 s; 2.5 s is good",
            "make the largest picture smaller"),
    Finding("phone.wide", "minor", "/ on a phone", "it is wider than the screen",
            "let nothing be wider than the screen"),
)  # fmt: skip


def seen(**more):
    """Return the look, or one in which something is otherwise."""
    given = {
        "site": SITE, "visits": (HOME, PHONE, FIND, AWAY), "findings": FINDINGS, "ms": 12_345.0,
        "answers": (Answered(LAMP, f"{SITE}/", 404),), "journey": JOURNEY, "links": 1,
        "folder": "try-shop.example",
    }  # fmt: skip
    return Seen(**{**given, **more})


def html(**more):
    """Return the page of the look."""
    return look_page(seen(**more), "0.1.0")
