"""Which of the reports a digest lists its message names: few, the most pressing first."""

from __future__ import annotations

from typing import NamedTuple

from bot.digests.content import Case, Content, Listing

MOST_SHOWN = 6
MOST_OVERSEEN = 4
"""With more the message would not fit a telephone's screen; the rest is in its files. Who oversees
also reads of the period, so of them there are fewer."""
STUCK = frozenset({"overdue", "disputed"})
"""Why a report is stuck: what who oversees reads of first."""


class Shown(NamedTuple):
    """A list, and those of its cases that are named."""

    listing: Listing
    cases: tuple[Case, ...]

    @property
    def more(self) -> int:
        """How many of its own are not named."""
        return self.listing.first - len(self.cases)

    @property
    def elsewhere(self) -> int:
        """How many of those it counts stand in a list before it."""
        return self.listing.count - self.listing.first


def shown(content: Content) -> tuple[Shown, ...]:
    """Every list with the cases that are named.

    One of each list that its reader is to act on, and then as many as there is room for, the most
    pressing first.
    """
    oversees = content.scope.agency is None
    most = MOST_OVERSEEN if oversees else MOST_SHOWN
    rooms = [0] * len(content.listings)
    for fair in (True, False):
        for number, listing in enumerate(content.listings):
            if fair and oversees and listing.why not in STUCK:
                continue
            room = most - sum(rooms)
            wanted = min(len(listing.cases), 1) if fair else len(listing.cases)
            rooms[number] += max(min(wanted - rooms[number], room), 0)
    pairs = zip(content.listings, rooms, strict=True)
    return tuple(Shown(listing, listing.cases[:room]) for listing, room in pairs)


def codes(content: Content) -> tuple[str, ...]:
    """The codes of those that are named, in the message's order."""
    return tuple(case.code for each in shown(content) for case in each.cases)
