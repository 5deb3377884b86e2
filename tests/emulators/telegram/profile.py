"""The methods about the bot itself, its menu, its chats and its files."""

from __future__ import annotations

from aiogram.methods import (
    DeleteMyCommands,
    GetChat,
    GetFile,
    GetMyCommands,
    GetMyDescription,
    GetMyShortDescription,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
)
from aiogram.types import (
    AcceptedGiftTypes,
    BotCommand,
    BotDescription,
    BotShortDescription,
    ChatFullInfo,
    File,
    TelegramObject,
)

from tests.emulators.telegram.rules import limits
from tests.emulators.telegram.rules.refusals import bad_request, breach
from tests.emulators.telegram.wire.objects import utf16_units
from tests.emulators.telegram.world import World

DESCRIPTION_UNITS = 512
SHORT_DESCRIPTION_UNITS = 120


class Profile:
    """What people see of the bot before they write to it, per language ("" is for all)."""

    def __init__(self) -> None:
        self.commands: dict[tuple[str, str], list[BotCommand]] = {}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}

    def set_commands(self, method: SetMyCommands) -> bool:
        """`setMyCommands`."""
        limits.check_commands(method.commands)
        self.commands[_key(method.scope, method.language_code)] = method.commands
        return True

    def get_commands(self, method: GetMyCommands) -> list[BotCommand]:
        """`getMyCommands`: of exactly this scope and language."""
        return self.commands.get(_key(method.scope, method.language_code), [])

    def delete_commands(self, method: DeleteMyCommands) -> bool:
        """`deleteMyCommands`."""
        self.commands.pop(_key(method.scope, method.language_code), None)
        return True

    def set_description(self, method: SetMyDescription) -> bool:
        """`setMyDescription`: the words in an empty chat."""
        return _describe(
            self.descriptions, method.language_code, method.description, DESCRIPTION_UNITS
        )

    def set_short_description(self, method: SetMyShortDescription) -> bool:
        """`setMyShortDescription`: the words on the bot's page."""
        return _describe(
            self.short_descriptions,
            method.language_code,
            method.short_description,
            SHORT_DESCRIPTION_UNITS,
        )

    def get_description(self, method: GetMyDescription) -> BotDescription:
        """`getMyDescription`: in this language, else the one for all."""
        return BotDescription(description=_words(self.descriptions, method.language_code))

    def get_short_description(self, method: GetMyShortDescription) -> BotShortDescription:
        """`getMyShortDescription`: in this language, else the one for all."""
        words = _words(self.short_descriptions, method.language_code)
        return BotShortDescription(short_description=words)


def _key(scope: TelegramObject | None, language_code: str | None) -> tuple[str, str]:
    limits.check_language(language_code)
    named = scope.model_dump_json(exclude_none=True) if scope else '{"type":"default"}'
    return named, language_code or ""


def _describe(kept: dict[str, str], language: str | None, words: str | None, most: int) -> bool:
    limits.check_language(language)
    if utf16_units(words or "") > most:
        raise breach("description is too long")
    kept[language or ""] = words or ""
    return True


def _words(kept: dict[str, str], language: str | None) -> str:
    return kept.get(language or "") or kept.get("", "")


def get_chat(world: World, method: GetChat) -> ChatFullInfo:
    """`getChat`: works on people who blocked the bot, too."""
    known = str(method.chat_id)
    room = next((each for each in world.rooms.values() if str(each.user.id) == known), None)
    if room is None or not room.started:
        raise bad_request("chat not found")
    return ChatFullInfo(
        id=room.user.id,
        type="private",
        first_name=room.user.first_name,
        username=room.user.username,
        accent_color_id=0,
        max_reaction_count=11,
        accepted_gift_types=AcceptedGiftTypes(
            unlimited_gifts=False,
            limited_gifts=False,
            unique_gifts=False,
            premium_subscription=False,
            gifts_from_channels=False,
        ),
    )


def get_file(world: World, method: GetFile) -> File:
    """`getFile`: where a file can be fetched from."""
    kept = world.files.by_id(method.file_id)
    if kept is None:
        raise breach("invalid file_id")
    if len(kept.content) > limits.DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return File(
        file_id=kept.file_id,
        file_unique_id=kept.unique_id,
        file_size=len(kept.content),
        file_path=kept.path,
    )
