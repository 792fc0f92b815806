"""The buttons under a digest: the reader's moves with each report it lists, and with all.

Their data is `dg:<verb>:<the digest's number in the ledger>:<code, or all>`. They carry no right:
rights are read from the database when one is pressed. A digest that is only looked at (/bantin,
the command line) is in no ledger and cannot be marked: its buttons open the reports' cards.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.core import pdf
from bot.core.events import Button
from bot.core.turn import Tools, in_rows
from bot.digests.asked import OF_LEDGER, Asked
from bot.digests.content import Content, codes
from bot.oversight.promises import Promise, Promises

Rows = tuple[tuple[Button, ...], ...]

ACTIONS = {"official": ("accept", "ask", "forward"), "overseer": ("query", "remind")}
"""Each role's moves from under a digest, in the order of its buttons."""
AT_ONCE = {"official": "accept", "overseer": "remind"}
"""The one of these that can be made with all reports at once."""
MOST_AT_ONCE = 30
"""Reports moved at once: on SQLite residents wait meanwhile."""
ALL = "all"
PICTURES, FILES = ("chart", "map"), ("xlsx", "docx", "pdf")
FORMS = (*PICTURES, *FILES)
"""The forms that can be asked for, two rows of them."""
A_ROW = 2
"""Buttons in a row where each has a code on it."""
NARROW = 4
"""With so many buttons in a row each is too narrow on a telephone for a whole code."""


def looked_at(content: Content, tools: Tools) -> Rows:
    """Return buttons that open the reports' cards, for a digest that is in no ledger."""
    row = [_button("show", f"case:show:{code}", tools, code=code) for code in codes(content)]
    return (*map(tuple, in_rows(row, A_ROW)), *questions(content.questions.waiting, tools))


def questions(count: int, tools: Tools) -> Rows:
    """Return the button to the questions that wait for an answer."""
    if not count:
        return ()
    label = tools.texts.plain("questions.button_waiting", count=count)
    return ((Button(text=label, data="questions:0"),),)


def buttons_below(
    number: int,
    moves: Mapping[str, Sequence[str]],
    role: str,
    remaining: int,
    tools: Tools,
    pressing: Sequence[Promise] = (),
) -> Rows:
    """Return the buttons of a digest of the ledger: for all at once, each report, and its forms.

    `remaining` counts the reports for the move with all, up to one above `MOST_AT_ONCE`; a single
    one has its own button.
    """
    rows = [_of_case(number, code, possible, tools) for code, possible in moves.items()]
    if remaining > 1 and role in AT_ONCE:
        verb, many = AT_ONCE[role], remaining > MOST_AT_ONCE
        data, count = f"dg:{verb}:{number}:{ALL}", min(remaining, MOST_AT_ONCE)
        rows.insert(0, (_button(f"all_{verb}", data, tools, count=count, more=many),))
    return (
        *rows,
        *form_rows(lambda form: Asked(form, "", f"{OF_LEDGER}{number}").data, tools),
        *targets(role, tools, pressing),
    )


def form_rows(data: Callable[[str], str], tools: Tools) -> Rows:
    """Return the buttons of the forms that can be made here."""
    return tuple(
        tuple(_button(f"form_{form}", data(form), tools) for form in row if possible(form))
        for row in (PICTURES, FILES)
    )


def possible(form: str) -> bool:
    """Return whether the form can be made on this machine: a PDF needs LibreOffice."""
    return form != "pdf" or pdf.program() is not None


def targets(role: str, tools: Tools, pressing: Sequence[Promise] = ()) -> Rows:
    """Return an overseer's buttons: to ask about the `pressing` targets, and to all of them."""
    if role != "overseer" or not tools.once(Promises).at_home(tools.city):
        return ()
    questions = (
        (_button("ask_target", f"ask_of:{promise.link}", tools, name=promise.label(34)),)
        for promise in pressing
    )
    return (*questions, (_button("targets", "promises:0", tools),))


def _of_case(number: int, code: str, moves: Sequence[str], tools: Tools) -> tuple[Button, ...]:
    narrow = len(moves) + 1 >= NARROW
    short = code.rsplit("-", 1)[-1] if narrow else code
    show = _button("show", f"dg:show:{number}:{code}", tools, code=short)
    return (show, *(_button(move, f"dg:{move}:{number}:{code}", tools) for move in moves))


def _button(name: str, data: str, tools: Tools, /, **values: Any) -> Button:
    return Button(text=tools.texts.plain(f"digest_acts.button_{name}", **values), data=data)
