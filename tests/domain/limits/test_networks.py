"""Networks: a request's own, or what a trusted proxy wrote; never what a guest wrote."""

from __future__ import annotations

import pytest

from bot.domain.limits.networks import network_of, read_networks

LOCAL = read_networks("127.0.0.0/8, ::1/128,10.0.0.0/24")


@pytest.mark.parametrize(
    ("peer", "forwarded", "network"),
    [
        ("203.0.113.7", "", "203.0.113.0/24"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.0/24"),  # who writes it is not trusted
        ("127.0.0.1", "", ""),
        ("127.0.0.1", "198.51.100.1", "198.51.100.0/24"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.0/24"),  # the last is the proxy's
        ("127.0.0.1", "198.51.100.1, 10.0.0.9", "198.51.100.0/24"),  # a chain of proxies
        ("::1", "2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:203.0.113.7", "", "203.0.113.0/24"),
        ("fe80::1%eth0", "", "fe80::/48"),
        ("127.0.0.1", "unknown", ""),
        ("127.0.0.1", "198.51.100.1, <script>", ""),
        (None, "", ""),
    ],
)
def test_the_network_is_the_first_that_is_no_trusted_proxy(
    peer: str | None, forwarded: str, network: str
) -> None:
    assert network_of(peer, forwarded, LOCAL) == network


def test_a_setting_that_is_no_network_is_refused() -> None:
    assert read_networks("") == ()
    with pytest.raises(ValueError, match="does not appear"):
        read_networks("localhost")
