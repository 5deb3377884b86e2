"""Networks: from which one a request comes, as far as the proxies that we trust can say.

Many people share an address (a school, a mobile operator), so a network's limit is a loose one.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

Network: TypeAlias = IPv4Network | IPv6Network

_PREFIXES = {4: 24, 6: 48}
"""What one customer or one site usually has: of IPv6 a /48, of IPv4 a /24 with its neighbours."""


def read_networks(text: str) -> tuple[Network, ...]:
    """The networks of a setting, with commas between them; raises `ValueError` for any other."""
    return tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())


def network_of(peer: str | None, forwarded: str, trusted: Sequence[Network]) -> str:
    """The network of whoever asked, as `203.0.113.0/24`; "" when it is not known.

    `peer` is the other end of the connection and `forwarded` the header X-Forwarded-For, which is
    read from its end, and only as far as a trusted proxy wrote it: the rest anybody can write.
    """
    for said in (peer or "", *reversed(forwarded.split(","))):
        try:
            address = ip_address(said.strip().partition("%")[0])
        except ValueError:
            return ""
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        if not any(address in network for network in trusted):
            return str(ip_network((address, _PREFIXES[address.version]), strict=False))
    return ""
