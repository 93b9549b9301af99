"""Decides on a release: each objective by its criteria, then the score, then what is unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import eq, ge, gt, le, lt
from statistics import mean, quantiles

from onetake.words.decision import Answer, Decision, Earlier, Figure, Result, Scored
from onetake.words.policy import AnyOf, Comparison, Criterion, Gate, Weighed
from onetake.words.verdict import Verdict

_HOLDS = {"<": lt, "<=": le, "=": eq, ">=": ge, ">": gt}
_PARTS = {"pass": 1.0, "warning": 0.5}
_VERDICTS: Mapping[Verdict, Result] = {
    Verdict.PASSED: "pass", Verdict.DEGRADED: "warning", Verdict.FAILED: "fail",
}  # fmt: skip


def decide(gate: Gate, figures: Sequence[Figure], before: Sequence[Earlier] = ()) -> Decision:
    """Return what a gate says of the figures of its objectives, in their order.

    `before` holds releases, the newest first; where none of them was good, there is nothing to
    compare with. Scores are as Keptn's lighthouse has them: the whole weight for a pass, half for a
    warning. What is unknown counts as failed; if it could change the answer, the answer is
    *inconclusive*.
    """
    last = before[: gate.comparison.number]
    scored = [
        _scored(item, figure, _earlier(item, last), gate.comparison)
        for item, figure in zip(gate.objectives, figures, strict=True)
    ]
    low, high = _total(scored, unknown=0.0), _total(scored, unknown=1.0)
    worst, why = _answer(gate, scored, low, "fail")
    best, _ = _answer(gate, scored, high, "pass")
    if worst != best:
        untold = [
            item.weighed.called
            for item in scored
            if item.result == "unknown" and (item.weighed.weight or item.weighed.key)
        ]
        why = f"{' and '.join(untold)} cannot be told, and could change the answer"
        return Decision("inconclusive", low, high, why, tuple(scored))
    return Decision(worst, low, high, why, tuple(scored))


def _earlier(weighed: Weighed, before: Sequence[Earlier]) -> list[Earlier]:
    """Return the releases that have a figure for an objective, if any of them was good."""
    known = [item for item in before if weighed.called in item.figures]
    return known if any(item.good for item in known) else []


def _answer(
    gate: Gate, scored: Sequence[Scored], score: float, unknown: Result
) -> tuple[Answer, str]:
    """Return the answer if all that is unknown had this result."""
    for item in scored:
        result = unknown if item.result == "unknown" else item.result
        if item.weighed.key and result == "fail":
            return "fail", f"{item.weighed.called} is a key objective: {item.rule}"
    counted = any(item.result != "shown" for item in scored)
    if not counted:
        return "inconclusive", "no objective has criteria that could be asked"
    if score >= gate.passes:
        return "pass", f"its score {score:.1f} is at least {gate.passes:g}"
    if score >= gate.warns:
        return "warning", f"its score {score:.1f} is at least {gate.warns:g}, not {gate.passes:g}"
    return "fail", f"its score {score:.1f} is below {min(gate.passes, gate.warns):g}"


def _total(scored: Sequence[Scored], *, unknown: float) -> float:
    """Return the score of all objectives in percent; nothing to score is 0."""
    whole = sum(item.weighed.weight for item in scored if item.result != "shown")
    reached = sum(
        item.weighed.weight * unknown if item.result == "unknown" else item.score for item in scored
    )
    return 100 * reached / whole if whole else 0.0


def _scored(
    weighed: Weighed, figure: Figure, earlier: list[Earlier], comparison: Comparison
) -> Scored:
    values = [item.figures[weighed.called] for item in earlier]
    before = _aggregated(values, comparison) if values else None
    result, rule = _result(weighed, figure, before)
    bad = sum(not item.good for item in earlier)
    if before is not None and result != "unknown" and _compares(weighed):
        rule += _beside(len(earlier), bad, comparison.number)
    score = weighed.weight * _PARTS.get(result, 0.0)
    return Scored(weighed, figure, result, rule, score, before, len(earlier), bad)


def _compares(weighed: Weighed) -> bool:
    groups = (*weighed.passes, *weighed.warns)
    return any(item.relative for group in groups for item in group)


def _beside(number: int, bad: int, wanted: int) -> str:
    """Return how many releases stand behind a comparison, when it is fewer or worse than asked."""
    told = [f"beside {number} of {wanted} releases"] if number < wanted else []
    told += [f"{bad} of them {'was' if bad == 1 else 'were'} shut"] if bad else []
    return f" ({', '.join(told)})" if told else ""


def _result(weighed: Weighed, figure: Figure, before: float | None) -> tuple[Result, str]:
    if figure.value is None and figure.verdict is None:
        return "unknown", figure.why or "not measured"
    if not weighed.passes:
        if figure.verdict is None:
            return "shown", "no criteria: shown only"
        result = _VERDICTS.get(figure.verdict, "unknown")
        return result, figure.why or f"it is {figure.verdict.value}"
    if figure.value is None:
        return "unknown", figure.why or "no figure"
    passes, warns = _asked(weighed.passes, before), _asked(weighed.warns, before)
    for asked, result in ((passes, "pass"), (warns, "warning" if passes else "shown")):
        met = next((group for group in asked if _met(group, figure.value, before)), None)
        if met is not None:
            return result, _told(met, figure.value, before, holds=True)
    if not passes and not warns:
        return "shown", "nothing to compare with yet"
    nearest = _asked(weighed.warns, before) or _asked(weighed.passes, before)
    return "fail", _told(nearest[-1], figure.value, before, holds=False)


def _asked(groups: AnyOf, before: float | None) -> list[tuple[Criterion, ...]]:
    """Return the groups without what there is nothing to compare with for."""
    kept = (
        tuple(item for item in group if item.relative is None or before is not None)
        for group in groups
    )
    return [group for group in kept if group]


def _met(group: Sequence[Criterion], value: float, before: float | None) -> bool:
    return all(_HOLDS[item.sign](value, limit(item, before)) for item in group)


def limit(criterion: Criterion, before: float | None) -> float:
    """Return the value a criterion compares with: its own, or made from the figure before.

    Ten percent more of a figure below zero is nearer to zero by ten percent of its size.
    """
    if criterion.relative is None or before is None:
        return criterion.value
    if criterion.relative == "points":
        return before + criterion.value
    return before + abs(before) * criterion.value / 100


def _told(group: Sequence[Criterion], value: float, before: float | None, *, holds: bool) -> str:
    parts = []
    for item in group:
        if holds or not _met((item,), value, before):
            against = limit(item, before)
            resolved = f" of {_exact(before)}: {_exact(against)}" if item.relative else ""
            parts.append(f"{item}{resolved}")
    return f"{_exact(value)} {'meets' if holds else 'does not meet'} {' and '.join(parts)}"


def _exact(value: float | None) -> str:
    """Return a number unrounded, whole ones without a point."""
    return repr(value).removesuffix(".0")


def _aggregated(values: list[float], comparison: Comparison) -> float:
    if comparison.aggregate == "avg" or len(values) == 1:
        return mean(values)
    point = int(comparison.aggregate[1:])
    return quantiles(values, n=100, method="inclusive")[point - 1]
