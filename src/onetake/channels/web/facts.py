"""The facts of a page, each with the sentence that documents it."""

from __future__ import annotations

from collections.abc import Mapping

from onetake.channels.web.observe import FACTS as OBSERVED

PLAIN: Mapping[str, str] = {
    "text": "the text a person can read on the page, or in the frame the steps are in",
    "url": "the page's address",
    "title": "the page's title",
    "status": "the status code the page was answered with, such as 200",
    "dialog": "the text of a message box that is open: an alert, a question, a prompt",
    "tabs": "the addresses of the open tabs; `tabs: 1` tells how many there are",
}
"""Facts of every action that cost next to nothing."""

ELEMENT: Mapping[str, str] = {
    "element": "the element that was meant: element.text, value, count, role, name, enabled, "
    "checked; of what was clicked, as it was before",
}
DOWNLOAD: Mapping[str, str] = {
    "download": "the file that came: download.name, size in bytes, sha256, and text of a text file",
}
KEPT: Mapping[str, str] = {
    "kept": "whether a log-in kept by an earlier run was taken up again: true or false",
}
OF_PAGE: Mapping[str, str] = {**PLAIN, **OBSERVED}
"""What every action may be asked for."""

OF_ELEMENT: Mapping[str, str] = {**PLAIN, **ELEMENT, **OBSERVED}
"""What actions on one element may be asked for."""
