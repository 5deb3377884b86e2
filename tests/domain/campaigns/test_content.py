"""The content of a campaign: its limits, its one blank, and what is missing."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bot.channels.telegram import CAPABILITIES as TELEGRAM
from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.buttons import Answer, CampaignButton, OpenLink, TellMore
from bot.domain.campaigns.content import (
    MAX_UNITS,
    CampaignContent,
    CampaignKind,
    check_content,
    check_ready,
    check_text,
    in_ward,
    missing,
    useful_until,
)
from bot.domain.campaigns.timing import AtMoment, Weekly
from bot.domain.people.persons import Purpose
from bot.domain.people.wards import all_wards
from bot.domain.refusals import Refusal
from bot.phrases.staff.campaigns import campaign_say
from bot.serving import LOCALES_DIR
from bot.wording.catalog import Translator
from bot.wording.render import render
from tests.applications import FRIDAY as NOW
from tests.examples import examples

TODAY = NOW.date()
READY = CampaignContent(
    text_vi="Lớp học tại {ward}.",
    audience=CampaignAudience(frozenset({"00190"})),
    useful_until=TODAY,
)
TRANSLATOR = Translator.load(LOCALES_DIR)


def test_a_new_campaign_says_what_it_needs() -> None:
    assert missing(CampaignContent()) == ("text", "audience", "useful_until")
    assert missing(READY) == ()
    weekly = structs.replace(READY, useful_until=None, timing=Weekly(5, 540, TODAY))
    assert missing(weekly) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text_vi": ""}, "text_missing"),
        ({"audience": CampaignAudience()}, "audience_empty"),
        ({"useful_until": None}, "useful_missing"),
        ({"useful_until": TODAY - dt.timedelta(days=1)}, "useful_past"),
        ({"timing": AtMoment(TODAY + dt.timedelta(days=1), 480)}, "useful_early"),
        ({"useful_until": TODAY + dt.timedelta(days=61)}, "useful_far"),
        ({"timing": AtMoment(TODAY, 480)}, "when_past"),
    ],
)
def test_what_could_not_be_sent_is_not_approved(changes: dict[str, object], code: str) -> None:
    check_ready(READY, NOW)
    with pytest.raises(Refusal, match=code):
        check_ready(structs.replace(READY, **changes), NOW)


@pytest.mark.parametrize("typed", ["{ward}", "{Phường}", "{xã}", "{PHUONG}"])
def test_the_ward_is_the_one_blank_in_any_spelling(typed: str) -> None:
    assert in_ward(check_text(f"Tại {typed}"), "phường Láng") == "Tại phường Láng"


@pytest.mark.parametrize("typed", ["{name}", "{}", "{0}", "chào {tên}"])
def test_any_other_blank_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="blank_unknown"):
        check_text(typed)


def test_a_text_of_4097_characters_is_refused() -> None:
    assert check_text("a" * MAX_UNITS) == "a" * MAX_UNITS
    with pytest.raises(Refusal, match="text_long"):
        check_text("a" * 4097)
    with pytest.raises(Refusal, match="text_long"):
        check_text("😀" * (MAX_UNITS // 2 + 1))


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ((Answer("x"),) * 2, "label_twice"),
        ((Answer("a"), Answer("b"), Answer("c"), Answer("d")), "buttons_many"),
        ((Answer("…"),), "label_empty"),
        ((Answer("x" * 35),), "label_long"),
        ((TellMore("x", " "),), "more_empty"),
        ((TellMore("x", "y" * 1501),), "more_long"),
        ((OpenLink("x", "javascript:x"),), "link_scheme"),
    ],
)
def test_a_button_that_nobody_could_use_is_refused(
    buttons: tuple[CampaignButton, ...], code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        check_content(structs.replace(READY, buttons=buttons))


def test_the_longest_campaign_is_one_message_in_the_ward_with_the_longest_name() -> None:
    links = tuple(OpenLink(f"{n}" * 34, "https://hanoi.gov.vn/" + "x" * 200) for n in range(3))
    room = MAX_UNITS - sum(len(f"{each.label}: {each.url}\n") for each in links)
    full = check_content(
        structs.replace(READY, kind="promotion", text_vi="ă" * room, buttons=links)
    )
    ward = max(all_wards(), key=lambda each: len(each.title))
    for locale in ("vi", "en"):
        said = campaign_say(full, ward.code, "0" * 20)
        (message,) = render(said, TELEGRAM, TRANSLATOR, locale, turn=0)
        assert message.text.startswith("[QC] ")
        last = message.text.splitlines()[-1]
        assert ward.title in last
        assert "NG" in last


@pytest.mark.parametrize(
    ("kind", "purpose", "button", "word"),
    [
        ("notice", None, "/stopnews campaigns", "NGỪNG NHẬN"),
        ("promotion", None, "/stopnews promotion", "NGỪNG NHẬN"),
        ("emergency", None, "/stopnews emergency", "NGỪNG NHẬN TIN KHẨN"),
        ("correction", "emergency", "/stopnews emergency", "NGỪNG NHẬN TIN KHẨN"),
        ("correction", "promotion", "/stopnews promotion", "NGỪNG NHẬN"),
    ],
)
def test_the_way_out_is_of_what_the_campaign_was_sent_for(
    kind: CampaignKind, purpose: Purpose | None, button: str, word: str
) -> None:
    said = campaign_say(structs.replace(READY, kind=kind), "00190", "0" * 20, purpose)
    assert said.choices[-1][0].key == button
    (message,) = render(said, TELEGRAM, TRANSLATOR, "vi", turn=0)
    assert message.text.endswith(f"nhắn: {word}")


def test_a_weekly_campaign_is_useful_until_its_next_run() -> None:
    weekly = structs.replace(READY, useful_until=None, timing=Weekly(4, 540, TODAY))
    assert useful_until(weekly, NOW) == dt.datetime(2026, 11, 27, tzinfo=NOW.tzinfo)
    assert useful_until(READY, NOW) == dt.datetime(2026, 11, 21, tzinfo=NOW.tzinfo)


@given(st.text(max_size=200))
@examples(200)
def test_a_checked_text_is_checked_the_same_again(text: str) -> None:
    try:
        checked = check_text(text)
    except Refusal:
        return
    assert check_text(checked) == checked


@pytest.mark.parametrize(
    ("wards", "told"),
    [
        (("00190",), "Nước đang lên ở phường Ô Chợ Dừa."),
        (("00070", "00190"), "Nước đang lên ở phường, xã."),
        ((), "Nước đang lên ở phường, xã."),
    ],
)
def test_a_title_names_the_only_ward(wards: tuple[str, ...], told: str) -> None:
    audience = CampaignAudience(frozenset(wards))
    content = CampaignContent(text_vi="Nước đang lên ở {ward}.\nXin ở nhà.", audience=audience)
    assert content.title == told
