"""A framework finds the domain of a code, and each problem in it is reported with its entry."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import Problem
from bot.domain.skills.frameworks import Framework, SkillDomain, problems_in_framework
from tests.domain import reference_files as shelf_files


def test_a_code_belongs_to_its_domain() -> None:
    framework = shelf_files.framework()
    for domain in framework.domains:
        for competence in domain.competences:
            assert framework.domain_of(competence.code) is domain
    assert framework.domain_of("9.9") is None


def with_first(framework: Framework, domain: SkillDomain) -> Framework:
    return replace(framework, domains=(domain, *framework.domains[1:]))


def named(framework: Framework, name: LocalizedText) -> Framework:
    return with_first(framework, replace(framework.domains[0], name=name))


def coded(framework: Framework, place: int, code: str) -> Framework:
    domain = framework.domains[0]
    some = list(domain.competences)
    some[place] = replace(some[place], code=code)
    return with_first(framework, replace(domain, competences=tuple(some)))


Break = Callable[[Framework], Framework]
BROKEN: dict[str, tuple[Break, Problem]] = {
    "an empty text": (
        lambda f: named(f, LocalizedText(vi=" ", en="Information")),
        Problem("domains.1.name.vi", "the text is empty"),
    ),
    "an untrimmed text": (
        lambda f: named(f, LocalizedText(vi="Thông tin", en="Information ")),
        Problem("domains.1.name.en", "the text begins or ends with a space"),
    ),
    "a text of loose accents": (
        lambda f: named(
            f, LocalizedText(vi=unicodedata.normalize("NFD", "Thông tin"), en="Information")
        ),
        Problem("domains.1.name.vi", "the text is not in NFC: type its accents anew"),
    ),
    "a text too long": (
        lambda f: named(f, LocalizedText(vi="Thông tin", en="x" * 601)),
        Problem("domains.1.name.en", "the text has 601 characters, 600 at most fit"),
    ),
    "a short name too long for a chart": (
        lambda f: with_first(
            f, replace(f.domains[0], short=LocalizedText(vi="Thông tin", en="x" * 25))
        ),
        Problem("domains.1.short.en", "25 characters, 24 at most fit here"),
    ),
    "a domain twice": (
        lambda f: replace(f, domains=(*f.domains, replace(f.domains[0], competences=()))),
        Problem("domains.1", "it is there more than once"),
    ),
    "a competence twice": (
        lambda f: coded(f, 1, "1.1"),
        Problem("competences.1.1", "it is there more than once"),
    ),
    "no competence": (
        lambda f: replace(f, domains=()),
        Problem("domains", "there is no competence"),
    ),
    "a competence of another domain": (
        lambda f: coded(f, 0, "11.1"),
        Problem("domains.1.11.1", "the code does not begin with 1."),
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_each_mistake_is_told_once_with_its_place(kind: str) -> None:
    broken, mistake = BROKEN[kind]
    assert list(problems_in_framework(broken(shelf_files.framework()))) == [mistake]
