"""What may answer an official's question though it answers no message: one tap says it does."""

from __future__ import annotations

from bot.core import draft_queries as drafts
from bot.core.draft_queries import ANSWER_OFFER
from bot.core.gathered import Words
from bot.core.turn import Routes, Turn
from bot.people import roles as people
from bot.reports import moving as handle
from bot.reports import queries as reports
from bot.reports.draft import MOST_PHOTOS
from bot.reports.intake import open_draft as report_draft
from bot.reports.intake.conversation import OFFER
from bot.reports.tracking import settled
from db.models import Draft

routes = Routes()


def offer(turn: Turn) -> None:
    """Ask whether what was just said, and treated as anything else, answers what is waited for.

    It is kept a day for that, in a private chat and of one who agreed.
    """
    if not turn.chat.private or turn.incoming.edited or not people.has_consented(turn.person):
        return
    report = reports.asked(turn.session, turn.person.id or 0)
    if report is None:
        return
    data = {
        "words": handle.said(turn),
        "photos": turn.photos,
        "message": turn.incoming.message or "",
    }
    drafts.begin(turn.session, turn.person, turn.chat, ANSWER_OFFER, turn.now, report.id, data)
    yes = turn.button("track.button_is_answer", f"is_answer:{report.code}", report=report)
    turn.say("track.maybe_answer", [[yes]], report=report)


@routes.button("is_answer")
def is_answer(turn: Turn) -> None:
    """It is the answer: shown once more before it is sent, as any answer is."""
    report = settled.mine_to_move(turn, "answer")
    if report is None:
        return
    row = drafts.of_kind(turn.session, turn.person, turn.chat, ANSWER_OFFER)
    if row is None or row.report_id != report.id or not people.has_consented(turn.person):
        settled.say_more(turn, report, "answer")
        return
    _drop_begun(turn, row)
    data = row.data
    turn.session.delete(row)
    answer = handle.begin(turn, report, "answer")
    gathered = Words.model_validate(answer.data).with_photos(data["photos"], MOST_PHOTOS)
    handle.take(turn, answer, gathered, data["message"], data["words"])


def _drop_begun(turn: Turn, row: Draft) -> None:
    """The report that it began, or sounded like, is none, if nothing was added to it since."""
    for kind in (report_draft.KIND, OFFER):
        begun = report_draft.of_kind(turn, kind)
        if begun is not None and begun.created_at == row.created_at == begun.updated_at:
            turn.session.delete(begun)
