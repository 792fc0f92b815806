"""How fast questions are answered: beside other ways over the same passages, and with many plans.

    python -m tests.load.answers --plans 1 100 10000

One question after the other, each number of plans in a process of its own. Processor time is what
an answer costs; the clock also shows what else the machine was doing.
"""

import argparse
import gc
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles

import bm25s
import psutil
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from knowledge.answering.engine import Answerer
from knowledge.load import PLANS, PLANS_KEPT, load_plans
from knowledge.vietnamese.text import fold, tokens
from tests.knowledge import judge
from tests.load import plans

FIRST = 3
"""So many passages every way gives back."""
ASKED = 150
"""So many other plans are asked, each a first and a second question."""
HOME, COLD, WARM = "home", "another plan, the first time", "another plan, once more"
NOTES = f"""\
Milliseconds of processor time, and by the clock in brackets.
bm25s: BM25 over words and pairs of words without marks; token_set_ratio: RapidFuzz over the same.
Neither mends slips, knows figures and periods, or ever refuses. Right first: the part of the
questions the plan answers whose first passage holds the answer.
Another plan: a question that names its place, chosen by chance. The first time its files are read
and its search is made; the last {PLANS_KEPT} plans stay. Memory: of the whole process."""

Taken = tuple[float, float]
"""Milliseconds: of processor time, by the clock."""
Way = Callable[[str], list[str]]


def main() -> None:
    """Measure all of it and print two tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--plans", type=int, nargs="+", default=[1, 100, 10_000])
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(loaded(options.one, options.plans[0] - 1)))
        return
    console = Console(width=100)
    console.print(beside_others())
    console.print(with_many(options.plans))
    console.print(NOTES)


def timed(answer: Callable[[str], object], questions: Sequence[str]) -> list[Taken]:
    """How long each answer took."""
    taken = []
    for question in questions:
        worked, begun = time.process_time(), time.perf_counter()
        answer(question)
        used, lasted = time.process_time() - worked, time.perf_counter() - begun
        taken.append((1000 * used, 1000 * lasted))
    return taken


def summed(taken: Sequence[Taken]) -> dict[str, Taken]:
    """Median and 99th percentile."""
    used, lasted = zip(*taken, strict=True)
    return {
        "median": (median(used), median(lasted)),
        "99th percentile": (quantiles(used, n=100)[98], quantiles(lasted, n=100)[98]),
    }


def shown(taken: Taken) -> str:
    """Both times of an answer."""
    return "{:.2f} ({:.2f})".format(*taken)


def beside_others() -> Table:
    """The product, bm25s alone and RapidFuzz alone, over one plan."""
    answerer = Answerer(load_plans())
    rows = judge.rows(judge.OWN)
    questions = [row["q"] for row in rows]
    passages = [passage.quote for passage in answerer.search.passages]
    ways: dict[str, Way] = {
        "ours": lambda question: [each.quote for each in answerer.answer(question).citations],
        "bm25s": by_bm25s(passages),
        "token_set_ratio": by_rapidfuzz(passages),
    }
    found = {}
    for name, way in ways.items():
        timed(way, questions)
        found[name] = summed(timed(way, questions * 2))
    table = Table(f"{len(questions)} questions", *ways, "ours / bm25s", "ours / token_set_ratio")
    for figure in ("median", "99th percentile"):
        ratios = (found["ours"][figure][0] / found[other][figure][0] for other in list(ways)[1:])
        cells = (shown(each[figure]) for each in found.values())
        table.add_row(f"an answer, {figure}", *cells, *(f"{ratio:.1f}" for ratio in ratios))
    table.add_row("right first", *(f"{right(rows, way):.3f}" for way in ways.values()), "", "")
    return table


def right(rows: list[judge.Row], way: Way) -> float:
    """The part of the questions the plan answers whose first passage holds the answer."""
    asked = [row for row in rows if row["kind"] in judge.PLAN_KINDS]
    first = [" ".join(way(row["q"])[:1]) for row in asked]
    held = (
        any(gold in quote for gold in row["gold"]) for quote, row in zip(first, asked, strict=True)
    )
    return sum(held) / len(asked)


def by_bm25s(passages: list[str]) -> Way:
    """BM25 alone."""
    index = bm25s.BM25()
    index.index([_pieces(passage) for passage in passages], show_progress=False)

    def way(question: str) -> list[str]:
        found, _ = index.retrieve([_pieces(question)], k=FIRST, show_progress=False)
        return [passages[at] for at in found[0]]

    return way


def by_rapidfuzz(passages: list[str]) -> Way:
    """`token_set_ratio` alone."""
    plain = [" ".join(_words(passage)) for passage in passages]

    def way(question: str) -> list[str]:
        asked = " ".join(_words(question))
        found = process.extract(asked, plain, scorer=fuzz.token_set_ratio, limit=FIRST)
        return [passages[at] for _, _, at in found]

    return way


def _words(text: str) -> list[str]:
    return [fold(token) for token in tokens(text)]


def _pieces(text: str) -> list[str]:
    words = _words(text)
    return [*words, *(f"{one} {two}" for one, two in pairwise(words))]


def with_many(counts: Sequence[int]) -> Table:
    """The product with so many plans loaded."""
    columns = []
    for count in counts:
        print(f"{count:,} plans …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="dangiamsat-plans-") as folder:
            plans.made(Path(folder), count - 1)
            command = (sys.executable, "-m", "tests.load.answers", "--plans", str(count))
            said = subprocess.run((*command, "--one", folder), check=True, stdout=subprocess.PIPE)
        columns.append(json.loads(said.stdout))
    table = Table("plans loaded", *(f"{count:,}" for count in counts))
    for name in columns[-1]:
        table.add_row(name, *(column.get(name, "–") for column in columns))
    return table


def loaded(folder: Path, count: int) -> dict[str, str]:
    """What was measured in this process, with that many plans besides the one at home."""
    worked, begun = time.process_time(), time.perf_counter()
    answerer = Answerer(load_plans(PLANS, folder, home="Lai Châu"))
    gc.freeze()  # as the product does
    took = (time.process_time() - worked, time.perf_counter() - begun)
    figures = {"time to load, s": shown(took), "memory, MB": _memory()}
    rows = judge.rows(judge.OWN)
    questions = [row["q"] for row in rows]
    timed(answerer.answer, questions)
    taken = {HOME: timed(answerer.answer, questions), COLD: [], WARM: []}
    chance = random.Random(3)
    answered = [row["q"] for row in rows if row["kind"] in judge.PLAN_KINDS]
    for place in chance.sample(plans.names(count), min(ASKED, count)):
        for kind in (COLD, WARM):
            question = f"thành phố {place} {chance.choice(answered)}"
            taken[kind] += timed(answerer.answer, [question])
    for kind, each in taken.items():
        if each:
            figures |= {f"{kind}, {name}": shown(found) for name, found in summed(each).items()}
    return figures | {f"memory with {PLANS_KEPT} plans in use, MB": _memory()}


def _memory() -> str:
    return f"{psutil.Process().memory_info().rss / 1e6:.0f}"


if __name__ == "__main__":
    main()
