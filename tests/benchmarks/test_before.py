"""What a comparison with a commit before says of the figures that it found."""

from __future__ import annotations

import pytest

from benchmarks.before import LIMITS, PAIRS, Pair, hold, judged
from benchmarks.report import Results


def pair(**changed: float) -> Pair:
    """A pair in which nothing changed but these figures, given as `kind_key=ratio`."""
    found: Pair = {}
    for limit in LIMITS:
        before = found.setdefault(limit.kind, {"before": {}, "after": {}})
        before["before"][limit.key] = 40.0
        before["after"][limit.key] = 40.0 * changed.get(f"{limit.kind}_{limit.key}", 1.0)
    return found


def decisions(pairs: list[Pair]) -> dict[str, str]:
    return {str(row[0]): str(row[-1]) for row in judged(pairs).rows}


def test_what_did_not_change_holds() -> None:
    assert set(decisions([pair()] * PAIRS).values()) == {"yes"}


@pytest.mark.parametrize(
    ("figure", "held", "broken"),
    [
        ("turn_cpu_us", 1.029, 1.031),
        ("turn_per_second", 0.971, 0.969),
        ("webhook_cpu_us", 1.029, 1.031),
        ("webhook_per_second", 0.971, 0.969),
        ("start_seconds", 1.049, 1.051),
    ],
)
def test_a_limit_holds_up_to_its_ratio(figure: str, held: float, broken: float) -> None:
    assert "NO" not in decisions([pair(**{figure: held})] * PAIRS).values()
    assert list(decisions([pair(**{figure: broken})] * PAIRS).values()).count("NO") == 1


def test_the_median_of_the_pairs_decides() -> None:
    slow, same = pair(turn_cpu_us=2.0), pair()
    for slow_pairs, holds in ((3, True), (4, False)):
        pairs = [slow] * slow_pairs + [same] * (PAIRS - slow_pairs)
        assert hold(Results((), (judged(pairs),))) is holds
