"""/nhatky: the log of digests; no person is named. What never arrived, the admins are told."""

from datetime import datetime, timedelta
from typing import Any

from bot.core.events import Reply
from bot.core.routes import Routes
from bot.core.turn import Tools, Turn, put, row_number
from bot.digests import queries
from bot.digests.period import Period, of_key
from bot.digests.queries import Line
from bot.digests.render.message import title
from bot.digests.subscribing import reader
from bot.people import queries as people
from bot.people.roles import OFFICES
from db.engine import Database
from db.models import Chat, Outbox, Person

routes = Routes()

A_PAGE = 10
WHY = {
    "blocked": ("blocked", "deactivated"),
    "gone": ("chat not found", "kicked", "peer_id", "deleted"),
    "closed": ("not enough rights", "write_forbidden", "have no rights", "topic_closed"),
    "paced": ("too many requests", "asked to wait", "retry after"),
    "file": ("file has been erased", "entity too large", "cannot be kept"),
    "moved": ("the chat has moved",),
    "away": ("bad gateway", "internal server error", "timed out", "not running", "connect"),
}
"""Reasons for a failed delivery, each with words of the channels' error messages."""
UNKNOWN = "trouble"
"""The reason for any other error, which is in the log."""


@routes.command("nhatky", roles=OFFICES)
@routes.button("journal", roles=OFFICES)
def show(turn: Turn) -> None:
    """Show a page of the log: to an admin of all chats, to an official or overseer of this one."""
    begin = row_number(turn.arguments[0]) if turn.arguments else 0
    chat_id = None if turn.actor.role == "admin" else turn.chat.id
    lines_read = queries.page(turn.session, chat_id, begin, A_PAGE + 1)
    lines = _lines(turn, lines_read[:A_PAGE])
    row = []
    if begin > 0:
        row.append(turn.button("journal.button_newer", f"journal:{max(0, begin - A_PAGE)}"))
    if len(lines_read) > A_PAGE:
        row.append(turn.button("journal.button_older", f"journal:{begin + A_PAGE}"))
    rows = [row] if row else []
    turn.say("journal.page", rows, edit=True, lines=lines, begin=begin, all=chat_id is None)


def _lines(turn: Turn, page: list[Line]) -> list[dict[str, Any]]:
    messages = [line.sent.id for line in page if line.sent and line.sent.id]
    oldest = queries.oldest(turn.session, messages)
    rows: dict[int, list[Outbox]] = {}
    for row in queries.rows_of(turn.session, [line.digest.number for line in page]):
        rows.setdefault(row.digest_id or 0, []).append(row)
    return [
        {
            "title": _title(turn.tools, line, oldest),
            "whom": whom(turn.tools, line.chat, line.person),
            "digest": line.digest,
            "sent": line.sent,
            "why": why(turn.tools, line.sent) if line.sent else "",
            "quiet": line.sent is not None
            and (line.sent.state, line.sent.attempts) == ("waiting", 0)
            and line.sent.due_at > turn.now,
            "beside": _files_sent(line, rows.get(line.digest.number, [])),
        }
        for line in page
    ]


def _title(tools: Tools, line: Line, oldest: dict[int, str]) -> str:
    """Return the title for all folded periods; for an unknown key, the key itself."""
    key = line.digest.period
    first = oldest.get(line.digest.outbox_id or 0, key)
    try:
        period = Period(of_key(first).start, of_key(key).end)
    except ValueError:
        return key
    return title(period, tools)


def _files_sent(line: Line, rows: list[Outbox]) -> tuple[int, int]:
    """Return how many of the messages with its files have arrived, and how many there are."""
    files = [row for row in rows if line.sent and row.number > line.sent.number]
    return sum(row.state == "sent" for row in files), len(files)


def whom(tools: Tools, chat: Chat, person: Person | None) -> str:
    """Name a chat by its title, or by its reader's role; never by a person's name."""
    actor = reader(chat, person, tools.city)
    agency = tools.city.agency_name(actor.agency)
    return tools.texts.plain("journal.whom", chat=chat, role=actor.role, agency=agency)


def why(tools: Tools, row: Outbox) -> str:
    """Say why a message has not arrived, without the channel's own words, which can hold ids."""
    error = (row.error or "").lower()
    reasons = (key for key, words in WHY.items() if any(word in error for word in words))
    waits = row.state == "waiting"
    return tools.texts.plain(
        "journal.why", why=next(reasons, "" if not error else UNKNOWN), waits=waits
    )


PAUSE = timedelta(hours=1)
"""The least time between two such messages."""
MOST_SHOWN = 5


def tell_lost(database: Database, tools: Tools, now: datetime) -> int:
    """Tell the admins of newly lost digests; returns the number of admins told."""
    with database.reading() as session:
        any_untold, last = queries.last_told(session)
    if not any_untold or (last is not None and timedelta() <= now - last < PAUSE):
        return 0
    with database.transaction() as session:
        lost_rows = queries.take_untold(session, now)
        chats = {lost.chat.id: lost for lost in lost_rows}
        listed = [
            (whom(tools, lost.chat, lost.person), why(tools, lost.row))
            for lost in list(chats.values())[:MOST_SHOWN]
        ]
        count = len({lost.row.digest_id for lost in lost_rows})
        text = tools.texts("journal.lost", count=count, shown=listed, more=len(chats) - len(listed))
        admins = people.chats_of_role(session, "admin") if lost_rows else ()
        for chat in admins:
            put(session, chat, Reply(text=text), now, "notice")
    return len(admins)
