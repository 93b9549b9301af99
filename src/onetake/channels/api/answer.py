"""An answer to a request: its facts, found when an expectation asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.message import Message
from http import HTTPStatus
from ssl import SSLObject, cert_time_to_seconds
from xml.etree.ElementTree import Element

import orjson
from aiohttp import ClientResponse, CookieJar

from onetake.channels.api.xmlpath import dig, parse
from onetake.words.path import ABSENT, Absent, Path

_UNREAD = object()
_BOM = b"\xef\xbb\xbf"
_DAY = 86_400.0


class Answer:
    """What came back. `at` is the wall clock's time (UTC seconds) it was whole.

    `secured` is the connection's TLS object, None without TLS; `trail` the redirects before it.
    A fact that the body cannot give (JSON of a page) is ABSENT, and `notes` says why.
    """

    # What most answers never need is not set on each of them.
    body: bytes = b""
    trail: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    _json: object = _UNREAD
    _xml: Element | Absent | None = None
    _text: str | None = None

    def __init__(self, response: ClientResponse, jar: CookieJar, at: float) -> None:
        self.status = response.status
        self.headers = response.headers
        self.url = response.url
        self.jar = jar
        self.at = at
        self.secured: SSLObject | None = getattr(response, "secured", None)
        self._version = response.version

    def fact(self, path: Path) -> object:
        """Return the value at a path, or ABSENT."""
        read = _FACTS.get(path.root)
        return read(self, path) if read else ABSENT

    @property
    def json(self) -> object:
        """The body read as JSON, or ABSENT."""
        if self._json is _UNREAD:
            try:
                self._json = orjson.loads(self.body.removeprefix(_BOM))
            except orjson.JSONDecodeError as error:
                self._json = ABSENT
                self.notes += (f"the body is no JSON ({self._media()}): {error}",)
        return self._json

    @property
    def xml(self) -> Element | Absent:
        """The root element of the body read as XML, or ABSENT."""
        if self._xml is None:
            root = parse(self.body, self._charset())
            if isinstance(root, str):
                self.notes += (f"the body is no XML we read ({self._media()}): {root}",)
            self._xml = ABSENT if isinstance(root, str) else root
        return self._xml

    @property
    def text(self) -> str:
        """The body as text; bytes that are none in its character set become U+FFFD."""
        if self._text is None:
            self._text = self.body.decode(self._charset() or "utf-8", "replace")
        return self._text

    @property
    def version(self) -> str:
        """The version of HTTP, such as 1.1."""
        return f"{self._version.major}.{self._version.minor}" if self._version else ""

    @property
    def phrase(self) -> str:
        """The status in words, as far as it has any."""
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return ""

    def _media(self) -> str:
        return self.headers.get("Content-Type") or "no content type"

    def _charset(self) -> str | None:
        """Return the body's character set if it names one that exists."""
        message = Message()
        message["content-type"] = self.headers.get("Content-Type", "")
        charset = message.get_content_charset()
        try:
            b"\xff".decode(charset or "", "replace")
        except (LookupError, ValueError):
            return None
        return charset


def _header(answer: Answer, path: Path) -> object:
    if not path.parts:
        return {name.lower(): _clean(value) for name, value in answer.headers.items()}
    values = answer.headers.getall(".".join(path.parts), None)
    return ABSENT if values is None else _clean(", ".join(values))


def _cookie(answer: Answer, path: Path) -> object:
    """Return a cookie the customer holds for the answer's address, or for another path of it."""
    held = {morsel.key: morsel.value for morsel in answer.jar}
    held |= {name: morsel.value for name, morsel in answer.jar.filter_cookies(answer.url).items()}
    return held.get(".".join(path.parts), ABSENT) if path.parts else held


def _clean(value: str) -> str:
    """Return a header's text; bytes that are no UTF-8 become U+FFFD."""
    if value.isascii():
        return value
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _in_json(answer: Answer, path: Path) -> object:
    value = answer.json
    return ABSENT if value is ABSENT else path.dig(value)


def _in_xml(answer: Answer, path: Path) -> object:
    root = answer.xml
    return root if isinstance(root, Absent) else dig(root, path.parts)


def _tls(answer: Answer, path: Path) -> object:
    """Return `version`, or `days_left`: whole days the certificate is still valid."""
    secured = answer.secured
    if secured is None:
        return ABSENT
    facts = {
        "version": secured.version() or ABSENT,
        "days_left": _days_left(secured.getpeercert(), answer.at),
    }
    return facts.get(".".join(path.parts), ABSENT) if path.parts else facts


def _days_left(certificate: Mapping[str, object] | None, now: float) -> object:
    if not certificate or "notAfter" not in certificate:
        return ABSENT
    return int((cert_time_to_seconds(str(certificate["notAfter"])) - now) // _DAY)


_FACTS: Mapping[str, Callable[[Answer, Path], object]] = {
    "status": lambda answer, path: answer.status,
    "size": lambda answer, path: len(answer.body),
    "url": lambda answer, path: str(answer.url),
    "redirects": lambda answer, path: len(answer.trail),
    "version": lambda answer, path: answer.version,
    "header": _header,
    "cookie": _cookie,
    "json": _in_json,
    "$": _in_json,
    "xml": _in_xml,
    "text": lambda answer, path: answer.text,
    "tls": _tls,
}
