"""Resolving: the addresses of a push service, none of them of a private network.

The name is on the list, but whoever answers for it could point it at a machine beside ours.
"""

from __future__ import annotations

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver


class PrivateAddress(OSError):
    """A name leads to an address that is not of the public internet."""


class PublicResolver(AbstractResolver):
    """Asks another resolver, and refuses a name with any address that is not public.

    The connection goes to exactly these addresses: there is no second look-up to deceive.
    """

    def __init__(self, asked: AbstractResolver | None = None) -> None:
        self._asked = asked or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises `PrivateAddress`, an `OSError`."""
        found = await self._asked.resolve(host, port, family)
        for each in found:
            if not is_public(each["host"]):
                raise PrivateAddress(f"{host} has a private address")
        return found

    async def close(self) -> None:
        """Release the resolver that is asked."""
        await self._asked.close()


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(read, ipaddress.IPv6Address):
        for inner in (read.ipv4_mapped, read.sixtofour):
            if inner is not None:
                return is_public(str(inner))
    return read.is_global and not read.is_multicast
