"""The labelled examples that this installation kept, as its retention rules let them live."""

from sqlmodel import Session, col, select

from bot.understanding.examples import Example
from db.models import Example as Kept
from db.models import Report

HAND = "here"
PASSED = "pass"
"""What a moderator decides on held words that may go out."""


def stored_examples(session: Session) -> list[Example]:
    """Return what residents chose and moderators decided, as examples to learn from.

    What was decided on a report teaches its category too.
    """
    query = select(Kept, Report.category).join(Report, col(Report.id) == col(Kept.report_id))
    rows = session.exec(query.order_by(col(Kept.id))).all()
    return [_example(row, category) for row, category in rows]


def _example(row: Kept, category: str) -> Example:
    if row.kind == "category":
        return Example(row.text, HAND, intent="report", category=row.label)
    turned_down = row.suggested if row.label != PASSED else ""
    if turned_down == "spam":
        return Example(row.text, HAND, intent="spam")
    coarse = turned_down == "coarse"
    return Example(row.text, HAND, intent="report", category=category, coarse=coarse)
