"""Reads evidence as what it is, so that a report shows a mail as a mail and a chat as a chat."""

from __future__ import annotations

import json

from onetake.reports.exhibit_http import Message, Requests, message, requests
from onetake.reports.exhibit_mail import Mail, mail
from onetake.reports.exhibit_page import Barriers, Console, Diff, barriers, console, diff
from onetake.reports.exhibit_sides import Sides
from onetake.reports.exhibit_talk import Talk, talk

View = Talk | Mail | Message | Requests | Console | Barriers | Diff | Sides
"""What a piece of evidence is; each has a `kind`, by which the template shows it, and a `title`."""


def view_of(name: str, text: str) -> View | None:
    """Return a text as what it is, by its name's ending and how it begins; None when unknown."""
    suffix = name.rpartition(".")[2]
    if suffix == "json":
        told = _parsed(text)
        return requests(told) or barriers(told)
    if suffix == "http":
        return message(text)
    if suffix == "txt":
        return diff(text) or talk(text) or mail(text) or console(text)
    return None


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
