"""The buttons under a digest: the moves of a card, with one report or with all of them.

A button names the digest and a report in it, and carries no right. After a press the message it
stands under is updated (`updating`).
"""

from __future__ import annotations

from bot.core.draft_content import DraftContent
from bot.core.turn import Routes, Turn, row_number
from bot.digests import act_queries
from bot.digests.act_queries import Entry
from bot.digests.readers import may_read
from bot.digests.render import buttons, progress
from bot.digests.screens import acting_on_all, forms, updating
from bot.reports import moves, moving
from bot.reports.desk import office, oversight
from db.models import Report

routes = Routes()
routes.ahead["dg"] = forms.ahead

VERBS = ("show", *buttons.ACTIONS["official"], *buttons.ACTIONS["overseer"])


@routes.button("dg")
def pressed(turn: Turn) -> None:
    """Answer a button under a digest of this chat; its right is read from the database, now."""
    verb, code = turn.arguments[0], turn.arguments[-1]
    entry = _entry(turn)
    if entry is None:
        turn.say("start.stale_button")
    elif not may_read(turn.actor, entry.subscription):
        turn.say("start.not_allowed")
    elif code == buttons.ALL and verb in buttons.FORMS:
        forms.give(turn, verb)
    elif code == buttons.ALL and verb in buttons.AT_ONCE.values():
        _with_all(turn, entry, verb)
    elif verb in VERBS and code in entry.digest.listed:
        _with_one(turn, entry, verb, code)
    else:
        turn.say("start.stale_button")


def _entry(turn: Turn) -> Entry | None:
    """Return the digest of the pressed button, if it came to this chat."""
    if len(turn.arguments) != 3:
        return None
    entry = act_queries.entry(turn.session, row_number(turn.arguments[1]))
    return entry if entry and entry.subscription.chat_id == turn.chat.id else None


def _with_all(turn: Turn, entry: Entry, verb: str) -> None:
    """Make the move with all reports, if it is the one of the reader's role."""
    if buttons.AT_ONCE.get(turn.actor.role) != verb:
        turn.say("start.not_allowed")
        return
    wanted = progress.wanted(turn.tools, entry, turn.actor, turn.now)
    assert wanted is not None
    (acting_on_all.remind if verb == "remind" else acting_on_all.accept)(turn, wanted)
    _update(turn, entry)


def _with_one(turn: Turn, entry: Entry, verb: str, code: str) -> None:
    """Make a move as under a card; where it is no longer possible, say what happened."""
    report = moving.by_code(turn, code)
    if report is None:
        turn.say("start.stale_button")
    elif verb == "show":
        if not moving.show(turn, report):
            _say_since(turn, entry, report, "right")
    elif why := moves.refusal(report, verb, turn.actor):
        _say_since(turn, entry, report, why)
    elif verb == "forward":
        turn.arguments = [code]
        office.forward(turn)
    elif verb in ("ask", "query"):
        moving.ask_words(turn, report, verb)
    else:
        _act(turn, entry, report, verb)


def _act(turn: Turn, entry: Entry, report: Report, verb: str) -> None:
    """Make a move that needs no words; recent digests are then updated by the move itself."""
    if verb == "accept":
        moving.make(turn, report, verb, DraftContent())
        moved = True
    else:
        moved = oversight.remind(turn, report)
    if not moved or entry.digest.made_at < updating.recent(turn):
        _update(turn, entry)


def _say_since(turn: Turn, entry: Entry, report: Report, why: moves.Why) -> None:
    """Say what has happened since the digest was made, and mark it in the message.

    Where nothing has, the role itself cannot make the move.
    """
    standings = progress.standings(turn.session, turn.tools, entry, turn.actor, turn.now)
    last = next((standing.last for standing in standings if standing.report.id == report.id), None)
    if last is None:
        moving.refuse(turn, report, why)
    else:
        step = turn.tools.texts.plain("digest_acts.step", action=last.action)
        turn.say("digest_acts.since", report=report, event=last, step=step)
    _update(turn, entry)


def _update(turn: Turn, entry: Entry) -> None:
    """Update the message whose button was pressed."""
    updating.show(turn, entry, turn.incoming.message)
