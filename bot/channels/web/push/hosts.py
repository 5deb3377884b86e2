"""The hosts that a push may go to: a browser names the address, so it is checked."""

from __future__ import annotations

from dataclasses import dataclass

from yarl import URL

_HTTPS_PORT = 443


@dataclass(frozen=True, slots=True)
class PushHosts:
    """The push services that are trusted, by host name.

    `*.push.apple.com` stands for every host below that name. An origin on this machine
    (`http://127.0.0.1:8090`) stands for itself, for tests.
    """

    names: tuple[str, ...]

    @staticmethod
    def of(setting: str) -> PushHosts:
        """The hosts of a setting: names with commas between them; none: nothing is pushed."""
        return PushHosts(tuple(name for each in setting.split(",") if (name := each.strip())))

    def allow(self, endpoint: str) -> bool:
        """Whether a push may go to this address.

        It is read as the client reads it that sends the push: two readers of one address may find
        two hosts in it.
        """
        if not endpoint.isascii() or not endpoint.isprintable() or set(endpoint) & set(' \\"<>'):
            return False
        try:
            url = URL(endpoint)
            origin = str(url.origin()) if url.is_absolute() else ""
        except ValueError:
            return False
        if url.raw_user is not None or url.raw_password is not None or url.raw_fragment:
            return False
        if origin in self.names:
            return True
        host = (url.raw_host or "").lower()
        return (
            url.scheme == "https"
            and url.port == _HTTPS_PORT
            and any(_covers(name, host) for name in self.names)
        )


def _covers(name: str, host: str) -> bool:
    """Whether a name of the list stands for a host."""
    if name.startswith("*."):
        return host.endswith(name[1:]) and len(host) > len(name) - 1
    return host == name
