"""The desk for what is held back: abusive words or an advertisement, until a person has looked."""

from __future__ import annotations

from bot.city import codes
from bot.core import draft_queries as drafts
from bot.core.events import Button, Reply
from bot.core.turn import Routes, Rows, Turn, row_number
from bot.reports import buttons, cards, reporters
from bot.reports import held as rules
from bot.reports import held_queries as rows
from bot.reports import queries as reports
from bot.reports.held_cards import _card
from bot.reports.held_queries import DENOUNCED
from bot.texts import shortened
from bot.understanding.masking import masked
from db import outbox
from db.models import Report

routes = Routes()
KIND = "drop_held"
"""The draft that waits for the reason."""
REASONS = ("coarse", "spam", "nothing")
MOST_SHOWN = 10
LONGEST_REASON = 500


@routes.command("choxem")
def waiting(turn: Turn) -> None:
    """What waits to be looked at, the oldest first; for those who look at it."""
    _show_waiting(turn, 0)


@routes.button("waiting")
def waiting_on(turn: Turn) -> None:
    """The same from where a list ended: what came after the report of that number."""
    _show_waiting(turn, row_number(turn.arguments[0]))


def _show_waiting(turn: Turn, after: int) -> None:
    if not turn.actor.oversees:
        turn.say("held.not_yours", oversees=False)
        return
    denounced = rules.reads_denunciations(turn.actor, turn.city)
    count, found = rows.waiting(
        turn.session, turn.actor.area, after, MOST_SHOWN, denounced=denounced
    )
    left = count - len(found)
    turn.say("held.waiting", count=count, shown=len(found), on=after > 0)
    for report in found:
        turn.tell(turn.chat, _card(turn, report), outbox.TOLD, report.id)
    if left:
        more = turn.button("held.button_more", f"waiting:{found[-1].id}", left=left)
        turn.say("held.more", [[more]])


@routes.button("held")
def pressed(turn: Turn) -> None:
    """Let through, or turn down for a reason: one at hand, or the words that were shown."""
    choice, report = turn.arguments[0], _report(turn, turn.arguments[-1])
    if report is None:
        return
    if choice == "show":
        turn.tell(turn.chat, _card(turn, report), "reply", report.id)
    elif choice == "pass" and report.held != DENOUNCED:
        _pass(turn, report)
    elif choice == "drop":
        _ask_reason(turn, report)
    elif choice in REASONS and report.held != DENOUNCED:
        _drop(turn, report, turn.tools.texts.plain(f"held.reason_{choice}"))
    elif choice == "words" and (why := _shown_reason(turn, report)):
        _drop(turn, report, why)
    else:
        turn.say("start.stale_button")


def _report(turn: Turn, code: str) -> Report | None:
    """The report of a button, locked, if this person can decide on it; else they are told."""
    found = reports.by_code(turn.session, code, lock=True) if codes.is_code(code) else None
    why = rules.refusal(found, turn.actor, turn.city) if found else None
    if found is None or (why == "right" and found.held == DENOUNCED):
        turn.say("start.stale_button")
    elif why:
        _refuse(turn, found, why)
    return None if why else found


def _refuse(turn: Turn, report: Report, why: str) -> None:
    name = "held.not_yours" if why == "right" else "held.already"
    status, oversees = cards.status_of(turn, report), turn.actor.oversees
    turn.say(name, report=report, status=status, oversees=oversees)


def _pass(turn: Turn, report: Report) -> None:
    rules.let_through(turn.session, report, turn.actor, turn.city, turn.tools.zone, turn.now)
    reached = cards.post(turn, report)
    agency = turn.city.agency_name(report.agency)
    turn.say("held.passed", report=report, agency=agency, received=reached.agency)
    _tell_sender(turn, report, "held.told_passed", agency=agency, received=reached.agency)


def _ask_reason(turn: Turn, report: Report) -> None:
    drafts.begin(turn.session, turn.person, turn.chat, KIND, turn.now, report.id)
    turn.say("held.ask_reason", _reasons(turn, report), ask="held.hint_reason", report=report)


def _reasons(turn: Turn, report: Report) -> Rows:
    reasons = () if report.held == DENOUNCED else REASONS
    return [
        *([turn.button(f"held.reason_{each}", f"held:{each}:{report.code}")] for each in reasons),
        *_keep(turn),
    ]


def _keep(turn: Turn) -> list[list[Button]]:
    """The way back: nothing is decided."""
    row = drafts.of_kind(turn.session, turn.person, turn.chat, KIND)
    return [[turn.button("held.button_keep", f"discard:{row.id}")]] if row else []


def _shown_reason(turn: Turn, report: Report) -> str | None:
    """The words that stood above the pressed button."""
    row = drafts.of_kind(turn.session, turn.person, turn.chat, KIND)
    return row.data.get("reason") if row is not None and row.report_id == report.id else None


@routes.draft(KIND)
def reason(turn: Turn) -> None:
    """The reason in words, shown before it is sent: what is turned down is not taken up again."""
    row = drafts.current(turn.session, turn.person, turn.chat)
    assert row is not None and row.report_id is not None
    report = reports.get(turn.session, row.report_id)
    assert report is not None
    if turn.incoming.edited:
        return
    if why := rules.refusal(report, turn.actor, turn.city):
        turn.session.delete(row)
        _refuse(turn, report, why)
    elif len(turn.text) < rules.SHORTEST_REASON or len(turn.text) > LONGEST_REASON:
        rows = _reasons(turn, report)
        turn.say("held.ask_reason", rows, ask="held.hint_reason", report=report)
    else:
        row.data, row.updated_at = {"reason": turn.text}, turn.now
        label = "held.button_answer_sure" if report.held == DENOUNCED else "held.button_sure"
        sure = turn.button(label, f"held:words:{report.code}")
        turn.say("held.confirm", [[sure], *_keep(turn)], report=report, reason=turn.text)


def _drop(turn: Turn, report: Report, why: str) -> None:
    if row := drafts.of_kind(turn.session, turn.person, turn.chat, KIND):
        turn.session.delete(row)
    event = rules.turn_down(turn.session, report, turn.actor, why, turn.now)
    agency = turn.city.agency_name(report.agency)
    told = _tell_sender(turn, report, "held.told_dropped", reason=masked(event.text), agency=agency)
    turn.say("held.dropped", report=report, reason=shortened(why), told=told)


def _tell_sender(turn: Turn, report: Report, text: str, **values: object) -> bool:
    """Tell who sent it; false where there is nobody who can be told."""
    chat = reporters.chats(turn.session, [report]).get(report.id or 0)
    if chat is None:
        return False
    follow = turn.button("report.button_follow", f"track:{report.code}")
    said = buttons.on_behalf(turn.tools, report, turn.tools.texts(text, report=report, **values))
    turn.tell(chat, Reply(text=said, buttons=((follow,),)), "notice", report.id)
    return True
