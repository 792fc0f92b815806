"""Keep the memory of a process small, and its start short."""

import ctypes
import gc
import sys


def begin() -> None:
    """Look for no garbage while modules and data are loaded: all of it stays."""
    gc.disable()


def loaded() -> None:
    """Look for garbage from now on, but not in what was loaded; give back what is free."""
    gc.freeze()
    gc.enable()
    give_back()


def give_back() -> None:
    """Give free memory back to the system, which the GNU C library does only when asked."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
