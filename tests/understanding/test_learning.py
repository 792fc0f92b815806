"""The models that come with the product are those that its examples teach."""

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.understanding import examples, learning, local, training
from bot.understanding.examples import BadExample, Example
from bot.understanding.model import SHIPPED, Model
from knowledge.learning.stored import Unreadable

CLOSE = 2
"""Thousandths by which a weight may differ on another machine."""
LARGEST = 8_000_000
"""Bytes of the artifact."""


@pytest.fixture(scope="module")
def rows() -> Sequence[Example]:
    """Return all examples, which are read once."""
    return examples.read(examples.corpus_files())


def test_the_artifact_is_of_this_corpus_and_code() -> None:
    assert learning.stale() is None
    assert SHIPPED.stat().st_size <= LARGEST


def test_another_corpus_is_noticed(tmp_path: Path, model: Model) -> None:
    Model(model.vocabularies, model.decisions, model.tagger, {"examples": "-"}).save(
        tmp_path / "model.npz"
    )
    assert learning.stale(tmp_path / "model.npz") == "examples"


PART = 300
"""Of so many examples one is enough to show that the same are learnt alike."""
TRAINS = f"""
import pathlib, sys
from bot.understanding import examples, training
training.train(examples.read(examples.corpus_files())[::{PART}]).save(pathlib.Path(sys.argv[1]))
"""


def test_examples_teach_the_same_in_another_process(
    tmp_path: Path, rows: Sequence[Example]
) -> None:
    """Also where Python's hashes are others, on which the order of sets depends."""
    file, hashes = tmp_path / "other.npz", {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", TRAINS, str(file)], check=True, env=hashes)
    some = rows[::PART]
    assert_same(training.train(some), Model.load(file), some[::3])


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_training_again_gives_the_same_models(model: Model, rows: Sequence[Example]) -> None:
    assert_same(model, training.train(rows), rows[::17])


def assert_same(model: Model, again: Model, rows: Sequence[Example]) -> None:
    """Check that two models have the same weights, and read the rows alike."""
    for name, decision in model.decisions.items():
        other = again.decisions[name]
        assert decision.labels == other.labels
        assert np.abs(decision.weights.astype(int) - other.weights).max() <= CLOSE, name
    for name, vocabulary in model.vocabularies.items():
        assert vocabulary.trie == again.vocabularies[name].trie
    for row in rows:
        assert model.spans(row.text) == again.spans(row.text)
        if row.intent:
            one, two = model.read_message(row.text), again.read_message(row.text)
            assert one.best("matter")[0] == two.best("matter")[0]


def test_a_model_is_stored_and_read_again(tmp_path: Path, model: Model) -> None:
    model.save(tmp_path / "again.npz")
    again = Model.load(tmp_path / "again.npz")
    text = "cây đổ trước cổng trường sáng nay"
    assert again.read_message(text).of("matter") == model.read_message(text).of("matter")
    assert again.spans(text) == model.spans(text)


@pytest.mark.parametrize("content", [b"", b"no model", b"PK\x03\x04broken"])
def test_a_broken_file_names_the_mend(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.npz").write_bytes(content)
    with pytest.raises(Unreadable, match="dangiamsat learn"):
        Model.load(tmp_path / "model.npz")


@pytest.mark.parametrize("line", ["{", "[]", '{"text": "a"}', '{"intent": "report"}'])
def test_a_bad_example_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "hand.jsonl"
    file.write_text('{"text": "x", "intent": "ask"}\n' + line + "\n")
    with pytest.raises(BadExample, match=r"hand\.jsonl, line 2"):
        examples.read([file])


def test_the_examples_stand_in_their_texts(rows: Sequence[Example]) -> None:
    assert len({row.hand for row in rows}) >= 15
    for row in rows:
        parts = (row.place, row.when, *row.also_places, *row.also_whens)
        assert len(row.spans) == sum(part is not None for part in parts), row.text


SENTENCES = (
    "Quán nhậu thả bong bóng bay quảng cáo che kín đèn tín hiệu",
    "bong bong quang cao bay lo lung truoc cua hang dien thoai",
    "Bóng bay khổng lồ của siêu thị vướng vào mái nhà tôi",
    "khinh khí cầu quảng cáo neo trên nóc khách sạn đung đưa",
)


@pytest.mark.slow
def test_a_category_of_ones_own_is_learnt_and_taken_back(tmp_path: Path) -> None:
    rows = [
        Example(f"{text} {street}", "here", intent="report", category="bong_bay")
        for text in SENTENCES
        for street in ("đường Lê Lợi", "phố Huế", "chợ Mơ", "ngõ 5")
    ]
    verdict = local.learn(tmp_path, rows)
    assert verdict.better
    label, _ = local.load(tmp_path).read_message("bong bóng quảng cáo bay trước nhà").best("matter")
    assert label == "report:bong_bay"
    local.undo(tmp_path)
    assert "report:bong_bay" not in local.load(tmp_path).decisions["matter"].labels


@pytest.mark.slow
def test_what_is_known_already_changes_nothing(tmp_path: Path, model: Model) -> None:
    corpus = examples.read(examples.corpus_files())
    sure = [
        row
        for row in corpus
        if row.category and model.read_message(row.text).best("matter")[1] > 0.95
    ]
    rows = [dataclasses.replace(row, text=f"{row.text}.") for row in sure[:15]]
    assert not local.learn(tmp_path, rows).better
    assert not (tmp_path / local.FILE).exists()


def test_too_few_examples_are_told(tmp_path: Path) -> None:
    with pytest.raises(learning.CannotLearn, match="12 are needed"):
        local.learn(tmp_path, [Example("a", "here", intent="ask")])


def test_the_held_out_files_are_frozen() -> None:
    folder = Path(__file__).parent
    frozen = json.loads((folder / "frozen.json").read_text())
    from knowledge.learning.stored import checksum

    assert {name: checksum([folder / name]) for name in frozen} == frozen
