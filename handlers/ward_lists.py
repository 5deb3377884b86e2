"""Ward lists: provinces, first letters and wards to choose from, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.domain.people.wards import (
    Province,
    Ward,
    all_provinces,
    province,
    ward,
    wards_of_province,
)
from bot.domain.text.answers import Answer
from bot.domain.text.normalizing import fold
from bot.talk.steps import Choice, Say
from bot.talk.text import Line, _, plain
from handlers import phrases

MOST_CHOICES: Final = 10
"""The most choices of one message: with its two lines it has twelve at most."""
MOST_GROUPS: Final = 8
LONGEST_LABEL: Final = 34

ANY = Choice("list", _("Choose from a list"), ("unsure",))
_NONE = Choice("list", _("Choose from a list"), ("no", "unsure"))
_MORE = Choice("more", _("More ▶"))
_LESS = Choice("less", _("◀ Page before"))
_WAYS: Final = (phrases.BACK, phrases.CANCEL)


class WardList(Struct, frozen=True):
    """Where somebody stands in the lists; it is stored within a state.

    `found` are the codes of some wards; without them the list is of the wards of a province, and
    without a province of the provinces that are served. `letters` are the first letters that were
    chosen.
    """

    found: tuple[str, ...] = ()
    province: str = ""
    letters: str = ""
    page: int = 0


def first_list(provinces: frozenset[str]) -> WardList:
    """Where browsing begins: with the provinces, when several are served."""
    only = next(iter(provinces)) if len(provinces) == 1 else ""
    return WardList(province=only)


def _settled(at: WardList, provinces: frozenset[str]) -> WardList:
    return at if at.found or at.province else replace(at, province=first_list(provinces).province)


def list_of(wards: Sequence[Ward]) -> WardList:
    """A list of these wards."""
    return WardList(found=tuple(each.code for each in wards))


def show(at: WardList, provinces: frozenset[str], *before: Line) -> Say:
    """The choices of a page. Lines before a list of wards that were found ask in its place."""
    at = _settled(at, provinces)
    groups = _groups(at, provinces)
    if groups and not at.letters:
        letters = [Choice(f"n:{n}", plain(" ".join(group))) for n, group in enumerate(groups)]
        rows = tuple(tuple(letters[n : n + 2]) for n in range(0, len(letters), 2))
        lines = (*before, _question(at, letters=True))
        return Say(lines, (*rows, _WAYS), "text", replaces_pressed=True)
    items = _chosen(at, provinces)
    ways = (*([(_NONE,)] if at.found else []), _WAYS)
    shown, turns = _page(items, at)
    several = len({each.province for each in items if isinstance(each, Ward)}) > 1
    means: tuple[Answer, ...] = ("yes",) if at.found and len(items) == 1 else ()
    rows = tuple((Choice(_key(each), plain(_label(each, several)), means),) for each in shown)
    lines = before if before and at.found else (*before, _question(at, letters=False))
    choices = (*rows, *([turns] if turns else []), *ways)
    return Say(lines, choices, "text", replaces_pressed=True)


def press(at: WardList, key: str, provinces: frozenset[str]) -> WardList | Ward | None:
    """Where a choice leads: another list or a ward; None for a key that is not offered."""
    at = _settled(at, provinces)
    items = _chosen(at, provinces)
    groups = _groups(at, provinces)
    match key.partition(":"):
        case "list", "", "":
            return first_list(provinces)
        case ("more" | "less") as way, "", "":
            turns = [choice.key for choice in _page(items, at)[1]]
            page = at.page + (1 if way == "more" else -1)
            return replace(at, page=page) if way in turns else None
        case "n", ":", number if number in map(str, range(len(groups))) and not at.letters:
            return replace(at, letters="".join(groups[int(number)]), page=0)
        case "p", ":", code if any(_key(each) == key for each in items):
            return WardList(province=code)
        case "w", ":", code if any(_key(each) == key for each in items):
            return ward(code)
        case _:
            return None


def before(at: WardList, provinces: frozenset[str]) -> WardList | None:
    """The list before this one; None: there is none, and the question comes again."""
    if at.letters:
        return replace(at, letters="", page=0)
    if at.province and not at.found and len(provinces) > 1:
        return WardList()
    return None


def at_letter(at: WardList, text: str, provinces: frozenset[str]) -> WardList | None:
    """The list of a typed first letter; None when the text is none or nothing begins so."""
    letter = text.strip().upper()
    letters = {_letter(each) for each in _items(at, provinces)}
    if at.found or len(letter) != 1 or letter not in letters:
        return None
    return replace(at, letters=letter, page=0)


# --- what a list has ------------------------------------------------------------------------------


def _items(at: WardList, provinces: frozenset[str]) -> list[Ward | Province]:
    """All of a list: wards that were found in their order, everything else by name."""
    if at.found:
        return [found for code in at.found if (found := ward(code)) is not None]
    if at.province:
        return [*wards_of_province(at.province)]
    return [each for each in all_provinces() if each.code in provinces]


def _chosen(at: WardList, provinces: frozenset[str]) -> list[Ward | Province]:
    """Those of the chosen letters."""
    items = _items(at, provinces)
    return [each for each in items if _letter(each) in at.letters] if at.letters else items


def _groups(at: WardList, provinces: frozenset[str]) -> list[list[str]]:
    """The first letters in a few groups of about equal size; none for a short list."""
    items = _items(at, provinces)
    if at.found or len(items) <= 2 * MOST_CHOICES:
        return []
    counts: dict[str, int] = {}
    for each in items:
        counts[_letter(each)] = counts.get(_letter(each), 0) + 1
    most = len(items) // MOST_GROUPS
    while len(groups := _grouped(counts, most)) > MOST_GROUPS:
        most += 1
    return groups


def _grouped(counts: dict[str, int], most: int) -> list[list[str]]:
    groups: list[list[str]] = []
    size = 0
    for letter, count in counts.items():
        if not groups or size + count > most:
            groups.append([])
            size = 0
        groups[-1].append(letter)
        size += count
    return groups


def _letter(of: Ward | Province) -> str:
    """The first letter; Ô is O, and Đ a letter of its own."""
    first = of.name[0].upper()
    return first if first == "Đ" else fold(first).upper()


def _page(
    items: list[Ward | Province], at: WardList
) -> tuple[list[Ward | Province], tuple[Choice, ...]]:
    """What the page shows, and the choices to turn it."""
    room = MOST_CHOICES - len(_WAYS) - (1 if at.found else 0)
    if len(items) <= room:
        return items, ()
    size = room - 2
    page = min(at.page, (len(items) - 1) // size)
    turns = (*([_LESS] if page else []), *([_MORE] if (page + 1) * size < len(items) else []))
    return items[page * size : (page + 1) * size], turns


def _key(of: Ward | Province) -> str:
    return f"w:{of.code}" if isinstance(of, Ward) else f"p:{of.code}"


def _label(of: Ward | Province, several: bool) -> str:
    """The title; with the province when there are several, and then short."""
    if isinstance(of, Province):
        return of.name
    if not several:
        return of.title
    return of.place if len(of.place) <= LONGEST_LABEL else f"{of.name}, {of.province.name}"


def _question(at: WardList, *, letters: bool) -> Line:
    if at.found:
        return _("Is it one of these? If not, please type the name again.")
    if at.province and letters:
        where = province(at.province)
        return _("Which letter does the name of your ward or commune begin with? ({province})",
                 province=plain(where.title if where else at.province))  # fmt: skip
    if at.province:
        return _("Which of these do you live in? You can also type its name.")
    if letters:
        return _("Which letter does the name of your province begin with?")
    return _("Which province do you live in?")
