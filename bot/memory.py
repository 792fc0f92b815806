"""Keep the memory of a process small, and its start short."""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

UNUSED = ("httpx._main", "cryptography", "greenlet", "rich")
"""What libraries import where it is installed, for what is not used here: httpx its command line,
python-telegram-bot Passport, SQLAlchemy asyncio. It would be an eighth of a process at rest."""


def begin() -> None:
    """Look for no garbage while modules and data are loaded: all of it stays."""
    gc.disable()


@contextmanager
def without_unused() -> Iterator[None]:
    """Let libraries that are imported inside take what is unused as not installed."""
    modules: dict[str, Any] = sys.modules
    hidden = [name for name in UNUSED if name not in modules]
    modules.update(dict.fromkeys(hidden))  # by None Python knows what is not there
    try:
        yield
    finally:
        for name in hidden:
            del modules[name]


def loaded() -> None:
    """Look for garbage from now on, but not in what was loaded; give back what is free."""
    gc.freeze()
    gc.set_threshold(10_000)  # by default it is looked for in the middle of every turn
    gc.enable()
    give_back()


def give_back() -> None:
    """Give free memory back to the system, which the GNU C library does only when asked."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
