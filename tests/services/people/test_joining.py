"""Joining and one more consent, on both databases: every refusal, and what is kept of an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.people.persons import NOTICE_VERSION, PURPOSES, Purpose
from bot.services.people.joining import Consent, Join, SetLanguage
from bot.talk.steps import Command
from tests.services.running_commands import Doer, doer
from tests.storage.stores import Store, meet

YES: tuple[tuple[Purpose, bool], ...] = tuple((purpose, True) for purpose in PURPOSES)
JOIN = Join(YES, "00190", "resident", "60+")


@pytest.fixture
async def newcomer(store: Store, database_url: str) -> Doer:
    """Somebody who has not joined."""
    return await doer(store, database_url, joined=False)


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize("purpose", PURPOSES)
async def test_who_has_not_joined_has_nothing_to_consent_to(
    newcomer: Doer, purpose: Purpose, given: bool
) -> None:
    assert await newcomer.is_refused(Consent(purpose, given)) == "consent_missing"
    assert await newcomer.rows("SELECT id FROM consent") == []


@pytest.mark.parametrize("given", [True, False])
async def test_the_notebook_cannot_do_without_its_own_consent(somebody: Doer, given: bool) -> None:
    assert await somebody.is_refused(Consent("log", given)) == "consent_missing"
    assert "log" in somebody.person.consents


@pytest.mark.parametrize("purpose", [each for each in PURPOSES if each != "log"])
async def test_a_consent_is_taken_back_and_given_again_and_every_answer_is_kept(
    somebody: Doer, store: Store, purpose: Purpose
) -> None:
    rest = somebody.person.consents - {purpose}
    for given in (False, False, True, True):
        await somebody.does(Consent(purpose, given))
        expected = rest | {purpose} if given else rest
        assert somebody.person.consents == expected
        assert (await meet(store)).person.consents == expected
    rows = await somebody.rows("SELECT purpose, given, text_version FROM consent ORDER BY id")
    assert rows == [(purpose, given, NOTICE_VERSION) for given in (0, 0, 1, 1)]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (Join((), "00190", "resident", "60+"), "consent_missing"),
        (Join((("log", False), *YES[1:]), "00190", "resident", "60+"), "consent_missing"),
        (Join(YES, "99999", "resident", "60+"), "ward_unknown"),
        (Join(YES, "00190", "cat", "60+"), "profile_unknown"),  # type: ignore[arg-type]
        (Join(YES, "00190", "resident", "0-15"), "profile_unknown"),  # type: ignore[arg-type]
        (SetLanguage("lo"), "language_unknown"),
    ],
)
async def test_what_the_rules_do_not_know_is_refused_and_nothing_is_kept(
    newcomer: Doer, store: Store, command: Command, code: str
) -> None:
    assert await newcomer.is_refused(command) == code
    assert await newcomer.rows("SELECT id FROM consent") == []
    assert (await meet(store)).person == newcomer.person


async def test_refusals_of_purposes_are_kept_like_consents(newcomer: Doer, store: Store) -> None:
    answers = tuple((purpose, purpose == "log") for purpose in PURPOSES)
    await newcomer.does(Join(answers, "00190", "resident", "60+"))
    rows = await newcomer.rows("SELECT purpose, given FROM consent ORDER BY id")
    assert rows == [(purpose, int(yes)) for purpose, yes in answers]
    person = (await meet(store)).person
    assert person == replace(newcomer.person, joined_at=person.joined_at)
    assert person.joined
    assert person.consents == frozenset({"log"})
