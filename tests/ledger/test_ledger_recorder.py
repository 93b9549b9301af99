"""Many writers share commits, and each is told the truth about its own rows."""

import asyncio
import math

import pytest
from ledger_rows import a_run, a_step

from onetake.errors import LedgerReadOnly, OurBug, RowRefused
from onetake.ledger.append import Receipt
from onetake.ledger.ledger import Ledger
from onetake.ledger.recorder import Recorder
from onetake.words.rows import RunRow


async def test_many_writers_at_once_share_a_commit(ledger):
    async with Recorder(ledger) as recorder:
        receipts = await asyncio.gather(*(recorder.put([a_run(), a_step()]) for _ in range(200)))
    assert len({receipt.head for receipt in receipts}) <= 2
    assert ledger.verify().rows == 400


async def test_rows_are_there_for_others_when_put_returns(ledger, place):
    with Ledger.open(place, writable=False) as other:
        async with Recorder(ledger, gap=0) as recorder:
            for number in range(1, 6):
                await recorder.put([a_run()])
                assert other.count() == number


async def test_closing_records_what_waits(ledger):
    recorder = Recorder(ledger, gap=3600)
    await recorder.put([a_run()])
    late = [asyncio.create_task(recorder.put([a_run()])) for _ in range(3)]
    await asyncio.sleep(0)
    await recorder.close()
    await asyncio.gather(*late)
    await recorder.close()
    assert ledger.count() == 4


async def test_rows_after_closing_are_refused(ledger):
    recorder = Recorder(ledger)
    await recorder.close()
    with pytest.raises(OurBug, match="after the recorder was closed"):
        await recorder.put([a_run()])


async def test_a_row_that_is_refused_harms_only_its_own_writer(ledger):
    async with Recorder(ledger) as recorder:
        good, bad = await asyncio.gather(
            recorder.put([a_run()]),
            recorder.put([a_run(), a_run(ms=math.nan)]),
            return_exceptions=True,
        )
        assert good.appended == 1 and isinstance(bad, RowRefused)
        assert (await recorder.put([a_run()])).last == 2


async def test_a_commit_that_fails_is_told_to_every_writer_and_the_next_is_tried(place, ledger):
    with Ledger.open(place, writable=False) as reader:
        async with Recorder(reader, gap=0) as recorder:
            for _ in range(2):
                told = await asyncio.gather(
                    *(recorder.put([a_run()]) for _ in range(3)), return_exceptions=True
                )
                assert [type(error) for error in told] == [LedgerReadOnly] * 3


async def test_a_writer_beyond_the_room_waits_and_hurries_the_commit(ledger):
    recorder = Recorder(ledger, gap=3600, most=10)
    await recorder.put([a_run()])
    first, second, third = (
        asyncio.create_task(recorder.put([a_run() for _ in range(4)])) for _ in range(3)
    )
    assert (await first, await second) == (await second, await first)
    fourth = asyncio.create_task(recorder.put([a_run()]))
    await asyncio.sleep(0)
    await recorder.close()
    assert (await first).last == 9
    assert (await third) == (await fourth) == Receipt(10, 14, ledger.head())


async def test_more_rows_than_may_wait_are_still_one_commit(ledger):
    async with Recorder(ledger, most=10) as recorder:
        receipt = await recorder.put([a_run() for _ in range(50)])
    assert receipt.appended == 50


async def test_a_writer_that_went_away_disturbs_nobody(ledger):
    recorder = Recorder(ledger, gap=3600)
    await recorder.put([a_run()])
    gone, stays = (asyncio.create_task(recorder.put([a_run()])) for _ in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    await recorder.close()
    assert (await stays).last == ledger.count(RunRow) and gone.cancelled()
