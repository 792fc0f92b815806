"""The code on paper, for a person who has no telephone; and whoever follows the case with it."""

from __future__ import annotations

from bot.city import codes
from bot.core.events import Reply
from bot.core.turn import Routes, Turn
from bot.people import roles as people
from bot.reports import buttons, cards, duplicates, reporters
from bot.reports import queries as reports
from bot.reports.slips import _values
from db.models import Report

routes = Routes()


def open_link(turn: Turn, payload: str) -> None:
    """Whoever opens the code of a slip may take the report over: asked, never by the way."""
    if not turn.chat.private:
        turn.say("report.only_in_private")
        return
    code, secret = reporters.slip_of(payload)
    report = _slips_report(turn, code, secret)
    if report is not None:
        take = turn.button("clerk.button_take", f"slip:{code}:{secret}")
        status = cards.status_of(turn, report)
        turn.say("clerk.found", [[take]], **_values(turn, report), status=status)


def _slips_report(turn: Turn, code: str, secret: str) -> Report | None:
    """The report, locked, if this is its slip and this person may take it over; else they hear."""
    found = None
    if codes.is_code(code):
        found = reports.by_code(turn.session, code, lock=True)
    if found is not None and reporters.fits(found, secret):
        if found.entered_by != turn.person.id and not turn.actor.handles(found.agency):
            return found
        turn.say("clerk.not_for_you", report=found)
    elif found is not None and found.person_id == turn.person.id:
        turn.say("clerk.taken", buttons.of_reporter(turn, found), report=found)
    else:
        turn.say("clerk.used")
    return None


@routes.button("slip")
def take_over(turn: Turn) -> None:
    """Be the one who reported from here on; consent first, where it is not there."""
    if not turn.chat.private:
        turn.say("report.only_in_private")
        return
    code, secret, *agreed = (*turn.arguments, "", "")[:3]
    report = _slips_report(turn, code, secret)
    if report is None:
        return
    if not people.has_consented(turn.person) and agreed != ["agreed"]:
        _ask_consent(turn, code, secret)
        return
    if not people.has_consented(turn.person):
        people.give_consent(turn.session, turn.person, turn.now)
    assert turn.person.id is not None and turn.chat.id is not None
    clerk = reporters.chats(turn.session, [report]).get(report.id or 0)
    reporters.take_over(report, turn.person.id, turn.chat.id)
    duplicates.take_over(turn.session, report)
    if clerk is not None:
        told = Reply(text=turn.tools.texts("clerk.taken_by_them", report=report))
        turn.tell(clerk, told, "notice", report.id)
    turn.say("clerk.taken", buttons.of_reporter(turn, report), report=report)


def _ask_consent(turn: Turn, code: str, secret: str) -> None:
    yes = turn.button("privacy.button_yes", f"slip:{code}:{secret}:agreed")
    version = people.CONSENT_VERSION
    turn.say("privacy.ask_consent", [[yes]], version=version, said=False)
