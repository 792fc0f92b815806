"""The sentences: each exists, each is used, and nobody's text can bring markup in."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot import texts
from bot.core.turn import Tools
from bot.texts import cleaned, shortened, without_markup
from tests.hostile import TEXTS

ROOT = Path(bot.__file__).parent
SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in ROOT.rglob("*.py")
    if "/channels/telegram/" not in str(path) and "/channels/web/" not in str(path)
)
PAGES = "\n".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "texts" / "pages").rglob("*.html")
)
BLOCKS = {
    f"{path.stem}.{name}"
    for path in (ROOT / "texts" / "vi").glob("*.html")
    for name in re.findall(r"{%-? block (\w+)", path.read_text(encoding="utf-8"))
}


def test_every_sentence_named_in_the_code_exists() -> None:
    files = {name.split(".")[0] for name in BLOCKS}
    named = set(re.findall(rf'"((?:{"|".join(files)})\.\w+)"', SOURCE))
    assert {name for name in named if not name.endswith((".html", ".css"))} - BLOCKS == set()


def test_compiled_templates_are_kept(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "COMPILED", tmp_path)

    def rendered() -> tuple[str, list[Path]]:
        sentence = texts.Texts(tools.city, tools.zone)("start.no_day")
        return sentence, list(tmp_path.glob("*"))

    first, files = rendered()
    assert files and rendered() == (first, files)
    files[0].write_bytes(b"damaged")
    assert rendered()[0] == first
    monkeypatch.setattr(texts, "COMPILED", tmp_path / "nowhere" / "at all")
    assert rendered()[0] == first


def test_every_sentence_is_used() -> None:
    """By its full name, or by a name made of its beginning and a value: `track.status_{…}`."""
    made = re.findall(r'f"(\w+\.\w*)\{', SOURCE) + re.findall(r'words\("(\w+\.\w+_)" ~', PAGES)
    said = set(re.findall(r'"(\w+\.\w+)"', SOURCE + PAGES))
    assert {name for name in set(BLOCKS) - said if not name.startswith(tuple(made))} == set()


@given(st.text(st.sampled_from("<>&\"'{}%abà"), max_size=40))
def test_nobodys_text_becomes_markup(tools: Tools, text: str) -> None:
    shown = tools.texts("office.button_name", name=text)
    assert "<" not in shown and ">" not in shown
    assert tools.texts.plain("office.button_name", name=text) == f"Dùng tên “{text}”"


def test_on_a_label_hostile_texts_stand_as_they_were_written(tools: Tools) -> None:
    names = [" ".join(cleaned(text).split()) for text in TEXTS]
    labels = [tools.texts.plain("office.button_name", name=name) for name in names]
    assert labels == [f"Dùng tên “{name}”" for name in names]


def test_moments_are_shown_in_the_citys_time(tools: Tools) -> None:
    assert tools.texts.moment(datetime(2026, 11, 22, 18, 5, tzinfo=UTC)) == "01:05 ngày 23/11/2026"


def test_what_cannot_be_seen_is_taken_out() -> None:
    assert cleaned("a\u202eb\u200bc\x00d\ufeff ") == "abcd"
    assert cleaned("cây 👨‍👩‍👧 xanh\nhai") == "cây 👨‍👩‍👧 xanh\nhai"
    assert cleaned("hòa") == "hòa"


@pytest.mark.parametrize(
    ("text", "most", "short"), [("một hai ba", 20, "một hai ba"), ("một hai ba", 8, "một hai…")]
)
def test_shortened(text: str, most: int, short: str) -> None:
    assert shortened(text, most) == short


def test_without_markup_quotes_are_marked_and_what_is_folded_is_not() -> None:
    html = "<b>a</b>\n<blockquote>b\nc</blockquote>\n<blockquote expandable>d &lt;\ne</blockquote>"
    assert without_markup(html) == "a\n“b\nc”\nd <\ne"
