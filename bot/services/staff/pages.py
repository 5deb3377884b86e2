"""Pages of staff: a link from the chat signs in once; the role is asked at every request."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from bot.domain.staff.pages import (
    LINK_VALID_FOR,
    draw_page_token,
    link_hash,
    session_hash,
)
from bot.domain.staff.roles import Access, StaffRoles
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.staff.access import StaffCommand, require

_NOTED_AFTER = dt.timedelta(minutes=1)
"""So often it is written that a session is used."""


class OfferPages(StaffCommand, frozen=True):
    """Make a link that signs in to the pages of staff once; the result is the word in it."""

    access: ClassVar[Access] = "staff"


@dataclass(frozen=True, slots=True)
class PageVisitor:
    """Who asks for a page: the number of the person, their language, their roles of now."""

    person: int
    locale: str
    roles: StaffRoles
    now: dt.datetime

    @property
    def called(self) -> str:
        """The name of the person, as their newest role has it."""
        return self.roles.active(self.now)[-1].called


TurnedAway: TypeAlias = Literal["signed_out", "no_role"]
"""Why somebody gets no page: no session (any more), or no role (any more)."""


async def offer_pages(command: OfferPages, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `not_allowed`."""
    del command
    person = out.dialog.person.id
    await require(work, person, "staff", (), out.now)
    token = draw_page_token(out.random_below)
    await work.staff_pages.offer_link(person, link_hash(token), out.now + LINK_VALID_FOR)
    out.result = token


async def sign_in(work: UnitOfWork, link: str, session: str, now: dt.datetime) -> bool:
    """Use a link up and begin a session; both by their words. False: it signs nobody in."""
    person = await work.staff_pages.take_link(link_hash(link), now)
    if person is None:
        return False
    roles = await work.staff.lock_roles(person)
    if not roles.may("staff", None, now):
        return False
    await work.staff_pages.add_session(person, session_hash(session), now)
    wards = roles.wards("staff", now)
    await work.audit.append(person, "signed_in", {}, {}, now, wards=wards)
    return True


async def page_visitor(
    work: UnitOfWork, session: str, now: dt.datetime, *, uses: bool = True
) -> PageVisitor | TurnedAway:
    """Who asks for a page with the word of a session, by the roles of now.

    Who has no role any more loses every session. `uses` False: the page asked by itself, which
    does not keep a session alive.
    """
    key = session_hash(session)
    found = await work.staff_pages.session(key)
    if found is None:
        return "signed_out"
    if not found.live(now):
        await work.staff_pages.end_session(key)
        return "signed_out"
    roles = await work.staff.roles_of(found.person)
    active = roles.active(now)
    if not active:
        await work.staff_pages.end_sessions(found.person)
        return "no_role"
    if all(role.since > found.begun for role in active):
        # The role of then is over. Who got another one since signs in again.
        await work.staff_pages.end_session(key)
        return "signed_out"
    if uses and now - found.used >= _NOTED_AFTER:
        await work.staff_pages.use_session(key, now)
    return PageVisitor(found.person, found.locale, roles, now)


async def sign_out(work: UnitOfWork, session: str) -> None:
    """End a session; a second call changes nothing."""
    await work.staff_pages.end_session(session_hash(session))
