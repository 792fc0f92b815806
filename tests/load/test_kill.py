"""A few of the kills of `make load`, which makes fifty: a start takes seconds."""

from pathlib import Path

import pytest

from tests.load.kill import run

KILLS = 5
"""The fifth comes while the process still starts."""


async def test_nothing_is_lost_or_doubled_by_kills(tmp_path: Path) -> None:
    outcome = await run(tmp_path, kills=KILLS, residents=4, seed=2)
    assert outcome.problems in ([], [f"{outcome.twice} messages came twice"]), outcome.told()
    assert outcome.twice <= 3, "far less than one a kill"
    assert outcome.kills == KILLS
    assert outcome.reports >= 4


@pytest.mark.slow  # at every push tests/e2e/test_telegram_trouble.py stops it once
async def test_an_orderly_stop_sends_nothing_twice(tmp_path: Path) -> None:
    outcome = await run(tmp_path, kills=3, residents=8, seed=3, orderly=True)
    assert not outcome.problems, outcome.told()
    assert (outcome.kills, outcome.twice) == (3, 0)
