"""The framework: domains and competences of digital skills, as one list of codes.

Names follow Thông tư 02/2025/TT-BGDĐT (domain facts §2.2); a data file, so that a later circular
is an edit.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import Problem, check_length, check_once, check_texts

MAX_CHART_NAME = 24
"""Characters that fit beside a chart."""


class Competence(Struct, frozen=True, forbid_unknown_fields=True):
    """One competence, such as `4.2`."""

    code: str
    name: LocalizedText


class SkillDomain(Struct, frozen=True, forbid_unknown_fields=True):
    """A domain of competences, such as `4`; `short` stands beside a chart."""

    code: str
    name: LocalizedText
    short: LocalizedText
    competences: tuple[Competence, ...]


class Framework(Struct, frozen=True, forbid_unknown_fields=True):
    """All domains, in their order."""

    id: str
    source: str
    domains: tuple[SkillDomain, ...]

    def codes(self) -> frozenset[str]:
        """The codes of all competences."""
        return frozenset(c.code for domain in self.domains for c in domain.competences)

    def domain_of(self, code: str) -> SkillDomain | None:
        """The domain that a competence belongs to."""
        for domain in self.domains:
            if any(c.code == code for c in domain.competences):
                return domain
        return None


def problems_in_framework(framework: Framework) -> Iterator[Problem]:
    """What is wrong with it, beyond its shape."""
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
