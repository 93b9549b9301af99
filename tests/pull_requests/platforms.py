"""Stand-ins for GitHub's and GitLab's API with a memory, and an answer only to what they publish.

GitHub's holds every question, and every answer of its own, against the description that GitHub
publishes of its API (tests/third_party/github). GitLab publishes none for notes; its stand-in
takes the parameters that its documentation names, and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DESCRIBED = json.loads(
    (Path(__file__).parent.parent / "third_party" / "github" / "openapi.json").read_text("utf-8")
)
WRITES = frozenset({"POST", "PATCH", "PUT"})


@dataclass
class Asked:
    """A question as it arrived."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    content: Any


@dataclass
class Platform:
    """What a stand-in remembers; `me` is whoever has the token, `refused` answers every writing."""

    me: str = "github-actions[bot]"
    knows_me: bool = False
    token: str = "secret"
    notes: list[dict[str, Any]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    refused: tuple[int, str] | None = None
    busy: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    jobs: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def add(self, body: str, author: str = "") -> dict[str, Any]:
        """Add a comment by somebody, as the platform holds it."""
        name = author or self.me
        note = self.made(len(self.notes) + 101, name, body)
        self.notes.append(note)
        return note

    @property
    def written(self) -> list[Asked]:
        """What was asked to be written."""
        return [asked for asked in self.asked if asked.method in WRITES]

    def made(self, number: int, name: str, body: str) -> dict[str, Any]:
        """Return a comment in the platform's shape."""
        raise NotImplementedError

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """Return status and content; bytes are a file."""
        raise NotImplementedError

    def change(self, known: int, body: str) -> tuple[int, Any]:
        """Change a comment."""
        for note in self.notes:
            if note["id"] == known:
                note["body"] = body
                return 200, note
        return 404, {"message": "Not Found"}

    def page(self, asked: Asked) -> list[dict[str, Any]]:
        """Return the page of comments that is asked for."""
        size, page = int(asked.query["per_page"][0]), int(asked.query["page"][0])
        return self.notes[(page - 1) * size : page * size]


class GitHub(Platform):
    """A repository `harbor/bank` with pull request 7."""

    def made(self, number: int, name: str, body: str) -> dict[str, Any]:
        """Return a comment as GitHub describes it."""
        here, stamp = "https://api.github.example", "2026-11-23T03:30:00Z"
        return {
            "id": number, "node_id": f"IC_{number}", "url": f"{here}/comments/{number}",
            "html_url": f"https://github.example/harbor/bank/pull/7#issuecomment-{number}",
            "issue_url": f"{here}/issues/7", "created_at": stamp, "updated_at": stamp,
            "author_association": "NONE", "body": body, "user": _user(name),
        }  # fmt: skip

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """Answer what GitHub's description has, checked against it."""
        path, operation = _operation(asked)
        _hold(asked, operation)
        status, content = self._answer(asked, path)
        told = operation["responses"].get(str(status), {})
        if "content" in told:
            _validator(told["content"]["application/json"]["schema"]).validate(content)
        return status, content

    def _answer(self, asked: Asked, path: str) -> tuple[int, Any]:
        assert "application/vnd.github+json" in asked.headers["accept"]
        assert asked.headers["x-github-api-version"] == "2022-11-28"
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return 401, {"message": "Bad credentials"}
        if path == "/user":
            denied = {"message": "Resource not accessible by integration"}
            return (200, _person(self.me)) if self.knows_me else (403, denied)
        if not asked.path.startswith("/repos/harbor/bank/"):
            return 404, {"message": "Not Found"}
        if asked.method == "GET":
            return 200, self.page(asked)
        if self.refused:
            return self.refused[0], {"message": self.refused[1]}
        if asked.method == "POST":
            return 201, self.add(asked.content["body"])
        return self.change(int(asked.path.rsplit("/", 1)[1]), asked.content["body"])


class GitLab(Platform):
    """A project 42 with merge request 7."""

    def made(self, number: int, name: str, body: str) -> dict[str, Any]:
        """Return a note as GitLab's documentation shows it."""
        return {"id": number, "body": body, "author": {"id": 1, "username": name}, "system": False}

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """Answer what GitLab's documentation has."""
        own = asked.headers.get("job-token") == "job"
        if asked.headers.get("private-token") != self.token and not own:
            return 401, {"message": "401 Unauthorized"}
        path = asked.path.removeprefix("/api/v4")
        if path == "/user":
            return 200, {"id": 1, "username": self.me}
        if found := re.fullmatch(r"/projects/42/(pipelines|jobs)(/.*)?", path):
            return self._left(path, asked) if not own or found[1] == "jobs" else (403, {})
        notes = "/projects/42/merge_requests/7/notes"
        if not path.startswith(notes):
            return 404, {"message": "404 Not Found"}
        if asked.method == "GET":
            assert set(asked.query) <= {"sort", "order_by", "page", "per_page"}
            return 200, self.page(asked)
        assert set(asked.content) == {"body"}
        assert len(asked.content["body"]) <= 1_000_000
        if self.refused:
            return self.refused[0], {"message": self.refused[1]}
        if asked.method == "POST":
            return 201, self.add(asked.content["body"])
        assert asked.method == "PUT"
        return self.change(int(path.removeprefix(f"{notes}/")), asked.content["body"])

    def _left(self, path: str, asked: Asked) -> tuple[int, Any]:
        """Answer for pipelines, their jobs and what those left."""
        if path == "/projects/42/pipelines":
            assert asked.query["ref"] == ["main"]
            return 200, [{"id": 9}]
        if path == "/projects/42/pipelines/9/jobs":
            return 200, self.jobs
        data = self.files.get(path.removeprefix("/projects/42/jobs/"))
        return (404, {"message": "404 Not Found"}) if data is None else (200, data)


@contextmanager
def served(platform: Platform) -> Iterator[Platform]:
    """Serve a platform on this machine; `platform.url` is where; what broke there is raised."""
    broken: list[BaseException] = []

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            parts = urlsplit(self.path)
            data = self.rfile.read(int(self.headers.get("content-length", 0)))
            asked = Asked(
                self.command,
                unquote(parts.path),
                parse_qs(parts.query),
                {name.lower(): value for name, value in self.headers.items()},
                json.loads(data) if data else None,
            )
            platform.asked.append(asked)
            try:
                status, content = self._status(asked)
            except BaseException as error:  # noqa: BLE001 - the test is told below
                broken.append(error)
                status, content = 500, {"message": "the stand-in does not know this"}
            sent = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def _status(self, asked: Asked) -> tuple[int, Any]:
            if platform.busy:
                platform.busy -= 1
                return 503, {"message": "busy"}
            return platform.answer(asked)

        do_GET = do_POST = do_PATCH = do_PUT = _serve  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    platform.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield platform
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    if broken:
        raise broken[0]


def _user(name: str) -> dict[str, Any]:
    url, kind = f"https://api.github.example/users/{name}", "Bot" if "[bot]" in name else "User"
    links = (
        "html_url", "followers_url", "following_url", "gists_url", "starred_url",
        "subscriptions_url", "organizations_url", "repos_url", "events_url",
        "received_events_url",
    )  # fmt: skip
    return {
        "login": name, "id": 1, "node_id": "U_1", "avatar_url": url, "gravatar_id": "",
        "url": url, "type": kind, "site_admin": False, **dict.fromkeys(links, url),
    }  # fmt: skip


def _person(name: str) -> dict[str, Any]:
    figures = ("public_repos", "public_gists", "followers", "following")
    texts = ("name", "company", "blog", "location", "email", "hireable", "bio")
    stamp = "2026-11-23T03:30:00Z"
    person = {**_user(name), **dict.fromkeys(figures, 0), **dict.fromkeys(texts, None)}
    return {**person, "blog": "", "created_at": stamp, "updated_at": stamp}


def _operation(asked: Asked) -> tuple[str, dict[str, Any]]:
    for path, operations in DESCRIBED["paths"].items():
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))
        if re.fullmatch(pattern, asked.path) and asked.method.lower() in operations:
            return path, operations[asked.method.lower()]
    raise AssertionError(f"GitHub describes no {asked.method} {asked.path}")


def _hold(asked: Asked, operation: dict[str, Any]) -> None:
    """Hold a question against what GitHub describes: its parameters and its content."""
    parameters = [_resolved(parameter) for parameter in operation["parameters"]]
    known = {parameter["name"]: parameter for parameter in parameters}
    for name, (value,) in asked.query.items():
        assert name in known, f"GitHub describes no parameter {name}"
        schema = known[name]["schema"]
        _validator(schema).validate(int(value) if schema["type"] == "integer" else value)
    if "requestBody" in operation:
        assert asked.headers["content-type"] == "application/json"
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        _validator({**schema, "additionalProperties": False}).validate(asked.content)
    else:
        assert asked.content is None


def _resolved(part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    _, _, kind, name = part["$ref"].split("/")
    return DESCRIBED["components"][kind][name]


def _plain(part: Any) -> Any:
    """Write OpenAPI 3.0's `nullable` as JSON Schema does; references lead into the description."""
    if isinstance(part, list):
        return [_plain(item) for item in part]
    if not isinstance(part, dict):
        return part
    plain = {key: _plain(value) for key, value in part.items() if key != "nullable"}
    if isinstance(plain.get("$ref"), str):
        plain["$ref"] = plain["$ref"].replace("#/", "urn:github#/")
    return {"anyOf": [plain, {"type": "null"}]} if part.get("nullable") is True else plain


_REGISTRY: Registry[Any] = Registry().with_resource(
    "urn:github",
    Resource(contents={"components": _plain(DESCRIBED["components"])}, specification=DRAFT202012),
)


def _validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(_plain(schema), registry=_REGISTRY)
