"""Offer the last message as the answer to an official's open question, or as part of an own report.

It is kept until the person says by a tap that it is.
"""

from bot.core.draft_queries import ANSWER_OFFER
from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.people import roles
from bot.reports import finding, moving
from bot.reports import queries as reports
from bot.reports.intake import open_draft
from bot.reports.intake.offers import OFFER
from bot.reports.tracking import settled
from bot.welcome.told import action_about, told_of
from db.models import Draft, Report

routes = Routes()


def offer(turn: Turn) -> None:
    """Ask, in private and with consent, whether the last message is about an own report: it may
    answer the open question, or be a picture of what the person was told of last."""
    may_keep = turn.chat.private and roles.has_consented(turn.person)
    if not may_keep or turn.incoming.edited or not turn.has_reported:
        return
    asked = reports.waiting_for_answer if turn.owes_answer else None
    report = asked(turn.session, turn.person.number) if asked else _of_picture(turn)
    if report is None:
        return
    data = {
        "words": moving.words_of(turn),
        "photos": turn.photos,
        "message": turn.incoming.message or "",
    }
    turn.begin_draft(ANSWER_OFFER, report.id, data)
    label = "track.button_is_answer" if turn.owes_answer else "report.button_about"
    yes = turn.button(label, f"is_answer:{report.code}", report=report, code=report.code)
    turn.say("track.maybe_answer", [[yes]], report=report)


def _of_picture(turn: Turn) -> Report | None:
    """Return the report that the pictures of a message may be of, whose words tell nothing else."""
    understood = turn.tools.understanding.understand(turn.text)
    tells = turn.text and (understood.intent in ("report", "other") or understood.place)
    return told_of(turn) if turn.photos and not tells else None


@routes.button("is_answer")
def is_answer(turn: Turn) -> None:
    """Take the kept message as the answer, or as more; it is shown before it is sent."""
    action = action_about(finding.of_button(turn, turn.arguments[0]))
    report = finding.movable(turn, action)
    row = turn.draft(ANSWER_OFFER)
    if row is None or row.report_id != report.id or not roles.has_consented(turn.person):
        settled.say_more(turn, report, action)
        return
    _drop_begun(turn, row)
    data = row.data
    turn.session.delete(row)
    answer = moving.begin(turn, report, action)
    moving.take(turn, answer, data["message"], data["words"], data["photos"])


def _drop_begun(turn: Turn, row: Draft) -> None:
    """Delete the report or offer the message began, if nothing was added to it since."""
    for kind in (open_draft.KIND, OFFER):
        begun = turn.draft(kind)
        if begun is not None and begun.created_at == row.created_at == begun.updated_at:
            turn.session.delete(begun)
