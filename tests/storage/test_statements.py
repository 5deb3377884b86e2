"""Statements: each is one that its database understands, is used, and gets all its values."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import msgspec
import pytest
from msgspec.structs import replace as replace_struct

from bot.announcements import week_open
from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.campaign import Campaign, changed
from bot.domain.campaigns.content import CampaignContent
from bot.domain.campaigns.results import AnswerCount, CountedRun, Growth
from bot.domain.learning.activity import Evidence
from bot.domain.learning.progress import Goal, LearningPause
from bot.domain.learning.searching import SearchWords
from bot.domain.limits.upload_limits import LEAST_COUNTED, Waiting
from bot.domain.notifications.policy import NotificationPolicy, NotificationPreferences, QuietHours
from bot.domain.notifications.reminders import Reminder, Times, decide_reminder
from bot.domain.people.persons import Purpose
from bot.domain.privacy.erasures import KeptCounts
from bot.domain.privacy.requests import DataRequest
from bot.domain.skills.attempts import SelfCheckScore
from bot.domain.staff.invitations import Invitation
from bot.domain.staff.pages import PageSession
from bot.domain.staff.roles import Role
from bot.services.campaigns.running import (
    cancel_run,
    leave_unsure,
    plan_slice,
    sweep_slice,
)
from bot.services.campaigns.running import (
    start_run as begin_run,
)
from bot.services.notifications.occurrences import Occurrence
from bot.services.notifications.unit_of_work import ANY_TOPIC
from bot.services.ports.albums import AlbumPart
from bot.services.ports.campaigns.drafts import CampaignEvent
from bot.services.ports.campaigns.results import Watch
from bot.services.ports.dialogs import Dialog
from bot.services.ports.messages import DeliveryResult, Incoming
from bot.services.ports.push import PushSubscription
from bot.services.ports.requests import LastAddress, PlannedErasure
from bot.storage.campaigns.count_readings import StoredCountsAsked
from bot.storage.campaigns.run_readings import StoredRunReadings
from bot.storage.copying import StoredCopies
from bot.storage.databases.write_check import check_write
from bot.storage.declarations import PERSONAL
from bot.storage.dialogs.albums import StoredAlbumParts
from bot.storage.engine.constructs import DialectName
from bot.storage.engine.sealing import Sealer
from bot.storage.engine.session import Row, Session
from bot.storage.engine.statement import Statement
from bot.storage.notifications.reminder_queries import reminder_is_due
from bot.storage.outbox.operating.backlog import backlog
from bot.storage.outbox.operating.held import (
    drop_held,
    held_counts,
    hold_open_messages,
    release_held,
)
from bot.storage.outbox.outbox import StoredOutbox
from bot.storage.outbox.statements import (
    RELEASE,
)
from bot.storage.privacy.deleting import delete_doomed_files
from bot.storage.privacy.erasing_again import erase_again
from bot.storage.privacy.journal import JOURNAL_KEY, read_entries, write_journal
from bot.storage.privacy.orphans import doom_orphans
from bot.storage.privacy.uploads import StoredUploads
from bot.storage.push.queries import StoredPushSubscriptions
from bot.storage.retention.purging import purge
from bot.storage.secrets.data_keys import is_sealed, mark_sealed, renew, unlock
from bot.storage.secrets.queries import stored_secret
from bot.storage.secrets.statements import GET_PLAIN_SECRET
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.events import Edited, Said
from bot.talk.steps import Say
from bot.talk.text import plain
from tests.sealed import MASTER
from tests.storage.campaigns.campaign_people import WARDS, due
from tests.storage.stores import DAY, NOW, Store, draft, update
from tests.storage.wings import CONSTANTS, STATEMENTS

T = TypeVar("T")

every_statement = pytest.mark.parametrize(
    "statement", STATEMENTS, ids=lambda statement: statement.name
)

WHOLE_TABLES = {
    "demo_people", "drop_nameless", "doomed_files", "unwritten_erasures",
    "backlog", "hold_open", "held_counts", "release_held", "drop_held", "pause_runs",
    "key_rows", "any_data", "active_roles", "lock_active_roles", "all_campaigns",
    "approved_campaigns",
}  # fmt: skip
"""Statements that read all of a table or an index: once at the start of the service; a partial
index that holds the last words to those who are forgotten; files that are about to be deleted;
erasures that are about to be written into the journal; what waits in the
outbox, for the operator; what an operator does after a restore; the few secrets; the first row of
a table; the roles of staff, of which there are some hundreds; the newest campaigns."""


class Noted:
    """A session that notes which statements are run."""

    def __init__(self, session: Session, run: set[str]) -> None:
        self._session = session
        self._run = run

    async def rows(self, statement: Statement, /, **values: Any) -> Sequence[Row]:
        self._run.add(statement.name)
        return await self._session.rows(statement, **values)

    async def many(self, statement: Statement, rows: Sequence[Mapping[str, Any]], /) -> None:
        assert rows, "a statement that is run for no row is not run"
        self._run.add(statement.name)
        await self._session.many(statement, rows)

    async def savepoint(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await self._session.savepoint(job)


class NotedStore:
    """A real database whose every session takes notes."""

    worker = "worker"

    def __init__(self, store: Store) -> None:
        self._store = store
        self.sealer = Sealer()
        self.run: set[str] = set()

    async def in_transaction(self, job: Callable[[Any], Coroutine[Any, Any, T]]) -> T:
        return await self._store.in_transaction(lambda session: job(Noted(session, self.run)))

    async def query(self, statement: Statement, /, **values: Any) -> Sequence[Row]:
        self.run.add(statement.name)
        return await self._store.query(statement, **values)


async def _everything(store: NotedStore) -> None:
    """Make every call of the storage once."""

    async def job(session: Session) -> int:
        work = SqlUnitOfWork(session, "worker", "UBND")
        incoming = Incoming("buttons", "1", "u1", Said("xin chào"), "vi")
        assert await work.dialogs.first_time(incoming, NOW)
        edited = replace(incoming, id="u2", channel_event=Edited("chào"))
        assert await work.dialogs.first_time(edited, NOW)
        assert not await work.dialogs.first_time(replace(incoming, collected=("u3",)), NOW)
        dialog = await work.dialogs.open_dialog(incoming, NOW)
        person = dialog.person
        await work.dialogs.save_dialog(dialog, NOW)
        await work.people.save_person(person, NOW)
        await work.people.add_consent(person.id, "log", True, "2026-11", NOW)
        told = draft("k", evidence=(Evidence("photo", "web:1"),))
        await work.learning.add_activity(person, told, "HT-1", NOW)
        assert await work.learning.add_activity(person, told, "HT-2", NOW) == "HT-1"
        before = await work.learning.activity(person.id, "HT-1")
        assert before is not None
        await work.learning.change_activity(person.id, before, replace(before, minutes=5), NOW)
        await work.learning.minutes_on(person.id, DAY)
        await work.learning.activities_between(person.id, DAY, DAY)
        await work.learning.nearest_days(person.id, DAY, DAY)
        await work.learning.receipt_of(person.id, "k")
        await work.learning.latest_activities(person.id, 1)
        await work.learning.activities_page(person.id, DAY, DAY, 1, 0)
        await work.learning.monthly_totals(person.id, DAY, DAY)
        await work.learning.found(person.id, SearchWords(("a",), ("a",)), 1, 0)
        await work.learning.found_total(person.id, SearchWords(("a",), ("a",)))
        await work.learning.add_evidence(person.id, "HT-1", (Evidence("file", "web:2"),), NOW)
        _first, added = await work.learning.evidence(person.id, "HT-1")
        await work.learning.remove_evidence(person.id, "HT-1", added, NOW)
        await work.learning.restore_evidence(person.id, "HT-1", added, NOW)
        await work.learning.remove_evidence(person.id, "HT-1", added, NOW)
        await work.learning.void_activity(person.id, "HT-1", "", NOW)
        void = await work.learning.activity(person.id, "HT-1")
        assert void is not None
        await work.learning.restore_activity(person.id, void, NOW)
        await work.people.mark_blocked("buttons", "", "1", NOW)
        (row,) = await work.outbox.post(incoming, dialog, (Say((plain("a"),)),), NOW)
        await _learning_over_time(work, person.id)
        await _reminding(work, person.id)
        await work.people.save_person(replace(person, ward="00070", joined_at=NOW), NOW)
        await _announcing(work, person.id)
        await work.people.offer_link(person.id, "hash", NOW)
        assert await work.people.take_link("hash", NOW - dt.timedelta(seconds=1)) == person.id
        await work.people.offer_recovery(person.id, "hash", NOW)
        await work.people.note_recovery_offered(person.id, NOW)
        assert await work.people.recovery_since(person.id) == NOW
        assert await work.people.take_recovery("hash") == person.id
        await work.people.move_address(incoming, person.id)
        notified = await work.outbox.notify(person.id, Say((plain("x"),)), NOW)
        assert notified is not None
        await work.outbox.edit(notified, Say((plain("y"),)), NOW)  # it waits: it is replaced
        await work.outbox.edit(row.id, Say((plain("z"),)), NOW)  # it was claimed: an edit follows
        await _running(work, replace(dialog, channel="buttons", address="1"))
        await work.people.leave_others(incoming, person.id)
        assert await work.people.addresses(person.id) == 1
        assert (await work.privacy.kept(person.id)).photos == 2
        assert len(await work.privacy.consent_answers(person.id)) == 1
        await work.privacy.note_erasure("XD-1", KeptCounts(), NOW)
        await work.privacy.offer_download(person.id, "hash", "copy", NOW + dt.timedelta(minutes=1))
        await work.privacy.note_for_journal("XD-1", person.id, NOW)
        await _requesting(work, person.id)
        await _staffing(work, person.id)
        await _campaigning(work, person.id)
        return row.id

    row = await store.in_transaction(job)
    outbox = StoredOutbox(store, NotificationPolicy)
    await _claiming_campaigns(store, outbox)
    blocked, kept = ("buttons", "", "1"), Say((plain("b"),))
    await outbox.mark([DeliveryResult(row, "planned", NOW, 0, blocked=blocked, say=kept)])
    await outbox.claim("buttons", NOW, 10)
    await outbox.claim_rested("buttons", "1", NOW)
    await outbox.note_parts(row, 1)
    await outbox.stale_claims("buttons", NOW)
    await outbox.recover("buttons", NOW)
    await outbox.hold("buttons", NOW, "why")
    await outbox.held_until("buttons", NOW)
    await outbox.history("buttons", "1", 0, 1)
    await outbox.posted("buttons", "1", row)
    await outbox.shown("buttons", "1", row)
    albums = StoredAlbumParts(store)
    assert await albums.keep(AlbumPart("buttons", "", "1", "u4", "A", "photo"), NOW)
    assert len(await albums.waiting("buttons", "")) == 1
    await _pushing(store)
    await stored_secret(store, "name")
    await check_write(store, NOW)
    copies = StoredCopies(store)
    downloader = await copies.downloader("hash", "copy", NOW)
    assert downloader is not None
    assert await copies.tables(downloader.person) != []
    uploads = StoredUploads(store, "buttons")
    assert await uploads.add("1", "web:1", 1, NOW)
    assert await uploads.add("1", "web:3", 1, NOW)
    assert await uploads.of("1") == Waiting(True, 2 * LEAST_COUNTED)
    assert await doom_orphans(store, NOW + dt.timedelta(days=8)) == 2
    await unlock(store, MASTER)
    await renew(store, MASTER)
    assert await is_sealed(store)
    await mark_sealed(store)
    assert await store.query(GET_PLAIN_SECRET, name="sealed")
    await purge(store, NOW + dt.timedelta(days=1000))

    async def forget(session: Session) -> None:
        work = SqlUnitOfWork(session, "worker", "UBND")
        dialog = await work.dialogs.open_dialog(update("u9", "2"), NOW)
        told = draft("k2", evidence=(Evidence("photo", "web:1"),))
        await work.learning.add_activity(dialog.person, told, "HT-2", NOW)
        await work.privacy.forget_person(dialog.person.id, NOW)
        await work.privacy.forget_person(1, NOW)
        await work.privacy.forget_demo_people(NOW)

    await store.in_transaction(forget)
    await _after_a_restore(store)
    assert await delete_doomed_files(store, lambda _reference, _listed: True) == 3
    await store.in_transaction(lambda session: session.rows(RELEASE, rows="[]"))
    assert not await reminder_is_due(store, NOW)


async def _running(work: SqlUnitOfWork, dialog: Dialog) -> None:
    """Make every call that is about runs, but those of the worker and the clock."""
    person = dialog.person.id
    agreed: frozenset[Purpose] = frozenset(("campaigns",))
    joined = replace(dialog.person, ward="00070", joined_at=NOW, consents=agreed)
    await work.people.save_person(joined, NOW)
    await work.dialogs.save_dialog(replace(dialog, person=joined), NOW)
    await work.people.mark_blocked("buttons", "", "1", None)
    run = await begin_run(work, "r1", due("c1", wards=("00070",)), NOW)
    assert await work.runs.run("r1") == run
    assert await work.runs.runs_of("c1") == (run,)
    assert not await work.runs.was_corrected("c1")
    while run.state == "planning":
        run = await plan_slice(work, "r1", 10, NOW)
    assert run.planned == 1
    wrong = due("c2", kind="correction", corrects="c1", wards=WARDS)
    correction = await begin_run(work, "r2", wrong, NOW)
    await plan_slice(work, "r2", 10, NOW)
    await work.runs.received(run, person)
    assert await work.runs.buttons_of(run) == ()
    await work.runs.save_answer(run, person, 0, NOW)
    assert await work.runs.answers("c1") == ()
    counted = CountedRun((), (AnswerCount("00070", 0, 1),), Growth(dt.timedelta(hours=1)))
    await work.runs.keep_counts(run, counted, NOW)
    assert await work.runs.answers("c1") == counted.answers
    assert await work.runs.growth(run) == counted.growth
    assert await work.runs.purpose_of("c1") == "campaigns"
    row = await work.outbox.notify(person, Say((plain("1"),)), NOW)
    await work.runs.watch(run, Watch("r1", person, "", row or 0, NOW))
    assert len(await work.runs.watches(run)) == 1
    await work.runs.end_watches(run)
    await work.runs.unsure_rows(run, 1)
    await work.runs.unsure_of(run, [1])
    assert await work.runs.was_corrected("c1")
    await work.runs.send_again(run, [1], NOW)
    await leave_unsure(work, "r1", [1])
    await work.runs.result(run)
    await cancel_run(work, "r2", NOW)
    await sweep_slice(work, "r2", 1, NOW)
    await work.runs.expire_slice(correction, 1, NOW)
    await work.runs.settle(correction, "cancelled", (), NOW)
    settled = await work.runs.run("r2")
    assert settled is not None
    assert (await work.runs.result(settled)).counts == ()
    await work.people.mark_blocked("buttons", "", "1", NOW)


async def _claiming_campaigns(store: NotedStore, outbox: StoredOutbox) -> None:
    """Claim a row of a run beside a calendar day, and then stop the run."""

    async def unblock(session: Session) -> None:
        work = SqlUnitOfWork(session, "worker", "UBND")
        await work.people.mark_blocked("buttons", "", "1", None)

    await store.in_transaction(unblock)
    claimed = (await outbox.claim("buttons", NOW + dt.timedelta(hours=6), 10)).rows
    assert any(row.run for row in claimed)
    await _sending(store)


async def _sending(store: NotedStore) -> None:
    """Make every call of the worker and the clock that is about runs."""
    readings = StoredRunReadings(store)
    assert await StoredCountsAsked(store)() == []
    (run,) = await readings.open_runs()
    assert await readings.run("r1") == run
    assert run in await readings.newest_runs(5)
    assert await readings.has_open_rows(run)
    await readings.progress(run)
    assert run in await readings.counted_runs(NOW)
    assert await readings.runs_of("c1") == [run]
    await readings.counted(run, NOW)

    async def nobody(*_asked: Any) -> bool:
        return False

    outbox = StoredOutbox(store, NotificationPolicy, may_send=nobody)
    assert await outbox.sending_runs([run.number]) == {run.number}
    await outbox.claim("buttons", NOW, 10)


async def _after_a_restore(store: NotedStore) -> None:
    """Make every call that is about a restored backup and the journal of erasures."""
    await stored_secret(store, JOURNAL_KEY)

    async def somebody(session: Session) -> None:
        await SqlUnitOfWork(session, "worker", "UBND").dialogs.open_dialog(update("u7", "3"), NOW)

    await store.in_transaction(somebody)
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "erasures.jsonl"
        assert await write_journal(store, journal) == 1
        (entry,) = read_entries(journal)
    hashed = replace_struct(entry, addresses=("0" * 64,))
    assert await erase_again(store, (hashed,), NOW) == 0
    assert (await backlog(store, NOW)).counts == ()
    await hold_open_messages(store, NOW)
    await held_counts(store)
    await release_held(store, kind="reply")
    await drop_held(store)


async def _requesting(work: SqlUnitOfWork, person: int) -> None:
    """Make every call that is about requests and erasures that wait."""
    for number in ("YC-1", "YC-2"):
        request = DataRequest(number, "ask", NOW, NOW, DAY, person=person, wish="vì sao?")
        await work.requests.add_request(request)
    assert len(await work.requests.of_person(person, 5)) == 2
    assert len(await work.requests.open_requests(1)) == 1
    assert len(await work.requests.waiting(None, 1)) == 1
    assert await work.requests.waiting(frozenset({"00199"}), 1) == ()
    assert await work.requests.lock_waiting("YC-1") is not None
    assert len(await work.requests.note_reminded(DAY, DAY)) == 2
    assert await work.requests.close_request("YC-1", "answered", NOW) is not None
    planned = PlannedErasure(person, "XD-2", NOW)
    await work.requests.plan_erasure(planned)
    assert await work.requests.planned_erasure(person) == planned
    assert await work.requests.cancel_erasure(person) == planned
    assert await work.requests.due_erasures(NOW, 1) == ()
    assert await work.requests.last_address(person) is None  # blocked above
    where = LastAddress("buttons", "", "1", "vi")
    await work.requests.post_last_words(where, Say((plain("x"),)), NOW)


async def _campaigning(work: SqlUnitOfWork, person: int) -> None:
    """Make every call that is about campaigns until they are sent."""
    content = CampaignContent(text_vi="x", audience=CampaignAudience(frozenset({"00070"})))
    before = Campaign("c" * 20, person, content, writers=frozenset({person}))
    assert await work.campaigns.add_campaign(before, NOW)
    assert not await work.campaigns.add_campaign(before, NOW)
    event = CampaignEvent("written", 1, NOW, person, "a word")
    await work.campaigns.add_campaign_event(before.key, event)
    assert await work.campaigns.campaign(before.key) == before
    assert await work.campaigns.lock_campaign(before.key) == before
    after = changed(before, replace_struct(content, audience=CampaignAudience()), person)
    assert await work.campaigns.save_campaign(before, after, NOW)
    event = CampaignEvent("changed", 2, NOW, person)
    await work.campaigns.add_campaign_event(before.key, event)
    assert await work.campaigns.campaigns_of(None, person, 1) == (after,)
    assert await work.campaigns.campaigns_of(frozenset(), person, 1) == (after,)
    assert await work.campaigns.approved_campaigns() == ()
    assert await work.campaigns.unapproved_campaigns(NOW, 1) == (after,)
    await work.campaigns.ask_count(person, before.key)
    assert await work.campaigns.take_count(person, before.key) is not None
    await work.people.note_asked(person, "emergency")
    assert await work.campaigns.correction_of("0") is None
    assert await work.campaigns.campaign_events(before.key, 1) == (event,)
    assert len(await work.campaigns.addresses_of(person)) == 1
    assert await work.campaigns.post_to_oneself(person, "vi", Say((plain("x"),)), NOW) == 0


async def _staffing(work: SqlUnitOfWork, person: int) -> None:
    """Make every call that is about roles, invitations and the audit trail."""
    wards = frozenset({"00070"})
    role = Role(0, person, "officer", wards, frozenset({"read"}), NOW, called="Nguyễn Văn An")
    number = await work.staff.add_role(role)
    await work.staff.set_rights(number, frozenset({"write"}))
    assert (await work.staff.roles_of(person)).may("write", "00070", NOW)
    assert len((await work.staff.lock_roles(person)).active(NOW)) == 1
    assert len(await work.staff.active_roles(NOW)) == 1
    assert len(await work.staff.lock_active_roles(NOW)) == 1
    await work.staff.move_roles(person, person)
    await work.staff.end_role(number, NOW)
    assert await work.staff.active_roles(NOW) == ()
    asked = Invitation("hash", "An", "admin", None, frozenset(), None, NOW + dt.timedelta(1))
    await work.staff.add_invitation(asked, NOW)
    assert await work.staff.take_invitation("hash", NOW) == asked
    await work.staff.withdraw_invitations(person)
    await work.staff_pages.offer_link(person, "link", NOW + dt.timedelta(minutes=1))
    assert await work.staff_pages.take_link("link", NOW) == person
    await work.staff_pages.add_session(person, "session", NOW)
    await work.staff_pages.use_session("session", NOW + dt.timedelta(minutes=1))
    assert await work.staff_pages.session("session") == PageSession(
        person, "vi", NOW, NOW + dt.timedelta(minutes=1)
    )
    await work.staff_pages.end_session("session")
    await work.staff_pages.end_sessions(person)
    await work.audit.append(person, "invited", {}, {}, NOW, wards=wards)
    assert len(await work.audit.page(wards, None, 1)) == 1
    assert len(await work.audit.page(None, 2, 1)) == 1
    assert await work.audit.fault() is None


async def _pushing(store: NotedStore) -> None:
    """Make every call that is about push subscriptions."""
    kept = StoredPushSubscriptions(store, "buttons")
    assert await kept.add("1", PushSubscription("https://push.example/1", "key", "auth"), NOW)
    assert len(await kept.of("1")) == 1
    await kept.reminders_on("1")
    await kept.forget("https://push.example/1")
    await kept.forget_all("1")


async def _learning_over_time(work: SqlUnitOfWork, person: int) -> None:
    """Make every call that is about self-checks, ratings, goals, pauses and sums."""
    await work.learning.first_day(person)
    await work.learning.daily_totals(person, DAY, DAY)
    await work.skills.add_check(person, "c", "short", "2026-1", NOW)
    assert await work.skills.add_answer(person, "c", "S1", 2, NOW)
    await work.skills.open_checks(person)
    await work.skills.check(person, "c")
    assert await work.skills.end_check(
        person, "c", SelfCheckScore("short", "2026-1", 2, 1, None), NOW
    )
    await work.skills.last_check(person, "short", "2026-1")
    assert len(await work.skills.finished_checks(person, 3)) == 1
    await work.skills.scored_between(person, NOW, NOW)
    await work.learning.add_rating(person, "324-2023", DAY.year, "1", 7, NOW)
    await work.learning.ratings(person, "324-2023", DAY.year)
    await work.learning.add_goal(person, Goal(DAY, 60), NOW)
    await work.learning.goals(person)
    await work.learning.add_pause(person, LearningPause(DAY, DAY), NOW)
    await work.learning.pauses(person, DAY)
    await work.learning.end_pause(person, DAY)


async def _reminding(work: SqlUnitOfWork, person: int) -> None:
    """Make every call that is about reminders."""
    times = Times(frozenset((4,)), 570)
    await work.notifications.save_reminder(person, Reminder("r", "log", times, next_due=NOW), NOW)
    (kept,) = await work.notifications.reminders(person)
    assert await work.notifications.reminder(person, kept.key) == kept
    (due,) = await work.reminders.due_reminders(NOW, 1)
    settled = decide_reminder(due.reminder, due.due, due.context, NOW, 90)
    say = msgspec.json.encode(Say((plain("a"),))).decode()
    await work.reminders.settle_reminders([(due, settled, say)], NOW)
    own = msgspec.json.encode(Say((plain(ANY_TOPIC),))).decode()
    await work.reminders.settle_reminders([(due, settled, own)], NOW)


async def _announcing(work: SqlUnitOfWork, person: int) -> None:
    """Make every call that is about announcements and what nobody asked for."""
    await work.notifications.save_preferences(person, NotificationPreferences(QuietHours(0, 60), 2))
    assert await work.notifications.preferences(person) == NotificationPreferences(
        QuietHours(0, 60), 2
    )
    for ward in ("*", "00070"):
        occurrence = Occurrence(
            week_open.ANNOUNCEMENT, "book_day 2026", ward, ("00073",), NOW, NOW, Say((plain("a"),))
        )
        begun = await work.announcements.planning_progress("book_day 2026", ward, NOW)
        await work.announcements.save_planning_progress("book_day 2026", ward, begun, NOW)
        await work.announcements.people_until(ward, 0, 10)
        await work.announcements.plan_occurrence(occurrence, "{}", 0, 10, NOW)
        found = await work.announcements.recipients("book_day 2026", ward, 0, 10, at=NOW)
        say = msgspec.json.encode(Say((plain("a"),))).decode()
        await work.announcements.plan_each(occurrence, [(each, say) for each in found], NOW)
    await work.announcements.sources_of([person], ["book_day 2026"])
    await work.learning.daily_totals_of([person], DAY, DAY)


def test_a_statement_is_called_as_its_constant_is() -> None:
    assert [(name, statement.name.upper()) for name, statement in CONSTANTS] == [
        (name, name) for name, _statement in CONSTANTS
    ]
    # A module may import another's constant: it is one statement all the same.
    assert len({statement.name for statement in STATEMENTS}) == len(set(STATEMENTS))


async def test_every_statement_is_run_with_all_its_values(store: Store) -> None:
    noted = NotedStore(store)
    await _everything(noted)
    of_tables = {f"copy_{each.table.name}" for each in PERSONAL}
    assert noted.run - of_tables == {statement.name for statement in STATEMENTS}
    assert of_tables <= noted.run


@every_statement
async def test_postgresql_understands_every_statement(
    postgresql_connection: asyncpg.Connection, statement: Statement
) -> None:
    compiled = statement.compiled("postgresql")
    understood = await postgresql_connection.prepare(compiled.sql)
    assert len(understood.get_parameters()) == len(compiled.order)


def step_is_a_list(step: str) -> bool:
    """True for a parameter that is a list, which is read whole, and for a row of counts."""
    return any(part in step for part in ("json_each", "VIRTUAL TABLE", "CONSTANT ROW"))


@every_statement
def test_sqlite_finds_by_an_index_what_a_statement_is_about(
    sqlite_plan: Callable[[Statement], list[str]], statement: Statement
) -> None:
    plan = sqlite_plan(statement)
    scans = [step for step in plan if step.startswith("SCAN") and not step_is_a_list(step)]
    assert bool(scans) is (statement.name in WHOLE_TABLES), scans


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
@every_statement
def test_a_construct_brings_no_null_but_for_who_claimed(
    dialect: DialectName, statement: Statement
) -> None:
    constants = statement.compiled(dialect).constants
    assert {name for name, value in constants.items() if value is None} <= {"claimed_by"}
