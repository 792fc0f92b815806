"""Tables of what is written: accusations, abuse, advertisement, and their innocent lookalikes."""

from pathlib import Path

import pytest

from bot.understanding.border import denounces, hold_reason
from knowledge.vietnamese.words import read_yaml

TEXTS: dict[str, list[str]] = read_yaml(Path(__file__).with_name("border_said.yaml"))
HELD = {"coarse": "coarse", "not_coarse": None, "spam": "spam", "no_spam": None}


@pytest.mark.parametrize("kind", ["denounces", "denounces_nobody"])
def test_an_accusation_is_known_and_nothing_else_is_one(kind: str) -> None:
    accusations = [text for text in TEXTS[kind] if denounces(text, units=("Tân Phong", "Đoàn Kết"))]
    assert accusations == (TEXTS[kind] if kind == "denounces" else [])


@pytest.mark.parametrize("kind", HELD)
def test_what_is_held_and_what_is_not(kind: str) -> None:
    assert {text: hold_reason(text) for text in TEXTS[kind]} == dict.fromkeys(
        TEXTS[kind], HELD[kind]
    )
