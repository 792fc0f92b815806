"""The search for words in places and descriptions, typed with or without marks."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.turn import Turn
from bot.reports.desk import queries
from bot.reports.desk.views import scope, viewer
from bot.understanding import lookup
from bot.understanding.masking import masked
from db.models import Report
from knowledge.vietnamese.text import fold


def anywhere(turn: Turn, words: str, limit: int) -> list[Report] | None:
    """Return the reports that have the words, open ones first; None where there are no words."""
    patterns = lookup.patterns(words)
    if not patterns:
        return None
    named = _named(turn, words)
    shows = _shows(turn, patterns, named)
    return queries.with_words(turn.session, scope(turn), words, patterns, named, limit, shows)


def matching(turn: Turn, wish: queries.Wish, words: str, limit: int) -> list[Report]:
    """Return those of the wanted reports that have the words; none where there are no words."""
    patterns = lookup.patterns(words)
    if not patterns:
        return []
    named = _named(turn, words)
    cases = queries.searched(
        turn.session, scope(turn), wish, viewer(turn), (words, patterns, named), limit
    )
    return [*filter(_shows(turn, patterns, named), cases)]


def _named(turn: Turn, words: str) -> list[str]:
    """Return the categories whose name has the words."""
    wanted = fold(" ".join(words.split()))
    return [
        name for name in turn.city.category_ids() if wanted in fold(turn.city.category_name(name))
    ]


def _shows(
    turn: Turn, patterns: list[lookup.Pattern], named: list[str]
) -> Callable[[Report], bool]:
    """Return whether a report still matches once masked, for readers who see it masked."""

    def shows(report: Report) -> bool:
        if not turn.actor.oversees or report.category in named:
            return True
        return lookup.finds(patterns, masked(report.place), masked(report.description))

    return shows
