"""Reads the slots of a sentence, a cell or a question."""

from __future__ import annotations

from functools import lru_cache

from knowledge.schema import Item
from knowledge.slots.shape import Slots


@lru_cache(maxsize=20_000)
def read_slots(text: str) -> Slots:
    """Return what a text tells by itself."""
    return Slots()


@lru_cache(maxsize=20_000)
def slots_of(item: Item, number: int) -> Slots:
    """Return what a sentence of an item tells, `number` from 1, with what is lent to it."""
    return read_slots(item.quotes[number - 1])
