"""Find the report that a button or a code means, for who may see or move it; else say why not."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.core.turn import Answered, Turn
from bot.reports import buttons, cards, held, moves, part_queries, shown_cards
from bot.reports import queries as reports
from bot.reports.reporters import speaks
from db import outbox
from db.models import Report


def movable(turn: Turn, action: str, code: str | None = None) -> Report:
    """Return a button's report if this person may make this move now; else says why not."""
    report = of_button(turn, code or turn.arguments[-1])
    if why := moves.refusal(report, action, turn.actor):
        refuse(turn, report, why)
        raise Answered
    return report


def of_button(turn: Turn, code: str) -> Report:
    """Return the report of a button's code, locked; ends a stale turn."""
    report = by_code(turn, code)
    if report is None:
        raise turn.stale()
    return report


def by_code(turn: Turn, code: str) -> Report | None:
    """Return the report of a code, locked; None where there is none this person may see."""
    report = reports.by_code(turn.session, code, lock=True)
    if report is None or report.held is None:
        return report
    may = speaks(report, turn.actor) or held.looks_at(report, turn.actor, turn.city)
    return report if may else None


def may_see(turn: Turn, report: Report) -> bool:
    """Return whether this person handles the report or a part of it, or oversees it."""
    handles = turn.actor.handles(report.agency) and report.held is None
    allowed = handles or held.looks_at(report, turn.actor, turn.city)
    return allowed or part_queries.own(report, turn.actor) is not None


def show_or_refuse(turn: Turn, report: Report) -> None:
    """Show the card of a report, or say that it is not for this person."""
    if not show(turn, report):
        refuse(turn, report, "right")


def show(turn: Turn, report: Report) -> bool:
    """Show the card, as one message, to who handles or oversees the report; false for others."""
    actor = turn.actor
    if not may_see(turn, report):
        return False
    if actor.handles(report.agency) and report.held is None:
        reply = cards.light(cards.card(turn, report, for_agency=True))
        turn.tell(turn.chat, reply, "card", report.id)
        shown_cards.shrink_older(turn, report)
        return True
    card = cards.card(turn, report, for_agency=False, notes=actor.role == "admin")
    of_role = buttons.of_part if actor.role == "official" else buttons.of_overseer
    own = of_role(turn, report, len(card.photos))
    reply = cards.light(card).model_copy(update={"buttons": own if report.held is None else ()})
    turn.tell(turn.chat, reply, outbox.DISCLOSURE, report.id)
    return True


def refuse_code(turn: Turn, code: str, report: Report | None) -> None:
    """Say that the case of a code in the words is not theirs, or that there is none.

    A held one is as unknown to them as one that never was.
    """
    if report is None:
        turn.say("track.wrong_code", code=code)
    else:
        refuse(turn, report, "right", turn.text)


@contextmanager
def refusals_told(turn: Turn, report: Report, words: str = "") -> Iterator[None]:
    """Say why a move that is made inside is refused, and end the turn."""
    try:
        yield
    except moves.Refused as error:
        refuse(turn, report, error.why, words)
        raise Answered from None


def refuse(turn: Turn, report: Report, why: moves.Why, words: str = "") -> None:
    """Say why not, and where the report stands; the `words` written for it are shown, not lost."""
    if why == "right":
        actor = turn.actor
        own, seen = actor.handles(report.agency) and report.held is None, actor.sees(report.area)
        turn.say(
            "handle.not_yours", report=report, role=actor.role, own=own, seen=seen, words=words
        )
    elif why == "parts":
        parts = [turn.city.agency_name(part.agency) for part in part_queries.open_parts(report)]
        turn.say("share.parts_open", report=report, agencies=parts, words=words)
    elif why == "target":
        turn.say("handle.bad_target", report=report, words=words)
    else:
        status = cards.status_of(turn, report)
        turn.say("handle.already", report=report, status=status, words=words)
        shown_cards.refresh(turn, report)
