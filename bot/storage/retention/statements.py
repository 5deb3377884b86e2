"""The statements of retention: each finds its rows by an index, in slices."""

from __future__ import annotations

from sqlalchemy import and_, delete, func, literal, literal_column, or_, select, tuple_

from bot.storage.dialogs.tables import conversation, inbox
from bot.storage.engine.constructs import insert_into, param
from bot.storage.engine.statement import Statement
from bot.storage.learning.tables import activity, evidence, goal, pause, rating
from bot.storage.notifications.tables import reminded, reminder
from bot.storage.outbox.tables import delivery, outbox
from bot.storage.people.tables import link_code, person
from bot.storage.privacy.tables import download
from bot.storage.skills.tables import self_check

# --- what belongs to a year goes with the activities of that year --------------------------------

_OLD_ACTIVITIES = (
    select(activity.c.id)
    .select_from(person.join(activity, activity.c.person_id == person.c.id))
    .where(
        person.c.id > param("after"),
        person.c.id <= param("last"),
        activity.c.day < param("first_day"),
    )
    .order_by(activity.c.person_id, activity.c.day, activity.c.id)
    .limit(param("limit"))
)
_OLD_EVIDENCE = or_(
    evidence.c.activity_id.in_(_OLD_ACTIVITIES),
    and_(
        evidence.c.at_ms < param("files_before"),
        evidence.c.activity_id.in_(
            select(activity.c.id).where(
                activity.c.person_id > param("after_"), activity.c.person_id <= param("last_")
            )
        ),
    ),
)
OLD_FILES = Statement("old_files", select(evidence.c.reference).distinct().where(_OLD_EVIDENCE))
PURGE_EVIDENCE = Statement(
    "purge_evidence", delete(evidence).where(_OLD_EVIDENCE).returning(evidence.c.id)
)
PURGE_ACTIVITIES = Statement(
    "purge_activities",
    delete(activity).where(activity.c.id.in_(_OLD_ACTIVITIES)).returning(activity.c.id),
)
PURGE_CHECKS = Statement(
    "purge_checks",
    delete(self_check)
    .where(
        self_check.c.person_id > param("after"),
        self_check.c.person_id <= param("last"),
        self_check.c.started_ms < param("first_ms"),
    )
    .returning(self_check.c.id),
)
PURGE_RATINGS = Statement(
    "purge_ratings",
    delete(rating)
    .where(
        rating.c.person_id > param("after"),
        rating.c.person_id <= param("last"),
        rating.c.year < param("year"),
    )
    .returning(rating.c.id),
)
PURGE_PAUSES = Statement(
    "purge_pauses",
    delete(pause)
    .where(
        pause.c.person_id > param("after"),
        pause.c.person_id <= param("last"),
        pause.c.last_day < param("first_day"),
    )
    .returning(pause.c.id),
)
_NEWEST_GOALS = (
    select(func.max(goal.c.id))
    .where(goal.c.person_id > param("after"), goal.c.person_id <= param("last"))
    .group_by(goal.c.person_id)
)
# The goal in force stays, however old it is.
PURGE_GOALS = Statement(
    "purge_goals",
    delete(goal)
    .where(
        goal.c.person_id > param("after"),
        goal.c.person_id <= param("last"),
        goal.c.since < param("first_day"),
        goal.c.id.not_in(_NEWEST_GOALS),
    )
    .returning(goal.c.id),
)

# --- what is kept for some days ------------------------------------------------------------------

PURGE_LINKS = Statement(
    "purge_links",
    delete(link_code)
    .where(
        link_code.c.person_id > param("after"),
        link_code.c.person_id <= param("last"),
        link_code.c.until_ms < param("before"),
    )
    .returning(link_code.c.person_id),
)
PURGE_DOWNLOADS = Statement(
    "purge_downloads",
    delete(download)
    .where(
        download.c.person_id > param("after"),
        download.c.person_id <= param("last"),
        download.c.until_ms < param("before"),
    )
    .returning(download.c.person_id),
)
PURGE_REMINDED = Statement(
    "purge_reminded",
    delete(reminded)
    .where(
        reminded.c.reminder_id.in_(
            select(reminder.c.id).where(
                reminder.c.person_id > param("after"), reminder.c.person_id <= param("last")
            )
        ),
        reminded.c.due_ms < param("before"),
    )
    .returning(reminded.c.due_ms),
)
PURGE_INBOX = Statement(
    "purge_inbox",
    delete(inbox)
    .where(
        tuple_(inbox.c.channel, inbox.c.account, inbox.c.update_id).in_(
            select(inbox.c.channel, inbox.c.account, inbox.c.update_id)
            .where(inbox.c.at_ms < param("before"))
            .order_by(inbox.c.at_ms)
            .limit(param("limit"))
        )
    )
    .returning(inbox.c.at_ms),
)
MESSAGES_AFTER = Statement(
    "messages_after",
    select(outbox.c.id, outbox.c.created_ms)
    .where(outbox.c.id > param("after"))
    .order_by(outbox.c.id)
    .limit(param("limit")),
)
_ENDED = (
    outbox.c.id > param("after"),
    outbox.c.id <= param("last"),
    outbox.c.done_ms < param("before"),
)
# An erased person's row has no person; it leaves no trace.
KEEP_DELIVERIES = Statement(
    "keep_deliveries",
    lambda dialect: (
        insert_into(delivery, dialect)
        .from_select(
            [each.name for each in delivery.columns],
            select(
                outbox.c.id,
                outbox.c.person_id,
                outbox.c.channel,
                outbox.c.kind,
                outbox.c.source,
                outbox.c.state,
                outbox.c.why,
                outbox.c.created_ms,
                outbox.c.done_ms,
            )
            .select_from(outbox.join(person, person.c.id == outbox.c.person_id))
            .where(*_ENDED, outbox.c.source.is_not(None)),
        )
        .on_conflict_do_nothing()
    ),
)
PURGE_DELIVERIES = Statement(
    "purge_deliveries",
    delete(delivery)
    .where(
        delivery.c.id.in_(
            select(delivery.c.id)
            .where(delivery.c.id > literal_column("0"))
            .order_by(delivery.c.id)
            .limit(param("limit"))
        ),
        delivery.c.created_ms < param("before"),
    )
    .returning(delivery.c.id),
)
PURGE_MESSAGES = Statement(
    "purge_messages",
    delete(outbox).where(*_ENDED).returning(outbox.c.id),
)

# --- visitors who never joined -------------------------------------------------------------------

VISITORS_BEFORE = Statement(
    "visitors_before",
    select(person.c.id)
    .select_from(person.outerjoin(conversation, conversation.c.person_id == person.c.id))
    .where(
        person.c.id > param("after"),
        person.c.joined_ms.is_(None),
        person.c.demo == literal(0),
        person.c.staff == literal(0),
        func.coalesce(conversation.c.updated_ms, person.c.created_ms) <= param("before"),
    )
    .order_by(person.c.id)
    .limit(param("limit")),
)
