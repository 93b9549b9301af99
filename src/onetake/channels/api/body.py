"""What a request carries: a body of one of five kinds, made once where nothing in it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import orjson
from aiohttp import FormData

from onetake.channels.api.actions import Graphql, Request, Sending, Upload
from onetake.words.channel import Memory
from onetake.words.template import Template, fill, templates_in
from onetake.words.trouble import CannotTell

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Body:
    """Bytes to send and their content type; both are empty for no body."""

    data: bytes | None = None
    type: str = ""


NONE = Body()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a body comes from: ready made (`fixed`), or of a kind and what was written for it."""

    fixed: Body | None
    kind: str = ""
    written: object = None

    async def make(self, memory: Memory, folder: Path) -> Body:
        """Return the body, templates filled in, files read from `folder` on.

        Raises Undefined, CannotTell.
        """
        if self.kind == "multipart":
            return await _multipart(self.written, memory, folder)  # type: ignore[arg-type]
        return _make(self.kind, self.written, memory)


def source_of(action: Request) -> Source:
    """Return where an action's body comes from; one without templates is made now."""
    kind, written = _written(action)
    if not kind:
        return Source(NONE)
    if kind == "multipart" or any(template.names for template in templates_in(written)):
        return Source(None, kind, written)
    return Source(_make(kind, written, {}))


def _written(action: Request) -> tuple[str, object]:
    if isinstance(action, Graphql):
        parts = {"query": action.query, "variables": action.variables}
        parts["operationName"] = action.operation
        return "json", {name: part for name, part in parts.items() if part is not None}
    if isinstance(action, Sending):
        for kind in ("json", "form", "multipart", "xml", "text"):
            if action.body_of(kind):
                return kind, action.json_ if kind == "json" else getattr(action, kind)
    return "", None


def _make(kind: str, written: object, memory: Memory) -> Body:
    if kind == "json":
        return Body(orjson.dumps(fill(written, memory), default=str), JSON)
    if kind == "form":
        return Body(urlencode(pairs(written, memory)).encode(), FORM)  # type: ignore[arg-type]
    text: str = written.text(memory)  # type: ignore[attr-defined]
    media = "application/xml" if kind == "xml" else "text/plain"
    return Body(text.encode(), f"{media}; charset=utf-8")


def pairs(written: Mapping[str, tuple[Template, ...]], memory: Memory) -> list[tuple[str, str]]:
    """Return names with their texts; a name with several texts comes several times."""
    return [(name, text.text(memory)) for name, texts in written.items() for text in texts]


async def _multipart(
    written: Mapping[str, Template | Upload], memory: Memory, folder: Path
) -> Body:
    form = FormData(default_to_multipart=True)
    for name, part in written.items():
        if isinstance(part, Upload):
            content, file_name = _content(part, memory, folder)
            media = part.type.text(memory) if part.type else "application/octet-stream"
            form.add_field(name, content, filename=file_name, content_type=media)
        else:
            form.add_field(name, part.text(memory))
    payload = form()
    return Body(await payload.as_bytes(), payload.headers["Content-Type"])


def _content(part: Upload, memory: Memory, folder: Path) -> tuple[bytes, str]:
    """Return an upload's bytes and file name. Raises CannotTell for a file we cannot read."""
    if part.content is not None:
        return part.content.text(memory).encode(), part.name.text(memory) if part.name else "file"
    path = folder / part.file.text(memory)  # type: ignore[union-attr]
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CannotTell(
            "multipart.file",
            f"the file to send, {path}, cannot be read: {error.strerror}; "
            "its path starts from the programme's folder",
        ) from None
    return content, part.name.text(memory) if part.name else path.name
