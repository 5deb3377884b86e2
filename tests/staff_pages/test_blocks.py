"""Lines of a message become parts of a page."""

from __future__ import annotations

from bot.staff_pages.blocks import Block, blocks_of
from bot.talk.text import Blank, Fact, Item, Note, Plain, Title, plain


def said(blank: Blank) -> str:
    assert isinstance(blank, Plain)
    return blank.text


def test_facts_and_items_in_a_row_stand_together_and_texts_apart() -> None:
    lines = (
        Title(plain("T")),
        Fact(plain("a"), plain("1")),
        Fact(plain("b"), plain("2")),
        Item(plain("i")),
        Item(plain("j")),
        plain(""),
        plain("x"),
        plain("y"),
        Note(plain("n")),
        Fact(plain("c"), plain("3")),
    )
    assert blocks_of(lines, said) == [
        Block("heading", [("T",)]),
        Block("facts", [("a", "1"), ("b", "2")]),
        Block("items", [("i",), ("j",)]),
        Block("text", [("x",)]),
        Block("text", [("y",)]),
        Block("note", [("n",)]),
        Block("facts", [("c", "3")]),
    ]
