"""A strict Telegram emulator, for tests that act as people."""

from tests.emulators.telegram.calls import Call
from tests.emulators.telegram.emulator import TOKEN, TelegramEmulator
from tests.emulators.telegram.faults import Fault
from tests.emulators.telegram.people.people import Person, Tap
from tests.emulators.telegram.people.seen import Button, Seen
from tests.emulators.telegram.people.sending import Sent
from tests.emulators.telegram.webhook import Patience
from tests.emulators.telegram.wire.files import small_png

__all__ = [
    "TOKEN",
    "Button",
    "Call",
    "Fault",
    "Patience",
    "Person",
    "Seen",
    "Sent",
    "Tap",
    "TelegramEmulator",
    "small_png",
]
