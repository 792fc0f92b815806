"""The buttons under a digest: what its reader can do with each report it lists, and with all.

Their data is `dg:<verb>:<the digest's number in the ledger>:<code, or all>`. They carry no right:
who may do what is read from the database when one is pressed. A digest that is only looked at
(/bantin, the command line) is in no ledger, so nothing could be marked in it as done: its buttons
open the cards, and everything can be done there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.events import Button
from bot.digests.content import Content
from bot.digests.render.listed import codes
from bot.digests.select.content import Means

Rows = tuple[tuple[Button, ...], ...]

ACTIONS = {"official": ("accept", "ask", "forward"), "overseer": ("query", "remind")}
"""What each role does from under a digest, in the order of its buttons."""
AT_ONCE = {"official": "accept", "overseer": "remind"}
"""Of these, the one that can be done with all at once."""
MOST_AT_ONCE = 30
"""With so many reports: on SQLite residents wait meanwhile."""
ALL = "all"
FORMS = ("chart", "map", "xlsx", "docx")
"""What can be asked for besides the message."""
A_ROW = 2
"""Buttons beside each other where each has a code on it."""
NARROW = 4
"""Of so many buttons in a row each is too narrow on a telephone for a whole code."""


@dataclass(frozen=True)
class Listed:
    """A report the digest has buttons for, and the moves its reader can make with it now."""

    code: str
    moves: tuple[str, ...] = ()


def looked_at(content: Content, means: Means) -> Rows:
    """Under a digest that is in no ledger: each report's card."""
    row = [
        Button(
            text=means.texts.plain("digest_acts.button_show", code=code), data=f"case:show:{code}"
        )
        for code in codes(content)
    ]
    pairs = [tuple(row[start : start + A_ROW]) for start in range(0, len(row), A_ROW)]
    return (*pairs, *questions(content.questions.waiting, means))


def questions(count: int, means: Means) -> Rows:
    """To the questions that wait for an answer."""
    if not count:
        return ()
    label = means.texts.plain("questions.button_waiting", count=count)
    return ((Button(text=label, data="questions:0"),),)


def under(number: int, listed: Sequence[Listed], role: str, left: int, means: Means) -> Rows:
    """Under a digest of the ledger: all at once first, then each report, then its forms.

    `left` reports need what can be done with all at once, counted up to one above
    `MOST_AT_ONCE`; one alone has its own button.
    """
    rows = [_of_case(number, each, means) for each in listed]
    if left > 1 and role in AT_ONCE:
        verb, more = AT_ONCE[role], left > MOST_AT_ONCE
        label = means.texts.plain(
            f"digest_acts.button_all_{verb}", count=min(left, MOST_AT_ONCE), more=more
        )
        rows.insert(0, (Button(text=label, data=f"dg:{verb}:{number}:{ALL}"),))
    forms = [_button(f"form_{form}", f"dg:{form}:{number}:{ALL}", means) for form in FORMS]
    return (*rows, tuple(forms))


def _of_case(number: int, listed: Listed, means: Means) -> tuple[Button, ...]:
    narrow = len(listed.moves) + 1 >= NARROW
    code = listed.code.rsplit("-", 1)[-1] if narrow else listed.code
    label = means.texts.plain("digest_acts.button_show", code=code)
    show = Button(text=label, data=f"dg:show:{number}:{listed.code}")
    moves = (_button(move, f"dg:{move}:{number}:{listed.code}", means) for move in listed.moves)
    return (show, *moves)


def _button(name: str, data: str, means: Means) -> Button:
    return Button(text=means.texts.plain(f"digest_acts.button_{name}"), data=data)
