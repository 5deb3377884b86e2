"""Guessing: the wards that an address may mean when it has a part of a name, or one with errors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.domain.people.wards.address import Address, Mention, Word
from bot.domain.people.wards.candidates import Surroundings
from bot.domain.people.wards.found import Nothing, OfDistrict, Similar, WardFound
from bot.domain.people.wards.kind_words import BEFORE, FILLERS
from bot.domain.people.wards.names import NameEntry
from bot.domain.people.wards.similar import SimilarNames
from bot.domain.people.wards.units import District, Ward

MOST_SIMILAR: Final = 7


class Guesses:
    """What is similar to the words of an address among the names of the served provinces."""

    def __init__(self, similar: SimilarNames) -> None:
        self._similar = similar

    def of_unknown(self, address: Address) -> WardFound | None:
        """What a name after a kind word is like, when nothing has that name."""
        for mention in address.mentions:
            if mention.kind is None or mention.entries:
                continue
            entries = self._similar.find(mention.plain, mention.accented)
            all_name = self.all_name(address, mention)
            if mention.level == "unit":
                wards = dict.fromkeys((*all_name, *self.offered(entries, address, mention)))
                return Similar(tuple(wards)[:MOST_SIMILAR]) if wards else None
            if all_name:
                return Similar(all_name)
            if districts := tuple(d for each in entries[:1] for d in self._districts(each)):
                return OfDistrict(districts, self.wards_of_districts(districts))
            if found := self.offered(entries, address, None):
                return Similar(found)
        return None

    def of_rest(self, address: Address, *, with_fillers: bool = False) -> Similar | Nothing:
        """What the words without a kind word are like; `with_fillers`: only all of them."""
        if " ".join(word.plain for word in address.bare) in BEFORE:
            return Nothing()
        without_fillers = tuple(word for word in address.bare if word.plain not in FILLERS)
        for words in (address.bare, () if with_fillers else without_fillers):
            if wards := self.offered(self._similar.find(*_text(words)), address, None):
                return Similar(wards)
        return Nothing()

    def of_today(self, address: Address, mention: Mention) -> tuple[Ward, ...]:
        """The wards with names of today that are like this one."""
        entries = self._similar.find(mention.plain, mention.accented)
        return self.offered(self._similar.of_today(entries), address, mention)

    def offered(
        self, entries: Iterable[NameEntry], address: Address, mention: Mention | None
    ) -> tuple[Ward, ...]:
        """Their wards: of the kind that was said and within the surroundings, if there are some."""
        around = Surroundings.of(each for each in address.mentions if each is not mention)
        kind = None if mention is None else mention.kind
        fitting: dict[Ward, None] = {}
        others: dict[Ward, None] = {}
        for entry in entries:
            of_kind = self._similar.wards_of(entry, kind)
            for ward in (*of_kind, *self._similar.wards_of(entry)):
                (fitting if ward in of_kind and around.has(ward) else others)[ward] = None
            if len(fitting) >= MOST_SIMILAR:
                break
        return tuple(fitting or others)[:MOST_SIMILAR]

    def wards_of_districts(self, districts: tuple[District, ...]) -> tuple[Ward, ...]:
        """The served wards on the land of districts."""
        wards = (ward for each in districts for ward in self._similar.served(each.wards))
        return tuple(dict.fromkeys(wards))

    def _districts(self, entry: NameEntry) -> tuple[District, ...]:
        return self._similar.districts_of(entry)

    def all_name(self, address: Address, mention: Mention) -> tuple[Ward, ...]:
        """Wards whose names begin with what may be the kind word, or are the text but for an error.

        None when the kind word has its accents.
        """
        if mention.first is None:
            return ()
        plain, accented = _text((mention.first, *mention.words))
        entries = self._similar.find(plain, accented)
        alike = (
            *(each for each in entries if each.plain.split()[0] == mention.first.plain),
            *self._similar.of_today(self._similar.with_one_error(_text(address.words)[0])),
        )
        wards = dict.fromkeys(w for entry in alike for w in self._similar.wards_of(entry))
        return tuple(wards)[:MOST_SIMILAR]


def _text(words: tuple[Word, ...]) -> tuple[str, str]:
    """Words as a text, normalized and as typed."""
    return " ".join(word.plain for word in words), " ".join(word.accented for word in words)
