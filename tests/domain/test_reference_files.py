"""The data files of the release: required facts, and texts that are easy to read."""

from __future__ import annotations

import re

import pytest

from bot.domain.data_files.localized import LocalizedText
from bot.domain.learning.learning_citizen import problems_in_criteria
from bot.domain.people.persons import GROUPS
from bot.domain.skills.frameworks import problems_in_framework
from bot.domain.skills.instruments import Form, problems_in_self_check
from bot.domain.skills.lessons import problems_in_lessons
from tests.domain import reference_files as shelf_files

MAX_CHART_NAME = 24
MAX_LESSON_TEXT = 200
OTP_SAID = {
    "vi": "mã OTP (mã xác nhận gửi về điện thoại)",
    "en": "OTP (the code sent to your phone)",
}
PRONOUNS = re.compile(r"\b(bác|anh|chị|tôi|bạn(?! bè))\b", re.IGNORECASE)
ADDRESS = re.compile(r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:vn|com|org|net)\b", re.IGNORECASE)
SHORT_CODES = {
    "S1": "1.1", "S2": "1.2", "S3": "2.1", "S4": "2.3", "S5": "2.5", "S6": "3.1",
    "S7": "4.1", "S8": "4.2", "S9": "5.1", "S10": "5.2", "S11": "5.4", "S12": "6.2",
}  # fmt: skip


def form(name: str) -> Form:
    found = shelf_files.self_check().form(name)
    assert found is not None
    return found


def all_texts() -> list[LocalizedText]:
    files = (
        shelf_files.framework(),
        shelf_files.self_check(),
        shelf_files.lessons(),
        shelf_files.criteria(),
    )
    return [text for file in files for text in shelf_files.texts_in(file)]


def test_no_packaged_file_has_a_mistake() -> None:
    framework = shelf_files.framework()
    assert not list(problems_in_framework(framework))
    assert not list(problems_in_self_check(shelf_files.self_check(), framework))
    assert not list(problems_in_lessons(shelf_files.lessons(), framework))
    assert not list(problems_in_criteria(shelf_files.criteria()))


def test_the_framework_has_6_domains_and_24_competences() -> None:
    domains = shelf_files.framework().domains
    assert {domain.code: len(domain.competences) for domain in domains} == {
        "1": 3, "2": 6, "3": 4, "4": 4, "5": 4, "6": 3,
    }  # fmt: skip
    assert len(shelf_files.framework().codes()) == 24


def test_the_cut_points_are_those_of_digcompsat() -> None:
    bands = shelf_files.self_check().bands
    assert [band.from_percent for band in bands] == [0, 30, 48, 81]
    assert [band.name.vi for band in bands] == ["Khởi đầu", "Cơ bản", "Trung cấp", "Nâng cao"]


def test_no_band_is_near_the_levels_that_a_self_report_cannot_reach() -> None:
    for band in shelf_files.self_check().bands:
        assert not re.search("[78]", band.level_name.vi + band.level_name.en)


def test_the_rules_of_scoring_are_kept() -> None:
    check = shelf_files.self_check()
    assert [option.label.vi for option in check.scale] == [
        "Chưa làm", "Cần người chỉ", "Tự làm", "Chỉ được người khác",
    ]  # fmt: skip
    assert (check.answered_percent_least, check.domain_answers_least) == (80, 2)
    assert check.recheck_days == 90
    assert check.safety_codes == ("4.1", "4.2")
    assert "757/QĐ-BKHCN" in check.disclaimer.vi
    assert "757/QĐ-BKHCN" in check.disclaimer.en


def test_the_short_form_asks_its_12_codes() -> None:
    short = form("short")
    assert {item.id: item.code for item in short.items} == SHORT_CODES
    assert [item.id for item in short.items] == list(SHORT_CODES)
    assert (short.most, short.domains) == (36, False)


def test_the_starter_asks_4_questions_when_nothing_basic_was_done() -> None:
    starter = form("short").starter
    assert starter is not None
    assert starter.when == ("S1", "S3", "S7")
    assert [item.id for item in starter.items] == ["D1", "D2", "D3", "D4"]
    assert {item.code for item in starter.items} <= shelf_files.framework().codes()
    assert "tổ công nghệ số cộng đồng" in starter.closing.vi


def test_the_full_form_asks_each_competence_once() -> None:
    full = form("full")
    assert [item.id for item in full.items] == [item.code for item in full.items]
    assert sorted(item.code for item in full.items) == sorted(shelf_files.framework().codes())
    assert (len(full.items), full.most, full.domains) == (24, 72, True)


@pytest.mark.parametrize("name", ["short", "full"])
def test_each_form_explains_otp_wherever_it_says_it(name: str) -> None:
    for locale, words in OTP_SAID.items():
        saying = [
            text.within(locale)
            for text in shelf_files.texts_in(form(name))
            if "OTP" in text.within(locale)
        ]
        assert saying
        assert all(words in text for text in saying)


def test_names_fit_beside_a_chart() -> None:
    names = [item.name for name in ("short", "full") for item in form(name).every_item()]
    names += [domain.short for domain in shelf_files.framework().domains]
    too_long = [n for n in names if max(len(n.vi), len(n.en)) > MAX_CHART_NAME]
    assert not too_long


def test_the_lessons_are_for_everybody_and_short() -> None:
    lessons = shelf_files.lessons()
    for lesson in lessons.lessons:
        for text in shelf_files.texts_in(lesson):
            assert max(len(text.vi), len(text.en)) <= MAX_LESSON_TEXT, lesson.id
    for code in shelf_files.framework().codes():
        assert lessons.for_answer(code, 0) is not None


def test_beginners_in_safety_get_the_scam_lesson_first() -> None:
    lessons = shelf_files.lessons()
    first = lessons.for_answer("4.2", 0)
    assert first is lessons.named(lessons.safety)
    assert OTP_SAID["vi"] in first.step.vi
    assert OTP_SAID["en"] in first.step.en


def test_a_lesson_sends_nobody_to_another_address_than_the_public_ones() -> None:
    texts = [text.vi + " " + text.en for text in shelf_files.texts_in(shelf_files.lessons())]
    assert {address for text in texts for address in ADDRESS.findall(text)} == {
        "binhdanhocvuso.gov.vn",
        "dichvucong.gov.vn",
    }


def test_a_learning_citizen_needs_80_points_and_none_below_5() -> None:
    criteria = shelf_files.criteria()
    assert (criteria.id, criteria.site) == ("324-2023", "https://congdanhoctap.vn")
    assert (criteria.total, criteria.pass_points, criteria.least) == (100, 80, 5)
    assert [each.id for each in criteria.indicators] == [str(n) for n in range(1, 11)]
    assert {each.points for each in criteria.indicators} == {10}
    assert "".join(each.block for each in criteria.indicators) == "AAAABBBBCC"


def test_only_the_evidence_that_shows_it_speaks_for_an_indicator() -> None:
    types = {each.id: each.types for each in shelf_files.criteria().indicators if each.types}
    assert types == {
        "1": ("I1", "I3"), "3": ("I6", "I5", "N3"), "4": ("I7",), "5": ("N2", "I2"),
        "7": ("F2", "N4"), "10": ("I7", "X"),
    }  # fmt: skip
    measures = {e.id: e.measures for e in shelf_files.criteria().indicators if e.measures}
    assert measures == {"2": ("goal",), "5": ("self_check",)}


def test_a_question_worded_for_a_group_is_never_the_general_one() -> None:
    for indicator in shelf_files.criteria().indicators:
        assert set(indicator.for_group) <= set(GROUPS)
        assert indicator.asks not in indicator.for_group.values()


def test_no_text_takes_the_reader_for_somebody() -> None:
    assert not [text.vi for text in all_texts() if PRONOUNS.search(text.vi)]


def test_no_text_is_written_twice_in_one_language() -> None:
    """A forgotten translation leaves the same text in both languages."""
    same = {text.vi for text in all_texts() if text.vi == text.en}
    assert not same


def test_questions_of_a_form_differ() -> None:
    for name in ("short", "full"):
        questions = [item.question.vi for item in form(name).every_item()]
        assert len(set(questions)) == len(questions)
