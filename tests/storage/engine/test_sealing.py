"""Sealing: what is sealed opens to what it was, and to nothing else."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.storage.engine.sealing import CannotOpen, KeyRing, Sealer
from tests.sealed import SEALER

OTHER = Sealer(KeyRing({"test": bytes(32)}, "test", bytes(64)))
"""Keys of the same names, and not the same."""

NEWER = Sealer(KeyRing({"test": bytes(range(32)), "next": bytes(32)}, "next", bytes(range(64))))
"""The keys of the tests, and a newer one."""

_texts = st.text(st.characters(exclude_categories=["Cs"])).map(
    lambda text: unicodedata.normalize("NFC", text)
)


@given(_texts)
@example("~")
@example("~1:abc")
@example("~i:abc")
@example("Học ở phường Ô Chợ Dừa")
def test_a_sealed_text_opens_to_what_it_was_and_shows_nothing_of_it(text: str) -> None:
    sealed = SEALER.seal_text(text)
    assert SEALER.open(sealed) == text
    assert SEALER.open(SEALER.seal_text(sealed)) == sealed
    assert text == "" or (sealed.startswith("~1:test:") and sealed != SEALER.seal_text(text))


@given(_texts, _texts)
def test_ids_are_equal_when_they_are_sealed_and_only_then(one: str, other: str) -> None:
    assert (SEALER.seal_id(one) == SEALER.seal_id(other)) is (one == other)
    assert SEALER.open(SEALER.seal_id(one)) == one


@given(st.lists(_texts))
def test_a_list_of_ids_is_sealed_one_by_one(ids: list[str]) -> None:
    sealed = SEALER.seal_ids(json.dumps(ids))
    assert sealed is not None
    assert json.loads(sealed) == [SEALER.seal_id(each) for each in ids]


@pytest.mark.parametrize("value", [None, ""])
def test_nothing_stays_nothing(value: str | None) -> None:
    assert SEALER.seal_text(value) == value
    assert SEALER.seal_id(value) == value
    assert SEALER.open(value) == value


@pytest.mark.parametrize("plain", ["web:a.jpg", "~", "~ khoảng", "~1:x:abc", "~i:abc", "{}"])
def test_a_value_from_before_there_were_keys_is_given_as_it_is(plain: str) -> None:
    assert SEALER.open(plain) == plain
    assert not SEALER.is_current(plain)


@pytest.mark.parametrize("seal", [SEALER.seal_text, SEALER.seal_id])
def test_a_sealed_value_opens_with_no_other_key(seal: object) -> None:
    assert callable(seal)
    with pytest.raises(CannotOpen):
        OTHER.open(seal("Học"))
    with pytest.raises(CannotOpen):
        Sealer().open(seal("Học"))


@given(st.data())
def test_a_changed_value_is_refused_and_never_garbage(data: st.DataObject) -> None:
    seal = data.draw(st.sampled_from([SEALER.seal_text, SEALER.seal_id]))
    sealed = seal("Học nấu ăn")
    start = sealed.rindex(":") + 1
    # The last letters of base64 may hold bits that stand for nothing.
    place = data.draw(st.integers(start, len(sealed) - 4))
    letter = data.draw(st.sampled_from("ABCXYZabcxyz0189+/-~"))
    changed = sealed[:place] + letter + sealed[place + 1 :]
    if changed != sealed:
        with pytest.raises(CannotOpen):
            SEALER.open(changed)


def test_what_was_sealed_long_ago_is_opened_by_its_key() -> None:
    sealer = Sealer(SEALER.ring)
    sealed = [sealer.seal_text(f"Học bài {number}") for number in range(10_000)]
    assert [sealer.open(each) for each in sealed] == [f"Học bài {n}" for n in range(10_000)]
    assert [Sealer(SEALER.ring).open(each) for each in sealed[:9]] == [
        f"Học bài {n}" for n in range(9)
    ]


def test_what_was_sealed_lately_is_not_opened_without_its_key() -> None:
    assert SEALER.ring is not None
    assert OTHER.ring is not None
    sealer = Sealer(SEALER.ring)
    sealed = sealer.seal_text("Học")
    sealer.use(OTHER.ring)
    with pytest.raises(CannotOpen):
        sealer.open(sealed)


def test_a_text_of_a_key_that_is_not_here_is_refused() -> None:
    with pytest.raises(CannotOpen, match="not here"):
        SEALER.open(NEWER.seal_text("Học"))


def test_a_newer_key_seals_and_the_old_one_still_opens() -> None:
    old = SEALER.seal_text("Học")
    assert NEWER.open(old) == "Học"
    assert not NEWER.is_current(old)
    assert NEWER.is_current(NEWER.seal_text("Học"))
    assert NEWER.seal_id("1") == SEALER.seal_id("1")


@given(st.binary())
def test_a_sealed_file_opens_to_what_it_was(content: bytes) -> None:
    stored = SEALER.seal_file(content)
    assert SEALER.open_file(stored) == content
    head, _end, sealed = stored.partition(b"\n")
    assert head.startswith(b"~sealed:")
    assert len(content) < 8 or content not in sealed, "shorter ones are there by chance"
    assert SEALER.is_current_file(stored[:64])
    assert not NEWER.is_current_file(stored[:64])


def test_a_file_from_before_there_were_keys_is_given_as_it_is() -> None:
    assert SEALER.open_file(b"\xff\xd8\xffjpeg") == b"\xff\xd8\xffjpeg"


@pytest.mark.parametrize("place", [0, 8, 14, 20, -1])
def test_a_changed_file_is_refused_or_no_sealed_file(place: int) -> None:
    stored = bytearray(SEALER.seal_file(b"content" * 9))
    stored[place] ^= 1
    if place == 0:
        assert SEALER.open_file(bytes(stored)) == bytes(stored)
    else:
        with pytest.raises(CannotOpen):
            SEALER.open_file(bytes(stored))


def test_a_sealer_without_keys_says_so_and_seals_nothing() -> None:
    for seal in (Sealer().seal_text, Sealer().seal_id):
        with pytest.raises(CannotOpen, match="without its key"):
            seal("Học")
