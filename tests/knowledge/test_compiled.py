"""What takes long to make is kept, until what it is made of changes; a damaged file costs time."""

from functools import cached_property, partial
from pathlib import Path

import numpy as np
import pytest

from knowledge import compiled
from knowledge.answering.engine import Answerer
from knowledge.answering.kept import kept_answerer
from knowledge.compiled import Remembering
from knowledge.load import Stored, load_plans
from knowledge.schema import Example

QUESTION = "cây xanh 2030 bao nhiêu m2 một người"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(compiled, "KEPT", tmp_path)
    return tmp_path


class Made:
    """Counts how often something is made."""

    times = 0

    def make(self) -> str:
        self.times += 1
        return f"made {self.times}"


def test_it_is_made_once() -> None:
    made = Made()
    assert [compiled.compiled(["a"], made.make) for _ in range(3)] == ["made 1"] * 3


def test_of_other_parts_it_is_made_anew() -> None:
    made = Made()
    assert compiled.compiled(["a", "b"], made.make) != compiled.compiled(["ab"], made.make)


def test_with_other_code_it_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Made()
    compiled.compiled(["a"], made.make)
    monkeypatch.setattr(compiled, "_package", lambda: b"other code")
    assert compiled.compiled(["a"], made.make) == "made 2"


@pytest.mark.parametrize("content", [b"", b"no pickle", b"\x80\x05cnobody\nhere\n."])
def test_a_damaged_file_is_made_anew(folder: Path, content: bytes) -> None:
    made = Made()
    compiled.compiled(["a"], made.make)
    (file,) = folder.glob("*.made")
    file.write_bytes(content)
    assert [compiled.compiled(["a"], made.make) for _ in range(2)] == ["made 2"] * 2


def test_a_folder_that_cannot_be_written_to_only_costs_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "KEPT", folder / "nowhere" / "at all")
    made = Made()
    assert [compiled.compiled(["a"], made.make) for _ in range(2)] == ["made 1", "made 2"]


def test_what_cannot_be_pickled_only_costs_time(folder: Path) -> None:
    made = Made()
    parts, unpicklable = ["a"], lambda: (made.make(), lambda: None)
    assert [compiled.compiled(parts, unpicklable)[0] for _ in range(2)] == ["made 1", "made 2"]
    assert not list(folder.iterdir())


def test_the_folder_is_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python makes none where it is told to write no bytecode."""
    monkeypatch.setattr(compiled, "KEPT", folder / "new")
    made = Made()
    assert [compiled.compiled(["a"], made.make) for _ in range(2)] == ["made 1"] * 2


def test_large_arrays_stay_in_the_file() -> None:
    """Only what is read of them is in memory; a small one is, and can be changed."""
    arrays = {"large": np.arange(90_000).reshape(300, 300), "small": np.arange(3.0), "no": {}}
    compiled.compiled(["arrays"], lambda: arrays)
    again = compiled.compiled(["arrays"], dict)
    assert (again["large"] == arrays["large"]).all() and (again["small"] == arrays["small"]).all()
    assert again.keys() == arrays.keys()
    assert not again["large"].flags.writeable and again["small"].flags.writeable


def plans_kept(folder: Path) -> list[Path]:
    """The files of plans; others may be of models and of language."""
    return [file for file in folder.glob("*.made") if isinstance(compiled._read(file), Answerer)]


def test_only_the_newest_are_kept(folder: Path) -> None:
    for number in range(compiled.MOST + 3):
        compiled.compiled([str(number)], Made().make)
    assert len(list(folder.glob("*"))) == compiled.MOST


class Squares(Remembering):
    """Remembers what it computed, which cannot be pickled."""

    base = 3

    @cached_property
    def power(self) -> partial[int]:
        return partial(lambda power: self.base**power)


def test_what_was_remembered_is_not_kept() -> None:
    squares = Squares()
    assert squares.power(2) == 9
    compiled.compiled(["squares"], lambda: squares)
    again = compiled.compiled(["squares"], Squares)
    assert again is not squares and again.power(2) == 9


def test_plans_answer_alike_when_they_were_kept(folder: Path) -> None:
    first, again = kept_answerer(load_plans()), kept_answerer(load_plans())
    assert len(plans_kept(folder)) == 1
    assert first.answer(QUESTION) == again.answer(QUESTION)
    assert first.answer(QUESTION).outcome == "answer"


def test_what_was_put_right_is_used_and_is_in_no_file(folder: Path) -> None:
    """It is what somebody typed; forgotten, it is nowhere."""
    (plan,) = load_plans().plans
    examples = (Example(question="ghế đá màu gì vậy cháu", quote=None, item=""),)
    stored = Stored(examples={plan.id: examples})
    for _ in range(2):
        answerer = kept_answerer(load_plans(stored=stored))
        assert answerer.is_put_right("ghế đá màu gì vậy cháu")
    assert not kept_answerer(load_plans()).is_put_right("ghế đá màu gì vậy cháu")
    assert len(plans_kept(folder)) == 1
    assert not any("ghế đá màu gì".encode() in file.read_bytes() for file in folder.iterdir())


def test_plans_that_are_read_when_asked_for_are_not_kept(folder: Path) -> None:
    assert kept_answerer(load_plans(home="thành phố Huế")).answer(QUESTION).outcome == "not_in_plan"
    assert not plans_kept(folder)
