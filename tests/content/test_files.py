"""Data files: an edit is in use at the next look, and a mistake changes nothing and is told."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.decoding import MAX_BYTES, decode
from bot.content.files import (
    CONTACTS,
    CRITERIA,
    FRAMEWORK,
    INTENTS,
    LAST_GOOD,
    LESSONS,
    NAMES,
    PACKAGED,
    SELF_CHECK,
    DataFiles,
    DataWrong,
)
from bot.domain.data_files.problems import Problem
from bot.domain.learning.learning_citizen import CriteriaSet, problems_in_criteria
from bot.domain.reference_data import ReferenceData
from bot.domain.skills.frameworks import Framework, problems_in_framework

Folder = Path


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = tmp_path / "data"
    made.mkdir()
    return made


def edit(folder: Folder, name: str, *changes: tuple[str, str]) -> None:
    """Put the release's file into the folder, with the first of each `old` as its `new`."""
    text = (PACKAGED / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / name).write_text(text, encoding="utf-8")


def title(reference_data: ReferenceData) -> str:
    return reference_data.lessons.named("teach").title.vi


GOOD = ('title = { vi = "Chỉ lại cho người khác"', 'title = { vi = "Bài đã sửa"')
BETTER = ('title = { vi = "Chỉ lại cho người khác"', 'title = { vi = "Bài sửa lần nữa"')
BAD = ('codes = ["4.2"]\nup_to = 1', 'codes = ["4.2"]\nup_to = 7')
BAD_TOLD = (Problem("lessons.safety.up_to", "it must be a step of the scale, 0 to 3"),)
RELEASE = "Chỉ lại cho người khác"


# --- edits ----------------------------------------------------------------------------------------


def test_without_a_folder_the_files_of_the_release_are_in_use(tmp_path: Path) -> None:
    data = DataFiles(tmp_path / "none")
    assert title(data.reference_data) == RELEASE
    assert data.reference_data.framework.id == data.reference_data.self_check.framework
    assert (data.problems, data.edited) == ({}, ())
    assert not (tmp_path / "none").exists()


def test_a_good_edit_takes_the_releases_place_at_the_next_look(folder: Folder) -> None:
    data = DataFiles(folder)
    before = data.reference_data
    assert not data.look()
    edit(folder, LESSONS, GOOD)
    assert data.reference_data is before
    assert data.look()
    assert title(data.reference_data) == "Bài đã sửa"
    assert (data.problems, data.edited) == ({}, (LESSONS,))
    assert data.reference_data.criteria == before.criteria
    assert title(before) == RELEASE
    assert not data.look()


def test_an_edit_may_be_edited_again(folder: Folder) -> None:
    data = DataFiles(folder)
    edit(folder, LESSONS, GOOD)
    data.look()
    edit(folder, LESSONS, BETTER)
    assert data.look()
    assert title(data.reference_data) == "Bài sửa lần nữa"


@pytest.mark.parametrize("name", NAMES)
def test_every_file_may_be_edited(folder: Folder, name: str) -> None:
    edit(folder, name)
    data = DataFiles(folder)
    assert data.reference_data == DataFiles(folder / "none").reference_data
    assert (data.problems, data.edited) == ({}, (name,))


@pytest.mark.parametrize("broken", [False, True])
def test_an_edit_that_is_taken_away_gives_the_release_back(folder: Folder, broken: bool) -> None:
    data = DataFiles(folder)
    edit(folder, LESSONS, GOOD)
    data.look()
    if broken:
        edit(folder, LESSONS, BAD)
        data.look()
    (folder / LESSONS).unlink()
    assert data.look()
    assert title(data.reference_data) == title(DataFiles(folder).reference_data) == RELEASE
    assert (data.problems, data.edited) == ({}, ())


# --- mistakes -------------------------------------------------------------------------------------

MISTAKES: dict[str, tuple[str, tuple[str, str], str, str]] = {
    "no TOML": (
        LESSONS, ('version = "2026-1"', "version = 2026-1-"),
        "line 12, column 15", "Expected newline or end of document after a statement",
    ),
    "a quotation mark that is missing": (
        LESSONS, ('version = "2026-1"', 'version = "2026-1'),
        "line 12, column 18", "Illegal character '\\n'",
    ),
    "an entry twice": (
        LESSONS, ('version = "2026-1"', 'version = "1"\nversion = "2"'),
        "line 13, column 14", "Cannot overwrite a value",
    ),
    "an unknown field": (
        LESSONS, ('id = "device"\n', 'id = "device"\ncolour = "red"\n'),
        "lessons.2", "Object contains unknown field `colour`",
    ),
    "an unknown field at the top": (
        SELF_CHECK, ("recheck_days = 90", "recheck_days = 90\nrecheck_weeks = 9"),
        "", "Object contains unknown field `recheck_weeks`",
    ),
    "a missing field": (
        LESSONS, ('id = "device"\ncodes = []', 'id = "device"'),
        "lessons.2", "Object missing required field `codes`",
    ),
    "a wrong type": (
        SELF_CHECK, ("most = 36", 'most = "36"'),
        "forms.1.most", "Expected `int`, got `str`",
    ),
    "a wrong type deep inside": (
        SELF_CHECK, ('id = "S2"\ncode = "1.2"', 'id = "S2"\ncode = 1.2'),
        "forms.1.items.2.code", "Expected `str`, got `float`",
    ),
    "an id that fits no button": (
        SELF_CHECK, ('id = "S1"', 'id = "S 1"'),
        "forms.1.items.1.id", "Expected `str` matching regex '^[A-Za-z0-9.-]{1,12}\\\\Z'",
    ),
    "a missing language": (
        FRAMEWORK, (', en = "Problem solving"', ""),
        "domains.5.short", "Object missing required field `en`",
    ),
    "a missing language for a group": (
        CRITERIA, ('worker = { vi = "Trong năm nay, việc đặt', 'worker = { en2 = "Trong năm nay,'),
        "indicators.2.for_group.…", "Object contains unknown field `en2`",
    ),
    "an unknown group of people": (
        CRITERIA, ("worker = {", "workers = {"),
        "indicators.2.for_group", "Invalid enum value 'workers'",
    ),
    "an unknown measure": (
        CRITERIA, ('measures = ["goal"]', 'measures = ["gaol"]'),
        "indicators.2.measures.1", "Invalid enum value 'gaol'",
    ),
    "an id twice": (
        SELF_CHECK, ('id = "S2"', 'id = "S1"'),
        "forms.short.items.S1", "it is there more than once",
    ),
    "a gap in the bands": (
        SELF_CHECK, ("from_percent = 0", "from_percent = 10"),
        "bands", "the first band must begin at 0 percent",
    ),
    "a wrong sum of points": (
        CRITERIA, ("total = 100", "total = 90"),
        "total", "the points of the indicators add up to 100",
    ),
    "a wrong sum of a form": (
        SELF_CHECK, ("most = 72", "most = 70"),
        "forms.full.most", "24 questions make 72 points",
    ),
    "an empty text": (
        LESSONS, ('title = { vi = "Chỉ lại cho người khác"', 'title = { vi = " "'),
        "lessons.teach.title.vi", "the text is empty",
    ),
    "an unknown intent": (
        INTENTS, ('code = "praise"', 'code = "applause"'),
        "intents.15.code", "Invalid enum value 'applause'",
    ),
    "an unknown group": (
        INTENTS, ('"grateful you ~4"', '"grateful kindly ~4"'),
        "intents.thanks.combinations.1", "there is no group kindly",
    ),
    "an answer to distress without its number": (
        INTENTS, ("xin gọi 111", "xin gọi ngay"),
        "intents.distress.answer", "it must name 111 in vi",
    ),
    "a day that is no date": (
        CONTACTS, ("[usual]", '[mental_health]\nname = { vi = "a", en = "b" }\ntelephone = "115"\n'
                   'source = "c"\nchecked = "today"\n\n[usual]'),
        "mental_health.checked", "Expected `date`, got `str`",
    ),
    "a number without end": (
        CRITERIA, ("least = 5", "least = " + 5000 * "5"),
        "", "Exceeds the limit (4300 digits) for integer string conversion",
    ),
    "brackets without end": (
        CRITERIA, ("rungs = [", "rungs = [" + 5000 * "["),
        "", "maximum recursion depth exceeded",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_changes_nothing(folder: Folder, kind: str) -> None:
    name, change, entry, reason = MISTAKES[kind]
    data = DataFiles(folder)
    before = data.reference_data
    edit(folder, name, change)
    assert data.look()
    (mistake,) = data.problems.pop(name)
    assert mistake.entry == entry
    assert mistake.reason.startswith(reason)
    assert data.problems == {}
    assert (data.reference_data, data.edited) == (before, ())
    assert not data.look()


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_start_with_a_mistake_goes_on_with_the_release(folder: Folder, kind: str) -> None:
    name, change, entry, _reason = MISTAKES[kind]
    edit(folder, name, change)
    data = DataFiles(folder)
    assert data.reference_data == DataFiles(folder / "none").reference_data
    assert [each.entry for each in data.problems[name]] == [entry]


def test_all_mistakes_of_a_file_and_of_all_files_are_told(folder: Folder) -> None:
    edit(folder, LESSONS, BAD, ('codes = ["1.2"]', 'codes = ["9.9"]'))
    edit(folder, CRITERIA, ("total = 100", "total = 90"))
    data = DataFiles(folder)
    assert title(data.reference_data) == RELEASE
    assert {each.entry for each in data.problems[LESSONS]} == {
        "lessons.safety.up_to", "lessons.check-news.codes", "lessons",
    }  # fmt: skip
    assert [each.entry for each in data.problems[CRITERIA]] == ["total"]


def test_a_mistake_in_one_file_does_not_hold_up_an_edit_of_another(folder: Folder) -> None:
    data = DataFiles(folder)
    data.look()
    edit(folder, CRITERIA, ("total = 100", "total = 90"))
    edit(folder, LESSONS, GOOD)
    data.look()
    assert title(data.reference_data) == "Bài đã sửa"
    assert (tuple(data.problems), data.edited) == ((CRITERIA,), (LESSONS,))


def test_a_mistake_that_is_put_right_is_forgotten(folder: Folder) -> None:
    data = DataFiles(folder)
    edit(folder, LESSONS, BAD)
    data.look()
    assert data.problems == {LESSONS: BAD_TOLD}
    edit(folder, LESSONS, GOOD)
    data.look()
    assert data.problems == {}
    assert title(data.reference_data) == "Bài đã sửa"


# --- the last good version ------------------------------------------------------------------------


def test_after_a_mistake_the_last_good_edit_stays_in_use(folder: Folder) -> None:
    data = DataFiles(folder)
    edit(folder, LESSONS, GOOD)
    data.look()
    edit(folder, LESSONS, BAD)
    data.look()
    assert title(data.reference_data) == "Bài đã sửa"
    assert data.problems == {LESSONS: BAD_TOLD}


def test_after_a_restart_too(folder: Folder) -> None:
    edit(folder, LESSONS, GOOD)
    DataFiles(folder).look()
    edit(folder, LESSONS, BETTER)
    DataFiles(folder).look()
    edit(folder, LESSONS, BAD)
    for _start in range(2):
        data = DataFiles(folder)
        assert title(data.reference_data) == "Bài sửa lần nữa"
        assert data.problems == {LESSONS: BAD_TOLD}


def test_a_last_good_version_that_is_damaged_is_not_used(folder: Folder) -> None:
    edit(folder, LESSONS, GOOD)
    DataFiles(folder).look()
    edit(folder, LESSONS, BAD)
    (folder / LAST_GOOD / LESSONS).write_bytes(b"\x00")
    data = DataFiles(folder)
    assert title(data.reference_data) == RELEASE
    assert data.problems == {LESSONS: BAD_TOLD}


def test_where_the_last_good_version_cannot_be_kept_the_edit_is_still_in_use(
    folder: Folder,
) -> None:
    (folder / LAST_GOOD).write_text("a file, not a folder")
    edit(folder, LESSONS, GOOD)
    data = DataFiles(folder)
    assert title(data.reference_data) == "Bài đã sửa"
    edit(folder, LESSONS, BAD)
    data.look()
    assert title(data.reference_data) == "Bài đã sửa"
    assert title(DataFiles(folder).reference_data) == RELEASE


# --- files that must fit each other ---------------------------------------------------------------

NEW_CODE = ('code = "6.3"', 'code = "6.4"')
NEW_ID = ('id = "tt02-2025"', 'id = "tt99-2027"')


def test_a_framework_that_the_other_files_do_not_fit_is_refused_as_a_whole(folder: Folder) -> None:
    data = DataFiles(folder)
    edit(folder, LESSONS, GOOD)
    data.look()
    before = data.reference_data
    edit(folder, FRAMEWORK, NEW_CODE)
    assert data.look()
    assert data.reference_data is before
    assert data.edited == (LESSONS,)
    assert data.problems[FRAMEWORK] == (
        Problem("", "self_check.toml does not fit it (forms.full.items.6.3.code: "
                    "the framework has no 6.3): edit self_check.toml too"),
        Problem("", "lessons.toml does not fit it (lessons.fake-voice.codes: "
                    "the framework has no 6.3 and 1 more): edit lessons.toml too"),
    )  # fmt: skip
    assert title(DataFiles(folder).reference_data) == "Bài đã sửa"


def test_a_framework_with_all_that_belongs_to_it_is_taken(folder: Folder) -> None:
    data = DataFiles(folder)
    data.look()
    edit(folder, FRAMEWORK, NEW_CODE, NEW_ID)
    data.look()
    assert data.reference_data.framework.id == "tt02-2025"
    edit(folder, SELF_CHECK, NEW_CODE, ('framework = "tt02-2025"', 'framework = "tt99-2027"'))
    data.look()
    assert data.reference_data.framework.id == "tt02-2025"
    edit(folder, LESSONS, ('codes = ["6.3"]', 'codes = ["6.4"]'))
    data.look()
    assert (data.problems, data.edited) == ({}, (FRAMEWORK, SELF_CHECK, LESSONS))
    assert (
        data.reference_data.framework.id == data.reference_data.self_check.framework == "tt99-2027"
    )


def test_a_refused_framework_never_becomes_the_last_good_one(folder: Folder) -> None:
    edit(folder, FRAMEWORK, ('source = "Thông tư', 'source = "Xem Thông tư'))
    edit(folder, LESSONS, GOOD)
    DataFiles(folder).look()
    edit(folder, FRAMEWORK, NEW_CODE)
    for _start in range(2):
        reference_data = DataFiles(folder).reference_data
        assert reference_data.framework.source.startswith("Xem")
        assert title(reference_data) == "Bài đã sửa"
    assert "6.4" not in (folder / LAST_GOOD / FRAMEWORK).read_text(encoding="utf-8")


def test_a_file_that_fits_no_framework_in_use_tells_its_own_mistake(folder: Folder) -> None:
    edit(folder, SELF_CHECK, NEW_CODE)
    data = DataFiles(folder)
    assert data.reference_data == DataFiles(folder / "none").reference_data
    assert data.problems == {
        SELF_CHECK: (Problem("forms.full.items.6.3.code", "the framework has no 6.4"),)
    }


# --- files that cannot be read --------------------------------------------------------------------


def a_folder(path: Path) -> None:
    path.mkdir()


def a_circle(path: Path) -> None:
    path.symlink_to(path)


def bytes_of(content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


UNREADABLE: dict[str, tuple[Callable[[Path], None], Problem]] = {
    "a folder": (a_folder, Problem("", "cannot be read (IsADirectoryError)")),
    "a link to itself": (a_circle, Problem("", "cannot be read (OSError)")),
    "a file too large": (
        bytes_of(b"#" * (MAX_BYTES + 1)),
        Problem("", "the file is larger than 1000000 bytes"),
    ),
    "an empty file": (bytes_of(b""), Problem("", "Object missing required field `version`")),
    "a picture": (
        bytes_of(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
        Problem("line 1", "it is not UTF-8 text: save the file as UTF-8"),
    ),
    "zeros": (bytes_of(bytes(100)), Problem("line 1, column 1", "Invalid statement")),
    "another encoding": (
        bytes_of('version = "1"\ntitle = "Tiếng"'.encode("utf-16")),
        Problem("line 1", "it is not UTF-8 text: save the file as UTF-8"),
    ),
    "one letter of another encoding": (
        bytes_of(b'version = "1"\n# caf\xe9\n'),
        Problem("line 2", "it is not UTF-8 text: save the file as UTF-8"),
    ),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_is_no_data_file_is_told_and_changes_nothing(folder: Folder, kind: str) -> None:
    make, mistake = UNREADABLE[kind]
    data = DataFiles(folder)
    edit(folder, LESSONS, GOOD)
    data.look()
    (folder / LESSONS).unlink()
    make(folder / LESSONS)
    data.look()
    for some in (data, DataFiles(folder)):
        assert title(some.reference_data) == "Bài đã sửa"
        assert some.problems == {LESSONS: (mistake,)}


def test_a_file_as_large_as_may_be_is_read(folder: Folder) -> None:
    edit(folder, LESSONS, GOOD)
    text = (folder / LESSONS).read_bytes() + b"\n"
    (folder / LESSONS).write_bytes(text + b"#" * (MAX_BYTES - len(text)))
    assert title(DataFiles(folder).reference_data) == "Bài đã sửa"


def test_a_file_from_windows_is_read(folder: Folder) -> None:
    edit(folder, LESSONS, GOOD)
    text = (folder / LESSONS).read_bytes()
    (folder / LESSONS).write_bytes(text.replace(b"\n", b"\r\n"))
    assert title(DataFiles(folder).reference_data) == "Bài đã sửa"


def test_a_folder_that_cannot_be_entered_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for dialog, error in ((tmp_path / "file", "NotADirectoryError"), (tmp_path / (300 * "x"), "")):
        data = DataFiles(dialog)
        assert title(data.reference_data) == RELEASE
        assert error in data.problems[FRAMEWORK][0].reason


def test_a_folder_that_can_no_longer_be_entered_changes_nothing(folder: Folder) -> None:
    data = DataFiles(folder)
    edit(folder, LESSONS, GOOD)
    data.look()
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("not a folder")
    assert data.look()
    assert title(data.reference_data) == "Bài đã sửa"
    assert data.problems


# --- the release itself ---------------------------------------------------------------------------


def test_a_release_with_a_mistake_cannot_be_used(tmp_path: Path) -> None:
    shutil.copytree(PACKAGED, tmp_path / "release")
    edit(tmp_path / "release", CRITERIA, ("total = 100", "total = 90"))
    data = DataFiles(tmp_path / "data", tmp_path / "release")
    with pytest.raises(DataWrong, match=r"^learning_citizen\.toml: total: the points of the"):
        data.look()


def test_a_release_without_a_file_cannot_be_used(tmp_path: Path) -> None:
    shutil.copytree(PACKAGED, tmp_path / "release")
    (tmp_path / "release" / LESSONS).unlink()
    with pytest.raises(DataWrong, match=r"^lessons\.toml: : the file is missing$"):
        DataFiles(tmp_path / "data", tmp_path / "release").look()


# --- looking again and again ----------------------------------------------------------------------


class Watched(DataFiles):
    """Data files that tell a test each time something was read."""

    def __init__(self, folder: Path, *, seconds_between_looks: float) -> None:
        super().__init__(folder, seconds_between_looks=seconds_between_looks)
        self.read: asyncio.Queue[None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()

    def look(self) -> bool:
        found = super().look()
        if found:
            self._loop.call_soon_threadsafe(self.read.put_nowait, None)
        return found

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for one reading after another: an edit may be found while it is half written."""
        while not true():
            await self.read.get()


async def test_an_edit_is_found_while_looking_and_looking_ends_at_stop(folder: Folder) -> None:
    data = Watched(folder, seconds_between_looks=0.001)
    data.look()
    await data.read.get()
    stop = asyncio.Event()
    async with asyncio.timeout(120), asyncio.TaskGroup() as group:
        looking = group.create_task(data.keep_looking(stop))
        edit(folder, LESSONS, GOOD)
        await data.until(lambda: title(data.reference_data) == "Bài đã sửa")
        edit(folder, LESSONS, BAD)
        await data.until(lambda: data.problems == {LESSONS: BAD_TOLD})
        assert title(data.reference_data) == "Bài đã sửa"
        (folder / LESSONS).unlink()
        await data.until(lambda: title(data.reference_data) == RELEASE)
        assert not looking.done()
        stop.set()
    assert looking.done()


async def test_looking_ends_at_once_however_long_the_next_look_is_away(folder: Folder) -> None:
    data = DataFiles(folder, seconds_between_looks=3600)
    data.look()
    stop = asyncio.Event()
    async with asyncio.timeout(120), asyncio.TaskGroup() as group:
        looking = group.create_task(data.keep_looking(stop))
        await asyncio.sleep(0)
        assert not looking.done()
        stop.set()
    assert looking.done()


# --- whatever stands in a file --------------------------------------------------------------------

CRITERIA_RAW = (PACKAGED / CRITERIA).read_bytes()
FRAMEWORK_RAW = (PACKAGED / FRAMEWORK).read_bytes()
PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [b"[", b"]", b'"', b'""', b"=", b"\n", b"{", b"}", b"[[", b"x = 1\n", b"true", b"nan"]
    ),
    st.sampled_from([b"-1", b"0", b"1e999", b"2026-11-20", b"99999999999999999999"]),
)


@st.composite
def odd(draw: st.DrawFn, raw: bytes) -> bytes:
    """A file in which some bytes have become others."""
    start = draw(st.integers(0, len(raw)))
    end = draw(st.integers(start, min(len(raw), start + 400)))
    return raw[:start] + draw(PIECES) + raw[end:]


@given(odd(CRITERIA_RAW), odd(FRAMEWORK_RAW))
def test_no_content_is_too_odd_to_be_told(criteria: bytes, framework: bytes) -> None:
    for read in (
        decode(criteria, CriteriaSet, problems_in_criteria),
        decode(framework, Framework, problems_in_framework),
    ):
        if isinstance(read, tuple):
            assert read
            assert all(mistake.reason for mistake in read)
