"""The framework: the domains and competences of digital skills, with their codes.

The names follow Circular 02/2025/TT-BGDĐT. It is a data file, so a later circular needs only an
edit.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import (
    Problem,
    check_length,
    check_once,
    check_texts,
    found_once,
)

MAX_CHART_NAME = 24
"""Maximum characters beside a chart."""


class Competence(Struct, frozen=True, forbid_unknown_fields=True):
    """One competence, such as `4.2`."""

    code: str
    name: LocalizedText


class SkillDomain(Struct, frozen=True, forbid_unknown_fields=True):
    """A domain of competences, such as `4`; `short` is its name beside a chart."""

    code: str
    name: LocalizedText
    short: LocalizedText
    competences: tuple[Competence, ...]


class Framework(Struct, frozen=True, forbid_unknown_fields=True):
    """All domains, in order."""

    id: str
    source: str
    domains: tuple[SkillDomain, ...]

    def codes(self) -> frozenset[str]:
        """The codes of all competences."""
        return frozenset(c.code for domain in self.domains for c in domain.competences)

    def domain_of(self, code: str) -> SkillDomain | None:
        """The domain of a competence."""
        for domain in self.domains:
            if any(c.code == code for c in domain.competences):
                return domain
        return None


@found_once
def problems_in_framework(framework: Framework) -> Iterator[Problem]:
    """Check the content of the framework, beyond its shape."""
    yield from check_texts(framework, "")
    yield from check_once([domain.code for domain in framework.domains], "domains")
    codes = [c.code for domain in framework.domains for c in domain.competences]
    yield from check_once(codes, "competences")
    if not codes:
        yield Problem("domains", "there is no competence")
    for domain in framework.domains:
        yield from check_length(domain.short, MAX_CHART_NAME, f"domains.{domain.code}.short")
        for competence in domain.competences:
            if not competence.code.startswith(f"{domain.code}."):
                place = f"domains.{domain.code}.{competence.code}"
                yield Problem(place, f"the code does not begin with {domain.code}.")
