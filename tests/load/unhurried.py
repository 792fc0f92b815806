"""The product's own process without its pace: for the bench alone, against a double.

Nobody can be written to faster than Telegram allows; but what keeps to the pace cannot be
measured beside what does not.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.telegram.rates import Rates
from bot.cli.app import main


@asynccontextmanager
async def _at_once(
    _: Rates, chat: str, *, private: bool, patient: bool = False, spare: bool = False
) -> AsyncIterator[None]:
    """Nobody waits."""
    yield


if __name__ == "__main__":
    Rates.turn = _at_once  # type: ignore[method-assign]
    sys.argv = ["bot", "run"]
    main()
