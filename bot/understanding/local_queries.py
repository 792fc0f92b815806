"""The labelled examples that this installation kept, as its retention rules let them live."""

from sqlmodel import Session, select

from bot.understanding.examples import Example
from db.models import Example as Kept

HAND = "here"
PASSED = "pass"
"""What a moderator decides on held words that may go out."""


def kept(session: Session) -> list[Example]:
    """Return what residents chose and moderators decided, as examples to learn from."""
    rows = session.exec(select(Kept).order_by(Kept.id)).all()  # type: ignore[arg-type]
    return [_example(row) for row in rows]


def _example(row: Kept) -> Example:
    if row.kind == "category":
        return Example(row.text, HAND, intent="report", category=row.label)
    turned_down = row.suggested if row.label != PASSED else ""
    intent = "spam" if turned_down == "spam" else "report"
    return Example(row.text, HAND, intent=intent, coarse=turned_down == "coarse")
