"""Student's t: how far a mean of few values may lie from the true one."""

from __future__ import annotations

from statistics import NormalDist

_EXACT = (
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
    2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
    2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
)  # fmt: skip
_Z = NormalDist().inv_cdf(0.975)


def t95(degrees: int) -> float:
    """Return the 97.5 % point of Student's t with so many degrees of freedom.

    Up to 30 from the table, beyond by Cornish and Fisher (1938), to four digits. Raises ValueError
    for none.
    """
    if degrees < 1:
        raise ValueError("one value alone tells nothing of its spread")
    if degrees <= len(_EXACT):
        return _EXACT[degrees - 1]
    z, z2 = _Z, _Z * _Z
    first = (z2 + 1) * z / 4
    second = ((5 * z2 + 16) * z2 + 3) * z / 96
    return z + first / degrees + second / degrees**2
