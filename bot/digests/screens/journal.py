"""/nhatky: which digest went to whom, when, and whether it arrived; no person is named."""

from __future__ import annotations

from typing import Any

from bot.core import turn as turns
from bot.core.turn import Routes, Tools, Turn, row_number
from bot.digests import journal_queries as journal
from bot.digests.journal_queries import Line
from bot.digests.period import Period, of_key
from bot.digests.readers import reader
from bot.digests.render.message import title
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
"""What a channel said, by the words in it, for those who know no channel's words."""
OTHER = "trouble"
"""Whatever else it said: it is in the log."""


@routes.command("nhatky")
def command(turn: Turn) -> None:
    """The log: an admin's of all chats, an official's and overseer's of this one."""
    if turn.actor.role in ("admin", "official", "overseer"):
        _show(turn, 0)
    else:
        turns.unknown_command(turn)


@routes.button("journal")
def turned(turn: Turn) -> None:
    """Another page of it."""
    if turn.actor.role in ("admin", "official", "overseer"):
        _show(turn, row_number(turn.arguments[0]), edit=True)
    else:
        turn.say("start.not_allowed")


def _show(turn: Turn, begin: int, edit: bool = False) -> None:
    mine = None if turn.actor.role == "admin" else turn.chat.id
    found = journal.page(turn.session, mine, begin, A_PAGE + 1)
    lines = _lines(turn, found[:A_PAGE])
    row = []
    if begin > 0:
        row.append(turn.button("journal.button_newer", f"journal:{max(0, begin - A_PAGE)}"))
    if len(found) > A_PAGE:
        row.append(turn.button("journal.button_older", f"journal:{begin + A_PAGE}"))
    rows = [row] if row else []
    turn.say("journal.page", rows, edit=edit, lines=lines, begin=begin, all=mine is None)


def _lines(turn: Turn, found: list[Line]) -> list[dict[str, Any]]:
    messages = [line.sent.id for line in found if line.sent and line.sent.id]
    oldest = journal.oldest(turn.session, messages)
    rows: dict[int, list[Outbox]] = {}
    for row in journal.beside(turn.session, [line.digest.id or 0 for line in found]):
        rows.setdefault(row.digest_id or 0, []).append(row)
    return [
        {
            "title": _title(turn.tools, line, oldest),
            "whom": whom(turn.tools, line.chat, line.person),
            "digest": line.digest,
            "sent": line.sent,
            "why": why(turn.tools, line.sent) if line.sent else "",
            "quiet": _is_put_off(turn, line.sent),
            "beside": _beside(line, rows.get(line.digest.id or 0, [])),
        }
        for line in found
    ]


def _title(tools: Tools, line: Line, oldest: dict[int, str]) -> str:
    """Of all that is folded into it; the whole of an unknown key where it is none of ours."""
    key = line.digest.period
    first = oldest.get(line.digest.outbox_id or 0, key)
    try:
        whole = Period(of_key(first).start, of_key(key).end)
    except ValueError:
        return key
    return title(whole, tools)


def _beside(line: Line, rows: list[Outbox]) -> tuple[int, int]:
    """How many of the messages with its files have arrived, and how many there are."""
    files = [row for row in rows if line.sent and (row.id or 0) > (line.sent.id or 0)]
    return sum(row.state == "sent" for row in files), len(files)


def _is_put_off(turn: Turn, row: Outbox | None) -> bool:
    waits = row is not None and row.state == "waiting" and row.attempts == 0
    return waits and row is not None and row.due_at > turn.now


def whom(tools: Tools, chat: Chat, person: Person | None) -> str:
    """A chat by its title, or by what its reader is; never by a person's name."""
    actor = reader(chat, person, tools.city)
    agency = tools.city.agency_name(actor.agency)
    return tools.texts.plain("journal.whom", chat=chat, role=actor.role, agency=agency)


def why(tools: Tools, row: Outbox) -> str:
    """Why it has not arrived, in plain words; never in the channel's own, which can hold ids."""
    said = (row.error or "").lower()
    known = (key for key, words in WHY.items() if any(each in said for each in words))
    waits = row.state == "waiting"
    return tools.texts.plain("journal.why", why=next(known, "" if not said else OTHER), waits=waits)
