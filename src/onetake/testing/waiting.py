"""The contract of lines that wait by their own means: they show what stands there, and hurry."""

from __future__ import annotations

import asyncio

from onetake.testing.lines import LinesContract, trouble_in
from onetake.words.channel import Hurried, Proves
from onetake.words.clock import now
from onetake.words.verdict import Verdict

AT_ONCE = 5.0
"""Seconds that a saying without any time left may take."""


class WaitingContract(LinesContract):
    """What lines that are `Proves` or `Hurried` must do; any other has nothing to do here."""

    def test_a_proof_is_evidence(self) -> None:
        """What a line shows of itself is put into the evidence, also when the line is closed."""

        async def go() -> None:
            async with self.stage() as stage, stage.line() as line:
                if not isinstance(line, Proves):
                    return
                await self.answer(stage, line)
                await line.prove(Verdict.FAILED)
                assert stage.evidence.kept, "prove put nothing into the evidence"
                await line.close()
                await line.prove(Verdict.UNKNOWN)

        asyncio.run(go())

    def test_a_line_in_a_hurry_gives_up_before_its_deadline(self) -> None:
        """A deadline that is over already ends a saying at once, with a Trouble or an answer."""

        async def go() -> None:
            async with self.stage() as stage, stage.line() as line:
                if isinstance(line, Hurried):
                    line.deadline = now()
                    saying = asyncio.ensure_future(trouble_in(stage.do(line, self.a_saying)))
                    ended, _ = await asyncio.wait([saying], timeout=AT_ONCE)
                    saying.cancel()
                    assert ended, "it waited on after its deadline"

        asyncio.run(go())
