"""Turn limits: of a person, of a visitor, of a network; told once; in bounded memory."""

from __future__ import annotations

from bot.domain.limits.turn_limits import NOTICE_SECONDS, TurnLimits, TurnRates

SCHOOL = "203.0.113.0/24"


def accepted(limits: TurnLimits, who: str, turns: int, now: float = 0.0, network: str = "") -> int:
    """How many of some turns may begin."""
    return sum(limits.judge(who, network, now) is None for _turn in range(turns))


def test_a_flood_is_cut_at_the_burst_and_goes_on_at_the_rate() -> None:
    limits = TurnLimits(TurnRates(person_per_minute=60))
    limits.note("a", joined=True)
    assert accepted(limits, "a", 200) == 60
    assert accepted(limits, "a", 200, now=10.0) == 10
    assert accepted(limits, "b", 1) == 1


def test_a_visitor_has_less_than_who_joined() -> None:
    limits = TurnLimits(TurnRates(person_per_minute=0, visitor_per_hour=5))
    assert accepted(limits, "a", 20) == 5
    limits.note("a", joined=True)
    assert accepted(limits, "a", 20) == 20
    limits.note("a", joined=False)
    assert accepted(limits, "a", 20) == 0


def test_a_network_bears_many_visitors_and_not_any_number() -> None:
    limits = TurnLimits(TurnRates(visitor_per_hour=4, network_visitors=10))
    who = [f"web  visitor-{number}" for number in range(100)]
    assert sum(accepted(limits, each, 1, network=SCHOOL) for each in who) == 40
    assert accepted(limits, "web  elsewhere", 1, network="198.51.100.0/24") == 1
    assert accepted(limits, "web  unknown", 1) == 1


def test_who_joined_is_not_held_by_a_full_network() -> None:
    limits = TurnLimits(TurnRates(visitor_per_hour=1, network_visitors=1))
    assert accepted(limits, "visitor", 5, network=SCHOOL) == 1
    limits.note("resident", joined=True)
    assert accepted(limits, "resident", 5, network=SCHOOL) == 5


def test_a_flood_is_told_once_and_again_after_a_while() -> None:
    limits = TurnLimits(TurnRates(person_per_minute=1))
    refused = [limits.judge("a", "", 0.0) for _turn in range(200)]
    assert [each.notice for each in refused if each is not None] == [True] + 198 * [False]
    limits.judge("a", "", NOTICE_SECONDS)
    later = limits.judge("a", "", NOTICE_SECONDS)
    assert later is not None
    assert later.notice


def test_who_shares_a_full_network_is_not_told_that_they_send_too_much() -> None:
    limits = TurnLimits(TurnRates(visitor_per_hour=1, network_visitors=1))
    assert limits.judge("a", SCHOOL, 0.0) is None
    refused = limits.judge("b", SCHOOL, 0.0)
    assert refused is not None
    assert (refused.why, refused.notice) == ("network", False)


def test_a_refused_turn_takes_nothing() -> None:
    limits = TurnLimits(TurnRates(person_per_minute=60, visitor_per_hour=1))
    assert accepted(limits, "a", 50) == 1
    limits.note("a", joined=True)
    assert accepted(limits, "a", 100) == 59


def test_memory_is_bounded_however_many_come() -> None:
    limits = TurnLimits(TurnRates(person_per_minute=1), max_keys=50)
    for number in range(2000):
        who, network = f"web  {number}", f"10.{number // 256}.{number % 256}.0/24"
        limits.judge(who, network, 0.0)
        limits.judge(who, network, 0.0)
        limits.note(who, joined=True)
    assert limits.remembered <= 5 * 50
