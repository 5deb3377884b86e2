"""The settings of limits: how much one person, one visitor and one network may use."""

from __future__ import annotations

from ipaddress import ip_network

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings


class LimitSettings(BaseSettings):
    """The part of the settings that limits what people use."""

    person_turns_per_minute: int = Field(
        60, ge=0, description="most messages a minute from one person; 0: no limit"
    )
    visitor_turns_per_hour: int = Field(
        120, ge=0, description="most messages an hour from somebody who never joined; 0: no limit"
    )
    visitor_megabytes: int = Field(
        20, ge=1, description="most megabytes of files from somebody who never joined"
    )
    person_megabytes: int = Field(
        100, ge=10, description="most megabytes of files of one person that are in no entry yet"
    )
    network_visitors: int = Field(
        25, ge=1, description="how many visitors' worth one network may use"
    )
    visitor_days: int = Field(
        7, ge=1, le=30, description="days after which all of somebody who never joined is erased"
    )
    free_disk_megabytes: int = Field(
        200, ge=0, description="megabytes of the disk that files on the page leave free"
    )
    trusted_proxies: str = Field(
        "127.0.0.0/8,::1/128",
        description="networks of reverse proxies whose X-Forwarded-For is believed, with commas "
        "between them",
    )
    max_connections: int = Field(
        4000, ge=16, description="most connections to the web server at once"
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _known_networks(cls, value: str) -> str:
        try:
            for each in value.split(","):
                if each.strip():
                    ip_network(each.strip())
        except ValueError as error:
            raise ValueError("expected networks such as 127.0.0.0/8 or 10.0.0.7/32") from error
        return value

    @property
    def most_alike(self) -> int:
        """How many equal messages may go to one address in 5 minutes; 0: any number.

        Where nobody writes too quickly, equal answers are no loop.
        """
        return 20 if self.person_turns_per_minute else 0
