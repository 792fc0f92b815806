"""Show what answers an official's open question; offer a message as about an own report."""

from bot.city.codes import code_in
from bot.core.draft_queries import ANSWER_OFFER
from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.people import roles
from bot.reports import finding, moving
from bot.reports import queries as reports
from bot.reports.intake import open_draft, telling
from bot.reports.intake.offers import OFFER
from bot.reports.tracking import settled
from bot.understanding import replies
from bot.understanding.reading import ADDING
from bot.understanding.thresholds import INTENT
from bot.welcome.asking import SURELY
from bot.welcome.told import action_about, told_of
from db.models import Draft, Report

routes = Routes()


def takes_answer(turn: Turn) -> bool:
    """Show what likely answers an official's open question, to be sent; false for all else."""
    if not (turn.owes_answer and _may_keep(turn) and _may_answer(turn)):
        return False
    report = reports.waiting_for_answer(turn.session, turn.person.number)
    if report is not None:
        moving.words(turn, moving.begin(turn, report, "answer"))
    return report is not None


def _may_keep(turn: Turn) -> bool:
    """Return whether what was just said may be kept for a report: in private, with consent."""
    return turn.chat.private and roles.has_consented(turn.person) and not turn.incoming.edited


def _may_answer(turn: Turn) -> bool:
    """Return whether a message may be an answer: no question, no wish, no other matter."""
    if not turn.text:
        return bool(turn.photos or turn.recordings or turn.incoming.place)
    understood = turn.understand(turn.text)
    asks = understood.intent == "ask" and understood.sure >= INTENT
    if asks or understood.urgent or understood.denunciation or code_in(turn.text):
        return False
    is_to_us = understood.about and not replies.is_mere_sense(turn.text)
    if is_to_us or replies.hides_name(turn.text):
        return False
    act = turn.understand(turn.text, "details").act
    if understood.intent == "report" and understood.sure >= SURELY:
        return act in ADDING and telling.is_most(understood.place, turn.text)
    return act in (*ADDING, "new_report")


def offer(turn: Turn) -> None:
    """Ask, in private and with consent, whether the last message is about an own report: it may
    answer the open question, or be a picture of what the person was told of last."""
    if not (turn.has_reported and _may_keep(turn)):
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
    understood = turn.understand(turn.text)
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
