"""Offer a message that replies to nothing as the answer to an official's open question."""

from __future__ import annotations

from bot.core import draft_queries as drafts
from bot.core.draft_content import DraftContent
from bot.core.draft_queries import ANSWER_OFFER
from bot.core.turn import Routes, Turn
from bot.people import roles
from bot.reports import moving
from bot.reports import queries as reports
from bot.reports.draft import MOST_PHOTOS
from bot.reports.intake import open_draft
from bot.reports.intake.offers import OFFER
from bot.reports.tracking import settled
from db.models import Draft

routes = Routes()


def offer(turn: Turn) -> None:
    """Ask whether the message just handled as something else answers the open question.

    It is kept for a day, only in a private chat and with consent.
    """
    if not turn.chat.private or turn.incoming.edited or not roles.has_consented(turn.person):
        return
    if not turn.owes_answer:
        return
    report = reports.waiting_for_answer(turn.session, turn.person.id or 0)
    if report is None:
        return
    data = {
        "words": moving.words_of(turn),
        "photos": turn.photos,
        "message": turn.incoming.message or "",
    }
    drafts.begin(turn.session, turn.person, turn.chat, ANSWER_OFFER, turn.now, report.id, data)
    yes = turn.button("track.button_is_answer", f"is_answer:{report.code}", report=report)
    turn.say("track.maybe_answer", [[yes]], report=report)


@routes.button("is_answer")
def is_answer(turn: Turn) -> None:
    """Take the kept message as the answer; it is shown before it is sent, like any answer."""
    report = moving.movable(turn, "answer")
    if report is None:
        return
    row = drafts.of_kind(turn.session, turn.person, turn.chat, ANSWER_OFFER)
    if row is None or row.report_id != report.id or not roles.has_consented(turn.person):
        settled.say_more(turn, report, "answer")
        return
    _drop_begun(turn, row)
    data = row.data
    turn.session.delete(row)
    answer = moving.begin(turn, report, "answer")
    gathered = DraftContent.model_validate(answer.data).with_photos(data["photos"], MOST_PHOTOS)
    moving.take(turn, answer, gathered, data["message"], data["words"])


def _drop_begun(turn: Turn, row: Draft) -> None:
    """Delete the report or offer the message began, if nothing was added to it since."""
    for kind in (open_draft.KIND, OFFER):
        begun = open_draft.of_kind(turn, kind)
        if begun is not None and begun.created_at == row.created_at == begun.updated_at:
            turn.session.delete(begun)
