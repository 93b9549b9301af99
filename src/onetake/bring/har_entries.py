"""Reads a HAR: what a person asked a company for, without what pages fetch by themselves."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, urljoin

from onetake.bring.calls import METHODS, split

Json = Mapping[str, object]

_STATIC = re.compile(
    r"\.(css|m?js|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|mp4|webm|mp3|webmanifest)$",
    re.IGNORECASE,
)
_MEDIA = re.compile(
    r"^(image|font|audio|video)/|^text/(css|javascript)|^application/(x-)?javascript"
)
_WATCHING = re.compile(
    r"analytics|/collect\b|beacon|telemetry|metrics|sentry|/rum\b|/pixel|heartbeat|hotjar|segment",
    re.IGNORECASE,
)
_TYPES = frozenset({"image", "stylesheet", "script", "font", "media", "ping", "websocket",
                    "preflight", "manifest", "texttrack", "eventsource"})  # fmt: skip
_TITLE = re.compile(r"<title[^>]*>\s*([^<]{2,120}?)\s*</title>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One request a person brought about, and its answer; `texts` is the answer's body.

    `page`: a document was asked for. `asked` is the body that was sent, `kind` its media type.
    """

    method: str
    url: SplitResult
    headers: Mapping[str, str]
    kind: str
    asked: str
    status: int
    answer_kind: str
    text: str
    set_cookies: frozenset[str]
    page: bool

    @property
    def origin(self) -> str:
        """The address without its path."""
        return f"{self.url.scheme}://{self.url.netloc}"

    @property
    def query(self) -> list[tuple[str, str]]:
        """What follows the question mark."""
        return parse_qsl(self.url.query, keep_blank_values=True)

    @property
    def title(self) -> str:
        """The title of the page that came; nothing when it has none."""
        found = _TITLE.search(self.text)
        return " ".join(found[1].split()) if found and "&" not in found[1] else ""

    @property
    def answered(self) -> object:
        """The JSON that came, or None."""
        if "json" not in self.answer_kind:
            return None
        try:
            return json.loads(self.text)
        except (json.JSONDecodeError, RecursionError):
            return None


@dataclass(slots=True)
class Recording:
    """What is worth walking again, and how much was left out, by why."""

    entries: list[Entry] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    cookies_before: bool = False


def recording_of(har: Json) -> Recording:
    """Return what a person did, in the order it was done."""
    made = Recording()
    entries = sorted(_all(har), key=lambda entry: str(entry.get("startedDateTime") or ""))
    first = next((e for e in entries if _document(e)), entries[0] if entries else {})
    home, follows = _host(first), ""
    for given in entries:
        why, url = _noise(given, home), _url(given)
        if why:
            made.left_out[why] = made.left_out.get(why, 0) + 1
        elif url == follows:
            made.entries[-1] = _after(made.entries[-1], _entry(given))
        else:
            entry = _entry(given)
            made.cookies_before |= not made.entries and "cookie" in entry.headers
            made.entries.append(entry)
        if not why:
            follows = _leads_to(given, url)
    return made


def _all(har: Json) -> list[Json]:
    log = har.get("log")
    entries = log.get("entries") if isinstance(log, Mapping) else None
    return [e for e in entries if isinstance(e, Mapping)] if isinstance(entries, list) else []


def _noise(entry: Json, home: str) -> str:
    """Return why an entry is none of what the person did; nothing when it is."""
    url = split(_url(entry))
    kind = str(entry.get("_resourceType") or "").lower()
    method = str(_part(entry, "request").get("method") or "").lower()
    status = _part(entry, "response").get("status")
    media = str(_part(_part(entry, "response"), "content").get("mimeType") or "")
    if url.scheme not in ("http", "https"):
        return "not over HTTP"
    if kind in _TYPES or _STATIC.search(url.path) or _MEDIA.match(media):
        return "pictures, styles, scripts and fonts"
    if _site(url.hostname or "") != _site(home):
        return "other companies' servers"
    if method == "options" or method not in METHODS:
        return "what browsers ask by themselves"
    if _WATCHING.search(url.path):
        return "measuring"
    return "" if status else "never answered"


def _document(entry: Json) -> bool:
    media = str(_part(_part(entry, "response"), "content").get("mimeType") or "")
    kind = str(entry.get("_resourceType") or "").lower()
    return kind == "document" or (not kind and media.startswith("text/html"))


def _entry(given: Json) -> Entry:
    request, response = _part(given, "request"), _part(given, "response")
    sent, content = _part(request, "postData"), _part(response, "content")
    status = response.get("status")
    return Entry(
        method=str(request.get("method")).lower(),
        url=split(_url(given)),
        headers=dict(_headers(request)),
        kind=str(sent.get("mimeType") or "").lower(),
        asked=_sent(sent),
        status=status if isinstance(status, int) else 0,
        answer_kind=str(content.get("mimeType") or "").lower(),
        text=_body(content),
        set_cookies=frozenset(_cookies(response)),
        page=_document(given),
    )


def _after(first: Entry, last: Entry) -> Entry:
    """Return a request with the answer that its redirect led to."""
    return Entry(first.method, first.url, first.headers, first.kind, first.asked, last.status,
                 last.answer_kind, last.text, first.set_cookies | last.set_cookies,
                 last.page)  # fmt: skip


def _sent(sent: Json) -> str:
    """Return the body that was sent; fields of a form as a query has them."""
    text = str(sent.get("text") or "")
    fields = sent.get("params")
    if text or not isinstance(fields, list):
        return text
    pairs = [f for f in fields if isinstance(f, Mapping)]
    return json.dumps({str(f.get("name")): str(f.get("value") or "") for f in pairs})


def _headers(message: Json) -> Iterator[tuple[str, str]]:
    given = message.get("headers")
    for item in given if isinstance(given, list) else ():
        if isinstance(item, Mapping):
            yield str(item.get("name")).lower(), str(item.get("value"))


def _cookies(response: Json) -> Iterator[str]:
    given = response.get("cookies")
    for item in given if isinstance(given, list) else ():
        yield str(item.get("name"))
    for name, value in _headers(response):
        if name == "set-cookie":
            yield from (line.partition("=")[0].strip() for line in value.splitlines())


def _body(content: Json) -> str:
    text = str(content.get("text") or "")
    if content.get("encoding") != "base64":
        return text
    try:
        return base64.b64decode(text).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _leads_to(entry: Json, url: str) -> str:
    """Return where a redirect leads, nothing for any other answer."""
    response = _part(entry, "response")
    where = str(response.get("redirectURL") or dict(_headers(response)).get("location") or "")
    status = response.get("status")
    leads = isinstance(status, int) and 300 <= status < 400 and where
    try:
        return urljoin(url, where) if leads else ""
    except ValueError:
        return ""


def _url(entry: Json) -> str:
    return str(_part(entry, "request").get("url") or "").partition("#")[0]


def _host(entry: Json) -> str:
    return split(_url(entry)).hostname or ""


def _site(host: str) -> str:
    """Return what a company's hosts share: the last two labels of a name, or all of an address."""
    labels = host.split(".")
    number = all(label.isdigit() for label in labels)
    country = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return host if number else ".".join(labels[-3 if country else -2 :])


def _part(given: Json, name: str) -> Json:
    found = given.get(name)
    return found if isinstance(found, Mapping) else {}
