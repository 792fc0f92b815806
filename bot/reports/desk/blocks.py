"""Keeping order from the chat: an admin blocks who sent something, and lifts it; never by name."""

from __future__ import annotations

from bot.city import codes
from bot.core import draft_queries as drafts
from bot.core import turn as turns
from bot.core.turn import Routes, Rows, Turn, named, row_number
from bot.people import block_queries as blocks
from bot.people import blocks as rules
from bot.reports import moving as handle
from bot.texts import shortened
from bot.understanding.masking import masked
from db.models import Draft, Report

routes = Routes()
KIND = "block"
"""The draft of a block: whom it is about, what shows it, and why; then for how long."""
MOST_SHOWN = 20


@routes.command("chan")
def command(turn: Turn) -> None:
    """Block who sent the report of a code; the words after it are the reason."""
    if turn.actor.role != "admin":
        turns.unknown_command(turn)
        return
    code, _, reason = turn.text.partition(" ")
    report = _report_of(turn, code)
    if not code:
        _show_list(turn)
    elif report is None:
        turn.say("order.which_report", code=shortened(code, 20))
    else:
        _begin(turn, report.person_id, report.code, reason.strip())


def _report_of(turn: Turn, text: str) -> Report | None:
    code = codes.code_in(text, bare=True)
    return handle.by_code(turn, code) if code else None


@routes.button("ban")
def behind_question(turn: Turn) -> None:
    """Block who sent a question on; where several did, the one whose words are chosen."""
    if turn.actor.role != "admin":
        turn.say("start.not_allowed")
        return
    group = row_number(turn.arguments[0])
    sent = blocks.senders(turn.session, group)
    if len(turn.arguments) > 1:
        sent = [each for each in sent if str(each.id) == turn.arguments[1]]
    if len({each.person_id for each in sent}) == 1:
        _begin(turn, sent[0].person_id, f"question {group}", "")
    elif sent:
        rows = [
            [named(shortened(masked(each.text), 50), f"ban:{group}:{each.id}")]
            for each in sent[:MOST_SHOWN]
        ]
        turn.say("order.which_sender", rows)
    else:
        turn.say("order.nobody")


def _begin(turn: Turn, person_id: int | None, subject: str, reason: str) -> None:
    person = blocks.person(turn.session, person_id) if person_id else None
    if person is None:
        turn.say("order.nobody")
    elif not rules.blockable(person):
        turn.say("order.has_role")
    else:
        data = {"person": person.id, "subject": subject, "reason": ""}
        row = drafts.begin(turn.session, turn.person, turn.chat, KIND, turn.now, data=data)
        _go_on(turn, row, reason)


@routes.draft(KIND)
def words(turn: Turn) -> None:
    """Why somebody is blocked: they are told this."""
    row = drafts.current(turn.session, turn.person, turn.chat)
    assert row is not None
    _go_on(turn, row, turn.text)


def _go_on(turn: Turn, row: Draft, reason: str) -> None:
    """Ask for what is still lacking: why, then for how long."""
    if len(reason) > rules.LONGEST_REASON:
        turn.say("start.too_long", length=len(reason), most=rules.LONGEST_REASON)
        reason = ""
    row.data = row.data | {"reason": reason or row.data["reason"]}
    row.updated_at = turn.now
    values = {"what": _name(turn, row.data["subject"]), "reason": row.data["reason"]}
    drop = [turn.button("order.button_drop", f"block:{row.id}:drop")]
    if not row.data["reason"]:
        turn.say("order.ask_reason", [drop], ask="order.hint_reason", **values)
        return
    days = [
        turn.button("order.button_days", f"block:{row.id}:{count}", count=count)
        for count in rules.DAYS
    ]
    turn.say("order.ask_days", [days[:2], days[2:], drop], **values)


@routes.button("block")
def chosen(turn: Turn) -> None:
    """For how long, or not at all after all."""
    row = drafts.of_kind(turn.session, turn.person, turn.chat, KIND)
    choice = turn.arguments[-1]
    days = {str(each): each for each in rules.DAYS}
    if turn.actor.role != "admin":
        turn.say("start.not_allowed")
    elif row is None or turn.arguments[0] != str(row.id) or choice not in (*days, "drop"):
        turn.say("start.stale_button")
    elif choice == "drop":
        turn.session.delete(row)
        turn.say("order.dropped")
    else:
        _block(turn, row, days[choice])


def _block(turn: Turn, row: Draft, days: int) -> None:
    person = blocks.person(turn.session, row.data["person"])
    reason, subject = row.data["reason"], row.data["subject"]
    if not reason:
        _go_on(turn, row, "")
        return
    turn.session.delete(row)
    if person is None or not rules.blockable(person):
        turn.say("order.has_role" if person else "order.nobody")
        return
    made = rules.block(turn.session, person, days, reason, subject, turn.actor, turn.now)
    turn.say("order.done", block=made, what=_name(turn, subject))


@routes.command("bochan")
def lift_command(turn: Turn) -> None:
    """The block list, with a button to lift each."""
    if turn.actor.role == "admin":
        _show_list(turn)
    else:
        turns.unknown_command(turn)


def _show_list(turn: Turn) -> None:
    found = blocks.standing(turn.session, turn.now, MOST_SHOWN + 1)
    listed = [(each, _name(turn, each.subject)) for each in found[:MOST_SHOWN]]
    rows: Rows = [
        [turn.button("order.button_lift", f"unblock:{each.id}", what=what)] for each, what in listed
    ]
    turn.say("order.listed", rows, found=listed, more=len(found) > MOST_SHOWN)


@routes.button("unblock")
def lift(turn: Turn) -> None:
    """Lift a block."""
    if turn.actor.role != "admin":
        turn.say("start.not_allowed")
        return
    found = blocks.by_id(turn.session, row_number(turn.arguments[0]))
    if found is None or not rules.lift(turn.session, found, turn.actor, turn.now):
        turn.say("start.stale_button")
    else:
        turn.say("order.lifted", what=_name(turn, found.subject))


def _name(turn: Turn, subject: str) -> str:
    """What a block is about: the code of a report, or a question and its number."""
    kind, _, number = subject.partition(" ")
    return turn.tools.texts.plain("order.question", number=number) if number else kind
