"""The statements of ratings, goals and pauses: what frames a person's activities."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from bot.storage.engine.constructs import param
from bot.storage.engine.statement import Statement
from bot.storage.learning.tables import goal, pause, rating

ADD_RATING = Statement(
    "add_rating",
    insert(rating).values(
        person_id=param("person"),
        criteria_set=param("criteria_set"),
        year=param("year"),
        indicator=param("indicator"),
        points=param("points"),
        at_ms=param("now"),
    ),
)
RATINGS = Statement(
    "ratings",
    select(rating.c.indicator, rating.c.points)
    .where(
        rating.c.person_id == param("person"),
        rating.c.year == param("year"),
        rating.c.criteria_set == param("criteria_set"),
    )
    .order_by(rating.c.id),
)
ADD_GOAL = Statement(
    "add_goal",
    insert(goal).values(
        person_id=param("person"),
        minutes=param("minutes"),
        since=param("since"),
        at_ms=param("now"),
    ),
)
GOALS = Statement(
    "goals",
    select(goal.c.since, goal.c.minutes)
    .where(goal.c.person_id == param("person"))
    .order_by(goal.c.id),
)
ADD_PAUSE = Statement(
    "add_pause",
    insert(pause).values(
        person_id=param("person"),
        first_day=param("first"),
        last_day=param("last"),
        at_ms=param("now"),
    ),
)
END_PAUSE = Statement(
    "end_pause",
    update(pause)
    .where(
        pause.c.person_id == param("person"),
        pause.c.first_day <= param("day"),
        pause.c.last_day >= param("day_"),
    )
    .values(last_day=param("day_before")),
)
PAUSES = Statement(
    "pauses",
    select(pause.c.first_day, pause.c.last_day)
    .where(pause.c.person_id == param("person"), pause.c.last_day >= param("since"))
    .order_by(pause.c.id),
)
