"""Counts times so that any percentile can be told later, to a thousandth: mergeable, small."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_BITS = 11
_HALF = 1 << (_BITS - 1)
_LONGEST = (1 << 46) - 1
_CELLS = (46 - _BITS + 2) * _HALF


class Histogram:
    """Nanoseconds from 0 to 19 hours in cells that are at most a thousandth of them wide.

    The cells are those of HdrHistogram with three significant digits: below 2048 each value has its
    own, above that each power of two has 1024. `note` is a list's `append`; what was noted is
    counted with the next question, all at once.
    """

    def __init__(self) -> None:
        import numpy as np

        self._counts = np.zeros(_CELLS, np.int64)
        self._noted: list[int] = []
        self.note = self._noted.append
        self._total = self._sum = 0
        self._least, self._most = _LONGEST, 0

    def __reduce__(self) -> tuple[object, ...]:
        """Let other processes have it, small."""
        return Histogram.unpacked, (self.packed(),)

    def __len__(self) -> int:
        """Return how many times were counted."""
        self._fold()
        return self._total

    @property
    def greatest(self) -> int:
        """Return the longest time exactly; 0 without any."""
        self._fold()
        return self._most

    @property
    def mean(self) -> float:
        """Return the mean exactly; 0 without any."""
        self._fold()
        return self._sum / self._total if self._total else 0.0

    def at(self, percent: float) -> int:
        """Return the time that so many percent did not exceed, to a thousandth; 0 without any."""
        import numpy as np

        self._fold()
        if not self._total:
            return 0
        wanted = max(1, ceil(self._total * percent / 100))
        cell = int(np.searchsorted(np.cumsum(self._counts), wanted))
        return min(max(_middle(cell), self._least), self._most)

    def merge(self, other: Histogram) -> None:
        """Count all that another one has counted, too."""
        self._fold()
        other._fold()
        self._counts += other._counts
        self._total += other._total
        self._sum += other._sum
        self._least = min(self._least, other._least)
        self._most = max(self._most, other._most)

    def cells(self) -> Iterator[tuple[int, int]]:
        """Yield the middle of each cell that holds something, and how many it holds."""
        import numpy as np

        self._fold()
        for cell in np.flatnonzero(self._counts).tolist():
            yield _middle(cell), int(self._counts[cell])

    def packed(self) -> bytes:
        """Return it as bytes, which `unpacked` reads."""
        import numpy as np

        self._fold()
        held = np.flatnonzero(self._counts)
        head = np.array([self._total, self._sum, self._least, self._most], np.int64)
        body = np.concatenate([head, np.diff(held, prepend=0), self._counts[held]])
        return zlib.compress(body.astype("<i8").tobytes(), 1)

    @classmethod
    def unpacked(cls, data: bytes) -> Histogram:
        """Return what was packed. Raises ValueError for bytes that are none."""
        import numpy as np

        try:
            body = np.frombuffer(zlib.decompress(data), "<i8")
        except zlib.error as error:
            raise ValueError(f"these bytes are no histogram: {error}") from None
        if len(body) < 4 or len(body) % 2:
            raise ValueError("these bytes are no histogram: their end is missing")
        made, held = cls(), (len(body) - 4) // 2
        made._total, made._sum, made._least, made._most = body[:4].tolist()
        made._counts[np.cumsum(body[4 : 4 + held])] = body[4 + held :]
        return made

    @classmethod
    def of(cls, times: Iterable[int]) -> Histogram:
        """Return a histogram of some times."""
        made = cls()
        made._noted.extend(times)
        return made

    def _fold(self) -> None:
        if not self._noted:
            return
        import numpy as np

        times = np.clip(np.array(self._noted, np.int64), 0, _LONGEST)
        self._noted.clear()
        self._counts += np.bincount(_cells(times), minlength=_CELLS)
        self._total += len(times)
        self._sum += int(times.sum())
        self._least = min(self._least, int(times.min()))
        self._most = max(self._most, int(times.max()))


def _cells(times: np.ndarray) -> np.ndarray:
    """Return the cell of each time: its leading eleven bits, behind how far they were shifted."""
    import numpy as np

    shifts = np.maximum(np.frexp(times.astype(np.float64))[1] - _BITS, 0)
    return shifts * _HALF + (times >> shifts)


def _middle(cell: int) -> int:
    shift = max(cell // _HALF - 1, 0)
    return ((cell - shift * _HALF) << shift) + ((1 << shift) >> 1)
