"""A campaign: its content, where it stands, its version, and who wrote and approved it.

Every change of the content makes a new version, and an approval is of one version only. So what is
sent is what was approved. What has begun is not changed any more: it is copied.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias, get_args

from msgspec import structs

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.content import CampaignContent
from bot.domain.campaigns.timing import Weekly, WhenTold
from bot.domain.refusals import Refusal

CampaignStage: TypeAlias = Literal[
    "draft",
    "submitted",
    "returned",
    "approved",
    "sending",
    "paused",
    "ended",
    "cancelled",
    "stopped",
]
"""Where a campaign stands.

`submitted` waits for an approval, `returned` came back with a word. `cancelled` by staff, `stopped`
by the service. The names are stored: they never change.
"""

STAGES: Final[tuple[CampaignStage, ...]] = get_args(CampaignStage)

CHANGEABLE: Final[frozenset[CampaignStage]] = frozenset(
    {"draft", "submitted", "returned", "approved"}
)
"""The stages in which the content can still be changed or discarded."""

MAX_WORD: Final = 500
"""Maximum characters of the word with which a campaign is returned."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign.

    `writers` are all who wrote or changed any version of it, `approvers` who approved this version.
    `approved_version` is the version that has all approvals. Somebody who was erased is in none of
    them, and `author` is None then; `writer_erased` says that a version has no known writer for
    that reason. `corrects` is the key of the campaign that it puts right.
    """

    key: str
    author: int | None
    content: CampaignContent
    stage: CampaignStage = "draft"
    version: int = 1
    approved_version: int | None = None
    writers: frozenset[int] = frozenset()
    approvers: frozenset[int] = frozenset()
    corrects: str | None = None
    writer_erased: bool = False

    @property
    def approved(self) -> bool:
        """Whether this very version has all its approvals."""
        return self.approved_version == self.version

    @property
    def changeable(self) -> bool:
        """Whether its content can still be changed."""
        return self.stage in CHANGEABLE


def check_version(campaign: Campaign, version: int) -> None:
    """Refuses `campaign_changed`: somebody changed it after it was shown."""
    if campaign.version != version:
        raise Refusal("campaign_changed")


def changed(campaign: Campaign, content: CampaignContent, by: int) -> Campaign:
    """The next version, a draft again, with no approval; refuses `campaign_begun`."""
    if not campaign.changeable:
        raise Refusal("campaign_begun")
    return replace(
        campaign,
        content=content,
        stage="draft",
        version=campaign.version + 1,
        approved_version=None,
        writers=campaign.writers | {by},
        approvers=frozenset(),
    )


def submitted(campaign: Campaign) -> Campaign:
    """It waits for an approval; refuses `campaign_begun`, `campaign_waits`, `approve_erased`."""
    if not campaign.changeable:
        raise Refusal("campaign_begun")
    if campaign.stage in ("submitted", "approved"):
        raise Refusal("campaign_waits")
    if campaign.writer_erased:
        raise Refusal("approve_erased")
    return replace(campaign, stage="submitted")


def approved_by(campaign: Campaign, by: int, needed: int) -> Campaign:
    """One more approval of this version; with `needed` of them it is approved.

    Refuses `campaign_not_submitted`. Who may approve is decided by `approving.py`.
    """
    _check_submitted(campaign)
    approvers = campaign.approvers | {by}
    if len(approvers) < needed:
        return replace(campaign, approvers=approvers)
    return replace(
        campaign, approvers=approvers, stage="approved", approved_version=campaign.version
    )


def returned(campaign: Campaign) -> Campaign:
    """It goes back to who wrote it; refuses `campaign_not_submitted`."""
    _check_submitted(campaign)
    return replace(campaign, stage="returned", approvers=frozenset())


def discarded(campaign: Campaign) -> Campaign:
    """It will not be sent; refuses `campaign_begun`."""
    if not campaign.changeable:
        raise Refusal("campaign_begun")
    return replace(campaign, stage="cancelled", approved_version=None, approvers=frozenset())


def copied(content: CampaignContent, wards: frozenset[str]) -> CampaignContent:
    """The content of a copy for these wards: what is said; when is decided anew."""
    return structs.replace(
        content,
        kind="notice" if content.kind == "correction" else content.kind,
        audience=structs.replace(content.audience, wards=wards),
        timing=WhenTold(),
        useful_until=None,
    )


def correction_of(wrong: Campaign, key: str, by: int, wards: frozenset[str]) -> Campaign:
    """An empty draft that puts a campaign right, for all wards that it was sent to."""
    content = CampaignContent("correction", audience=CampaignAudience(wards))
    return Campaign(key, by, content, writers=frozenset({by}), corrects=wrong.key)


def check_correction(corrects: str | None, before: CampaignContent, after: CampaignContent) -> None:
    """Refuses `correction_fixed`: whom a correction is for, and that it is one, is not chosen.

    Nor is any other campaign made one, nor a correction sent more than once.
    """
    if corrects is None:
        if after.kind == "correction":
            raise Refusal("correction_fixed")
        return
    weekly = isinstance(after.timing, Weekly)
    if weekly or (after.kind, after.audience) != ("correction", before.audience):
        raise Refusal("correction_fixed")


def check_word(text: str) -> str:
    """The word of a return; refuses `word_empty`, `word_long`."""
    word = text.strip()
    if not any(letter.isalnum() for letter in word):
        raise Refusal("word_empty")
    if len(word) > MAX_WORD:
        raise Refusal("word_long")
    return word


def _check_submitted(campaign: Campaign) -> None:
    if campaign.stage != "submitted":
        raise Refusal("campaign_not_submitted")
