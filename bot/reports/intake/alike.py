"""Show open reports like a draft, so that one of them is supported instead of sent twice."""

from bot.core.events import Button, Reply
from bot.core.recordings import pictures_of
from bot.core.turn import Turn
from bot.people import roles as people
from bot.reports import cards, duplicates
from bot.reports import queries as reports
from bot.reports.draft import ReportDraft
from bot.reports.duplicate_queries import Candidate
from bot.reports.intake.questions import stamp
from bot.understanding.masking import masked
from db import outbox
from db.models import Draft, Report

STEP = 50
"""Metres in which a distance is told."""


def offered(turn: Turn, row: Draft, draft: ReportDraft) -> bool:
    """Show the open reports like this draft, each once for its kind and spot; false for none.

    As soon as both are known, and again when it is told what happened. A denunciation is like none.
    """
    spot = duplicates.compared(draft)
    about = f"{spot}|{bool(draft.description)}"
    is_known = draft.kind and (draft.has_place or draft.spot) and draft.changing is None
    if not is_known or draft.denounces or draft.compared == about:
        return False
    if not draft.compared.startswith(f"{spot}|"):
        draft.alike = []
    draft.compared = about
    matches = duplicates.find(turn.session, draft, turn.city, turn.person.id)
    alike = [candidate for candidate in matches if candidate.report.code not in draft.alike]
    draft.alike = [*draft.alike, *(candidate.report.code for candidate in alike)]
    earlier = duplicates.earlier(turn.session, draft, turn.city, turn.person.number)
    if earlier is not None and (earlier.code in draft.alike or draft.for_other):
        earlier = None
    draft.alike += [earlier.code] if earlier else []
    draft.hinted = bool(alike) and earlier is None
    row.data = draft.model_dump(mode="json", exclude_defaults=True)
    if earlier is not None:
        _show_earlier(turn, row, earlier)
        return True
    for number, candidate in enumerate(alike, 1):
        buttons = [_button(turn, row, candidate)]
        if number == len(alike):
            buttons.append([turn.button("support.button_other", f"first:{stamp(row)}")])
            buttons.append([turn.button("report.button_drop", f"drop:{stamp(row)}")])
        _show(turn, candidate, buttons, first=number == 1, count=len(alike))
    return bool(alike)


def _show_earlier(turn: Turn, row: Draft, report: Report) -> None:
    """Show the person's own report of this spot that was ended; one tap reopens it."""
    text = turn.tools.texts(
        "support.earlier",
        report=report,
        category=turn.city.category_name(report.category) or report.category,
        agency=turn.city.agency_name(report.agency),
        status=cards.status_name(turn, report.status),
    )
    button_again = turn.button("support.button_again", f"again:{report.code}:{stamp(row)}")
    button_other = turn.button("support.button_other", f"first:{stamp(row)}")
    photos = pictures_of(reports.photos(turn.session, report))[:1]
    turn.tell(
        turn.chat, Reply(text=text, photos=photos, buttons=((button_again,), (button_other,)))
    )


def _show(
    turn: Turn, candidate: Candidate, buttons: list[list[Button]], *, first: bool, count: int
) -> None:
    """Show a report so that the reader can judge whether it is the same.

    Its words and place are masked, for the reader may be the person it tells of; and they are left
    out where its sender agreed to an earlier text, which did not say that they are shown.
    """
    report = candidate.report
    agreed = people.sender_agreed(turn.session, report.person_id)
    text = turn.tools.texts(
        "support.alike",
        first=first,
        found=count,
        report=report,
        words=masked(report.description) if agreed else "",
        place=masked(report.place) if agreed else "",
        category=turn.city.category_name(report.category) or report.category,
        away=None if candidate.metres is None else max(1, round(candidate.metres / STEP)) * STEP,
        status=cards.status_name(turn, report.status),
        age=turn.now - report.created_at,
        supporters=candidate.supporters,
        sent=report.person_id == turn.person.id,
        supported=bool(candidate.supported),
    )
    photos = (candidate.photo,) if candidate.photo else ()
    reply = Reply(text=text, photos=photos, buttons=tuple(tuple(row) for row in buttons))
    turn.tell(turn.chat, reply, outbox.DISCLOSURE, report.id)


def _button(turn: Turn, row: Draft, candidate: Candidate) -> list[Button]:
    code = candidate.report.code
    if candidate.supported or candidate.report.person_id == turn.person.id:
        return [turn.button("track.button_history", f"track:{code}")]
    return [turn.button("support.button_support", f"support:{code}:{stamp(row)}")]
