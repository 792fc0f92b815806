"""What a question wants to be told: learnt, the same when learnt again, and in any spelling."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.answering import wants
from knowledge.answering.learning_wants import read_labelled, train_wants
from knowledge.answering.made import CORPUS, stale
from knowledge.answering.wants import Wants
from knowledge.learning.stored import Unreadable

LARGEST = 800_000
"""Bytes of the file."""


def test_both_models_were_made_of_what_is_here() -> None:
    assert stale() is None
    assert wants.SHIPPED.stat().st_size < LARGEST


HANDS = {path: read_labelled([path]) for path in sorted(CORPUS.glob("wants-*.tsv"))}


@pytest.mark.slow  # `make lint` compares what they were made of
def test_training_again_gives_the_same_weights() -> None:
    taught = train_wants(row for rows in HANDS.values() for row in rows)
    shipped = Wants.load()
    assert taught.vocabulary.trie == shipped.vocabulary.trie
    assert np.abs(taught.kinds.weights - shipped.kinds.weights).max() <= 2  # thousandths


@pytest.mark.slow
def test_each_hand_is_understood_by_the_others() -> None:
    own = next(iter(HANDS))
    others = train_wants(row for path, rows in HANDS.items() if path != own for row in rows)
    right = [
        max(guessed, key=guessed.__getitem__) in row.kinds
        for row in HANDS[own]
        for guessed in [others.probabilities(row.question)]
    ]
    assert sum(right) / len(right) >= 0.7


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("sửa chợ An Hội tốn bao nhiêu tỷ", "money"),
        ("sua cho an hoi het bn ty z", "money"),
        ("nha trong ngo nho 3 met xay dc may tang", "measure"),
        ("Nghị quyết này thay cho văn bản nào trước đây?", "law"),
        ("sđt báo cây sắp đổ là j", "contact"),
        ("ai chịu trách nhiệm", "who"),
    ],
)
def test_what_is_wanted_shows_in_any_spelling(question: str, kind: str) -> None:
    assert kind in wants.shipped().of(question).kinds


def test_a_line_that_is_none_is_named_and_a_broken_file_too(tmp_path: Path) -> None:
    lines = tmp_path / "wants-9.tsv"
    lines.write_text("who\tai làm\nno tab here\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"wants-9.tsv, line 2 is not: kinds, a tab"):
        read_labelled([lines])
    broken = tmp_path / "wants.npz"
    broken.write_bytes(b"PK\x03\x04 none")
    with pytest.raises(Unreadable, match="make them: dangiamsat learn"):
        Wants.load(broken)
