"""Sweeps: some of their cases run at every push, the others with `--everything`."""

from collections.abc import Iterable
from typing import Any

import pytest


def every(number: int, cases: Iterable[Any]) -> list[Any]:
    """Return the cases, of which one in so many runs at every push: the first, and so on."""
    return [
        pytest.param(case, marks=pytest.mark.slow if place % number else ())
        for place, case in enumerate(cases)
    ]
