"""Rows of buttons shared by the screens of the plan: back, and page turning."""

from typing import Any

from bot.core.events import Button
from bot.core.turn import Turn, row_number
from bot.plan.outline import Page, name_of
from knowledge.schema import Plan, Section

Buttons = list[list[Button]]
TURNING = ("plan", "plans", "part", "read", "term", "promises")
"""The verbs of buttons that change the message they stand under."""


def way_back(turn: Turn, plan: Plan, above: Section | None) -> list[Button]:
    """Return the buttons to the section above, if there is one, and to the plan's parts."""
    key = name_of(plan.id)
    back = [turn.button("reading.button_contents", f"plan:{key}")]
    if above is not None:
        data = f"part:{key}:{name_of(above.number)}"
        back.insert(0, turn.button("reading.button_up", data, number=above.number))
    return back


def turn_pages(turn: Turn, page: Page[Any], data: str, behind: str = "") -> Buttons:
    """Return the buttons to the pages before and after, if there are any."""
    steps = {"before": page.number - 1, "after": page.number + 1}
    row = [
        turn.button(f"reading.button_page_{name}", f"{data}:{number}{behind}")
        for name, number in steps.items()
        if 0 <= number < page.of
    ]
    return [row] if row else []


def turning(rows: Buttons) -> Buttons:
    """Return the rows, with buttons that only change their message made quiet."""
    return [
        [
            button.model_copy(update={"quiet": True}) if _turns(button.data or "") else button
            for button in row
        ]
        for row in rows
    ]


def _turns(data: str) -> bool:
    verb, _, arguments = data.partition(":")
    return verb in TURNING or (verb in ("targets", "terms") and ":" in arguments)


def page_asked(turn: Turn) -> int:
    """Return the page a button asks for, its last argument; the first page if that is no number."""
    return row_number(turn.arguments[-1])
