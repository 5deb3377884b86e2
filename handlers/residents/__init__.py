"""The conversations of residents."""

from typing import Any

from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation
from handlers.residents import (
    answering,
    attach,
    cancel,
    check,
    citizen,
    data_requests,
    entry,
    find,
    forwarded,
    help,
    join,
    language,
    link,
    log,
    look,
    menu,
    message_settings,
    months,
    my_data,
    my_log,
    photos,
    progress,
    recover,
    remind,
    resume,
    week,
)

CONVERSATIONS: tuple[Conversation[Any, Any, ReadQueries], ...] = (
    log.CONVERSATION,
    my_log.CONVERSATION,
    progress.CONVERSATION,
    check.CONVERSATION,
    citizen.CONVERSATION,
    remind.CONVERSATION,
    week.CONVERSATION,
    message_settings.CONVERSATION,
    my_data.CONVERSATION,
    data_requests.CONVERSATION,
    link.CONVERSATION,
    recover.CONVERSATION,
    language.CONVERSATION,
    cancel.CONVERSATION,
    menu.CONVERSATION,
    help.CONVERSATION,
    months.CONVERSATION,
    find.CONVERSATION,
    entry.CONVERSATION,
    photos.CONVERSATION,
    attach.CONVERSATION,
    answering.CONVERSATION,
    resume.CONVERSATION,
    look.CONVERSATION,
    forwarded.CONVERSATION,
    join.CONVERSATION,
)
"""In the order of help and of command menus; the commands of a group are together."""
