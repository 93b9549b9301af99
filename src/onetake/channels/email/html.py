"""Reads HTML as a person does: what can be seen, what can be clicked, what is hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

import cssselect2
from lxml import etree

from onetake.channels.email.css import Look, Sheets, pixels

LONGEST = 2_000_000
"""Characters of HTML that are read; mail programs show far fewer."""

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "body", "center", "dd", "details", "div", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "header", "hr", "li", "main", "nav", "section",
        "summary", "tbody", "tfoot", "thead", "tr",
    }
)  # fmt: skip
_SPACED = frozenset(
    {"blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"}
)
_UNREAD = frozenset({"head", "script", "style", "template", "title"})
_CELLS = frozenset(("td", "th"))
_NO_CHARACTERS = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff]"
    "|(?<!\\S)[\u200c\u200d]+|[\u200c\u200d]+(?!\\S)"
)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" *\n *")
_TAG = re.compile(r"<(style|script)\b.*?</\1\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_WHITE = re.compile(r"\s+")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Link:
    """Something to click: its words, or what its picture stands for; and where it leads."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as the HTML names it; `tiny` is one that nobody sees."""

    url: str
    alt: str
    tiny: bool


@dataclass(slots=True)
class Page:
    """What HTML comes to."""

    text: str = ""
    hidden: str = ""
    links: list[Link] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    note: str = ""


def read_html(html: str) -> Page:
    """Return what a person reads, sees and can click in HTML, and what is hidden from them."""
    root, whole = _parsed(html[:LONGEST])
    if root is None:
        return Page()
    if not whole:
        text = tidy(unescape(_TAG.sub(" ", html[:LONGEST])))
        return Page(text, note="its HTML is nested too deep for its looks to be known")
    sheets = Sheets()
    for style in root.iter("style"):
        sheets.add("".join(style.itertext()))
    reader = _Reader(sheets)
    # A rule may hang on any element, so the wrapped tree is walked beside the tree itself.
    wrapped = None if sheets.empty else cssselect2.ElementWrapper.from_html_root(root)
    reader.read(
        root, {} if wrapped is None else {w.etree_element: w for w in wrapped.iter_subtree()}
    )
    page = reader.page()
    if len(html) > LONGEST:
        page.note = f"only the first {LONGEST:,} characters of its HTML were read"
    return page


def tidy(text: str) -> str:
    """Return a text without characters that show nothing, and without needless space."""
    text = _NO_CHARACTERS.sub("", text)
    text = _LINES.sub("\n", _SPACES.sub(" ", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _parsed(html: str) -> tuple[etree._Element | None, bool]:
    """Return the tree of a text and whether it holds all of it; None when there is nothing."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    data = _FORBIDDEN.sub("\ufffd", html).encode("utf-8", "replace")
    if not data.strip():
        return None, True
    try:
        root = etree.fromstring(data, parser)
    except etree.LxmlError:
        return None, True
    return root, not parser.error_log.filter_types([etree.ErrorTypes.ERR_RESOURCE_LIMIT])


@dataclass(slots=True)
class _Reader:
    """Walks a tree once, with a stack of how its text looks."""

    _sheets: Sheets
    _seen: list[str] = field(default_factory=list)
    _hidden: list[str] = field(default_factory=list)
    _links: list[Link] = field(default_factory=list)
    _pictures: list[Picture] = field(default_factory=list)
    _looks: list[Look] = field(default_factory=lambda: [Look()])
    _open: list[tuple[str, int, bool]] = field(default_factory=list)
    _unread: int = 0
    _plain: int = 0
    _gap: str = ""

    def read(
        self, root: etree._Element, wrapped: dict[etree._Element, cssselect2.ElementWrapper]
    ) -> None:
        """Take in a tree."""
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                self._start(element, wrapped.get(element))
                self._add(element.text)
            else:
                self._end(element)
                self._add(element.tail)

    def page(self) -> Page:
        """Return what was read."""
        hidden = tidy("".join(self._hidden))
        links = list(dict.fromkeys(self._links))
        return Page(tidy("".join(self._seen)), hidden, links, self._pictures)

    def _start(self, element: etree._Element, wrapped: cssselect2.ElementWrapper | None) -> None:
        tag = element.tag
        style = self._sheets.style(element, wrapped)
        look = self._looks[-1].within(style)
        self._looks.append(look)
        self._unread += tag in _UNREAD
        self._plain += tag == "pre"
        if tag == "br":
            self._seen.append("\n")
        elif tag in _SPACED:
            self._part("\n\n")
        elif tag in _BLOCKS:
            self._part("\n- " if tag == "li" else "\n")
        elif tag in ("a", "area"):
            target = (element.get("href") or "").strip()
            self._open.append((target, len(self._seen), look.unseen))
        elif tag == "img":
            self._picture(element, style, look)

    def _end(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in ("a", "area"):
            self._link(element)
        elif tag in _SPACED:
            self._part("\n\n")
        elif tag in _BLOCKS:
            self._part("\n")
        elif tag in _CELLS:
            self._part(" ")
        self._unread -= tag in _UNREAD
        self._plain -= tag == "pre"
        self._looks.pop()

    def _link(self, element: etree._Element) -> None:
        target, begin, unseen = self._open.pop()
        target = _WHITE.sub("", target) if "://" in target else target
        if not target or target.startswith("#") or unseen or self._unread:
            return
        text = tidy("".join(self._seen[begin:])).replace("\n", " ")
        label = element.get("alt") or element.get("aria-label") or element.get("title") or ""
        self._links.append(Link(text or tidy(label), target))

    def _picture(self, element: etree._Element, style: Mapping[str, str], look: Look) -> None:
        source = (element.get("src") or "").strip()
        sizes = [pixels(style.get(name, "")) for name in ("width", "height")]
        tiny = look.hidden or look.invisible
        tiny = tiny or any(size is not None and size <= 1 for size in sizes)
        alt = (element.get("alt") or "").strip()
        if source:
            self._pictures.append(Picture(source, alt, tiny))
        if alt and not tiny:
            self._add(f" {alt} ")

    def _add(self, text: str | None) -> None:
        if not text or self._unread:
            return
        if not self._plain:
            text = _WHITE.sub(" ", text)
        if self._looks[-1].unseen:
            self._hidden.append(text)
        elif self._gap and not text.isspace():
            self._seen += (self._gap, text)
            self._gap = ""
        else:
            self._seen.append(text)

    def _part(self, gap: str) -> None:
        """Keep what comes apart from what came; of several gaps the widest counts."""
        if len(gap.strip(" ")) >= len(self._gap.strip(" ")):
            self._gap = gap
        if self._hidden and self._hidden[-1] != "\n":
            self._hidden.append("\n")
