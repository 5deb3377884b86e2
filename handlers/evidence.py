"""Photos and files: how a draft keeps them, and what is said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.learning.activity import MAX_EVIDENCE, Draft, Evidence, KeptEvidence
from bot.talk.events import EvidenceKind, Sent
from bot.talk.files import KeptFile
from bot.talk.text import Blank, Line, Text, _, plain, plural
from handlers import phrases

_PLACES: dict[str, Blank] = {"telegram": plain("Telegram"), "web": _("the web page")}
"""Where a photo or a file was sent, by the channel that its reference begins with."""


def counted(kinds: Iterable[EvidenceKind]) -> Text:
    """How many photos and files these are, within a sentence."""
    count = Counter(kinds)
    photos = plural("{count} photo", "{count} photos", count["photo"])
    files = plural("{count} file", "{count} files", count["file"])
    if not count["file"]:
        return photos
    if not count["photo"]:
        return files
    return _("{photos} and {files}", photos=photos, files=files)


def received(kinds: Iterable[EvidenceKind]) -> Text:
    """Photos and files have come."""
    return _("{what} received.", what=counted(kinds))


def send_more(kinds: Iterable[EvidenceKind]) -> Text:
    """Photos and files have come, and more may."""
    return _("{what} received. Send more, or press Done.", what=counted(kinds))


def not_kept(sent: Sent) -> tuple[Line, ...]:
    """What came with photos and cannot be kept."""
    if not sent.not_kept:
        return ()
    if all(kind == "video" for kind in sent.not_kept):
        return (_("The film was not kept: only photos and files can be."),)
    return (_("Only photos and files can be kept; the rest of your message was not."),)


def items_of(sent: Sent) -> tuple[Evidence, ...]:
    """The photos and files of a message."""
    return tuple(Evidence(each.kind, each.reference) for each in sent.attachments)


def fitting(items: Sequence[Evidence], count: int) -> tuple[tuple[Evidence, ...], tuple[Line, ...]]:
    """What fits beside `count` photos and files; and the line that says so when not all fit."""
    fit = tuple(items)[: max(0, MAX_EVIDENCE - count)]
    return fit, (phrases.why("evidence_many"),) if len(fit) < len(items) else ()


def keep(sent: Sent, draft: Draft) -> Draft:
    """The draft with these photos and files, as many as fit: it holds `MAX_EVIDENCE` at most."""
    fit, _refused = fitting(items_of(sent), len(draft.evidence))
    return replace(draft, evidence=(*draft.evidence, *fit))


def with_evidence(sent: Sent, draft: Draft) -> tuple[Draft, tuple[Line, ...]]:
    """The draft with what fits of the photos and files; what was not kept, and how many it has."""
    fit, refused = fitting(items_of(sent), len(draft.evidence))
    after = replace(draft, evidence=(*draft.evidence, *fit))
    return after, (*not_kept(sent), *refused, received(each.kind for each in after.evidence))


def names_of(items: Sequence[KeptEvidence]) -> dict[int, Text]:
    """The name of each photo and file of an entry, by its id: "Photo 2"."""
    names: dict[int, Text] = {}
    numbers = Counter[EvidenceKind]()
    for item in items:
        numbers[item.kind] += 1
        number = numbers[item.kind]
        photo = item.kind == "photo"
        names[item.id] = (
            _("Photo {number}", number=number) if photo else _("File {number}", number=number)
        )
    return names


def shown(item: KeptEvidence, name: Text) -> KeptFile:
    """A photo or a file of an entry, to be shown again."""
    channel, _colon, _handle = item.reference.partition(":")
    place = _PLACES.get(channel, _("another channel"))
    elsewhere = _("{name} cannot be shown again here. You sent it on {place}.",
                  name=name, place=place)  # fmt: skip
    return KeptFile(item.kind, item.reference, name, elsewhere)
