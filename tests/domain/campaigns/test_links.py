"""Links: only https to a host that can be told, and a look-alike is told as punycode."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.campaigns.links import MAX_LINK, read_link
from bot.domain.refusals import Refusal
from tests.examples import examples


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https://hanoi.gov.vn/lop?a=b#c", "https://hanoi.gov.vn/lop?a=b#c"),
        ("HTTPS://Hanoi.gov.vn", "https://hanoi.gov.vn"),
        ("hanoi.gov.vn/lop-hoc", "https://hanoi.gov.vn/lop-hoc"),
        ("https://hanoi.gov.vn:443/x", "https://hanoi.gov.vn/x"),
        ("https://đăngký.vn/lop", "https://xn--ngk-noa0a7f.vn/lop"),
        ("https://vnеxpress.net/", "https://xn--vnxpress-d8g.net/"),  # with a Cyrillic letter
    ],
)
def test_a_link_is_kept_with_the_host_that_is_asked_for(typed: str, url: str) -> None:
    assert read_link(typed).url == url


@pytest.mark.parametrize(
    ("typed", "alike"),
    [("hanoi.gov.vn", False), ("vnеxpress.net", True), ("xn--80ak6aa92e.com", True)],
)
def test_a_host_that_may_look_like_another_is_known(typed: str, alike: bool) -> None:
    assert read_link(typed).looks_alike == alike


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("javascript:alert(1)", "link_scheme"),
        ("data:text/html,x", "link_scheme"),
        ("http://hanoi.gov.vn", "link_scheme"),
        ("ftp://hanoi.gov.vn", "link_scheme"),
        ("https://user@evil.com", "link_host"),
        ("https://hanoi.gov.vn@evil.com", "link_host"),
        ("https://127.0.0.1/", "link_host"),
        ("https://[::1]/", "link_host"),
        ("https://2130706433", "link_host"),
        ("https://0x7f.1", "link_host"),
        ("localhost", "link_host"),
        ("https://hanoi.gov.vn:8080/", "link_host"),
        ("https://hanoi gov vn", "link_bad"),
        ("https://hanoi.gov.vn/\u202etxt", "link_bad"),
        ("", "link_bad"),
        ("a" * (MAX_LINK + 1), "link_long"),
    ],
)
def test_what_cannot_be_sent_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        read_link(typed)


@given(st.one_of(st.text(max_size=40), st.builds("https://{}".format, st.text(max_size=30))))
@examples(300)
def test_a_link_that_was_read_is_read_the_same_again(text: str) -> None:
    try:
        link = read_link(text)
    except Refusal:
        return
    assert link.url.startswith("https://")
    assert link.ascii_host.isascii()
    assert read_link(link.url).url == link.url
