"""A person's own data: the decisions about consents, corrections and the erasure."""

from __future__ import annotations

from bot.domain.people.ages import AgeRead, read_age
from bot.domain.people.persons import PURPOSES, Group, Purpose
from bot.domain.text.normalizing import fold
from bot.phrases.erasures import erased_say
from bot.phrases.profiles import AGES, CONSENTS, GROUPS
from bot.services.people.downloading import OfferDownload
from bot.services.people.erasing import EraseMe
from bot.services.people.joining import Consent
from bot.services.people.profile import ChangeProfile
from bot.services.ports.unit_of_work import ReadQueries
from bot.services.privacy.planned_erasure import KeepNotebook, PlanErasure
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import CommandsDone, Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Command, Say, Step
from bot.talk.text import Line, _, plain
from handlers import phrases, ward_lists, ward_question
from handlers.phrases import not_understood, unread
from handlers.profile_words import read_group
from handlers.residents.my_data import kept, screens
from handlers.residents.my_data.screens import ERASE_WORDS, Facts
from handlers.residents.my_data.states import (
    AskAge,
    AskGroup,
    AskWard,
    Copying,
    Erasing,
    Screen,
    Shown,
    States,
)
from handlers.ward_question import AskedAgain, Chosen, Listed

_OPENS: dict[str, str] = {
    "doi phuong": "ward", "doi xa": "ward", "doi noi o": "ward",
    "xoa du lieu": "erase", "xoa du lieu cua toi": "erase", "xoa so": "erase",
    "ban sao du lieu": "copy", "tai du lieu": "copy", "xin ban sao": "copy",
    "in so": "print", "in so nam": "print", "print my notebook": "print",
    "giu lai so": "keep", "giu so lai": "keep", "khong xoa so nua": "keep",
    "keep my notebook": "keep",
    "rut dong y": "consents", "toi dong y nhung gi": "consents", "dieu da dong y": "consents",
    "dieu toi da dong y": "consents", "xem lai dieu da dong y": "consents",
    "toi da dong y gi": "consents", "my consents": "consents",
    "sua thong tin": "correct", "doi thong tin": "correct", "correct my details": "correct",
    "nhap sai nhom tuoi": "age", "sai nhom tuoi": "age", "doi nhom tuoi": "age", "sai tuoi": "age",
    "doi nhom": "group",
}  # fmt: skip
"""Triggers, normalized, that open a screen of their own."""


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the counts and the consents."""
    person = turn.person
    planned = await queries.requests.planned_erasure(person.id)
    return Facts(
        person,
        await queries.privacy.kept(person.id),
        await queries.privacy.consent_answers(person.id),
        queries.controller,
        turn.now,
        turn.reference_data.contacts.of(person.ward),
        turn.provinces,
        turn.public_url,
        turn.opens_links,
        planned.due if planned is not None else None,
    )


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show what is kept, or the screen that was asked for."""
    asked = _OPENS.get(opened.word) or fold(opened.rest)
    return _open(asked, facts) or _show("home", facts)


def _open(key: str, facts: Facts) -> Step[States] | None:
    match key:
        case "home" | "kept" | "consents" | "correct":
            return _show(key, facts)
        case "ward":
            return Step(AskWard(), (ward_question.ask(facts.provinces),))
        case "group":
            return Step(AskGroup(), (screens.ask_group(),))
        case "age":
            return Step(AskAge(), (screens.ask_age(),))
        case "copy" | "print" if not facts.opens_links:
            return Step(Shown("home"), (screens.link_not_here(key, facts),))
        case "copy" | "print":
            return Step(Copying(key), (), (OfferDownload(key),))
        case "erase":
            return Step(Erasing(), (screens.erase(facts),))
        case "keep":
            return _keep(facts)
        case "planned" if facts.erased_at is not None:
            return Step(Shown(), (screens.planned(facts),))
        case _:
            return None


def _show(screen: Screen, facts: Facts, *before: Line) -> Step[States]:
    match screen:
        case "home":
            say = screens.home(facts, *before)
        case "kept":
            rows = (
                (screens.CONSENTS_CHOICE,),
                (screens.ERASE_CHOICE,),
                (phrases.BACK, phrases.MENU),
            )
            say = kept.screen(facts.controller, facts.contact, *rows, staff=facts.person.staff)
        case "consents":
            say = screens.consents(facts, *before)
        case "correct":
            say = screens.correct(facts, *before)
    return Step(Shown(screen), (say,))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Show a screen, change one thing, or erase it all."""
    match state, event:
        case Erasing(), CommandsDone(number):
            return Step(None, (erased_say(number),))
        case Copying(what), CommandsDone(token):
            return Step(Shown("home"), (screens.link_offered(what, facts, token or ""),))
        case _state, Refused(code):
            return _show("home", facts, phrases.why(code))
        case Copying(), _event:
            return _show("home", facts)
        case Shown(screen), _event:
            return _on_screen(screen, event, facts)
        case AskWard(at), Pressed("back") if at is None:
            return _show("correct", facts)
        case AskWard(at), _event:
            return _on_ward(at, event, facts)
        case ((AskGroup() | AskAge()), Pressed("back")):
            return _show("correct", facts)
        case AskGroup(), _event:
            return _on_group(event, facts)
        case AskAge(), _event:
            return _on_age(event, facts)
        case Erasing(), _event:
            return _on_erasing(event, facts)


def _on_screen(screen: Screen, event: Event, facts: Facts) -> Step[States]:
    match event:
        case Pressed("back"):
            return _show("home", facts)
        case Pressed(key) if (opened := _open(key, facts)) is not None:
            return opened
        case Pressed(key) if (purpose := _purpose_of(key)) is not None:
            given = key.startswith("on:")
            return _done(Consent(purpose, given), _consent_said(purpose, given=given), "consents")
        case Said():
            return Step(None, then=event)
        case _:
            return _show(screen, facts)


def _purpose_of(key: str) -> Purpose | None:
    """The purpose that a switch changes; that of the notebook has no switch."""
    keys = {f"{way}:{each}": each for way in ("on", "off") for each in PURPOSES if each != "log"}
    return keys.get(key)


def _consent_said(purpose: Purpose, *, given: bool) -> Line:
    what = CONSENTS[purpose]
    if given:
        return _("Done. You agree to: {what}.", what=what)
    return _("Done. You do not agree any more to: {what}. It stops at once.", what=what)


def _on_ward(at: ward_lists.WardList | None, event: Event, facts: Facts) -> Step[States]:
    match ward_question.decide(at, event, facts.provinces):
        case Chosen(ward):
            said = _("Done. Your place is now {ward}. Earlier entries stay with the earlier ward.",
                     ward=plain(ward_question.shown(ward, facts.provinces)))  # fmt: skip
            return _done(ChangeProfile(ward=ward.code), said, "home")
        case Listed(new, lines):
            return Step(AskWard(new), (ward_lists.show(new, facts.provinces, *lines),))
        case AskedAgain(lines, is_unread):
            say = ward_question.ask(facts.provinces)
            again: Step[States] = Step(
                AskWard(), (Say((*lines, *say.lines), say.choices, say.wants),)
            )
            return unread(again, event) if is_unread else again


def _on_group(event: Event, facts: Facts) -> Step[States]:
    del facts
    group: Group | None = None
    match event:
        case Said(text):
            group = read_group(text)
        case Pressed(key):
            group = next((each for each in GROUPS if f"g:{each}" == key), None)
        case _:
            pass
    if group is None:
        again: Step[States] = Step(AskGroup(), (screens.ask_group(*not_understood(event)),))
        return unread(again, event)
    return _done(ChangeProfile(group=group), _("Done. Your group was corrected."), "home")


def _on_age(event: Event, facts: Facts) -> Step[States]:
    age: AgeRead | None = None
    match event:
        case Said(text):
            age = read_age(text, facts.now.year)
        case Pressed(key):
            age = next((band for each, band, _label in AGES if each == key and band), None)
        case _:
            pass
    if age == "under_16":
        line = _("The notebook is for people of 16 and older. If you are younger, please erase it.")
        return _show("home", facts, line)
    if age is None:
        again: Step[States] = Step(AskAge(), (screens.ask_age(*not_understood(event)),))
        return unread(again, event)
    return _done(ChangeProfile(age_band=age), _("Done. Your age group was corrected."), "home")


def _on_erasing(event: Event, facts: Facts) -> Step[States]:
    match event:
        case Said(text) if fold(text).strip(" .!") in ERASE_WORDS:
            return Step(Erasing(), (), (EraseMe(),))
        case Pressed("keep" | "back"):
            return _keep(facts)
        case Pressed("later"):
            opens = Opened(CONVERSATION.triggers[0], "planned")
            return Step(None, (), (PlanErasure(),), then=opens)
        case Said():
            lines = (*not_understood(event), _("Nothing was erased."))
            return unread(Step(Erasing(), (screens.erase(facts, *lines),)), event)
        case _:
            return Step(Erasing(), (screens.erase(facts),))


def _keep(facts: Facts) -> Step[States]:
    """Nothing is erased; what was planned is not carried out."""
    kept = _("Nothing was erased: your notebook stays as it is.")
    if facts.erased_at is None:
        return _show("home", facts, kept)
    return _done(KeepNotebook(), kept, "home")


def _done(command: Command, said: Line, screen: Screen) -> Step[States]:
    """Carry out a change, say so, and show the screen anew with what is true now."""
    opens = Opened(CONVERSATION.triggers[0], screen)
    return Step(None, (Say((said,)),), (command,), then=opens)


CONVERSATION = Conversation(
    name="data",
    triggers=(
        "data", "dữ liệu của tôi", "thông tin của tôi", "dữ liệu", "my data",
        "đổi phường", "đổi xã", "đổi nơi ở", "xóa dữ liệu", "xóa dữ liệu của tôi", "xóa sổ",
        "bản sao dữ liệu", "tải dữ liệu", "xin bản sao",
        "in sổ", "in sổ năm", "print my notebook",
        "giữ lại sổ", "giữ sổ lại", "không xóa sổ nữa", "keep my notebook",
        "rút đồng ý", "tôi đồng ý những gì", "điều đã đồng ý", "điều tôi đã đồng ý",
        "xem lại điều đã đồng ý", "tôi đã đồng ý gì", "my consents",
        "sửa thông tin", "đổi thông tin", "thông tin", "correct my details",
        "nhập sai nhóm tuổi", "sai nhóm tuổi", "đổi nhóm tuổi", "sai tuổi", "đổi nhóm",
    ),
    description=_("See, correct or erase your data"),
    resumes_previous=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)  # fmt: skip
