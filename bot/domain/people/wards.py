"""Wards: the commune-level units of residents, and the search for one from typed text.

The units are data: `data/hanoi_wards.csv` is the official list; codes are text, since they begin
with zeros. `data/ward_aliases.csv` has the unambiguous short forms; a new alias is a new line
there.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, cast, get_args

from rapidfuzz.distance import OSA

from bot.domain.text.normalizing import accented_words, nfc, plain_words

WardKind = Literal["phuong", "xa"]

KIND_TITLES: Final[dict[WardKind, str]] = {"phuong": "phường", "xa": "xã"}
"""The word for each kind, written before a name."""


@dataclass(frozen=True, slots=True)
class Ward:
    """One commune-level unit; `code` is its official code of five digits."""

    code: str
    kind: WardKind
    name: str

    @property
    def title(self) -> str:
        """The full Vietnamese title within a sentence: "phường Ô Chợ Dừa"."""
        return f"{KIND_TITLES[self.kind]} {self.name}"


def all_wards() -> tuple[Ward, ...]:
    """Every ward in the order of the official list; ValueError when the data is not valid."""
    return _register().wards


def ward(code: str) -> Ward | None:
    """The ward with an official code, or None."""
    return _register().by_code.get(code)


def search_wards(query: str, limit: int = 5) -> tuple[Ward, ...]:
    """The wards that a text may mean, best first; empty when no name is similar.

    Accents, capitals, the position of a tone mark, spaces and one typing error do not matter. A
    full name, a code or an alias gives its ward alone. Typed accents choose between names that
    differ in nothing else. A kind word ("xã Phúc Thọ", "P. Láng") keeps only that kind, unless only
    the other kind has the name.
    """
    return _register().search(query, limit)


def named_ward(query: str) -> Ward | None:
    """The ward whose name, alias or code was typed; None for a guess or for several."""
    return _register().named(query)


def parse_wards(text: str, file: str) -> tuple[Ward, ...]:
    """The wards of a CSV text (code,kind,name); ValueError names the file and the line."""
    wards: dict[str, Ward] = {}
    for where, (code, kind, name) in _rows(text, file, ["code", "kind", "name"]):
        if not _CODE.fullmatch(code):
            raise ValueError(f"{where}: {code!r} is not a code of five digits")
        if kind not in get_args(WardKind):
            raise ValueError(f"{where}: {kind!r} is not a kind of ward")
        if not plain_words(name) or name != nfc(name).strip():
            raise ValueError(f"{where}: {name!r} is not a clean name")
        if code in wards:
            raise ValueError(f"{where}: code {code} is there twice")
        wards[code] = Ward(code, cast(WardKind, kind), name)
    return tuple(wards.values())


def parse_aliases(text: str, file: str, codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The (alias, code) pairs of a CSV text; ValueError names the file and the line."""
    known = set(codes)
    aliases: dict[str, tuple[str, str]] = {}
    for where, (alias, code) in _rows(text, file, ["alias", "code"]):
        if code not in known:
            raise ValueError(f"{where}: there is no ward {code!r}")
        if not plain_words(alias) or plain_words(alias) in aliases:
            raise ValueError(f"{where}: the alias {alias!r} is empty or there twice")
        aliases[plain_words(alias)] = (alias, code)
    return tuple(aliases.values())


_CODE: Final = re.compile("[0-9]{5}")


def _rows(text: str, file: str, header: list[str]) -> Iterator[tuple[str, list[str]]]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in rows:
            where = f"{file}, line {rows.line_num}"
            if rows.line_num == 1:
                if row != header:
                    raise ValueError(f"{where}: the header is not {','.join(header)}")
            elif len(row) != len(header):
                raise ValueError(f"{where}: not {len(header)} fields")
            else:
                yield where, row
        if rows.line_num == 0:
            raise ValueError(f"{file}, line 1: the header is not {','.join(header)}")
    except csv.Error as error:
        raise ValueError(f"{file}, line {rows.line_num}: {error}") from error


@cache
def _register() -> "WardRegister":
    data = files("bot.domain.people")
    units, aliases = data / "hanoi_wards.csv", data / "ward_aliases.csv"
    wards = parse_wards(units.read_text("utf-8"), units.name)
    codes = (each.code for each in wards)
    return WardRegister(wards, parse_aliases(aliases.read_text("utf-8"), aliases.name, codes))


# --- searching ---------------------------------------------------------------------------------

_KIND_WORD: Final = re.compile("(?P<kind>phuong|p|xa|x) (?P<name>.+)")
_KIND_WORD_AFTER: Final = re.compile("(?P<name>.+) (?P<kind>ward|commune)")
_KINDS: Final[dict[str, WardKind]] = {
    "phuong": "phuong", "p": "phuong", "ward": "phuong", "xa": "xa", "x": "xa", "commune": "xa",
}  # fmt: skip
_CITY: Final = re.compile("(?<=.) (?:(?:tp|thanh pho) )?(?:ha noi|hanoi|hn)$")
_LONGEST_QUERY: Final = 120  # a full title with the city, typed in decomposed form
_LEAST_LETTERS: Final = 2
_MIN_SIMILARITY: Final = 0.65
"""Below this share of equal letters it is another name, not a typing error (two in six letters)."""


def _solid(plain: str) -> str:
    return plain.replace(" ", "")


@dataclass(frozen=True, slots=True)
class _Entry:
    ward: Ward
    accented: str
    names: tuple[str, ...]  # normalized: the name itself, then the aliases

    def likeness(self, plain: str, accented: str) -> float:
        """The similarity to a text: 2 for a beginning, 1 for a part, less for a typing error."""
        near = max(_likeness(plain, name) for name in self.names)
        agrees = near >= 1 and f" {accented}" in f" {self.accented}"
        return near + _ACCENT_BONUS if agrees else near


_ACCENT_BONUS: Final = 0.4  # "Phúc" is closer to Phúc Lợi than to Phú Cát, but is no name


def _likeness(said: str, name: str) -> float:
    solid_said, solid_name = _solid(said), _solid(name)
    if len(solid_said) < _LEAST_LETTERS:
        return 0.0
    covered = len(solid_said) / (2 * max(len(solid_name), len(solid_said)))
    if name.startswith(said):
        return 2 + covered
    if f" {said}" in name or solid_name.startswith(solid_said):
        return 1 + covered
    return OSA.normalized_similarity(solid_said, solid_name, score_cutoff=_MIN_SIMILARITY)


@dataclass(frozen=True, slots=True)
class _Query:
    """The typed text, whole and without its kind word."""

    plain: str
    accented: str
    name: str
    accented_name: str
    kind: WardKind | None
    surely_kind: bool  # the kind word has its accent: "phường", not "phuong" (or "Phương")


def _read_query(query: str) -> _Query:
    plain, accented = _CITY.sub("", plain_words(query)), accented_words(query).split()
    accented = accented[: len(plain.split())]
    if match := _KIND_WORD_AFTER.fullmatch(plain):
        bare = accented[:-1]
    elif match := _KIND_WORD.fullmatch(plain):
        bare = accented[1:]
    else:
        whole = " ".join(accented)
        return _Query(plain, whole, plain, whole, None, False)
    return _Query(
        plain,
        " ".join(accented),
        match["name"],
        " ".join(bare),
        _KINDS[match["kind"]],
        bool(_KIND_WORDS_WITH_ACCENT.intersection(accented[:1])),
    )


class WardRegister:
    """Wards and their aliases, prepared for search."""

    def __init__(self, wards: tuple[Ward, ...], aliases: Iterable[tuple[str, str]] = ()) -> None:
        self.wards = wards
        self.by_code = {each.code: each for each in wards}
        self._by_accented: dict[str, list[Ward]] = {}
        self._by_solid: dict[str, list[Ward]] = {}
        known_as: dict[str, list[str]] = {}
        for alias, code in aliases:
            known_as.setdefault(code, []).append(plain_words(alias))
        self._entries = tuple(
            _Entry(w, accented_words(w.name), (plain_words(w.name), *known_as.get(w.code, ())))
            for w in wards
        )
        for entry in self._entries:
            self._by_accented.setdefault(entry.accented, []).append(entry.ward)
            for solid in {_solid(name) for name in (*entry.names, plain_words(entry.ward.title))}:
                self._by_solid.setdefault(solid, []).append(entry.ward)

    def search(self, query: str, limit: int = 5) -> tuple[Ward, ...]:
        """See `search_wards`; searches these wards."""
        if len(query) > _LONGEST_QUERY or accented_words(query) in _KIND_WORDS_ALONE:
            return ()
        said = _read_query(query)
        if _CODE.fullmatch(said.plain):
            return (self.by_code[said.plain],) if said.plain in self.by_code else ()
        found = self._exact(said) or self._near(said) or self._within(said)
        return found[:limit] if said.plain else ()

    def named(self, query: str) -> Ward | None:
        """See `named_ward`; searches these wards."""
        found = self.search(query)
        if len(found) != 1:
            return None
        said = _read_query(query)
        exact = said.plain in self.by_code or found == self._exact(said)
        return found[0] if exact or found == self._within(said) else None

    def _within(self, said: _Query) -> tuple[Ward, ...]:
        """The wards whose whole name is in a sentence; a longer name excludes those within it."""
        words = f" {said.plain} "
        found = [e for e in self._entries if any(f" {name} " in words for name in e.names)]
        longest = max((len(e.names[0]) for e in found), default=0)
        return tuple(e.ward for e in found if len(e.names[0]) == longest)

    def _exact(self, said: _Query) -> tuple[Ward, ...]:
        def of_kind(wards: list[Ward]) -> list[Ward]:
            return [each for each in wards if said.kind in (None, each.kind)]

        bare = self._by_solid.get(_solid(said.name), [])
        return tuple(
            self._by_accented.get(said.accented)
            or of_kind(self._by_accented.get(said.accented_name, []))
            or self._by_solid.get(_solid(said.plain))
            or of_kind(bare)
            or bare
        )

    def _near(self, said: _Query) -> tuple[Ward, ...]:
        of_kind: list[tuple[float, Ward]] = []
        others: list[tuple[float, Ward]] = []
        for entry in self._entries:
            near = entry.likeness(said.name, said.accented_name)
            if said.kind in (None, entry.ward.kind):
                of_kind.append((near, entry.ward))
            else:
                others.append((near, entry.ward))
            if said.kind is not None and not said.surely_kind:
                # "phuong liet" may be all name; then only a name with this first word matches.
                begins_so = entry.names[0].split()[0] == said.plain.split()[0]
                if begins_so and (near := entry.likeness(said.plain, said.accented)) > 0:
                    of_kind = [each for each in of_kind if each[1] != entry.ward]
                    of_kind.append((near, entry.ward))
        return _best_first(of_kind) or _best_first(others)


_KIND_WORDS_WITH_ACCENT: Final = {accented_words(word) for word in KIND_TITLES.values()}
_KIND_WORDS_ALONE: Final = {*_KINDS, *_KIND_WORDS_WITH_ACCENT}


def _best_first(scored: list[tuple[float, Ward]]) -> tuple[Ward, ...]:
    likely = sorted((each for each in scored if each[0] > 0), key=lambda each: -each[0])
    return tuple(found for _, found in likely)
