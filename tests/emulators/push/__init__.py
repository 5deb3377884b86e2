"""An emulator of a push service, strict as the standards are: RFC 8030, 8188, 8291 and 8292."""

from tests.emulators.push.emulator import PushEmulator
from tests.emulators.push.subscriber import Subscriber
from tests.emulators.push.world import PushFault, Received

__all__ = ["PushEmulator", "PushFault", "Received", "Subscriber"]
