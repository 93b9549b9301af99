"""Walks one journey once, as one persona: step by step, and cleans up whatever happened."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from onetake.exercise.code_course import CodeCourse
from onetake.exercise.course import Course, Ended
from onetake.exercise.leases import Lease
from onetake.exercise.lines import Lines
from onetake.exercise.marks import marks, trace_id
from onetake.exercise.memory import first_memory, run_values
from onetake.exercise.plan import told_row
from onetake.exercise.ready import Act, ReadyJourney
from onetake.exercise.setting import Setting
from onetake.exercise.step import StepWalker
from onetake.exercise.stops import Stop
from onetake.exercise.sum_up import sum_up
from onetake.words.channel import References
from onetake.words.events import Event, RunResult, RunStarted, StepEnded, StepResult, Tries
from onetake.words.ids import uuid7
from onetake.words.programme import Persona
from onetake.words.template import Undefined
from onetake.words.verdict import Ruling, Verdict

_CLEAN_UP_TIME = 30.0
_INTERRUPTED = Ruling(Verdict.UNKNOWN, "interrupted", "the walk was stopped before it ended")


class Walk:
    """One run: what it remembers, its lines, and what its steps came to."""

    def __init__(
        self,
        ready: ReadyJourney,
        setting: Setting,
        *,
        lease: Lease,
        persona: Persona | None,
        row: Mapping[str, object] | None = None,
        row_number: int | None = None,
        tries: Tries = Tries(),  # noqa: B008 - frozen
        live: Callable[[Event], None] | None = None,
    ) -> None:
        self.id = uuid7(lambda: int(setting.now() * 1000), setting.random.randbytes)
        self._ready = ready
        self._setting = setting
        persona = lease.people.get(persona.name, persona) if persona else None
        self._persona = persona
        self._lease = lease
        self._tries = tries
        self._live = live
        self._trace = trace_id(setting.random)
        self._started = setting.now()
        self._stop = ""
        self._over = self.cleaning = False
        self._row, self._given = row_number, told_row(row)
        self._memory = first_memory(
            environment=setting.environment,
            persona=persona,
            row=row,
            secrets=setting.secrets,
            run=run_values(tries.number, str(self.id), self._started),
        )
        self._lines = self._closed_lines()
        self._steps = StepWalker(
            ready.journey,
            setting,
            lease.people,
            persona.name if persona else "",
            memory=self._memory,
            lines=self._lines,
        )
        course = CodeCourse.of(ready, setting, lease.people) if ready.journey.script else Course
        self._course = course(self._steps, self._memory, self._lines, self._noted)

    def _closed_lines(self) -> Lines:
        setting, persona = self._setting, self._persona
        return Lines(
            setting.environment.name,
            setting.channels,
            marks(self._trace, setting.random, setting.canary),
            Path(setting.programme.folder),
            persona.name if persona else "",
            raw=setting.environment.raw,
            scrub=setting.scrub,
            references=_references(setting, self._ready, persona, self._row),
        )

    async def run(self) -> RunResult:
        """Walk the journey and clean up; never raises for what a subject or a person did."""
        acts = self._ready.acts
        if self._live:
            self._live(self._beginning(len(acts)))
        try:
            await self._lines.open(filter(self._steps.stops.may_reach, acts), self._steps.memory_of)
            self._steps.begin()
            await self._course.walk(self._ready.nodes)
        except Ended:
            self._over = True
        except Stop as stop:
            self._over, self._stop = True, stop.reason
        except (Undefined, ValueError) as error:
            self._over, self._course.ruling = True, Ruling(Verdict.UNKNOWN, "template", str(error))
        except asyncio.CancelledError:
            self._over, self._course.ruling = True, _INTERRUPTED
        except Exception:
            await self._clean_up()
            raise
        ms = self._steps.lasted(broken_off=self._course.ruling is _INTERRUPTED)
        self._skip_rest(acts)
        await self._clean_up()
        self._steps.end()
        return self._result(ms)

    def _beginning(self, steps: int) -> RunStarted:
        journey = self._ready.journey.id
        return RunStarted(self.id, journey, self._steps.speaker, self._tries.number, steps)

    def _noted(self, result: StepResult) -> None:
        if self._live:
            self._live(StepEnded(self.id, result))

    def _skip_rest(self, acts: tuple[Act, ...]) -> None:
        reason = self._stop or self._course.ruling.reason or "an earlier step ended the run"
        for act in tuple(self._course.rest(acts)) if self._over else ():
            self._course.results[act.number] = self._steps.skipped(act, reason)

    async def _clean_up(self) -> None:
        """Walk `always`, each step whatever the others came to, then close the lines."""
        self.cleaning = self._steps.cleaning = True
        try:
            async with asyncio.timeout(_CLEAN_UP_TIME):
                reached = filter(self._steps.stops.may_reach, self._ready.cleaning)
                await self._lines.open(reached, self._steps.memory_of)
                for undo in self._course.undoing(self._ready.always):
                    await self._always(undo)
        except TimeoutError:
            self._unclean("clean-up took too long")
        except asyncio.CancelledError:
            self._course.ruling = _INTERRUPTED
            self._unclean("clean-up was stopped")
        finally:
            await self._lines.close()

    async def _always(self, undo: Callable[[], Awaitable[object]]) -> None:
        try:
            await undo()
        except Stop as stop:
            self._unclean(stop.reason)
        except (Ended, Undefined, ValueError):
            return

    def _unclean(self, reason: str) -> None:
        for act in tuple(self._course.left(self._ready.cleaning)):
            self._course.results[act.number] = self._steps.skipped(act, reason)

    def _result(self, ms: float) -> RunResult:
        steps = tuple(self._course.results[number] for number in sorted(self._course.results))
        last = self._course.walked(self._ready.acts)
        walked = [step for step in steps if step.number <= last]
        ruling = sum_up(walked, list(steps[len(walked) :]), self._course.ruling)
        journey, tally = self._ready.journey, self._steps.attention.tally
        return RunResult(
            id=self.id,
            journey=journey.id,
            goal=journey.goal,
            persona=self._persona.name if self._persona else "",
            environment=self._setting.environment.name,
            verdict=ruling.verdict,
            started=self._started,
            ms=ms,
            tries=self._tries,
            steps=steps,
            reason=ruling.reason,
            rule=ruling.rule,
            turns=tally.turns,
            repeats=tally.repeats,
            logins=tally.logins,
            messages=self._steps.spending.said,
            cost=self._steps.spending.cost,
            trace=self._trace,
            draft=journey.draft,
            row=self._row,
            people=(*self._lease.people, *self._lease.values),
            owner=journey.owner or self._setting.programme.owner,
            given=self._given,
        )


def _references(
    setting: Setting, ready: ReadyJourney, persona: Persona | None, row: int | None
) -> References | None:
    """Return what is kept of the last pass of the same walk: same place, journey, persona, row."""
    if setting.references is None:
        return None
    who = persona.name if persona else ""
    return setting.references(f"{setting.environment.name} {ready.journey.id} {who} {row or 0}")
