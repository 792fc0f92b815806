"""Places and times cut out of a message by the sequence model."""

import random

import numpy as np
import pycrfsuite
import pytest

from bot.understanding import training
from bot.understanding.examples import Example
from bot.understanding.spans import (
    LABELS,
    OFFSETS,
    Span,
    _spans,
    chosen,
    features,
    labels_of,
    seen,
    tokens_of,
)

SENTENCES = [
    ("Cây đổ trước cổng chợ San Thàng từ sáng nay", "trước cổng chợ San Thàng", "từ sáng nay"),
    ("ngõ 12 đường Trần Phú đổ rác tối qua", "ngõ 12 đường Trần Phú", "tối qua"),
    ("Hôm kia họ chặt cây ở công viên hồ Thủy Sơn", "công viên hồ Thủy Sơn", "Hôm kia"),
    ("xay nha khong phep o to 5", "to 5", None),
]


@pytest.fixture(scope="module")
def taught() -> list[Example]:
    return [
        Example(text, "a", intent="report", place=place, when=when)
        for text, place, when in SENTENCES
    ]


def test_labels_follow_the_spans() -> None:
    tokens = tokens_of("Cây đổ ở chợ Mới hôm qua")
    labels = labels_of(tokens, [Span("place", 9, 16), Span("when", 17, 24)])
    assert labels == ["O", "O", "O", "B-place", "I-place", "B-when", "I-when"]


def test_it_cuts_out_what_it_was_taught(taught: list[Example], monkeypatch) -> None:
    monkeypatch.setattr(training, "LIGHTEST", 0.0)
    monkeypatch.setattr(training, "BOLD", 0.0)
    (tagger,) = training.taggers(taught * 5, rounds=30)
    for text, place, when in SENTENCES:
        spans = tagger.spans(text)
        assert chosen(text, spans, "place") == place
        assert chosen(text, spans, "when") == when


def test_it_decodes_as_the_trainer_does(taught: list[Example], tmp_path, monkeypatch) -> None:
    """Our decoding of the weights and CRFsuite's own agree on texts of random words."""
    monkeypatch.setattr(training, "BOLD", 0.0)
    monkeypatch.setattr(training, "LIGHTEST", 0.0)
    file = str(tmp_path / "model")
    trainer = pycrfsuite.Trainer("ap", {"max_iterations": 10}, verbose=False)
    for row in taught:
        tokens = tokens_of(row.text)
        trainer.append(features(seen(tokens)), labels_of(tokens, row.spans))
    trainer.train(file)
    theirs = pycrfsuite.Tagger()
    theirs.open(file)
    learnt = theirs.info()
    ours = training.tables(learnt.state_features, learnt.transitions)
    words = " ".join(text for text, _, _ in SENTENCES).split()
    chance = random.Random(5)
    for _ in range(200):
        tokens = tokens_of(" ".join(chance.choices(words, k=chance.randint(1, 12))))
        expected = theirs.tag(features(seen(tokens)))
        if all(_may_follow(a, b) for a, b in zip(["O", *expected], expected, strict=False)):
            text = " ".join(token.text for token in tokens)
            assert ours.spans(text) == tuple(_spans(tokens_of(text), expected))


def _may_follow(before: str, after: str) -> bool:
    return after[0] != "I" or before[2:] == after[2:]


def test_what_is_seen_has_a_row_for_every_word() -> None:
    tokens = tokens_of("NGÕ 3/12, đường 30-4")
    sights = seen(tokens)
    assert sights.keys() == OFFSETS.keys()
    assert {len(row) for row in sights.values()} == {len(tokens)}


@pytest.mark.parametrize("text", ["", " ", "😊", "?!", "a" * 3000, "\n\n", "١٢"])
def test_odd_texts_have_no_span(text: str, model) -> None:
    assert isinstance(model.spans(text), tuple)


def test_a_place_in_two_parts_is_one() -> None:
    text = "số 9 ngõ 5, phố Huế bẩn. Chợ Mơ"
    spans = [Span("place", 0, 10), Span("place", 12, 19), Span("place", 25, 31)]
    assert chosen(text, spans, "place") == "số 9 ngõ 5, phố Huế"


def test_times_side_by_side_are_one() -> None:
    text = "chiều qua và sáng nay xe vào. Tối lại vào"
    spans = [Span("when", 0, 9), Span("when", 13, 21), Span("when", 30, 33)]
    assert chosen(text, spans, "when") == "chiều qua và sáng nay"


def test_weights_fit_their_labels(model) -> None:
    tagger = model.tagger
    kinds = [kind for kind, offsets in OFFSETS.items() for _ in offsets]
    ends = np.cumsum([len(tagger.tries[kind]) + 1 for kind in kinds])
    assert tagger.weights.shape == (ends[-1], len(LABELS))
    unknown = [end - 1 for kind, end in zip(kinds, ends, strict=True) if kind != "depth"]
    assert not np.any(tagger.weights[unknown])  # what was never seen says nothing
