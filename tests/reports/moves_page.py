"""python -m tests.reports.moves_page: write the tables of docs/moves.md from `moves.MOVES`."""

from pathlib import Path

from bot.reports.moves import MOVES, Move
from db.models import CLOSED

STATUSES = ("new", "accepted", "in_progress", "needs_info", "forwarded", "reopened", *CLOSED)
PAGE = Path(__file__).parents[2] / "docs" / "moves.md"
START, END = "<!-- tables of bot.reports.moves.MOVES -->\n", "<!-- end of the tables -->\n"


def page() -> str:
    """Return the page with its tables made again."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{_leads()}\n{_needs()}\n{END}{after}"


def _leads() -> str:
    rows = [
        [action, move.by, *(_cell(move, status) for status in STATUSES)]
        for action, move in MOVES.items()
    ]
    return _table(["move", "by", *STATUSES], rows)


def _cell(move: Move, status: str) -> str:
    return (move.after or "=") if status in move.before else ""


def _needs() -> str:
    rows = [
        [
            action,
            "" if move.words is None else str(move.words),
            move.pictures,
            move.step or move.after or "",
            "yes" if move.internal else "",
            ", ".join(move.audiences),
        ]
        for action, move in MOVES.items()
    ]
    return _table(["move", "characters", "pictures", "history", "internal", "told"], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
