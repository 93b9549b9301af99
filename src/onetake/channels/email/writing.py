"""Makes the mails that steps send: fills in what they say, reads the files they attach."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from onetake.channels.email.actions import Forward, Reply, Send, Writing
from onetake.channels.email.compose import Draft, File, answer, passed_on
from onetake.channels.email.line import EmailLine, people_of
from onetake.words.channel import Memory
from onetake.words.template import Template, as_text
from onetake.words.trouble import CannotTell


async def send(action: Send, line: EmailLine, memory: Memory) -> None:
    """Send a new mail. Raises Trouble, Undefined."""
    to = _people(action.to, memory) or people_of([line.desk.company])
    if not to:
        reason = f"{line.desk.system} names no `company` to write to, and the step no `to`"
        raise CannotTell("settings", f"{reason}: add company: to its file")
    draft = Draft(action.text.text(memory), to=to, subject=action.subject.text(memory))
    await _send(action, draft, line, memory)


async def reply(action: Reply, line: EmailLine, memory: Memory) -> None:
    """Answer the last mail. Raises Trouble, Undefined."""
    draft = answer(
        line.last, action.text.text(memory), line.desk.person.address,
        everybody=action.everybody, quote=action.quote,
    )  # fmt: skip
    await _send(action, draft, line, memory)


async def forward(action: Forward, line: EmailLine, memory: Memory) -> None:
    """Pass the last mail on. Raises Trouble, Undefined."""
    draft = passed_on(line.last, action.text.text(memory), _people(action.to, memory))
    await _send(action, draft, line, memory)


async def _send(action: Writing, draft: Draft, line: EmailLine, memory: Memory) -> None:
    """Add what every mail may have, and send it."""
    names = [str(one) for one in _filled(action.attach, memory)]
    files = await asyncio.to_thread(_files, line.desk.folder, names) if names else []
    await line.send(
        replace(
            draft,
            html=action.html.text(memory) if action.html else draft.html,
            cc=(*draft.cc, *_people(action.cc, memory)),
            bcc=_people(action.bcc, memory),
            files=(*draft.files, *files),
            headers={name: text.text(memory) for name, text in action.headers.items()},
        )
    )


def _people(texts: Sequence[Template], memory: Memory) -> list[str]:
    return people_of([str(one) for one in _filled(texts, memory)])


def _filled(texts: Sequence[Template], memory: Memory) -> list[str]:
    """Return texts filled in; one that is a kept list whole stands for its items."""
    values = [text.value(memory) for text in texts]
    return [
        as_text(item)
        for value in values
        for item in (value if isinstance(value, list | tuple) else [value])
    ]


def _files(folder: Path, names: Sequence[str]) -> list[File]:
    """Read files of a programme. Raises CannotTell for those that are not there or outside it."""
    files = []
    for name in names:
        path = folder / name
        try:
            whole, home = path.resolve(), folder.resolve()
            if not whole.is_relative_to(home):
                raise CannotTell("attach.file", f"{name} lies outside the programme's folder")
            if any(part.startswith(".") for part in whole.relative_to(home).parts):
                raise CannotTell("attach.file", f"{name} is hidden, so nobody is sent it")
            files.append(File(path.name, path.read_bytes()))
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise CannotTell(
                "attach.file",
                f"the file {name} cannot be sent: {why}; its path starts from the programme's "
                "folder",
            ) from None
    return files
