"""Choose the reports that a digest's message names: few, the most pressing first."""

from __future__ import annotations

from typing import NamedTuple

from bot.digests.content import Case, Content, Listing

MOST_SHOWN = 6
MOST_OVERSEEN = 4
"""With more the message would not fit a telephone's screen; the files have them all. Overseers also
read of the period, so they see fewer."""
STUCK = frozenset({"overdue", "disputed"})
"""Reasons that an overseer reads of first: the report is stuck."""


class ShownListing(NamedTuple):
    """A list with the cases that are named."""

    listing: Listing
    cases: tuple[Case, ...]

    @property
    def more(self) -> int:
        """Return how many cases of this list are not named."""
        return self.listing.first - len(self.cases)

    @property
    def elsewhere(self) -> int:
        """Return how many of its count stand in a list before it."""
        return self.listing.count - self.listing.first


def shown_listings(content: Content) -> tuple[ShownListing, ...]:
    """Return every list with the cases that are named.

    First one case of each list its reader must act on, then the most pressing as far as they fit.
    """
    oversees = content.scope.agency is None
    limit = MOST_OVERSEEN if oversees else MOST_SHOWN
    counts = [0] * len(content.listings)
    for fair in (True, False):
        for number, listing in enumerate(content.listings):
            if fair and oversees and listing.why not in STUCK:
                continue
            free = limit - sum(counts)
            wanted = min(len(listing.cases), 1) if fair else len(listing.cases)
            counts[number] += max(min(wanted - counts[number], free), 0)
    pairs = zip(content.listings, counts, strict=True)
    return tuple(ShownListing(listing, listing.cases[:free]) for listing, free in pairs)


def codes(content: Content) -> tuple[str, ...]:
    """Return the codes of the named reports, in the message's order."""
    return tuple(case.code for listing in shown_listings(content) for case in listing.cases)
