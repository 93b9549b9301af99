"""A stand-in for an object store that speaks enough of S3 for Delta Lake, on 127.0.0.1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

_MADE = "2026-01-01T00:00:00.000Z"


class Bucket(ThreadingHTTPServer):
    """What was put, by its key; only who shows the token gets in."""

    daemon_threads = True

    def __init__(self, token: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.token = token
        self.kept: dict[str, bytes] = {}
        self.lock = Lock()

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which others reach it; the token is not among them."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.server_port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "somebody",
            "AWS_SECRET_ACCESS_KEY": "whatever",
        }


@contextmanager
def bucket(token: str) -> Iterator[Bucket]:
    """Run one until the block ends."""
    with Bucket(token) as made:
        Thread(target=made.serve_forever, daemon=True).start()
        try:
            yield made
        finally:
            made.shutdown()


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer goes out in one piece, at once
    disable_nagle_algorithm = True
    server: Bucket

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/").partition("/")[2]

    def _admitted(self) -> bool:
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("x-amz-security-token") == self.server.token:
            return True
        self._tell(403, b"<Error><Code>InvalidToken</Code></Error>")
        return False

    def _tell(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self) -> None:
        """Keep something, unless it is there already and only a first one is wanted."""
        if not self._admitted():
            return None
        with self.server.lock:
            if self.headers.get("If-None-Match") == "*" and self._key() in self.server.kept:
                return self._tell(412, b"<Error><Code>PreconditionFailed</Code></Error>")
            self.server.kept[self._key()] = self.body
        return self._tell(200, ETag='"one"')

    def do_GET(self) -> None:
        """Give what was kept, a range of it, or a list."""
        if not self._admitted():
            return None
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if "list-type" in asked:
            return self._list(asked.get("prefix", ""), asked.get("start-after", ""), asked)
        if (found := self.server.kept.get(self._key())) is None:
            return self._tell(404, b"<Error><Code>NoSuchKey</Code></Error>")
        code, more = 200, {"ETag": '"one"', "Last_Modified": formatdate(0, usegmt=True)}
        if wanted := self.headers.get("Range"):
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            begin = int(first) if first else len(found) - int(last)
            end = min(int(last) + 1, len(found)) if first and last else len(found)
            code, more["Content_Range"] = 206, f"bytes {begin}-{end - 1}/{len(found)}"
            found = found[begin:end]
        return self._tell(code, found, **more)

    do_HEAD = do_GET  # noqa: N815

    def do_POST(self) -> None:
        """Delete several."""
        if not self._admitted():
            return
        keys = [n.text or "" for n in ET.fromstring(self.body).iter() if n.tag.endswith("Key")]
        for key in keys:
            self.server.kept.pop(key, None)
        gone = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
        self._tell(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

    def _list(self, prefix: str, after: str, asked: dict[str, str]) -> None:
        keys = sorted(k for k in self.server.kept if k.startswith(prefix) and k > after)
        folders = set()
        if "delimiter" in asked:
            below = {k: k[len(prefix) :].partition("/") for k in keys}
            folders = {f"{prefix}{first}/" for first, slash, _ in below.values() if slash}
            keys = [k for k in keys if not below[k][1]]
        told = "".join(
            f"<Contents><Key>{escape(k)}</Key><Size>{len(self.server.kept[k])}</Size>"
            f'<LastModified>{_MADE}</LastModified><ETag>"one"</ETag></Contents>'
            for k in keys
        ) + "".join(
            f"<CommonPrefixes><Prefix>{escape(f)}</Prefix></CommonPrefixes>"
            for f in sorted(folders)
        )
        body = f"<ListBucketResult><IsTruncated>false</IsTruncated>{told}</ListBucketResult>"
        self._tell(200, body.encode(), Content_Type="application/xml")
