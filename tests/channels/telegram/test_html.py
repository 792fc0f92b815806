"""Cutting a reply: judged by the double's reading of Telegram's HTML, which is not ours."""

import unicodedata
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import html
from bot.texts.characters import units
from tests.botapi import markup

FAMILY = "👨‍👩‍👧‍👦"
FLAG = "🇻🇳"
THUMB = "👍🏽"
ACCENTED = unicodedata.normalize("NFD", "ệ")

words = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.sampled_from("aăâ<>&\"'"), min_size=1
) | st.sampled_from([FAMILY, FLAG, THUMB, ACCENTED, "cây", "Đoàn", "&lt;", "a" * 30])
spaces = st.sampled_from([" ", "\n", "\n\n", "  "])
texts = st.lists(st.tuples(words, spaces).map("".join)).map("".join).map(escape)
tags = st.sampled_from(["b", "i", "u", "s", "code", "blockquote", "pre"])


def wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    element = st.tuples(tags, inner).map(lambda two: f"<{two[0]}>{two[1]}</{two[0]}>")
    link = inner.map(lambda text: f'<a href="https://a.vn/?x=1&amp;y=2">{text}</a>')
    return st.lists(element | link | texts, max_size=4).map("".join)


documents = st.recursive(texts, wrapped, max_leaves=8)
TWO = ("một hai", "ba")
limits = st.integers(min_value=12, max_value=60)


def runs_of(text: str) -> list[tuple[str, frozenset[str]]]:
    """Each character people see, with the ways it is set off; white space left out."""
    parsed = markup.parse(text, "HTML")
    marks: list[set[str]] = []
    for char in parsed.text:
        marks += [set()] * markup.units(char)
    covers = [
        (str(entity["type"]), int(str(entity["offset"])), int(str(entity["length"])))
        for entity in parsed.entities
    ]
    runs, at = [], 0
    for char in parsed.text:
        kinds = {kind for kind, start, length in covers if start <= at < start + length}
        at += markup.units(char)
        if not char.isspace():
            runs.append((char, frozenset(kinds)))
    return runs


@given(documents, limits)
def test_pieces_fit_and_lose_nothing(document: str, limit: int) -> None:
    pieces = html.split(document, limit)
    for piece in pieces:
        assert 1 <= markup.units(markup.parse(piece, "HTML").text) <= limit
    assert [run for piece in pieces for run in runs_of(piece)] == runs_of(document)


@given(st.lists(st.text("abcđê", min_size=1, max_size=12), min_size=1), spaces, limits)
def test_no_word_is_cut_that_fits(some: list[str], space: str, limit: int) -> None:
    pieces = html.split(f"<b>{space.join(some)}</b>", limit)
    assert [word for piece in pieces for word in html.plain(piece).split()] == some


@given(st.lists(st.sampled_from([FAMILY, FLAG, THUMB, ACCENTED]), min_size=1), limits)
def test_no_character_is_cut_as_readers_see_it(some: list[str], limit: int) -> None:
    for piece in html.split("".join(some), limit):
        remaining = piece
        while remaining:
            character = next(
                (candidate for candidate in set(some) if remaining.startswith(candidate)), None
            )
            assert character is not None, remaining
            remaining = remaining.removeprefix(character)


@given(documents)
def test_what_fits_stays_as_it_is(document: str) -> None:
    assert html.split(document, 100_000) == ([document] if html.plain(document).strip() else [])


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("một hai ba", ["một hai", "ba"]),
        ("một hai    ba", ["một hai", "ba"]),
        ("<b>một hai ba</b>", ["<b>một hai</b>", "<b>ba</b>"]),
        ("một <b>hai <i>ba</i></b>", ["một <b>hai</b>", "<b><i>ba</i></b>"]),
        ("một h\nhai ba", ["một h", "hai ba"]),
        ("a &lt;&amp;&gt; bcdef", ["a &lt;&amp;&gt;", "bcdef"]),
        ('<a href="?a&amp;b">một hai ba</a>', [f'<a href="?a&amp;b">{x}</a>' for x in TWO]),
        ("😀😀😀😀😀", ["😀😀😀😀", "😀"]),
        ("0123456789", ["01234567", "89"]),
        (" \n ", []),
        ("<b> </b>", []),
    ],
)
def test_where_it_is_cut_at_eight(text: str, pieces: list[str]) -> None:
    assert html.split(text, 8) == pieces


def test_a_paragraph_is_kept_whole_where_there_is_room() -> None:
    first, second = "một " * 200, "hai " * 150
    assert [html.plain(piece).split()[0] for piece in html.split(f"{first}\n\n{second}", 1000)] == [
        "một",
        "hai",
    ]


def test_a_long_text_is_cut_fast_enough() -> None:
    text = "<b>" + "Quy hoạch chung thành phố Lai Châu đến năm 2030. " * 20_000 + "</b>"
    assert len(html.split(text, 4096)) == pytest.approx(units(text) / 4096, rel=0.02)
