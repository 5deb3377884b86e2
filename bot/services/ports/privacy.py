"""What the use cases do with all that is kept about a person: erase it."""

from __future__ import annotations

from typing import Protocol


class PrivacyRepository(Protocol):
    """Everything that is kept about a person, in whichever table it is."""

    async def forget_person(self, person: int) -> None:
        """Erase a person and everything kept about them."""

    async def forget_demo_people(self) -> int:
        """Erase the people that only a demonstration has; how many there were."""
