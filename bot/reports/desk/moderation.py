"""Decide on held reports (abuse, advertisements, denunciations): let through, or turn down."""

from bot.core.events import Button, Reply
from bot.core.routes import Routes
from bot.core.turn import Answered, Rows, Turn, row_number
from bot.reports import buttons, cards, examples, held, notifying, reporters
from bot.reports import queries as reports
from bot.reports.delivering import held_card
from bot.reports.moves import Mover
from bot.reports.queries import DENOUNCED
from bot.texts import shortened
from bot.understanding.masking import masked
from db import outbox
from db.models import Draft, Report

routes = Routes()
KIND = "drop_held"
"""The kind of the draft that waits for the reason."""
REASONS = ("coarse", "spam", "nothing")
MOST_SHOWN = 10
LONGEST_REASON = 500


@routes.command("choxem")
@routes.button("waiting")
def list_held(turn: Turn) -> None:
    """List the held reports, oldest first; a button carries the last one already listed."""
    after = row_number(turn.arguments[0]) if turn.arguments else 0
    if not turn.actor.oversees:
        turn.say("held.not_yours", oversees=False)
        return
    denounced = held.reads_denunciations(turn.actor, turn.city)
    count, held_reports = reports.waiting_held(
        turn.session, turn.actor.area, after, MOST_SHOWN, denounced=denounced
    )
    remaining = count - len(held_reports)
    turn.say("held.waiting", count=count, shown=len(held_reports), on=after > 0)
    for report in held_reports:
        turn.tell(turn.chat, held_card(turn, report), outbox.DISCLOSURE, report.id)
    if remaining:
        button = turn.button("held.button_more", f"waiting:{held_reports[-1].id}", left=remaining)
        turn.say("held.more", [[button]])


@routes.button("held")
def pressed(turn: Turn) -> None:
    """Let a held report through, or turn it down for a listed reason or the confirmed words."""
    choice, report = turn.arguments[0], _report(turn, turn.arguments[-1])
    if choice == "show":
        turn.tell(turn.chat, held_card(turn, report), "reply", report.id)
    elif choice == "pass" and report.held != DENOUNCED:
        _pass(turn, report)
    elif choice == "drop":
        turn.begin_draft(KIND, report.id)
        turn.say("held.ask_reason", _reasons(turn, report), ask="held.hint_reason", report=report)
    elif choice in REASONS and report.held != DENOUNCED:
        examples.keep_decision(turn.session, report, choice, turn.now)
        _drop(turn, report, turn.tools.texts.plain(f"held.reason_{choice}"))
    elif choice == "words" and (why := _shown_reason(turn, report)):
        _drop(turn, report, why)
    else:
        raise turn.stale()


def _report(turn: Turn, code: str) -> Report:
    """Return the report of a button, locked, if this person may decide on it; else says why not."""
    report = reports.by_code(turn.session, code, lock=True)
    why = held.refusal(report, turn.actor, turn.city) if report else None
    if report is None or (why == "right" and report.held == DENOUNCED):
        raise turn.stale()
    if why:
        _refuse(turn, report, why)
        raise Answered
    return report


def _refuse(turn: Turn, report: Report, why: str) -> None:
    name = "held.not_yours" if why == "right" else "held.already"
    status, oversees = cards.status_of(turn, report), turn.actor.oversees
    turn.say(name, report=report, status=status, oversees=oversees)


def _pass(turn: Turn, report: Report) -> None:
    examples.keep_decision(turn.session, report, "pass", turn.now)
    held.let_through(Mover.of(turn), report)
    reached = notifying.post(turn, report)
    turn.say("held.passed", report=report, received=reached.agency)
    _tell_sender(turn, report, "held.told_passed", received=reached.agency)


def _reasons(turn: Turn, report: Report) -> Rows:
    reasons = () if report.held == DENOUNCED else REASONS
    return [
        *([turn.button(f"held.reason_{name}", f"held:{name}:{report.code}")] for name in reasons),
        *_keep(turn),
    ]


def _keep(turn: Turn) -> list[list[Button]]:
    """Return the button that drops the reason and decides nothing."""
    row = turn.draft(KIND)
    return [[turn.button("held.button_keep", f"discard:{row.id}")]] if row else []


def _shown_reason(turn: Turn, report: Report) -> str | None:
    """Return the reason that was shown for confirmation."""
    row = turn.draft(KIND)
    return row.data.get("reason") if row is not None and row.report_id == report.id else None


@routes.draft(KIND)
def reason(turn: Turn, row: Draft) -> None:
    """Take a typed reason and ask to confirm it: turning down is final."""
    report = reports.get(turn.session, row.report_id)
    if turn.incoming.edited:
        return
    if why := held.refusal(report, turn.actor, turn.city):
        turn.session.delete(row)
        _refuse(turn, report, why)
    elif len(turn.text) < held.SHORTEST_REASON or len(turn.text) > LONGEST_REASON:
        rows = _reasons(turn, report)
        turn.say("held.ask_reason", rows, ask="held.hint_reason", report=report)
    else:
        row.data, row.updated_at = {"reason": turn.text}, turn.now
        label = "held.button_answer_sure" if report.held == DENOUNCED else "held.button_sure"
        sure = turn.button(label, f"held:words:{report.code}")
        turn.say("held.confirm", [[sure], *_keep(turn)], report=report, reason=turn.text)


def _drop(turn: Turn, report: Report, why: str) -> None:
    if row := turn.draft(KIND):
        turn.session.delete(row)
    event = held.turn_down(Mover.of(turn), report, why)
    reached = _tell_sender(turn, report, "held.told_dropped", reason=masked(event.text))
    turn.say("held.dropped", report=report, reason=shortened(why), reached=reached)


def _tell_sender(turn: Turn, report: Report, text: str, **values: object) -> bool:
    """Tell the sender; false where there is no chat to tell them in."""
    chat = reporters.chats(turn.session, [report]).get(report.number)
    if chat is None:
        return False
    follow = turn.button("report.button_follow", f"track:{report.code}")
    message = buttons.on_behalf(turn.tools, report, turn.tools.texts(text, report=report, **values))
    turn.tell(chat, Reply(text=message, buttons=((follow,),)), "notice", report.id)
    return True
